"""What is sent outside the timetable, put together over a pipeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parley.app.approving import Defer
from parley.app.breaking import BreakingNews
from parley.app.compose_shown import compose_with
from parley.app.confirming import Confirming
from parley.app.followed import Followed
from parley.app.following import Following
from parley.app.managers import Managers, Pauses, Reports
from parley.app.notify import Notifying
from parley.app.ports import Chat, Clock, Job
from parley.app.retracting import Retractable
from parley.domain.evidence.check import check
from parley.domain.model import NoticeKind, Platform
from parley.settings import Config
from parley.wiring.managing import Managing, managing, sweep_finds_it
from parley.wiring.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Outside:
    """The outbox and those who put something into it."""

    notifying: Notifying
    managers: Managers
    following: Following
    followed: Followed
    breaking: BreakingNews
    deciding: Managing

    async def look(self, now: datetime) -> Sequence[Job]:
        """What became known by now that somebody wants to hear at once. Raises ``StoreError``."""
        return [*await self.breaking.look(now), *await self.followed.look(now)]


def open_outside(
    config: Config,
    pipeline: Pipeline,
    chats: Mapping[Platform, Chat],
    clock: Clock,
    defer: Defer = sweep_finds_it,
) -> Outside:
    """Everything that is sent outside the timetable; ``defer`` queues what follows a press."""
    archive = pipeline.archive
    notifying = Notifying(notices=archive.notices, chats=chats, clock=clock)
    managers = Managers(archive.tenants, notifying)
    followed = Followed(
        archive,
        pipeline.briefing,
        pipeline.drafting,
        notifying,
        sources=pipeline.sources,
        language=config.settings.writer.language,
    )
    breaking = BreakingNews(
        archive,
        Confirming(archive.articles, config.tracks, pipeline.sources, check),
        notifying,
        managers.paused,
        sources=pipeline.sources,
        tracks=pipeline.tracks,
    )
    deciding = managing(archive, compose_with(pipeline.composer), notifying, defer)
    notifying.occasions.update(
        {
            NoticeKind.BREAKING: breaking,
            NoticeKind.FOLLOWED: followed,
            NoticeKind.REPORT: Retractable(
                Reports(archive.feedback, archive.editions), archive, deciding.retracting
            ),
            NoticeKind.PAUSED: Pauses(archive.tenants, notifying),
            NoticeKind.DRAFT: deciding.approving,
        }
    )
    return Outside(notifying, managers, Following(archive), followed, breaking, deciding)
