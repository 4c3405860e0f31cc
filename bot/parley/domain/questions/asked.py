"""A question taken apart: its words, its parts, and the publishers and days that it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from parley.domain.questions.asof import Days, days
from parley.domain.questions.words import ASKING, cleaned, stems, words

# What a person types beyond this is an essay; its first words say what it is about.
MOST_WORDS = 160
_PARTING = re.compile(
    r",?\s+(?:while|whereas|as opposed to|in contrast to|compared (?:to|with)|but)\s+|[;?]\s+"
    r"|,\s+(?:and|which|who|is|with|also)\s+"
    r"|\s+(?:and (?:is|was|has|also|the|who|which)|before|after)\s+",
    re.IGNORECASE,
)
_SHORTEST_PART = 4
# A capitalised name of up to five words, as publishers have.
_NAME = r"(?P<name>[A-Z][\w&.'’-]*(?:\s+(?:[A-Z&|][\w&.'’-]*|of|and|the|-)){0,5})"
_QUOTE = r"['\"“‘]?"
_PAPER = r"(?:article|report|piece|story|coverage|review|post|interview|analysis)s?"
_ATTRIBUTED = (
    re.compile(rf"{_QUOTE}\b{_NAME}{_QUOTE}(?:['’]s?)?\s+(?:first |second |third )?{_PAPER}\b"),
    re.compile(rf"\b{_PAPER}\s+(?:from|by|in|on|published by)\s+(?:the\s+)?{_QUOTE}{_NAME}"),
    re.compile(
        r"\b(?:according to|reported (?:by|in)|covered by|published (?:by|in)|as per)\s+(?:the\s+)?"
        rf"{_QUOTE}{_NAME}"
    ),
)
_LEADING = re.compile(
    r"^(?:(?:Does|Did|Has|Have|Is|Was|Were|Do|Are|After|Before|Between|While|Which|What|Who|When|How|"
    r"Considering|Based|In|If|The|A|An|According)\s+)+(?=\S)"
)


# What a question asks the measure of ("how far", "by how much") stands in no answer.
_HOW = re.compile(
    r"\bhow (?:far|long|high|big|large|small|low|great|wide|deep|steep|strong|fast|quickly|soon|often|"
    r"old|much|many)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a question: its stems, the ids of the publishers and the days that it names."""

    stems: frozenset[str]
    publishers: frozenset[str]
    days: tuple[Days, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    ``words`` are what to search for, as typed; ``stems`` the same as they are compared; ``names``
    the stems that are written as names or figures; ``publishers`` the sources that are named, each
    id with the stems of its name as it stands, and ``strangers`` the names that something is
    attributed to and that no source has.
    """

    text: str
    words: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]
    parts: tuple[Part, ...]
    publishers: Mapping[str, frozenset[str]]
    days: tuple[Days, ...]
    strangers: tuple[frozenset[str], ...] = ()


def taken_apart(text: str, publishers: Mapping[str, str]) -> Question:
    """A question as typed. ``publishers`` are the sources' ids by their names for people."""
    text = " ".join(cleaned(text).split()[:MOST_WORDS])
    named = _named(text, publishers)
    dated = days(text)
    plain = _without(text, dated)
    plain = _HOW.sub(" ", plain)
    telling = [word for word in words(plain) if _tells(word)]
    return Question(
        text=text,
        words=tuple(dict.fromkeys(telling)),
        stems=frozenset(_content(plain)),
        names=frozenset(_names(plain)),
        parts=tuple(_part(part, publishers) for part in _parts(text)),
        publishers={id_: frozenset(_content(text[start:end])) for start, end, id_ in named},
        days=dated,
        strangers=_strangers(text, publishers),
    )


def _tells(word: str) -> bool:
    return word.lower() not in ASKING and (len(word) > 1 or not word.isascii() or word.isdigit())


def _content(text: str) -> list[str]:
    """The stems of the words that say what a text is about."""
    kept = " ".join(word for word in words(text) if _tells(word))
    return stems(kept)


def _names(text: str) -> set[str]:
    """The stems of words with a capital (the first of the text apart) and of figures."""
    found = words(text)
    return {
        stems(word)[0]
        for at, word in enumerate(found)
        if _tells(word) and ((word[0].isupper() and at > 0) or word[0].isdigit())
    }


def _parts(text: str) -> list[str]:
    parts = [part for part in _PARTING.split(text) if len(part.split()) >= _SHORTEST_PART]
    return parts or [text]


def _part(text: str, publishers: Mapping[str, str]) -> Part:
    named, dated = _named(text, publishers), days(text)
    plain = _without(text, dated)
    return Part(
        stems=frozenset(_content(plain)),
        publishers=frozenset(id_ for _, _, id_ in named),
        days=dated,
    )


def _named(text: str, publishers: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Where publishers are named: [start, end) and the id, by the whole name or its first part."""
    folded = text if text != text.lower() else None
    found = []
    for name, id_ in publishers.items():
        for form in short_forms(name):
            # "The Age" is a paper and "the age" is not, unless nothing here has a capital.
            needle, where = (form, folded) if folded else (form.lower(), text)
            at = where.find(needle)
            while at >= 0:
                end = at + len(needle)
                if not (where[max(0, at - 1) : at].isalnum() or where[end : end + 1].isalnum()):
                    found.append((at, end, id_))
                at = where.find(needle, end)
    return found


def short_forms(name: str) -> tuple[str, ...]:
    """A publisher's name as people write it: whole, and up to a bar, a dash or a colon.

    One word before a colon is a country or a city: "Japan: Ministry of Finance".
    """
    first = re.split(r"\s+[|–—-]\s+|:\s", name, maxsplit=1)[0].strip()
    alone = len(first) < 3 or (name[len(first) :].startswith(":") and " " not in first)
    return (name,) if first == name or alone else (name, first)


def _without(text: str, dated: tuple[Days, ...]) -> str:
    """The text with its days blanked."""
    for day in dated:
        text = text[: day.start] + " " * (day.end - day.start) + text[day.end :]
    return text


def _strangers(text: str, publishers: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """Names that something is attributed to and that no publisher has, as stems."""
    known = [frozenset(stems(form)) for name in publishers for form in short_forms(name)]
    found: dict[frozenset[str], None] = {}
    for pattern in _ATTRIBUTED:
        for match in pattern.finditer(text):
            name = frozenset(_content(_LEADING.sub("", match["name"])))
            if name and not any(name <= other or other <= name for other in known if other):
                found[name] = None
    return tuple(found)


def within(day: date, spans: tuple[Days, ...]) -> bool:
    """Whether a day lies in one of the stretches."""
    return any(span.first <= day <= span.last for span in spans)
