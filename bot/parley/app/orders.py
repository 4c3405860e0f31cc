"""Standing orders in conversation: shown before they are saved, tried, paused, set and ended."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from parley.app.compose_orders import (
    described,
    kept,
    listed,
    note,
    offered,
    settings_shown,
)
from parley.app.front import Answer
from parley.app.ports import Pressed, Proposals
from parley.app.subscribe import Order, Subscribing
from parley.domain import conduct, identity
from parley.domain.errors import ChannelUnavailable, CommandError, ConfigError, InputError
from parley.domain.model import (
    ActionKind,
    Audience,
    Command,
    CommandName,
    Message,
    Place,
    Platform,
    Press,
    Proposal,
    Reply,
    Span,
    Subscription,
    Text,
)

Trial = Callable[[Subscription, datetime], Awaitable[Message]]
"""The briefing that a standing order would have given at an instant."""

# What was shown can be saved for so long.
_KEPT = timedelta(days=7)
_LONGEST = timedelta(days=92)
_SPAN = re.compile(r"(\d{1,2})\s*(d|days?|w|weeks?)")
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")
_DAYS = {"daily": "*", "weekdays": "mon-fri"}
_ENDS = frozenset({"off", "no", "now", "over", "end"})
# What happens to an order is seen there by itself.
_PAGES = frozenset({Platform.WEB, Platform.CONSOLE})
_BY_HAND = "A manager paused it."
_GONE = "This order is no longer here to be saved; type /trade subscribe again."
_NOTHING = "Nothing is posted here on a schedule; /trade subscribe changes that."
_MANAGERS = (
    "Only managers of this workspace or server can change what is posted here; "
    "ask one of them to press this."
)


class Orders:
    """The commands and buttons that make, change and end a channel's standing orders."""

    def __init__(
        self, subscribing: Subscribing, proposals: Proposals, trial: Trial, *, language: str
    ) -> None:
        self._subscribing = subscribing
        self._tenants = subscribing.tenants
        self._proposals = proposals
        self._trial = trial
        self._language = language
        self._names = {track.id: track.name for track in subscribing.catalogue.tracks}

    def table(self) -> Mapping[CommandName, Answer]:
        """Which command is answered by what."""
        return {
            CommandName.SUBSCRIBE: self.subscribe,
            CommandName.UNSUBSCRIBE: self.unsubscribe,
            CommandName.SUBSCRIPTIONS: self.subscriptions,
            CommandName.SETTINGS: self.settings,
            CommandName.PAUSE: self.pause,
        }

    def buttons(self) -> Mapping[ActionKind, Pressed]:
        """Which button is answered by what."""
        return {
            ActionKind.SAVE: self.save,
            ActionKind.TRIAL: self.trial,
            ActionKind.DISCARD: self.discard,
        }

    async def subscribe(self, command: Command) -> Reply:
        """A standing order for the channel in which it is asked, shown before it is saved."""
        try:
            subscription = await self._subscribing.drafted(self._order(command))
        except (InputError, ConfigError, ChannelUnavailable) as error:
            raise CommandError(str(error)) from error
        if command.args.get("save", "").strip().lower() in {"yes", "true", "1"}:
            return await self._kept(subscription, command.platform, command.user)
        proposal = Proposal(
            id=identity.proposal_id(command.tenant_id, command.user, repr(subscription)),
            tenant_id=command.tenant_id,
            user=command.user,
            subscription=subscription,
            made_at=command.asked_at,
        )
        await self._proposals.propose(proposal, command.asked_at - _KEPT)
        replaces = any(one.id == subscription.id for one in await self._here(command))
        return Reply(message=offered(proposal, self._described(subscription), replaces=replaces))

    async def save(self, press: Press) -> Reply:
        """Keep what was shown; pressed again, it says so."""
        proposal = await self._proposal(press)
        return await self._kept(proposal.subscription, press.platform, press.user)

    async def trial(self, press: Press) -> Reply:
        """Post in the channel at once what such a briefing looks like; it counts as none."""
        proposal = await self._proposal(press)
        message = await self._trial(proposal.subscription, press.pressed_at)
        return Reply(message=message, audience=Audience.CHANNEL)

    async def discard(self, press: Press) -> Reply:
        """Forget what was shown."""
        _require_manager(press)
        await self._proposals.withdraw(press.tenant_id, press.ref)
        return Reply(message=note("Nothing was saved."))

    async def unsubscribe(self, command: Command) -> Reply:
        """End every standing order of the channel in which it is asked."""
        here = await self._here(command)
        for subscription in here:
            await self._subscribing.remove(command.tenant_id, subscription.id)
        if not here:
            return Reply(message=note("Nothing was posted here on a schedule."))
        count = f"{len(here)} briefings" if len(here) > 1 else "The briefing"
        return Reply(message=note(f"{count} will not be posted here any more."))

    async def subscriptions(self, command: Command) -> Reply:
        """The channel's standing orders, with their next times; outside any channel, all there are."""
        if command.channel:
            return Reply(
                message=listed([self._described(one) for one in await self._here(command)])
            )
        everything = await self._tenants.subscriptions(command.tenant_id)
        lines = [(Text(f"In {one.channel}: "), *self._described(one)) for one in everything]
        return Reply(message=listed(lines, title="Briefings in this workspace"))

    async def settings(self, command: Command) -> Reply:
        """What is set here, or one setting changed, for every standing order of the channel."""
        name, value = command.args.get("name", ""), command.args.get("value", "").strip()
        here = await self._here(command)
        common = await self._tenants.settings(command.tenant_id)
        try:
            if not name:
                return Reply(message=settings_shown(here, common))
            setting = conduct.setting_named(name)
            if not value:
                return Reply(message=settings_shown(here, common, only=setting))
            if setting.name in conduct.TENANT_WIDE:
                common = conduct.with_setting(common, setting.name, value, command.channel)
                if setting.name == "managers" and common.managers is not None:
                    place = Place(command.tenant_id, common.managers)
                    await self._subscribing.require_open(place)
                await self._subscribing.configure(command.platform, command.tenant_id, common)
            elif not here:
                raise CommandError(_NOTHING)
            else:
                here = [conduct.with_option(one, setting.name, value) for one in here]
                for one in here:
                    await self._tenants.subscribe(one)
        except (InputError, ChannelUnavailable) as error:
            raise CommandError(str(error)) from error
        return Reply(message=settings_shown(here, common, only=setting))

    async def pause(self, command: Command) -> Reply:
        """Post nothing here until a day, or until it is asked for again."""
        here = await self._here(command)
        if not here:
            raise CommandError(_NOTHING)
        words = re.sub(r"^(until|for)\s+", "", command.args.get("until", "").strip().lower())
        changed = []
        for one in here:
            today = command.asked_at.astimezone(ZoneInfo(one.schedule.zone)).date()
            if words in _ENDS:
                await self._tenants.subscribe(_awake(one, today))
                await self._tenants.pause(command.tenant_id, one.id, None)
            elif words:
                await self._tenants.subscribe(_asleep(one, today, _until(words, today)))
            else:
                await self._tenants.pause(command.tenant_id, one.id, _BY_HAND)
            changed.append(await self._subscribing.find(command.tenant_id, one.id))
        return Reply(message=listed([self._described(one) for one in changed]))

    async def _kept(self, subscription: Subscription, platform: Platform, user: str) -> Reply:
        """Saved; and where no managers' place was set yet, whoever saved it is told of what happens."""
        tenant_id = subscription.tenant_id
        known = await self._tenants.subscriptions(tenant_id)
        before = next((one for one in known if one.id == subscription.id), subscription)
        subscription = replace(  # perhaps set after the order was shown
            subscription, options=before.options, layout=before.layout, quiet=before.quiet
        )
        await self._subscribing.keep(subscription)
        settings = await self._tenants.settings(tenant_id)
        told = settings.managers is None and platform not in _PAGES
        if told:
            settings = replace(settings, managers=f"@{user}")
            await self._subscribing.configure(platform, tenant_id, settings)
        return Reply(message=kept(self._described(subscription), told=told))

    async def _proposal(self, press: Press) -> Proposal:
        _require_manager(press)
        proposal = await self._proposals.proposal(press.tenant_id, press.ref)
        if proposal is None:
            raise CommandError(_GONE)
        return proposal

    async def _here(self, command: Command) -> list[Subscription]:
        known = await self._tenants.subscriptions(command.tenant_id)
        return [one for one in known if one.channel == command.channel]

    def _described(self, subscription: Subscription) -> tuple[Span, ...]:
        return described(subscription, self._subscribing.coming(subscription), self._names)

    def _order(self, command: Command) -> Order:
        return Order(
            platform=command.platform,
            team=command.tenant_id.partition(":")[2],
            channel=command.channel,
            cron=cron_of(command.args.get("at", "08:00"), command.args.get("on", "weekdays")),
            zone=command.args.get("zone") or command.zone,
            tracks=[w for w in command.args.get("tracks", "").split(",") if w.strip()],
            language=self._language,
        )


def cron_of(clock: str, days: str) -> str:
    """The cron line of "08:00" and "weekdays", "daily" or "mon,wed". Raises ``CommandError``."""
    time = _CLOCK.match(clock.strip())
    if time is None:
        raise CommandError(f'"{clock}" is no time of day; write it like 08:00.')
    weekdays = _DAYS.get(days.strip().lower(), days.strip().lower())
    return f"{int(time[2])} {int(time[1])} * * {weekdays}"


def _until(words: str, today: date) -> date:
    """The first day of briefings again. Raises ``CommandError``."""
    if span := _SPAN.fullmatch(words):
        until = today + timedelta(days=int(span[1]) * (7 if span[2].startswith("w") else 1))
    else:
        try:
            until = date.fromisoformat(words)
        except ValueError:
            raise CommandError(
                f'"{words}" is no time I know; write 3d, 2w, 2025-08-18, or off.'
            ) from None
    if not today < until <= today + _LONGEST:
        raise CommandError(
            f"A pause ends after today and within {_LONGEST.days} days; leave the day out to pause "
            "until you say off."
        )
    return until


def _asleep(subscription: Subscription, today: date, until: date) -> Subscription:
    """The order without briefings on the local days before ``until``."""
    pause = {today + timedelta(days=n) for n in range((until - today).days)}
    schedule = subscription.schedule
    days = tuple(sorted(pause | set(_awake(subscription, today).schedule.quiet_days)))
    return replace(subscription, schedule=replace(schedule, quiet_days=days))


def _awake(subscription: Subscription, today: date) -> Subscription:
    """The order without the pause that lasts today: the quiet days from today on without a gap."""
    days = set(subscription.schedule.quiet_days)
    while today in days:
        days.remove(today)
        today += timedelta(days=1)
    schedule = replace(subscription.schedule, quiet_days=tuple(sorted(days)))
    return replace(subscription, schedule=schedule)


def _require_manager(press: Press) -> None:
    if not press.manager:
        raise CommandError(_MANAGERS)
