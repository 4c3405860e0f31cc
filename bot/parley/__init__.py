"""Parley briefs teams on trade talks, with every sentence traced to its source."""

__version__ = "0.1.0"
