"""What each command does: from its typed arguments to a reply in the neutral form."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from parley.app.brief import Briefing
from parley.app.compose import Composer
from parley.app.front import Answer
from parley.app.ports import Articles
from parley.app.subscribe import Order, Subscribing
from parley.domain import identity
from parley.domain.catalogue import track_ids
from parley.domain.commands import COMMANDS
from parley.domain.errors import ChannelUnavailable, CommandError, ConfigError, InputError
from parley.domain.model import (
    Block,
    Command,
    CommandName,
    Heading,
    Listing,
    Message,
    Moment,
    Paragraph,
    Reply,
    Source,
    Span,
    Style,
    Subscription,
    Text,
    TrackCatalogue,
)
from parley.domain.polling import health
from parley.domain.schedule import zone_of

_SPAN = re.compile(r"^(\d{1,3})([hdw])$", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST = timedelta(days=31)
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")
_DAYS = {"daily": "*", "weekdays": "mon-fri"}


class Answers:
    """The commands that brief and keep standing orders."""

    def __init__(
        self,
        briefing: Briefing,
        composer: Composer,
        subscribing: Subscribing,
        articles: Articles,
        *,
        catalogue: TrackCatalogue,
        sources: Iterable[Source],
        language: str,
    ) -> None:
        self._briefing = briefing
        self._composer = composer
        self._subscribing = subscribing
        self._articles = articles
        self._catalogue = catalogue
        self._sources = tuple(sources)
        self._language = language

    def table(self) -> Mapping[CommandName, Answer]:
        """Which command is answered by what."""
        return {
            CommandName.BRIEF: self.brief,
            CommandName.SOURCES: self.sources,
            CommandName.SUBSCRIBE: self.subscribe,
            CommandName.UNSUBSCRIBE: self.unsubscribe,
            CommandName.SUBSCRIPTIONS: self.subscriptions,
            CommandName.HELP: self.help,
        }

    async def brief(self, command: Command) -> Reply:
        """The edition of the last 24 hours, or since the time that was named."""
        track = command.args.get("track", "")
        try:
            tracks = track_ids(self._catalogue, [word for word in track.split(",") if word.strip()])
        except InputError as error:
            raise CommandError(str(error)) from error
        now = command.asked_at
        since = since_of(command.args.get("since", "24h"), now, command.zone)
        desk = identity.make_desk(tracks, language=self._language)
        edition = await self._briefing.edition(desk, since, now)
        message = self._composer.briefing(edition, desk, slot=now, zone=command.zone)
        return Reply(message=message)

    async def subscribe(self, command: Command) -> Reply:
        """A standing order for the channel in which it is asked."""
        zone = command.args.get("zone") or command.zone
        try:
            subscription = await self._subscribing.add(
                Order(
                    platform=command.platform,
                    team=command.tenant_id.partition(":")[2],
                    channel=command.channel,
                    cron=cron_of(
                        command.args.get("at", "08:00"), command.args.get("on", "weekdays")
                    ),
                    zone=zone,
                    tracks=[w for w in command.args.get("tracks", "").split(",") if w.strip()],
                    language=self._language,
                )
            )
        except (InputError, ConfigError, ChannelUnavailable) as error:
            raise CommandError(str(error)) from error
        return _reply("Subscribed", Paragraph(self._described(subscription)))

    async def unsubscribe(self, command: Command) -> Reply:
        """End every standing order of the channel in which it is asked."""
        here = await self._here(command)
        for subscription in here:
            await self._subscribing.remove(command.tenant_id, subscription.id)
        if not here:
            return _reply("Nothing was posted here on a schedule")
        count = f"{len(here)} briefings" if len(here) > 1 else "The briefing"
        return _reply(f"{count} will not be posted here any more")

    async def subscriptions(self, command: Command) -> Reply:
        """The channel's standing orders, with their next times."""
        here = await self._here(command)
        if not here:
            return _reply(
                "Nothing is posted here on a schedule",
                Paragraph((Text("A manager can change that: "), _code("/trade subscribe"))),
            )
        return _reply("Briefings in this channel", Listing(tuple(map(self._described, here))))

    async def sources(self, command: Command) -> Reply:
        """The operator's sources and how they are doing."""
        polls = await self._articles.polls()
        lines: list[tuple[Span, ...]] = []
        for source in self._sources:
            if not source.enabled:
                continue
            state = polls.get(source.id)
            line: tuple[Span, ...] = (Text(f"{source.name}: {health(state)}"),)
            if state is not None and state.last_success is not None:
                when = Moment(state.last_success, f"{state.last_success:%d %b %H:%M} UTC")
                line = (*line, Text(", last read "), when)
            lines.append(line)
        return _reply("Sources", Listing(tuple(lines)))

    async def help(self, command: Command) -> Reply:
        """What can be asked for."""
        lines = tuple(
            (_code(f"/trade {spec.example}"), Text(f" {spec.summary}")) for spec in COMMANDS
        )
        return _reply("What you can ask for", Listing(lines))

    async def _here(self, command: Command) -> list[Subscription]:
        known = await self._subscribing.tenants.subscriptions(command.tenant_id)
        return [one for one in known if one.channel == command.channel]

    def _described(self, subscription: Subscription) -> tuple[Span, ...]:
        desk, schedule = subscription.desk, subscription.schedule
        names = {track.id: track.name for track in self._catalogue.tracks}
        what = ", ".join(names.get(track, track) for track in desk.tracks) or "all tracks"
        spans: list[Span] = [Text(what, Style.STRONG)]
        if subscription.paused is not None:
            return (*spans, Text(f", paused: {subscription.paused}"))
        zone = ZoneInfo(schedule.zone)
        spans.append(Text(f", {schedule.zone} time, next: "))
        for number, at in enumerate(self._subscribing.coming(subscription)):
            spans += [
                Text(" · " if number else ""),
                Moment(at, f"{at.astimezone(zone):%a %d %b %H:%M}"),
            ]
        return tuple(spans)


def since_of(text: str, now: datetime, zone: str) -> datetime:
    """The instant that "24h", "3d", "2w", "today", "yesterday" or an ISO date names, in a zone.

    Raises ``CommandError`` for what cannot be read, lies ahead, or is too long ago.
    """
    since = _since(text.strip().lower(), now, ZoneInfo(zone_of(zone).key))
    if since is None:
        raise CommandError(f'"{text}" is no time I know; write 24h, 3d, yesterday or 2025-05-29.')
    if since >= now:
        raise CommandError(f'"{text}" lies ahead; name a time that has passed.')
    if now - since > _LONGEST:
        raise CommandError(
            f"A briefing goes back {_LONGEST.days} days at most; ask a question instead."
        )
    return since


def _since(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if span := _SPAN.match(text):
        return now - int(span[1]) * _UNITS[span[2]]
    if text in {"today", "yesterday"}:
        # Calendar days, not 24 hours: the clock may have changed in between.
        day = midnight.date() - timedelta(days=text == "yesterday")
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(now.tzinfo)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(now.tzinfo)


def cron_of(clock: str, days: str) -> str:
    """The cron line of "08:00" and "weekdays", "daily" or "mon,wed". Raises ``CommandError``."""
    time = _CLOCK.match(clock.strip())
    if time is None:
        raise CommandError(f'"{clock}" is no time of day; write it like 08:00.')
    weekdays = _DAYS.get(days.strip().lower(), days.strip().lower())
    return f"{int(time[2])} {int(time[1])} * * {weekdays}"


def _code(text: str) -> Text:
    return Text(text, Style.CODE)


def _reply(title: str, *blocks: Block) -> Reply:
    return Reply(message=Message(title=title, blocks=(Heading((Text(title),)), *blocks)))
