"""How the interpreter is set up for a program that keeps much and makes many short-lived values."""

import gc


def settle() -> None:
    """Let the garbage collector look less often, and never again at what start-up made.

    Reference counts free nearly all of what polling and parsing make; the default collector still
    walks the growing heap every 700 allocations. Measured on 1,000 feeds, this saves a sixth of the
    processor time of ``bench ingest`` and costs no memory that shows (154 MB at the peak either way).
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
