"""English stems by Snowball: each word is stemmed once, whoever reads it.

The stemmer is plain Python and takes 50 microseconds a word, which is most of what reading a text
costs; an article that was found is read again when it is quoted, and again when the quotation is
checked.
"""

from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=131072)
def english(word: str) -> str:
    """The stem of a lower-case word."""
    return str(_STEMMER.stemWord(word))
