"""Standing orders: made, changed, paused and ended, and checked before they are kept."""

import difflib
import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from parley.app.ports import ChannelCheck, Clock, Tenants
from parley.domain import identity
from parley.domain.catalogue import track_ids
from parley.domain.errors import ChannelUnavailable, InputError
from parley.domain.model import (
    Layout,
    Options,
    Place,
    Platform,
    QuietPolicy,
    Schedule,
    Subscription,
    Tenant,
    TenantSettings,
    TrackCatalogue,
)
from parley.domain.schedule import next_slots, validate

# What a channel is called on each platform, and how a person finds it.
_CHANNELS = {
    Platform.SLACK: (
        r"[CGD][A-Z0-9]{6,}",
        "a channel id like C024BE91L (channel details, at the end)",
    ),
    Platform.DISCORD: (r"[0-9]{15,20}", "a channel id of digits (developer mode, Copy Channel ID)"),
    Platform.WEB: (r"[a-z0-9][a-z0-9_-]{0,63}", "a word in small letters, such as trade"),
    Platform.CONSOLE: (r"[a-z0-9][a-z0-9_-]{0,63}", "a word in small letters, such as trade"),
}

# A platform of somebody else's package checks its channels itself.
_ANY_CHANNEL = (r"\S{1,100}", "one word")

CheckChannel = Callable[[Place], Awaitable[ChannelCheck]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person asks for, in their own words; ``team`` is the workspace, guild, or ``local``."""

    platform: Platform
    team: str
    channel: str
    cron: str
    zone: str
    name: str = "daily"
    tracks: Sequence[str] = ()
    watch_words: Sequence[str] = ()
    sources: Sequence[str] = ()
    language: str = "en"
    quiet_days: Sequence[date] = ()
    holidays: str | None = None
    quiet: QuietPolicy = QuietPolicy.SAY_SO
    layout: Layout = Layout.WHOLE
    lead: timedelta = field(default=timedelta(minutes=15))
    grace: timedelta = field(default=timedelta(hours=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """Keeps a tenant's subscriptions. ``check`` asks the platform, where one is connected."""

    tenants: Tenants
    catalogue: TrackCatalogue
    sources: Collection[str]
    clock: Clock
    check: CheckChannel | None = None

    async def add(self, order: Order) -> Subscription:
        """Check and store an order, as ``drafted`` and ``keep`` do, and raise."""
        return await self.keep(await self.drafted(order))

    async def keep(self, subscription: Subscription) -> Subscription:
        """Store a checked order; the same tenant, channel and name is replaced, its cursor kept."""
        platform = Platform.of(subscription.tenant_id)
        await self._join(platform, subscription.tenant_id)
        await self.tenants.subscribe(subscription)
        return subscription

    async def configure(self, platform: Platform, tenant_id: str, settings: TenantSettings) -> None:
        """Replace what is set for all of a tenant, which joins if it has not."""
        await self._join(platform, tenant_id)
        await self.tenants.configure(tenant_id, settings)

    async def drafted(self, order: Order) -> Subscription:
        """Check an order; nothing is stored. What was set for the one in its place stays set.

        Raises ``ScheduleError``, ``InputError`` for a track, source or channel that cannot be, and
        ``ChannelUnavailable`` with what to click where the platform says that it cannot be posted to.
        """
        schedule = Schedule(
            cron=" ".join(order.cron.split()),
            zone=order.zone,
            quiet_days=tuple(sorted(set(order.quiet_days))),
            holidays=order.holidays,
            lead=order.lead,
            grace=order.grace,
        )
        validate(schedule)
        self._known_sources(order.sources)
        await self._reachable(
            order.platform, Place(f"{order.platform}:{order.team}", order.channel)
        )
        tenant_id = f"{order.platform}:{order.team}"
        key = identity.subscription_id(tenant_id, order.channel, order.name)
        known = await self.tenants.subscriptions(tenant_id)
        return Subscription(
            id=key,
            tenant_id=tenant_id,
            channel=order.channel,
            name=order.name,
            desk=identity.make_desk(
                track_ids(self.catalogue, order.tracks),
                order.watch_words,
                order.sources,
                language=order.language,
            ),
            schedule=schedule,
            quiet=order.quiet,
            layout=order.layout,
            options=next((one.options for one in known if one.id == key), Options()),
        )

    async def find(self, tenant_id: str, reference: str) -> Subscription:
        """A tenant's subscription by id, the beginning of one, or its name if only one has it.

        Raises ``InputError`` that says which there are.
        """
        known = await self.tenants.subscriptions(tenant_id)
        found = [one for one in known if one.id == reference] or [
            one
            for one in known
            if identity.folded(one.name) == identity.folded(reference)
            or (len(reference) >= 4 and one.id.startswith(reference))
        ]
        if len(found) == 1:
            return found[0]
        names = ", ".join(f"{one.id} ({one.name} in {one.channel})" for one in found or known)
        if found:
            raise InputError(f'"{reference}" is the name of several; say which by its id: {names}.')
        hint = f"there are: {names}." if known else "it has none."
        raise InputError(f'{tenant_id} has no subscription "{reference}"; {hint}')

    async def remove(self, tenant_id: str, reference: str) -> Subscription:
        """End a subscription. Raises ``InputError``."""
        subscription = await self.find(tenant_id, reference)
        await self.tenants.unsubscribe(tenant_id, subscription.id)
        return subscription

    async def pause(self, tenant_id: str, reference: str, reason: str) -> Subscription:
        """Send nothing until it is resumed; the reason is one sentence. Raises ``InputError``."""
        subscription = await self.find(tenant_id, reference)
        await self.tenants.pause(tenant_id, subscription.id, reason)
        return await self.find(tenant_id, subscription.id)

    async def resume(self, tenant_id: str, reference: str) -> Subscription:
        """Send again; what happened meanwhile is in the next edition. Raises ``InputError``."""
        subscription = await self.find(tenant_id, reference)
        await self.tenants.pause(tenant_id, subscription.id, None)
        return await self.find(tenant_id, subscription.id)

    def coming(self, subscription: Subscription, count: int = 3) -> tuple[datetime, ...]:
        """Its next times (UTC), none while it is paused. Raises ``ScheduleError``."""
        if subscription.paused is not None:
            return ()
        return next_slots(subscription.schedule, self.clock.now(), count)

    async def _join(self, platform: Platform, tenant_id: str) -> None:
        joined = Tenant(id=tenant_id, platform=platform, joined_at=self.clock.now())
        await self.tenants.join(joined)

    async def _reachable(self, platform: Platform, place: Place) -> None:
        pattern, example = _CHANNELS.get(platform, _ANY_CHANNEL)
        if re.fullmatch(pattern, place.channel) is None:
            raise InputError(f'"{place.channel}" is not a channel of {platform}; write {example}.')
        await self.require_open(place)

    async def require_open(self, place: Place) -> None:
        """Raises ``ChannelUnavailable`` where the platform says that a place cannot be posted to."""
        if self.check is not None:
            checked = await self.check(place)
            if checked.problems:
                raise ChannelUnavailable(" ".join(checked.problems))

    def _known_sources(self, names: Sequence[str]) -> None:
        for name in names:
            if name not in self.sources:
                near = difflib.get_close_matches(name, self.sources, n=1)
                hint = f'did you mean "{near[0]}"?' if near else "see: parley sources list"
                raise InputError(f'There is no source "{name}"; {hint}')
