"""The parts of a briefing below its stories, and what they share: times, citations, the sum."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

from parley.domain.languages.names import name, primary
from parley.domain.model import (
    ArticleRef,
    Block,
    Citation,
    Claim,
    DateChange,
    Edition,
    Evidence,
    Heading,
    Item,
    LeftOut,
    Link,
    Listing,
    Moment,
    NextDate,
    Rule,
    SoFar,
    Span,
    StateMove,
    Style,
    Text,
    Track,
)

# The reader has two minutes: more dates than this are a calendar.
_DATES_AHEAD = 5
# Said after a number of articles, in as few words as a phone has room for.
_AFTER_A_NUMBER = {
    LeftOut.IRRELEVANT: "not trade talks",
    LeftOut.OTHER_TRACKS: "other tracks",
    LeftOut.OTHER_SOURCES: "other sources",
    LeftOut.BACKLOG: "old",
    LeftOut.UNCONFIRMED: "unconfirmed",
    LeftOut.SAME_STORY: "same story",
    LeftOut.NOTHING_NEW: "nothing new",
    LeftOut.NO_ROOM: "no room",
    LeftOut.SLIGHT: "too slight",
    LeftOut.WITHOUT_WORDS: "nothing to quote",
    LeftOut.UNSUPPORTED: "failed the check",
}
_STATE_WORDS = str.maketrans("_", " ")
References = Mapping[str, ArticleRef]
"""The edition's articles by id."""


class Local:
    """Times for people: in a zone and a language."""

    def __init__(self, zone: str, language: str) -> None:
        self._language = primary(language)
        self._zone = ZoneInfo(zone)
        self._place = zone.rpartition("/")[2].replace("_", " ")
        self._locale = "en_GB" if language == "en" else language

    def moment(self, at: datetime) -> str:
        """Day and time, with the place by which it is told."""
        local = at.astimezone(self._zone)
        day = format_datetime(local, "EEEE d MMMM y, HH:mm", locale=self._locale)
        return f"{day} {self._place}"

    def time(self, at: datetime) -> str:
        """The time of day."""
        return format_time(at.astimezone(self._zone), "HH:mm", locale=self._locale)

    def short(self, at: datetime) -> str:
        """Day and time, in few letters."""
        return format_datetime(at.astimezone(self._zone), "d MMM HH:mm", locale=self._locale)

    def full_day(self, day: date) -> str:
        """A day with its year."""
        return format_date(day, "d MMM y", locale=self._locale)

    def on(self, at: datetime) -> str:
        """The day of an instant, in few letters."""
        return self.day(self.today(at))

    def told(self, source: ArticleRef) -> str:
        """That a quotation is in another language than the reader's."""
        tag = primary(source.language)
        return "" if tag == self._language else f", in the original {name(tag)}"

    def day(self, day: date) -> str:
        """A day, in few letters."""
        return format_date(day, "d MMM", locale=self._locale)

    def today(self, at: datetime) -> date:
        """The day that an instant falls on."""
        return at.astimezone(self._zone).date()


def coverage_line(edition: Edition, as_of: str) -> str:
    """The sum of an edition in a line: what was seen, what became of it, what was dropped."""
    coverage = edition.coverage
    left = (f"{n} {_AFTER_A_NUMBER[why]}" for why, n in coverage.left_out.items())
    line = f"{coverage.seen} seen: {', '.join([f'{coverage.used} used', *left])}."
    if coverage.checked:
        line += f" {count(coverage.checked, 'claim', 'claims')} checked"
        if edition.dropped:
            reasons = [r.detail.rstrip(".") for d in edition.dropped for r in d.verdict.reasons[:1]]
            line += f"; {len(edition.dropped)} dropped: {'; '.join(dict.fromkeys(reasons[:2]))}"
        line += "."
    line += "".join(f" {note}" for note in edition.notes)
    return f"{line} As of {as_of}."


def track_name(track: str, tracks: Mapping[str, Track]) -> str:
    """A track as people call it."""
    return tracks[track].name if track in tracks else track


def moved(move: StateMove, tracks: Mapping[str, Track]) -> Text:
    """How a track moved: "US-China: truce → stalled"."""
    before = f"{move.before.translate(_STATE_WORDS)} → " if move.before else ""
    after = move.after.translate(_STATE_WORDS)
    return Text(f"{track_name(move.track, tracks)}: {before}{after}", Style.CODE)


def told(claim: Claim, references: References, style: Style = Style.PLAIN) -> tuple[Span, ...]:
    """A claim with its citations."""
    return (Text(claim.text, style), *citations(claim.evidence, references))


def citations(evidence: Sequence[Evidence], references: References) -> tuple[Span, ...]:
    """The numbers of the sources, each once, in order."""
    cited = {references[item.article_id].number: item.article_id for item in evidence}
    spans: list[Span] = []
    for number, key in sorted(cited.items()):
        spans += [Text(" "), Citation(number, references[key].url)]
    return tuple(spans)


def also(items: Sequence[Item], references: References, tracks: Mapping[str, Track]) -> list[Block]:
    """What else there is, by its headline alone."""
    lines = []
    for item in items:
        line = (Text(item.headline), *citations(item.headline_evidence, references))
        if item.state is not None and item.state.before is not None:
            line = (*line, Text(" · "), moved(item.state, tracks))
        lines.append(line)
    return [Rule(), Heading((Text("Also"),)), Listing(tuple(lines))] if lines else []


def background(
    past: Sequence[SoFar], references: References, tracks: Mapping[str, Track], local: Local
) -> list[Block]:
    """The story so far: of each track where it stands and since when, and how it came there."""
    if not past:
        return []
    blocks: list[Block] = [Rule(), Heading((Text("The story so far"),))]
    for entry in past:
        state = entry.state.translate(_STATE_WORDS)
        name = track_name(entry.track, tracks)
        head = Text(f"{name}: {state} since {local.full_day(entry.since)}", Style.STRONG)
        steps = [
            (Text(f"{local.day(step.day)}: "), *told(step.claim, references))
            for step in entry.steps
        ]
        blocks.append(Listing(((head,), *steps)))
    return blocks


def ahead(
    dates: Sequence[NextDate],
    references: References,
    slot: datetime,
    local: Local,
    names: Mapping[str, str],
) -> list[Block]:
    """The dates ahead of ``slot`` (UTC) with the days left, the soonest first; what is new says so.

    A date of one of the tracks in ``names`` has the track's name beside it.
    """
    lines = []
    today = local.today(slot)  # where it is later than in UTC, a day of the edition's may be over
    coming = [entry for entry in dates if entry.day >= today]
    for entry in sorted(coming, key=lambda entry: entry.day)[:_DATES_AHEAD]:
        days = (entry.day - today).days
        left = "today" if days == 0 else f"in {count(days, 'day', 'days')}"
        day = local.day(entry.day)
        if entry.was is not None:
            day = f"{local.day(entry.was)} → {day}"
        news = "" if entry.change is DateChange.KNOWN else f", {entry.change}"
        name = names.get(entry.track)
        of = f" · {name}" if name else ""
        line = Text(f"{day}{of}: {entry.what} ({left}{news})")
        lines.append((line, *citations(entry.claim.evidence, references)))
    return [Rule(), Heading((Text("Ahead"),)), Listing(tuple(lines))] if lines else []


def sources(articles: Sequence[ArticleRef], local: Local) -> list[Block]:
    """The numbered sources, each linked where it can be."""
    lines: list[tuple[Span, ...]] = []
    for article in articles:
        title = Link(article.title, article.url) if _linkable(article) else Text(article.title)
        when = Moment(article.published_at, local.short(article.published_at))
        lines.append(
            (
                Citation(article.number, article.url),
                Text(f" {article.publisher}, "),
                when,
                Text(": "),
                title,
            )
        )
    return [Rule(), Heading((Text("Sources"),)), Listing(tuple(lines))] if lines else []


def _linkable(article: ArticleRef) -> bool:
    return article.url.startswith(("https://", "http://"))


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"
