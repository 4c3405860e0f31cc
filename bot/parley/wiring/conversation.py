"""The front desk, put together: what answers each command and each button."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from parley.app.answers import Answers
from parley.app.front import Answer, FrontDesk
from parley.app.inquire import Inquiries
from parley.app.jobs import sweep_job
from parley.app.orders import Orders
from parley.app.ports import ChannelCheck, Chat, Clock, Engine, Job, Pressed, Sources
from parley.app.pressing import Pressing, Reported
from parley.app.subscribe import Subscribing
from parley.app.summarise import Summarising
from parley.app.track_answers import TrackAnswers
from parley.domain.model import (
    ActionKind,
    Archived,
    Command,
    CommandName,
    Feedback,
    Message,
    Place,
    Platform,
    Press,
    Reply,
    Subscription,
)
from parley.settings import Config
from parley.wiring import SystemClock
from parley.wiring.outside import Outside, open_outside
from parley.wiring.pipeline import Pipeline

_TRIAL = timedelta(days=1)
_Asked = TypeVar("_Asked", Command, Press)


def front_desk(
    config: Config,
    pipeline: Pipeline,
    chats: Sequence[Chat],
    sources: Sources | None = None,
    *,
    clock: Clock | None = None,
    patience: Clock | None = None,
    outside: Outside | None = None,
    engine: Engine | None = None,
) -> FrontDesk:
    """What takes commands and presses, over a pipeline and the platforms that are connected.

    Pages are summarised where there are ``sources`` to read them with. ``clock`` is by default the
    machine's own; by ``patience`` those are told who ask too often, the same clock by default.
    ``outside`` is what is sent unasked. Without an ``engine`` what follows from an answer waits for
    the service's next sweep.
    """
    clock = clock or SystemClock()
    orders = _orders(config, pipeline, chats, clock)
    if outside is None:
        outside = open_outside(config, pipeline, {chat.platform: chat for chat in chats}, clock)
    managers, following = outside.managers, outside.following

    async def defer(jobs: Iterable[Job]) -> None:
        if engine is not None:
            for job in jobs:
                await engine.defer(job)

    async def reported(word: Feedback) -> None:
        await defer(await managers.reported(word))

    def then_look(
        answer: Callable[[_Asked], Awaitable[Reply]],
    ) -> Callable[[_Asked], Awaitable[Reply]]:
        """Standing orders were changed, perhaps: the service looks at once."""

        async def both(asked: _Asked) -> Reply:
            reply = await answer(asked)
            await defer([sweep_job()])
            return reply

        return both

    answers = {name: then_look(answer) for name, answer in orders.table().items()}
    listed = CommandName.SUBSCRIPTIONS
    answers[listed] = following.beside(orders.table()[listed])
    pressed = _pressed(pipeline, reported)
    pressed[ActionKind.OPEN] = following.opening(pressed[ActionKind.OPEN])
    buttons = {kind: then_look(answer) for kind, answer in orders.buttons().items()}
    return FrontDesk(
        outside.deciding.answers({**_answers(config, pipeline, sources, clock), **answers}),
        patience or clock,
        pressed={**outside.deciding.pressed({**pressed, **following.table()}), **buttons},
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
        if edition is None:
            return ()
        stories = [item.story_id for item in (*edition.items, *edition.also)]
        return await archive.articles.stories(stories, clock.now())

    inquiries = Inquiries(pipeline.asking, summarising, told, language=language)
    tracks = TrackAnswers(pipeline.accounts, config.tracks, language=language)
    return {**answers.table(), **inquiries.table(), **tracks.table()}


def _pressed(pipeline: Pipeline, reported: Reported) -> dict[ActionKind, Pressed]:
    archive = pipeline.archive
    pressing = Pressing(
        archive.articles,
        archive.editions,
        archive.feedback,
        pipeline.briefing,
        pipeline.drafting,
        sources=pipeline.sources,
        reported=reported,
    )
    return dict(pressing.table())
