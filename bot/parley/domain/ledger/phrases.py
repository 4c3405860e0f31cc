"""The words that give a date ahead, cut to what fits a line; never other words."""

import re
from datetime import date, datetime

from parley.domain.evidence.dates import ResolvedDate, resolve_dates

# What fits a line or two of a chat.
LONGEST = 140
# What suffices where the whole sentence was given already, for another of its days; fewer words
# than the least say nothing ("and Friday").
_AGAIN, _LEAST = 60, 20
# Where a sentence may be cut. What limits a date ("unless it is extended") stays with it.
_CLAUSE = re.compile(
    r"(?<=[,;:])\s+(?!(?:unless|until|if|provided|when|who|which|as|and|or)\b)|"
    r"\s+(?=(?:while|but)\b)"
)
# Parts that only a reader who has the whole can make out ("and the government by June 9").
_PART = re.compile(r"(?<=[,;:])\s+|\s+(?=(?:and|or|while|but)\b)")
_NAMED = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\b|\b(?:today|tonight|tomorrow)\b|"
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:within|days?|weeks?|months?|years?)\b", re.IGNORECASE)


def named(sentence: str, day: date, published_at: datetime) -> bool:
    """Whether a sentence names this very day; "until late April" and "within 90 days" do not."""
    return any(
        _NAMED.search(words) and not _COUNTED.search(words)
        for found in _places(sentence, day, published_at)
        if (words := sentence[found.start : found.end])
    )


def phrase(sentence: str, day: date, published_at: datetime) -> str:
    """The stretch of whole clauses around the words for ``day``, at most ``LONGEST`` code points.

    It grows to the left first, where it says who does what. A clause that is longer by itself is
    returned whole; so is a sentence in which the day is not found.
    """
    return _around(sentence, day, published_at, _CLAUSE, LONGEST)


def again(sentence: str, day: date, published_at: datetime) -> str:
    """The few words for ``day`` in a sentence that the reader has just read for another day."""
    words = _around(sentence, day, published_at, _PART, _AGAIN)
    return words if len(words) >= _LEAST else phrase(sentence, day, published_at)


def quoted(words: str, sentence: str) -> str:
    """Words of a sentence in quotation marks, with an ellipsis where the sentence goes on."""
    inner = words.rstrip(" ,;:")
    start = "" if sentence.startswith(words) else "… "
    end = "" if sentence.endswith(words) else " …"
    inner = inner.replace("“", "‘").replace("”", "’").replace('"', "'")
    return f"“{start}{inner}{end}”"


def _places(sentence: str, day: date, published_at: datetime) -> list[ResolvedDate]:
    return [d for d in resolve_dates(sentence, published_at) if d.day <= day <= d.last]


def _around(
    sentence: str, day: date, published_at: datetime, parts: re.Pattern[str], longest: int
) -> str:
    places = _places(sentence, day, published_at)
    if len(sentence) <= longest or not places:
        return sentence
    cuts = [0, *(cut.end() for cut in parts.finditer(sentence)), len(sentence)]
    first = max(at for at, cut in enumerate(cuts[:-1]) if cut <= places[0].start)
    last = next(at for at, cut in enumerate(cuts) if cut >= places[0].end)
    while first > 0 and cuts[last] - cuts[first - 1] <= longest:
        first -= 1
    while last + 1 < len(cuts) and cuts[last + 1] - cuts[first] <= longest:
        last += 1
    return sentence[cuts[first] : cuts[last]].strip()
