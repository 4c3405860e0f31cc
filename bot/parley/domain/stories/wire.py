"""Whose words these are: wire credits, copies, and how many voices a report rests on."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit
from zlib import crc32

from parley.domain.model import Authority, Revision, Source, SourceKind
from parley.domain.stories.vectors import tokens

_WIRES = {
    "reuters": r"Thomson\s+Reuters|Reuters|REUTERS|路透社|路透|ロイター",
    "ap": r"Associated\s+Press|AP|美联社",
    "afp": r"Agence\s+France[- ]Presse|AFP|法新社",
    "xinhua": r"Xinhua(?:\s+News\s+Agency)?|XINHUA|新华社|新华网",
    "bloomberg": r"Bloomberg(?:\s+News)?|BLOOMBERG|彭博社",
    "kyodo": r"Kyodo(?:\s+News)?|KYODO|共同通信社?|共同",
    "yonhap": r"Yonhap(?:\s+News(?:\s+Agency)?)?|YONHAP|연합뉴스",
    "dpa": r"dpa(?:-AFX)?|DPA|Deutsche\s+Presse-Agentur",
    "efe": r"Agencia\s+EFE|EFE",
    "ansa": r"ANSA",
    "pti": r"Press\s+Trust\s+of\s+India|PTI",
}
_ANY = "|".join(f"(?P<{wire}>{names})" for wire, names in _WIRES.items())
_DASH = r"[-‐‑‒–—―]"
_END = r"(?=\s*(?:[.,;|/)\]】）]|$|\n))"
# A credit stands where credits stand. A wire that is quoted ("told Reuters") or photographed by
# ("AP Photo") is none.
_CREDITS = tuple(
    re.compile(pattern.replace("ANY", _ANY))
    for pattern in (
        # WASHINGTON (Reuters) - · BEIJING, May 30 (Xinhua) -- · 【共同】 · （新华社）
        r"[(\[（【]\s*(?:ANY)(?:\s*/\s*\w+)?\s*[)\]）】]",
        # PARIS, AFP - · WASHINGTON, May 30, AP -- ; only where a dateline can be
        rf"\A[^\n.]{{0,60}}\b(?:ANY)\s*{_DASH}{{1,2}}\s",
        # 新华社北京5月30日电 · ロイター at the head
        r"\A\s*(?:ANY)[^\s\n。]{0,20}(?:电|電|日)",
        # - AP, at the end of a line
        (
            rf"(?m)(?:^|[\s.\"”])(?:{_DASH}{{1,2}}|©|\(c\)|Copyright(?:\s+\d{{4}})?|[Ss]ource:"
            rf"|[Cc]redit:|[Vv]ia)\s*(?:[Ww]ith\s+)?(?:[Tt]he\s+)?(?:ANY)\s*(?:\d{{4}})?{_END}"
        ),
        # Reuters contributed to this report · with reporting by the Associated Press
        r"(?:ANY)\b[^.\n]{0,60}\bcontributed\b",
        (
            r"(?i:(?:additional\s+)?reporting\s+by|written\s+by"
            r"|with\s+(?:files|material|inputs?)\s+from)"
            rf"\s+(?:[Tt]he\s+)?(?:ANY){_END}"
        ),
        # Reuters sign-off: (Reporting by A in Beijing; Editing by B)
        r"(?P<signed>\(Reporting\s+by\s+[^)]{3,200};\s*(?:Writing|Editing|Additional)\s)",
    )
)
# Feeds that are searches over many publishers.
_SEARCHES = frozenset({"news.google.com", "bing.com", "news.search.yahoo.com"})
_SERVING = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_SHINGLE = 4  # words
_FEWEST = 6  # shingles, below which a likeness is chance
_COPY = 0.7  # share of the shorter text that stands in the longer one


def credit(text: str) -> str | None:
    """The wire that a text credits itself to ("reuters", "ap", "afp", "xinhua" …), if it does.

    Only the ends of a text are read: a credit is in its dateline or its last lines.
    """
    ends = (text,) if len(text) <= 1500 else (text[:600], text[-900:])
    for end in ends:
        for pattern in _CREDITS:
            found = pattern.search(end)
            if found is None:
                continue
            named = {name: value for name, value in found.groupdict().items() if value}
            return "reuters" if "signed" in named else next(iter(named))
    return None


def publisher(source: Source, url: str) -> str:
    """The family of an article that a source brought: the source's own, or the article's host.

    A search brings the articles of many publishers under one source.
    """
    if source.kind is SourceKind.GDELT or _host(source.url) in _SEARCHES:
        return _host(url) or source.family
    return source.family


@lru_cache(maxsize=1_024)  # a source's own address is asked for with each of its articles
def _host(url: str) -> str:
    return _SERVING.sub("", (urlsplit(url).hostname or "").lower())


def families(sources: Mapping[str, Source]) -> dict[str, str]:
    """The official sources of a side, by id, with the one voice that they are.

    A government does not corroborate itself. All others speak as the family of their revisions.
    """
    return {
        source.id: f"side:{source.side}"
        for source in sources.values()
        if source.authority is Authority.OFFICIAL and source.side
    }


def independent(articles: Iterable[Revision], families: Mapping[str, str]) -> int:
    """How many independent voices report.

    A copy credited to a wire is the wire's; texts that are nearly identical are one voice, the
    earliest's; several reports of one publisher's family are one.
    """
    return len(voices(articles, families))


def voices(articles: Iterable[Revision], families: Mapping[str, str]) -> tuple[str, ...]:
    """The independent voices, by first report; ``families`` are those of ``families``."""
    heard: dict[str, None] = {}
    originals: list[tuple[frozenset[int], str]] = []
    for article in sorted(articles, key=lambda one: (one.first_seen, one.id)):
        family = families.get(article.source_id) or article.family or article.source_id
        words = _shingles(article.title, article.text)
        copied = next((voice for other, voice in originals if _copies(words, other)), None)
        wire = None if family.startswith("side:") else credit(article.text)
        voice = wire or copied or family.casefold()
        if wire and copied and copied != wire:
            # The credit names the author of what looked like the earlier publisher's own words.
            originals = [(one, wire if _copies(words, one) else name) for one, name in originals]
            heard = dict.fromkeys(name for _, name in originals)
        originals.append((words, voice))
        heard[voice] = None
    return tuple(heard)


def same_words(first: Revision, second: Revision) -> bool:
    """Whether one text is, in all but details, a copy of the other or a part of it."""
    return _copies(_shingles(first.title, first.text), _shingles(second.title, second.text))


@lru_cache(maxsize=256)
def _shingles(title: str, text: str) -> frozenset[int]:
    """Runs of words; of the title too only where the text is a line or none, since copies are retitled."""
    words = [token.casefold() for token in tokens(text)]
    if len(words) < 20:
        words = [token.casefold() for token in tokens(title)] + words
    return frozenset(
        crc32(" ".join(words[i : i + _SHINGLE]).encode()) for i in range(len(words) - _SHINGLE + 1)
    )


def _copies(first: frozenset[int], second: frozenset[int]) -> bool:
    shorter = min(len(first), len(second))
    if shorter < _FEWEST:
        return bool(first) and first == second
    return len(first & second) >= _COPY * shorter
