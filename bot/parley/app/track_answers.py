"""The commands that ask the ledger: where a track stands, and how it came there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from parley.app.accounts import Accounts
from parley.app.compose_tracks import TrackComposer
from parley.app.front import Answer
from parley.domain.catalogue import track_ids
from parley.domain.errors import CommandError, InputError
from parley.domain.model import (
    Command,
    CommandName,
    Heading,
    Message,
    Paragraph,
    Reply,
    Style,
    Text,
    TrackCatalogue,
)
from parley.domain.questions import asof


class TrackAnswers:
    """Status and timeline."""

    def __init__(
        self, accounts: Accounts, catalogue: TrackCatalogue, *, language: str = "en"
    ) -> None:
        self._accounts = accounts
        self._catalogue = catalogue
        self._language = language

    def table(self) -> Mapping[CommandName, Answer]:
        """Which command is answered by what."""
        return {CommandName.STATUS: self.status, CommandName.TIMELINE: self.timeline}

    async def status(self, command: Command) -> Reply:
        """Where one track stands, or every one that is not quiet."""
        until = until_of(command.args.get("as_of"), command.asked_at, command.zone)
        composer = self._composer(command)
        if command.args.get("track", "").strip():
            report = await self._accounts.report(self._track(command), until)
            return Reply(message=composer.status(report))
        reports = await self._accounts.moving(until)
        return Reply(message=composer.overview(reports) if reports else _all_quiet(until))

    async def timeline(self, command: Command) -> Reply:
        """How a track came to where it stands, with a picture."""
        if not command.args.get("track", "").strip():
            raise CommandError("Of which track? Write it like: /trade timeline us-china")
        until = until_of(command.args.get("as_of"), command.asked_at, command.zone)
        report = await self._accounts.report(self._track(command), until)
        picture = await self._accounts.picture(report)
        return Reply(message=self._composer(command).timeline(report, picture))

    def _track(self, command: Command) -> str:
        try:
            (track,) = track_ids(self._catalogue, [command.args["track"]])
        except InputError as error:
            raise CommandError(str(error)) from error
        return track

    def _composer(self, command: Command) -> TrackComposer:
        return TrackComposer(self._accounts.source, zone=command.zone, language=self._language)


def until_of(text: str | None, now: datetime, zone: str) -> datetime:
    """The end (UTC) of the day that "2025-05-29", "29 May 2025", "yesterday" or "today" names; now.

    Raises ``CommandError`` for what cannot be read or lies ahead.
    """
    said = (text or "").strip().lower()
    if said in {"", "today", "now"}:
        return now
    if said == "yesterday":
        today = now.astimezone(ZoneInfo(zone)).date()
        return min(asof.end_of(today - timedelta(days=1)), now)
    named = asof.days(said)
    if not named:
        raise CommandError(f'"{text}" is no day I know; write it like 2025-05-29.')
    if named[0].first > now.date() + timedelta(days=1):
        raise CommandError(f'"{text}" lies ahead; name a day that has passed.')
    return min(asof.end_of(named[0].last), now)


def _all_quiet(until: datetime) -> Message:
    title = "No track has moved"
    said = f"Nothing that articles told by {until:%d %B %Y} moved a track. Try "
    return Message(
        title=title,
        blocks=(
            Heading((Text(title),), level=1),
            Paragraph((Text(said), Text("/trade brief", Style.CODE), Text(" for the news."))),
        ),
    )
