"""Turns a track's account into neutral messages: its state, its timeline, and all tracks in lines."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from parley.app.accounts import Report
from parley.app.compose_answers import listing, moment
from parley.domain.assembly import reference
from parley.domain.ledger.chart import weightiest, words
from parley.domain.ledger.phrases import quoted
from parley.domain.model import (
    ArticleRef,
    Block,
    Citation,
    Development,
    Heading,
    Listing,
    Message,
    NextDate,
    Note,
    Paragraph,
    Picture,
    Rule,
    Source,
    Span,
    Style,
    Text,
)

# What a reader of a chat takes in: the last steps, or a longer way with its beginning told apart.
_LAST, _WAY, _DATES, _TRACKS = 4, 15, 5, 20
# The last steps are the weightiest of so many.
_RECENT = 10
# What fits two lines of a phone; the source has the rest.
_LONGEST = 160
_CLAUSE = re.compile(r"[,;:](?=\s)|\s(?=(?:while|but|and|after|as)\s)")


class TrackComposer:
    """Composes one message: sources are numbered in the order in which the reader meets them.

    Times and days are shown in ``zone`` (IANA) and ``language``.
    """

    def __init__(
        self, source_of: Callable[[str], Source], *, zone: str, language: str = "en"
    ) -> None:
        self._source_of = source_of
        self._zone = zone
        self._language = language
        self._locale = "en_GB" if language == "en" else language
        self._cited: dict[str, ArticleRef] = {}

    def status(self, report: Report) -> Message:
        """Where a track stands, on whose word, the last steps to it, and what comes."""
        if not report.developments:
            return self._nothing(report)
        title = self._title(report)
        last = weightiest(report.developments[-_RECENT:], report.history, _LAST)
        return Message(
            title=title,
            blocks=(
                Heading((Text(title),), level=1),
                self._word(report),
                *self._steps("Last developments", report, last),
                *self._ahead(report),
                *self._sources(),
                self._note(report),
            ),
        )

    def timeline(self, report: Report, picture: Picture | None) -> Message:
        """How a track came to where it stands, the oldest first, with its picture."""
        if not report.developments:
            return self._nothing(report)
        title = self._title(report)
        way = weightiest(report.developments, report.history, _WAY)
        return Message(
            title=title,
            blocks=(
                Heading((Text(title),), level=1),
                *([picture] if picture else []),
                self._word(report),
                *self._ahead(report),
                *self._steps("How it came there", report, way),
                *self._others(report, way),
                *self._sources(),
                self._note(report),
            ),
        )

    def overview(self, reports: Sequence[Report]) -> Message:
        """A line for every track that is not quiet, the one that moved last first."""
        title = "Where the talks stand"
        lines = [self._line(report) for report in reports[:_TRACKS]]
        more = len(reports) - len(lines)
        notes = [f"{_count(more, 'other track')} moved longer ago. "] if more > 0 else []
        said = "".join([*notes, "The others are quiet. "])
        as_of = moment(reports[0].until, self._zone, self._language)
        return Message(
            title=title,
            blocks=(
                Heading((Text(title),), level=1),
                Listing(tuple(lines)),
                *self._sources(),
                Note((Text(said), Text("As of "), as_of, Text("."))),
            ),
        )

    def _title(self, report: Report) -> str:
        now = report.now
        since = f" since {self._day(now.since)}" if now.since else ""
        return f"{report.track.name} · {words(now.state)}{since}"

    def _word(self, report: Report) -> Paragraph:
        """On whose word the track stands where it does."""
        by = report.now.by
        if by is None:
            return Paragraph((Text("It fell quiet: nothing was heard of it for weeks."),))
        quote = report.words(by)
        article = report.articles.get(by.article_id)
        if quote is None or article is None:
            gone = "The article that said so no longer does, or is gone."
            return Paragraph((Text(f"{_happened(by)}. {gone}"),))
        voice = self._source_of(article.revision.source_id).name
        return Paragraph(
            (
                Text(f"{_happened(by)}. ", Style.STRONG),
                Text(f"{voice}, {self._day(self._today(article.revision.published_at))}: "),
                Text(_trimmed(quote)),
                *self._citation(report, by.article_id),
            )
        )

    def _steps(self, title: str, report: Report, steps: Sequence[Development]) -> list[Block]:
        shown = report.now.by  # its words stand above
        lines: list[tuple[Span, ...]] = []
        for step in steps:
            state = words(report.after(step))
            change = f" → {state}" if report.moved(step) else f" ({state})"
            line: list[Span] = [
                Text(self._day(step.event_date), Style.STRONG),
                Text(f" {_happened(step)}"),
                Text(change, Style.EMPHASIS),
            ]
            quote = report.words(step)
            if quote is not None and step != shown:
                line.append(Text(f": {_trimmed(quote)}"))
            elif quote is None:
                line.append(Text("; its article no longer says so"))
            lines.append((*line, *self._citation(report, step.article_id)))
        return [Rule(), Heading((Text(title),)), Listing(tuple(lines))]

    def _others(self, report: Report, way: Sequence[Development]) -> list[Block]:
        others = len(report.developments) - len(way)
        if others <= 0:
            return []
        command = f"/trade timeline {report.track.id} as of {way[0].event_date}"
        are = "is" if others == 1 else "are"
        said = f"{_count(others, 'lighter or older one')} {are} not shown; the way to the first: "
        return [Paragraph((Text(said), Text(command, Style.CODE)))]

    def _ahead(self, report: Report) -> list[Block]:
        today = self._today(report.until)
        coming = [entry for entry in report.coming if entry.day >= today][:_DATES]
        lines = [self._date(report, entry, today) for entry in coming]
        return [Rule(), Heading((Text("Ahead"),)), Listing(tuple(lines))] if lines else []

    def _date(self, report: Report, entry: NextDate, today: date) -> tuple[Span, ...]:
        days = (entry.day - today).days
        left = "today" if days == 0 else f"in {_count(days, 'day')}"
        moved = f", moved from {self._day(entry.was)}" if entry.was else ""
        return (
            Text(self._day(entry.day), Style.STRONG),
            Text(f" ({left}{moved}): {entry.what}"),
            *self._citation(report, entry.claim.evidence[0].article_id),
        )

    def _line(self, report: Report) -> tuple[Span, ...]:
        now = report.now
        since = f" since {self._day(now.since)}" if now.since else ""
        spans: list[Span] = [
            Text(report.track.name, Style.STRONG),
            Text(f" ({report.track.id}): {words(now.state)}{since}"),
        ]
        quote = report.words(now.by) if now.by else None
        if now.by and quote is not None:
            spans.append(Text(f": {_trimmed(quote)}"))
            spans += self._citation(report, now.by.article_id)
        return tuple(spans)

    def _nothing(self, report: Report) -> Message:
        title = f"Nothing is known of {report.track.name}"
        day = self._day(self._today(report.until))
        name = report.track.id
        return Message(
            title=title,
            blocks=(
                Heading((Text(title),), level=1),
                Paragraph(
                    (
                        Text(f"No article had told of a step in these talks by {day}. Try "),
                        Text(f"/trade search {report.track.name}", Style.CODE),
                        Text(" for what was written, or "),
                        Text("/trade status", Style.CODE),
                        Text(f" for the tracks that have moved; {name} is followed from now on."),
                    )
                ),
            ),
        )

    def _citation(self, report: Report, article_id: str) -> tuple[Span, ...]:
        article = report.articles.get(article_id)
        if article is None:
            return ()
        number = len(self._cited) + 1
        ref = self._cited.setdefault(article_id, reference(number, article, self._source_of))
        return (Text(" "), Citation(ref.number, ref.url))

    def _sources(self) -> list[Block]:
        if not self._cited:
            return []
        lines = listing(tuple(self._cited.values()), self._zone)
        return [Rule(), Heading((Text("Sources"),)), lines]

    def _note(self, report: Report) -> Note:
        as_of = moment(report.until, self._zone, self._language)
        return Note((Text("From what articles told, as of "), as_of, Text(".")))

    def _today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self._zone)).date()

    def _day(self, day: date) -> str:
        return str(format_date(day, "d MMM y", locale=self._locale))


def _happened(step: Development) -> str:
    """What happened, and by whom."""
    who = " ".join(step.actor.split())
    ahead = " (to come)" if step.scheduled else ""
    return words(step.kind).capitalize() + (f", {who}" if who else "") + ahead


def _trimmed(quote: str) -> str:
    """Words in quotation marks, cut after a clause where they are long."""
    flat = " ".join(quote.split())
    if len(flat) <= _LONGEST:
        return quoted(flat, flat)
    cuts = [found.start() for found in _CLAUSE.finditer(flat, _LONGEST // 2, _LONGEST)]
    end = cuts[-1] if cuts else flat.rfind(" ", 0, _LONGEST)
    return quoted(flat[: end if end > 0 else _LONGEST], flat)


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
