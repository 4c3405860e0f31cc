"""The front desk, put together: what answers each command and each button."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from parley.app.answers import Answers
from parley.app.compose_shown import compose_with
from parley.app.front import Answer, FrontDesk
from parley.app.inquire import Inquiries
from parley.app.notify import Notifying
from parley.app.orders import Orders
from parley.app.ports import ChannelCheck, Chat, Clock, Pressed, Sources
from parley.app.pressing import Pressing
from parley.app.subscribe import Subscribing
from parley.app.summarise import Summarising
from parley.app.track_answers import TrackAnswers
from parley.domain.model import (
    ActionKind,
    Archived,
    CommandName,
    Message,
    Place,
    Platform,
    Subscription,
)
from parley.settings import Config
from parley.wiring import SystemClock
from parley.wiring.managing import Managing, managing
from parley.wiring.pipeline import Pipeline

_TRIAL = timedelta(days=1)


def front_desk(
    config: Config,
    pipeline: Pipeline,
    chats: Sequence[Chat],
    sources: Sources | None = None,
    *,
    clock: Clock | None = None,
    patience: Clock | None = None,
    managers: Managing | None = None,
) -> FrontDesk:
    """What takes commands and presses, over a pipeline and the platforms that are connected.

    Pages are summarised where there are ``sources`` to read them with. ``clock`` is by default the
    machine's own; by ``patience`` those are told who ask too often, the same clock by default.
    ``managers`` is what is made of their presses; by default nothing is queued, and a sweep finds it.
    """
    clock = clock or SystemClock()
    if managers is None:
        outbox = Notifying(notices=pipeline.archive.notices, chats={}, clock=clock)
        managers = managing(pipeline.archive, compose_with(pipeline.composer), outbox)
    orders = _orders(config, pipeline, chats, clock)
    return FrontDesk(
        managers.answers({**_answers(config, pipeline, sources, clock), **orders.table()}),
        patience or clock,
        pressed={**managers.pressed(_pressed(pipeline)), **orders.buttons()},
    )


def _orders(config: Config, pipeline: Pipeline, chats: Sequence[Chat], clock: Clock) -> Orders:
    connected = {chat.platform: chat for chat in chats}

    async def check(place: Place) -> ChannelCheck:
        chat = connected.get(Platform.of(place.tenant_id))
        return ChannelCheck(channel=place.channel) if chat is None else await chat.check(place)

    async def trial(subscription: Subscription, now: datetime) -> Message:
        desk = subscription.desk
        edition = await pipeline.briefing.edition(desk, now - _TRIAL, now)
        return pipeline.composer.briefing(
            edition, desk, slot=now, zone=subscription.schedule.zone, layout=subscription.layout
        )

    subscribing = Subscribing(
        tenants=pipeline.archive.tenants,
        catalogue=config.tracks,
        sources=pipeline.sources.keys(),
        clock=clock,
        check=check,
    )
    language = config.settings.writer.language
    return Orders(subscribing, pipeline.archive.proposals, trial, language=language)


def _answers(
    config: Config, pipeline: Pipeline, sources: Sources | None, clock: Clock
) -> Mapping[CommandName, Answer]:
    language = config.settings.writer.language
    summarising = (
        Summarising(sources, pipeline.passing, clock, language=language) if sources else None
    )
    answers = Answers(
        pipeline.briefing,
        pipeline.composer,
        pipeline.archive.articles,
        catalogue=config.tracks,
        sources=pipeline.sources.values(),
        language=language,
    )

    async def told(tenant_id: str, message_id: str) -> Sequence[Archived]:
        archive = pipeline.archive
        delivery = await archive.deliveries.posted_as(tenant_id, message_id)
        if delivery is None or delivery.edition_id is None:
            return ()
        edition = await archive.editions.edition(delivery.edition_id)
        stories = [item.story_id for item in edition.items] if edition else []
        return await archive.articles.stories(stories, clock.now())

    inquiries = Inquiries(pipeline.asking, summarising, told, language=language)
    tracks = TrackAnswers(pipeline.accounts, config.tracks, language=language)
    return {**answers.table(), **inquiries.table(), **tracks.table()}


def _pressed(pipeline: Pipeline) -> Mapping[ActionKind, Pressed]:
    archive = pipeline.archive
    return Pressing(
        archive.articles,
        archive.editions,
        archive.feedback,
        pipeline.briefing,
        pipeline.drafting,
        sources=pipeline.sources,
    ).table()
