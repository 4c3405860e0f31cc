"""The words that give a date ahead, cut to what fits a line; never other words."""

import re
from datetime import date, datetime
from itertools import pairwise

from parley.domain.evidence.dates import ResolvedDate, resolve_dates

# What fits a line or two of a chat.
LONGEST = 140
# What suffices where the whole sentence was given already, for another of its days; fewer words
# than the least say nothing ("and Friday").
_AGAIN, _LEAST = 60, 20
# Where a sentence may be cut. What limits a date ("unless it is extended") stays with it.
_CLAUSE = re.compile(
    r"(?<=[,;:])\s+(?!(?:unless|until|if|provided|when|who|which|of|whose|where|as|and|or)\b)|"
    r"\s+(?=(?:while|but)\b)"
)
# Parts that only a reader who has the whole can make out ("and the government by June 9").
_PART = re.compile(r"(?<=[,;:])\s+|\s+(?=(?:and|or|while|but)\b)")
# Where a sentence that is too long for a line may be cut before a date, if nothing undoes the date.
_WEAK = re.compile(
    r"(?<=[,;:])\s+|\s+(?=(?:that|ahead|before|when|where|while|but|because|after|although|whether|"
    r"starting|beginning|scheduled|due|set)\b)"
)
_UNDOES = re.compile(
    r"\b(?:not|no|never|without|unless|if|whether|would|could|may|might|den(?:y|ies|ied)|refus\w+|"
    r"reject\w*|avoid\w*|avert\w*|prevent\w*|stop\w*|halt\w*|against|cancel\w*|former\w*|except\w*)\b|n't\b",
    re.IGNORECASE,
)
_HANGS_ON = re.compile(
    r"[,\s]+(?:deadline|meetings?|hearings?|talks|session|votes?|visit|summit|trip|start|target|"
    r"(?:to|through|until)\s(?=\d|the \d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
    r"mon|tue|wed|thu|fri|sat|sun)\w*\b)[^,;.]{1,50}|(?:unless|if|or)\b[^,;.]{1,50})",
    re.IGNORECASE,
)
# The event of such a date stands behind it: "will on Thursday consider …", "tomorrow will begin …".
_STILL_OPEN = re.compile(r"\b(?:will|would|to|is|are|was|were)\s+(?:on\s+)?$")
_IN_ORDER_TO = re.compile(r"\s+to\b")
_GOES_ON = re.compile(r"\s+(?:will|would|is|are|was|were|to)\b")
_NEXT_PART = re.compile(r"(?<=[,;:])\s|\s(?=(?:that|what|which|who|if|with|to|for|in|and|as)\b)|$")
_OPENS = re.compile(r"^(?:with|and|as)\s+(?=\S.{45})")
# A line of a phone, or two.
_LINE = 100
# Fewer code points do not say of what it is the day.
_TELLING = 45
_NAMED = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\b|\b(?:today|tonight|tomorrow)\b|"
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
    re.IGNORECASE,
)
_SPANNED = re.compile(r"\s*(?:to|through|till|until|-|–)\s*", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:within|days?|weeks?|months?|years?)\b", re.IGNORECASE)


def named(sentence: str, day: date, published_at: datetime) -> bool:
    """Whether a sentence names this very day; "until late April" and "within 90 days" do not."""
    return any(
        _NAMED.search(words) and not _COUNTED.search(words)
        for found in _places(sentence, day, published_at)
        if (words := sentence[found.start : found.end])
    )


def ends_span(sentence: str, day: date, published_at: datetime) -> bool:
    """Whether a sentence gives a day as the end of a span of named days: "April 29 to May 5"."""
    found = sorted(resolve_dates(sentence, published_at), key=lambda place: place.start)
    return any(
        _SPANNED.fullmatch(sentence[one.end : other.start]) is not None
        for one, other in pairwise(found)
        if other.day <= day <= other.last
    )


def phrase(sentence: str, day: date, published_at: datetime) -> str:
    """The stretch of whole clauses around the words for ``day``, at most ``LONGEST`` code points.

    It grows to the left first, where it says who does what. A clause that is longer by itself is
    returned whole; so is a sentence in which the day is not found.
    """
    return _around(sentence, day, published_at, _CLAUSE, LONGEST)


def line(sentence: str, day: date, published_at: datetime) -> str:
    """The words for ``day`` as they stand in a list: ``phrase``, or of a long one what leads to the day.

    Nothing that undoes or limits the day is cut off.
    """
    words = _OPENS.sub("", phrase(sentence, day, published_at))
    places = _places(words, day, published_at)
    if len(words) <= _LINE or not places:
        return words
    starts = [0, *(cut.end() for cut in _WEAK.finditer(words[: places[0].start]))]
    for end in _ends(words, places[0]):
        for start in starts:
            fits = _TELLING <= end - start <= _LINE
            if fits and not _UNDOES.search(words[:start]) and not _UNDOES.search(words[end:]):
                return words[start:end].strip()
    return words


def _ends(words: str, place: ResolvedDate) -> list[int]:
    """Where words may end behind their date: with what hangs on it, or with the whole."""
    after = _HANGS_ON.match(words, place.end)
    if after is not None:
        return [after.end(), len(words)]
    still_open = _STILL_OPEN.search(words[: place.start])
    if not still_open and _IN_ORDER_TO.match(words, place.end):
        return [*_with_next_part(words, place), place.end, len(words)]
    if still_open or _GOES_ON.match(words, place.end):
        return [*_with_next_part(words, place), len(words)]
    return [place.end, len(words)] if words[place.end :].strip(" .") else [len(words)]


def _with_next_part(words: str, place: ResolvedDate) -> list[int]:
    """Where the part ends that stands behind a date; nothing if the words end with it."""
    part = _NEXT_PART.search(words, min(len(words), place.end + len(" will begin ")))
    return [] if part is None else [part.start()]


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
