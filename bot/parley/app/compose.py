"""Turns an edition into one neutral message, in the form that its readers know."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

from parley.app.compose_actions import actions
from parley.domain.assembly import QUOTED
from parley.domain.languages.names import name, primary
from parley.domain.model import (
    ArticleRef,
    Block,
    ChangeKind,
    Citation,
    Claim,
    Desk,
    Edition,
    Evidence,
    Heading,
    Item,
    Layout,
    LeftOut,
    Link,
    Listing,
    Message,
    Moment,
    NextDate,
    Note,
    Paragraph,
    Rule,
    Span,
    Style,
    Text,
    Track,
)

# The reader has two minutes: more dates than this are a calendar.
_DATES_AHEAD = 5
# Said after a number of articles; the rest are fit for that as they are.
_AFTER_A_NUMBER = {
    LeftOut.OTHER_TRACKS: "on other tracks",
    LeftOut.OTHER_SOURCES: "from sources not chosen",
    LeftOut.SAME_STORY: "adding nothing to a story told",
    LeftOut.NOTHING_NEW: "with nothing new",
    LeftOut.NO_ROOM: "for which there was no room",
    LeftOut.WITHOUT_WORDS: "with nothing to quote",
    LeftOut.UNSUPPORTED: "failing the evidence check",
}
_STATE_WORDS = str.maketrans("_", " ")


class Composer:
    """Composes messages; knows the tracks' names for people."""

    def __init__(self, tracks: Mapping[str, Track]) -> None:
        self._tracks = tracks

    def briefing(
        self,
        edition: Edition,
        desk: Desk,
        *,
        slot: datetime,
        zone: str,
        layout: Layout = Layout.WHOLE,
        numbers: Sequence[int] = (),
    ) -> Message:
        """An edition as it is posted at ``slot``; times are shown in ``zone`` (IANA).

        ``numbers`` are its items' where some were taken out, by default they count from 1.
        """
        local = _Local(zone, desk.language)
        references = {article.id: article for article in edition.articles}
        title = f"Trade talks · {local.moment(slot)}"
        names = [self._track_name(track) for track in desk.tracks]
        if names:
            title += " · " + _list(names)
        blocks: list[Block] = [Heading((Text(title),), level=1)]
        if edition.top_line is not None:
            blocks.append(Paragraph(_claim(edition.top_line, references, Style.STRONG)))
        for number, item in zip(numbers or count(1), edition.items, strict=False):
            blocks.extend(self._story(number, item, references, edition.top_line, local))
            blocks.append(actions(edition, number, item))
        if not edition.items:
            blocks.append(Paragraph((Text(_quiet(edition, local), Style.STRONG),)))
        blocks.extend(_ahead(edition.next_dates, references, slot, local))
        blocks.append(Note((Text(coverage_line(edition, local.time(edition.until))),)))
        sources = _sources(edition.articles, local)
        threaded = layout is Layout.THREADED
        return Message(
            title=title,
            blocks=tuple(blocks if threaded else [*blocks, *sources]),
            thread=tuple(sources if threaded else ()),
        )

    def _story(
        self,
        number: int,
        item: Item,
        references: Mapping[str, ArticleRef],
        top_line: Claim | None,
        local: "_Local",
    ) -> list[Block]:
        cites = _citations(item.headline_evidence, references)
        blocks: list[Block] = [
            Rule(),
            Heading((Text(f"{number} · {item.headline}"), *(() if item.claims else cites))),
            Paragraph(self._chips(item)),
        ]
        # The top line is the first story's best sentence; printed again below it, it would only
        # cost the reader time.
        claims = [claim for claim in item.claims if top_line is None or claim.text != top_line.text]
        if claims:
            spans: list[Span] = []
            heard = ""
            for claim in claims:
                source = references[claim.evidence[0].article_id]
                # A model's sentence says itself on whose word; a quotation needs to be told, and
                # its "today" and "on Wednesday" are the days of its source.
                voice = f"{source.publisher}, {local.on(source.published_at)}{local.told(source)}: "
                if item.writer == QUOTED and voice != heard:
                    spans.append(Text(voice))
                    heard = voice
                spans += [*_claim(claim, references), Text(" ")]
            blocks.append(Paragraph(tuple(spans[:-1])))
        return blocks

    def _chips(self, item: Item) -> tuple[Span, ...]:
        spans: list[Span] = []
        if item.state is not None:
            move = item.state
            before = f"{move.before.translate(_STATE_WORDS)} → " if move.before else ""
            state = f"{before}{move.after.translate(_STATE_WORDS)}"
            spans.append(Text(f"{self._track_name(move.track)}: {state}", Style.CODE))
        else:
            for track in item.tracks[:2]:
                spans += [Text(self._track_name(track), Style.CODE), Text(" ")]
            spans = spans[:-1]
        change = item.change
        words = change.kind.value
        if change.old and change.new:
            words += f": {change.old} → {change.new}"
        spans += [Text(" · " if spans else ""), Text(words, Style.EMPHASIS)]
        if change.kind is ChangeKind.NEW and not item.tracks and item.state is None:
            return (Text(words, Style.EMPHASIS),)
        return tuple(spans)

    def _track_name(self, track: str) -> str:
        known = self._tracks.get(track)
        return known.name if known else track


def coverage_line(edition: Edition, as_of: str) -> str:
    """The sum of an edition in a line or two: what was seen, what became of it, what was dropped."""
    coverage = edition.coverage
    left = (f"{n} {_AFTER_A_NUMBER.get(why, why)}" for why, n in coverage.left_out.items())
    parts = [f"{coverage.used} used", *left]
    line = (
        f"{coverage.seen} seen = {' + '.join(parts)}. "
        f"{coverage.relevant} relevant, in {_count(coverage.stories, 'story', 'stories')}; "
        f"{coverage.told} told."
    )
    if coverage.checked:
        line += f" {_count(coverage.checked, 'claim', 'claims')} checked against their sources"
        if edition.dropped:
            reasons = [r.detail.rstrip(".") for d in edition.dropped for r in d.verdict.reasons[:1]]
            line += f"; {len(edition.dropped)} dropped: {'; '.join(dict.fromkeys(reasons[:2]))}"
        line += "."
    line += "".join(f" {note}" for note in edition.notes)
    return f"{line} As of {as_of}."


class _Local:
    """Times for people: in a zone and a language."""

    def __init__(self, zone: str, language: str) -> None:
        self._language = primary(language)
        self._zone = ZoneInfo(zone)
        self._place = zone.rpartition("/")[2].replace("_", " ")
        self._locale = "en_GB" if language == "en" else language

    def moment(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        day = format_datetime(local, "EEEE d MMMM y, HH:mm", locale=self._locale)
        return f"{day} {self._place}"

    def time(self, at: datetime) -> str:
        return format_time(at.astimezone(self._zone), "HH:mm", locale=self._locale)

    def short(self, at: datetime) -> str:
        return format_datetime(at.astimezone(self._zone), "d MMM HH:mm", locale=self._locale)

    def on(self, at: datetime) -> str:
        return self.day(self.today(at))

    def told(self, source: ArticleRef) -> str:
        """That a quotation is in another language than the reader's."""
        tag = primary(source.language)
        return "" if tag == self._language else f", in the original {name(tag)}"

    def day(self, day: date) -> str:
        return format_date(day, "d MMM", locale=self._locale)

    def today(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()


def _quiet(edition: Edition, local: _Local) -> str:
    """A day without movement, told from a day on which no article came that could show any."""
    if edition.coverage.told:
        return "Nothing is left of this briefing: every story was taken out."
    since = local.moment(edition.since)
    if edition.coverage.seen:
        return f"No movement since {since}."
    return f"No source brought an article since {since}."


def _claim(
    claim: Claim, references: Mapping[str, ArticleRef], style: Style = Style.PLAIN
) -> tuple[Span, ...]:
    return (Text(claim.text, style), *_citations(claim.evidence, references))


def _citations(
    evidence: Sequence[Evidence], references: Mapping[str, ArticleRef]
) -> tuple[Span, ...]:
    cited = {references[item.article_id].number: item.article_id for item in evidence}
    spans: list[Span] = []
    for number, key in sorted(cited.items()):
        spans += [Text(" "), Citation(number, references[key].url)]
    return tuple(spans)


def _ahead(
    dates: Sequence[NextDate], references: Mapping[str, ArticleRef], slot: datetime, local: _Local
) -> list[Block]:
    lines = []
    today = local.today(slot)  # where it is later than in UTC, a day of the edition's may be over
    coming = [entry for entry in dates if entry.day >= today]
    for entry in sorted(coming, key=lambda entry: entry.day)[:_DATES_AHEAD]:
        days = (entry.day - today).days
        left = "today" if days == 0 else f"in {_count(days, 'day', 'days')}"
        line = Text(f"{local.day(entry.day)}: {entry.what} ({left})")
        lines.append((line, *_citations(entry.claim.evidence, references)))
    return [Rule(), Heading((Text("Ahead"),)), Listing(tuple(lines))] if lines else []


def _sources(articles: Sequence[ArticleRef], local: _Local) -> list[Block]:
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


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
