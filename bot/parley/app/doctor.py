"""Looks at an installation and says, line by line, what works and what to do about the rest."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from parley.app.ports import Archive, Chat, Clock, Writer
from parley.domain.errors import ChatError
from parley.domain.model import (
    Approval,
    AssignedSource,
    Assignment,
    Authority,
    Place,
    Platform,
    Rights,
    Schedule,
    Source,
    Subscription,
    Task,
    WriterKind,
)
from parley.domain.polling import Health, health
from parley.domain.schedule import slots_of

_MONTH = timedelta(days=30)
# A story as it is on average: four articles of a wire's length. The estimate is an upper bound.
_ARTICLES, _ARTICLE = 4, "word " * 400
# A clock that is further behind what it has already recorded was set back.
_CLOCK_SLACK = timedelta(minutes=5)


class Verdict(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: about what, how it is, and in a sentence what it means."""

    about: str
    verdict: Verdict
    sentence: str


class Doctor:
    """Examines one installation; every method is a part of ``examine``.

    ``page`` says whether the built-in web channel is on; it needs no connection, and is not opened.
    """

    def __init__(
        self,
        archive: Archive,
        writers: Sequence[Writer],
        chats: Mapping[Platform, Chat],
        sources: Sequence[Source],
        clock: Clock,
        *,
        stories: int,
        page: bool = False,
    ) -> None:
        self._archive = archive
        self._writers = writers
        self._chats = chats
        self._sources = sources
        self._clock = clock
        self._stories = stories
        self._page = page

    async def examine(self) -> AsyncIterator[Finding]:
        """Every finding, as it is made."""
        yield Finding("database", Verdict.OK, "It opens, and its schema is this version's.")
        polls = await self._archive.articles.polls()
        yield self._time([p.last_try for p in polls.values() if p.last_try is not None])
        for writer in self._writers:
            yield _writer(writer)
        for platform, chat in self._chats.items():
            yield await _checked(platform, chat, None, "It answers.")
        subscriptions = await self._archive.tenants.due()
        for subscription in subscriptions:
            yield await self._channel(subscription)
            if subscription.options.approval is not Approval.NONE:
                yield await self._approval(subscription)
        for tenant_id in sorted({one.tenant_id for one in subscriptions}):
            if (untold := await self._managers(tenant_id)) is not None:
                yield untold
        if not subscriptions:
            yield Finding(
                "subscriptions",
                Verdict.NOTE,
                "Nobody has subscribed; add one with: parley subscriptions add --help",
            )
        for source in self._sources:
            if source.enabled:
                state = polls.get(source.id)
                yield _source(source.id, health(state), state.last_error if state else None)
        yield self._cost(subscriptions)

    def _time(self, recorded: Sequence[datetime]) -> Finding:
        now = self._clock.now()
        if recorded and max(recorded) > now + _CLOCK_SLACK:
            return Finding(
                "clock",
                Verdict.FAULT,
                f"It says {now:%Y-%m-%d %H:%M} UTC, but the archive has seen "
                f"{max(recorded):%Y-%m-%d %H:%M}; set the machine's time.",
            )
        return Finding("clock", Verdict.OK, f"It is {now:%Y-%m-%d %H:%M} UTC.")

    async def _channel(self, subscription: Subscription) -> Finding:
        about = f"{subscription.tenant_id} {subscription.channel}"
        platform = Platform.of(subscription.tenant_id)
        fine = f'"{subscription.name}" can be posted there.'
        if platform is Platform.WEB:
            if self._page:
                return Finding(about, Verdict.OK, fine)
            off = f'"{subscription.name}" is not shown; the page is switched off in [web] enabled.'
            return Finding(about, Verdict.FAULT, off)
        chat = self._chats.get(platform)
        if chat is None:
            return Finding(
                about,
                Verdict.FAULT,
                f'"{subscription.name}" has no connection; set the platform\'s token.',
            )
        return await _checked(
            about, chat, Place(subscription.tenant_id, subscription.channel), fine
        )

    async def _managers(self, tenant_id: str) -> Finding | None:
        """Whether reports and pauses are heard of, where somebody else than the operator runs a place."""
        if Platform.of(tenant_id) in {Platform.WEB, Platform.CONSOLE}:
            return None
        if (await self._archive.tenants.settings(tenant_id)).managers is not None:
            return None
        return Finding(
            f"{tenant_id} managers",
            Verdict.NOTE,
            "Nobody there is told of reported errors and paused briefings; name a place with: "
            "/trade settings managers",
        )

    async def _approval(self, subscription: Subscription) -> Finding:
        """Whether somebody sees the drafts of a subscription that asks for approval."""
        about = f"{subscription.tenant_id} {subscription.channel} approval"
        told = (await self._archive.tenants.settings(subscription.tenant_id)).managers
        if told is not None:
            return Finding(about, Verdict.OK, f"Drafts go to {told} before they are posted.")
        if Platform.of(subscription.tenant_id) is Platform.WEB:
            return Finding(about, Verdict.OK, "Drafts stand on the page before they are posted.")
        waits = subscription.options.approval is Approval.ELSE_HOLD
        return Finding(
            about,
            Verdict.FAULT if waits else Verdict.NOTE,
            "Nobody can approve, so every briefing is "
            f"{'held and missed' if waits else 'posted unseen'}; type, where managers are to be told: "
            "/trade settings managers here",
        )

    def _cost(self, subscriptions: Sequence[Subscription]) -> Finding:
        model = next((w for w in self._writers if w.identity.kind is WriterKind.MODEL), None)
        if model is None:
            return Finding("cost", Verdict.OK, "No model is used; a month costs nothing.")
        editions = self._editions(subscriptions)
        one = model.estimate(_typical_story())
        cost = one.cost_usd * editions * self._stories
        tokens = (one.tokens_in + one.tokens_out) * editions * self._stories
        return Finding(
            "cost",
            Verdict.OK if cost < Decimal(50) else Verdict.NOTE,
            f"At most {cost:.2f} US dollars and {tokens:,} tokens in 30 days: {editions} editions of "
            f"up to {self._stories} stories with {model.identity.model}, before stories that editions "
            "share.",
        )

    def _editions(self, subscriptions: Sequence[Subscription]) -> int:
        """Distinct editions in the next 30 days: equal desks at equal slots share theirs."""
        now = self._clock.now()
        return len(
            {
                (subscription.desk, slot)
                for subscription in subscriptions
                for slot in _month(subscription.schedule, now)
            }
        )


async def _checked(about: str, chat: Chat, place: Place | None, fine: str) -> Finding:
    try:
        problems = (await chat.check(place)).problems
    except ChatError as error:
        problems = (str(error),)
    if problems:
        return Finding(about, Verdict.FAULT, " ".join(problems))
    return Finding(about, Verdict.OK, fine)


def _month(schedule: Schedule, now: datetime) -> list[datetime]:
    return list(takewhile(lambda slot: slot <= now + _MONTH, slots_of(schedule, now)))


def _writer(writer: Writer) -> Finding:
    identity = writer.identity
    if identity.kind is WriterKind.EXTRACTIVE:
        return Finding("writer", Verdict.OK, f"{identity.name}: quotes, and needs no key.")
    return Finding(
        "writer",
        Verdict.OK,
        f"{identity.name}: {identity.model}, prompt {identity.prompt}; its key is set.",
    )


def _source(source_id: str, state: Health, error: str | None) -> Finding:
    about = f"source {source_id}"
    if state is Health.NEVER_TRIED:
        return Finding(about, Verdict.NOTE, f"Not asked yet; try: parley sources check {source_id}")
    if state is Health.HEALTHY:
        return Finding(about, Verdict.OK, "It answers.")
    verdict = Verdict.FAULT if state is Health.RESTING else Verdict.NOTE
    return Finding(about, verdict, f"It is {state}: {error or 'the reason is not known.'}")


def _typical_story() -> Assignment:
    return Assignment(
        task=Task.STORY,
        sources=tuple(
            AssignedSource(
                number=number,
                article_id=f"a{number}",
                revision_id=f"r{number}",
                publisher="Publisher",
                authority=Authority.PRESS,
                rights=Rights.FULL_TEXT,
                title="A headline of an ordinary length on tariffs",
                text=_ARTICLE,
                published_at=datetime.fromisoformat("2025-01-01T00:00:00+00:00"),
            )
            for number in range(1, _ARTICLES + 1)
        ),
    )
