"""The tracks as pages of our own show them, read from the archive at every look."""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.app.accounts import Accounts, Report
from parley.app.compose_tracks import TrackComposer
from parley.app.ports import CalendarDate, Clock, TrackLine, TrackPage

# A page of a track leads to so many stories; its sources lead to the rest.
_STORIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTracks:
    """A ``TrackBoard`` over the archive; days and times are shown in UTC."""

    accounts: Accounts
    clock: Clock
    language: str = "en"

    async def lines(self) -> Sequence[TrackLine]:
        """See the port."""
        return [
            TrackLine(
                id=report.track.id,
                name=report.track.name,
                state=report.now.state,
                since=report.now.since,
            )
            for report in await self.accounts.moving(self.clock.now())
        ]

    async def page(self, track: str) -> TrackPage | None:
        """See the port."""
        if track not in self.accounts.tracks:
            return None
        report = await self.accounts.report(track, self.clock.now())
        picture = await self.accounts.picture(report)
        composer = TrackComposer(self.accounts.source, zone="UTC", language=self.language)
        return TrackPage(
            id=track,
            name=report.track.name,
            message=composer.timeline(report, picture),
            stories=_stories(report),
        )

    async def dates(self, tracks: Sequence[str]) -> Sequence[CalendarDate]:
        """See the port."""
        return await self.accounts.dates(tracks, self.clock.now())


def _stories(report: Report) -> tuple[tuple[str, str], ...]:
    """The stories that told of the track's developments, each by its newest article's title."""
    found: dict[str, str] = {}
    for development in reversed(report.developments):
        article = report.articles.get(development.article_id)
        if article is not None and article.placement is not None:
            found.setdefault(article.placement.story_id, article.revision.title)
    return tuple(found.items())[:_STORIES]
