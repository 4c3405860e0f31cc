"""Turns an edition into one neutral message, in the form that its readers know."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count

from parley.app.compose_actions import actions
from parley.app.compose_lines import (
    Local,
    ahead,
    also,
    background,
    citations,
    coverage_line,
    moved,
    sources,
    told,
    track_name,
)
from parley.domain.assembly import QUOTED
from parley.domain.model import (
    ArticleRef,
    Block,
    Claim,
    Desk,
    Edition,
    Heading,
    Item,
    Layout,
    Message,
    Note,
    Paragraph,
    Rule,
    Span,
    Style,
    Text,
    Track,
    TrackKind,
)


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
        local = Local(zone, desk.language)
        references = {article.id: article for article in edition.articles}
        title = f"Trade talks · {local.moment(slot)}"
        names = [self._track_name(track) for track in desk.tracks]
        if names:
            title += " · " + _list(names)
        blocks: list[Block] = [Heading((Text(title),), level=1)]
        if edition.top_line is not None:
            blocks.append(Paragraph(self._top(edition, edition.top_line, references, slot, local)))
        for number, item in zip(numbers or count(1), edition.items, strict=False):
            blocks.extend(self._story(number, item, references, edition.top_line, local))
            blocks.append(actions(edition, number, item))
        if not edition.items:
            blocks.append(Paragraph((Text(_quiet(edition, local), Style.STRONG),)))
        blocks.extend(also(edition.also, references, self._tracks))
        blocks.extend(background(edition.background, references, self._tracks, local))
        blocks.extend(ahead(edition.next_dates, references, slot, local, self._names_beside(desk)))
        blocks.append(Note((Text(coverage_line(edition, local.time(edition.until))),)))
        cited = sources(edition.articles, local)
        threaded = layout is Layout.THREADED
        return Message(
            title=title,
            blocks=tuple(blocks if threaded else [*blocks, *cited]),
            thread=tuple(cited if threaded else ()),
        )

    def _top(
        self,
        edition: Edition,
        line: Claim,
        references: Mapping[str, ArticleRef],
        slot: datetime,
        local: Local,
    ) -> tuple[Span, ...]:
        """The one sentence to know; a quotation of another day says of which, for its "tomorrow"."""
        quoted = any(item.writer == QUOTED and line in item.claims for item in edition.items)
        source = references[line.evidence[0].article_id]
        spans = told(line, references, Style.STRONG)
        if not quoted or local.today(source.published_at) == local.today(slot):
            return spans
        return (Text(_voice(source, local)), *spans)

    def _story(
        self,
        number: int,
        item: Item,
        references: Mapping[str, ArticleRef],
        top_line: Claim | None,
        local: "Local",
    ) -> list[Block]:
        # The top line is the first story's best sentence; printed again below it, it would only
        # cost the reader time.
        claims = [claim for claim in item.claims if top_line is None or claim.text != top_line.text]
        cites = () if claims else citations(item.headline_evidence, references)
        blocks: list[Block] = [
            Rule(),
            Heading((Text(f"{number} · {item.headline}"), *cites)),
            Paragraph(self._chips(item)),
        ]
        if claims:
            spans: list[Span] = []
            heard = ""
            for claim in claims:
                source = references[claim.evidence[0].article_id]
                # A model's sentence says itself on whose word; a quotation needs to be told, and
                # its "today" and "on Wednesday" are the days of its source.
                voice = _voice(source, local)
                if item.writer == QUOTED and voice != heard:
                    spans.append(Text(voice))
                    heard = voice
                spans += [*told(claim, references), Text(" ")]
            blocks.append(Paragraph(tuple(spans[:-1])))
        return blocks

    def _chips(self, item: Item) -> tuple[Span, ...]:
        spans: list[Span] = []
        if item.state is not None:
            spans.append(moved(item.state, self._tracks))
        else:
            for track in [track for track in item.tracks if self._is_kept(track)][:2]:
                spans += [Text(self._track_name(track), Style.CODE), Text(" ")]
            spans = spans[:-1]
        change = item.change
        words = change.kind.value
        if change.old and change.new:
            words += f": {change.old} → {change.new}"
        spans += [Text(" · " if spans else ""), Text(words, Style.EMPHASIS)]
        return tuple(spans)

    def _names_beside(self, desk: Desk) -> dict[str, str]:
        """The names of tracks that a reader of this desk needs beside a date: not that of the only one."""
        return {
            key: track.name
            for key, track in self._tracks.items()
            if desk.tracks != (key,) and track.kind is not TrackKind.OTHER
        }

    def _is_kept(self, track: str) -> bool:
        """Whether a track is one that people follow; "other" tells nobody anything."""
        return track not in self._tracks or self._tracks[track].kind is not TrackKind.OTHER

    def _track_name(self, track: str) -> str:
        return track_name(track, self._tracks)


def _voice(source: ArticleRef, local: Local) -> str:
    """On whose word a quotation stands, of which day, and in which language."""
    return f"{source.publisher}, {local.on(source.published_at)}{local.told(source)}: "


def _quiet(edition: Edition, local: Local) -> str:
    """A day without movement, told from a day on which no article came that could show any."""
    if edition.coverage.told:
        return "Nothing is left of this briefing: every story was taken out."
    since = local.moment(edition.since)
    if edition.coverage.seen:
        return f"No movement since {since}."
    return f"No source brought an article since {since}."


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
