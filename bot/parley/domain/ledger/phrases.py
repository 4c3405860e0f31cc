"""The words that give a date ahead, cut to what fits a line; never other words."""

import re
from datetime import date, datetime

from parley.domain.evidence.dates import resolve_dates

# What fits a line or two of a chat.
LONGEST = 140
# What suffices where the whole sentence was given already, for another of its days.
_AGAIN = 60
_CLAUSE = re.compile(r"(?<=[,;:])\s+|\s+(?=(?:after|before|when|while|which|who|as|but)\b)")


# Parts that only a reader who has the whole can make out ("and the government by June 9").
_PART = re.compile(rf"{_CLAUSE.pattern}|\s+(?=(?:and|or)\b)")


def phrase(sentence: str, day: date, published_at: datetime) -> str:
    """The stretch of whole clauses around the words for ``day``, at most ``LONGEST`` code points.

    It grows to the right first: what limits a date ("unless it is extended") follows it. A clause
    that is longer by itself is returned whole; so is a sentence in which the day is not found.
    """
    return _around(sentence, day, published_at, _CLAUSE, LONGEST)


def again(sentence: str, day: date, published_at: datetime) -> str:
    """The few words for ``day`` in a sentence that the reader has just read for another day."""
    return _around(sentence, day, published_at, _PART, _AGAIN)


def _around(
    sentence: str, day: date, published_at: datetime, parts: re.Pattern[str], longest: int
) -> str:
    if len(sentence) <= longest:
        return sentence
    found = (d for d in resolve_dates(sentence, published_at) if d.day <= day <= d.last)
    place = next(found, None)
    if place is None:
        return sentence
    cuts = [0, *(cut.end() for cut in parts.finditer(sentence)), len(sentence)]
    first = max(at for at, cut in enumerate(cuts[:-1]) if cut <= place.start)
    last = next(at for at, cut in enumerate(cuts) if cut >= place.end)
    while last + 1 < len(cuts) and cuts[last + 1] - cuts[first] <= longest:
        last += 1
    while first > 0 and cuts[last] - cuts[first - 1] <= longest:
        first -= 1
    return sentence[cuts[first] : cuts[last]].strip()


def quoted(words: str, sentence: str) -> str:
    """Words of a sentence in quotation marks, with an ellipsis where the sentence goes on."""
    inner = words.rstrip(" ,;:")
    start = "" if sentence.startswith(words) else "… "
    end = "" if sentence.endswith(words) else " …"
    inner = inner.replace("“", "‘").replace("”", "’").replace('"', "'")
    return f"“{start}{inner}{end}”"
