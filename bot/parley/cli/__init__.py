"""The command line: words in, words or JSON out; every command's work is in ``app``."""
