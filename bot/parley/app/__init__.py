"""Use cases and the ports they need; everything that does I/O is behind a port."""
