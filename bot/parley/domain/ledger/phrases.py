"""The words that give a date ahead, cut to what fits a line; never other words."""

import re
from datetime import date, datetime

from parley.domain.evidence.dates import resolve_dates

# What fits a line or two of a chat.
LONGEST = 140
_CLAUSE = re.compile(r"(?<=[,;:])\s+|\s+(?=(?:after|before|when|while|which|who|as|but)\b)")


def phrase(sentence: str, day: date, published_at: datetime, longest: int = LONGEST) -> str:
    """The stretch of whole clauses around the words for ``day``, at most ``longest`` code points.

    It grows to the right first: what limits a date ("unless it is extended") follows it. A clause
    that is longer by itself is returned whole; so is a sentence in which the day is not found.
    """
    if len(sentence) <= longest:
        return sentence
    found = (d for d in resolve_dates(sentence, published_at) if d.day <= day <= d.last)
    place = next(found, None)
    if place is None:
        return sentence
    cuts = [0, *(cut.end() for cut in _CLAUSE.finditer(sentence)), len(sentence)]
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
