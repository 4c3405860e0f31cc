"""What each command does: from its typed arguments to a reply in the neutral form."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from parley.app.brief import Briefing
from parley.app.compose import Composer
from parley.app.front import Answer
from parley.app.ports import Articles
from parley.domain import identity
from parley.domain.catalogue import track_ids
from parley.domain.commands import COMMANDS
from parley.domain.errors import CommandError, InputError
from parley.domain.model import (
    Block,
    Command,
    CommandName,
    Heading,
    Listing,
    Message,
    Moment,
    Reply,
    Source,
    Span,
    Style,
    Text,
    TrackCatalogue,
)
from parley.domain.polling import health
from parley.domain.schedule import zone_of

_SPAN = re.compile(r"^(\d{1,3})([hdw])$", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST = timedelta(days=31)


class Answers:
    """The commands that brief, and tell what is read and what can be asked."""

    def __init__(
        self,
        briefing: Briefing,
        composer: Composer,
        articles: Articles,
        *,
        catalogue: TrackCatalogue,
        sources: Iterable[Source],
        language: str,
    ) -> None:
        self._briefing = briefing
        self._composer = composer
        self._articles = articles
        self._catalogue = catalogue
        self._sources = tuple(sources)
        self._language = language

    def table(self) -> Mapping[CommandName, Answer]:
        """Which command is answered by what."""
        return {
            CommandName.BRIEF: self.brief,
            CommandName.SOURCES: self.sources,
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


def _code(text: str) -> Text:
    return Text(text, Style.CODE)


def _reply(title: str, *blocks: Block) -> Reply:
    return Reply(message=Message(title=title, blocks=(Heading((Text(title),)), *blocks)))
