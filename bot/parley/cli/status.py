"""``parley status`` and ``parley timeline``: where a track stands, and how it came there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json, show
from parley.domain.errors import InputError

if TYPE_CHECKING:
    from parley.app.accounts import Accounts
    from parley.app.compose_tracks import TrackComposer
    from parley.app.ports import Archive
    from parley.app.standing import Account
    from parley.domain.ledger.states import Standing
    from parley.domain.model import Development, NextDate
    from parley.settings import Config

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="As it was known then, ISO; a bare date is its end. Now by default."
    ),
]
Database = Annotated[
    str | None, typer.Option("--database", help="The archive's URL; the configured one by default.")
]


def status(
    track: Annotated[
        str | None,
        typer.Argument(help="A track's id, alias or name, such as us-china; all that moved."),
    ] = None,
    as_of: AsOf = None,
    database: Database = None,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Where a track stands, since when, in whose words, and what comes next."""
    if track is None:
        run(_all(_Asked("", as_of, database, config), as_json=as_json))
    else:
        run(_status(_Asked(track, as_of, database, config), as_json=as_json))


def timeline(
    track: Annotated[str, typer.Argument(help="A track's id, alias or name, such as us-china.")],
    as_of: AsOf = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Draw it as well, into this PNG file.")
    ] = None,
    database: Database = None,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """A track's developments, the oldest first, each with its state after it and its words."""
    run(_timeline(_Asked(track, as_of, database, config), picture, as_json=as_json))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, and of which archive."""

    word: str
    as_of: str | None
    database: str | None
    config: Path | None


@dataclass(frozen=True, slots=True)
class _Desk:
    """The archive that answers."""

    archive: "Archive"
    accounts: "Accounts"
    until: datetime
    config: "Config"

    @property
    def composer(self) -> "TrackComposer":
        from parley.app.compose_tracks import TrackComposer

        language = self.config.settings.writer.language
        return TrackComposer(self.accounts.source, zone="UTC", language=language)

    async def account(self, word: str) -> tuple[str, "Account"]:
        """A track's id, and what is known of it; read again where nothing was recorded."""
        from parley.app.standing import account_of
        from parley.domain.catalogue import track_ids

        (track,) = track_ids(self.config.tracks, [word])
        catalogue, sources = self.config.tracks, self.config.sources
        return track, await account_of(self.archive, catalogue, sources, track, self.until)


@asynccontextmanager
async def _desk(asked: _Asked) -> AsyncIterator[_Desk]:
    from parley import settings, wiring
    from parley.app.accounts import Accounts
    from parley.app.replay import instant

    loaded = settings.load(asked.config)
    now = wiring.SystemClock().now()
    until = instant(asked.as_of, end_of_day=True) if asked.as_of else now
    archive = await wiring.open_archive(asked.database or loaded.settings.archive.database)
    try:
        tracks = {track.id: track for track in loaded.tracks.tracks}
        sources = {source.id: source for source in loaded.sources}
        painter = wiring.plug("painters", "matplotlib")()
        yield _Desk(archive, Accounts(archive, tracks, sources, painter), until, loaded)
    finally:
        await archive.aclose()


async def _status(asked: _Asked, *, as_json: bool) -> None:
    async with _desk(asked) as desk:
        track, account = await desk.account(asked.word)
        if as_json:
            say_json(_row(track, account))
            return
        await show(desk.composer.status(await desk.accounts.told(track, account, desk.until)))


async def _timeline(asked: _Asked, picture: Path | None, *, as_json: bool) -> None:
    async with _desk(asked) as desk:
        track, account = await desk.account(asked.word)
        report = await desk.accounts.told(track, account, desk.until)
        drawn = await desk.accounts.picture(report) if picture else None
        if picture and drawn:
            _write(picture, drawn.png)
        if as_json:
            rows = [_development(item) for item in account.developments]
            say_json({"track": track, "developments": rows})
            return
        await show(desk.composer.timeline(report, drawn))


async def _all(asked: _Asked, *, as_json: bool) -> None:
    async with _desk(asked) as desk:
        reports = await desk.accounts.moving(desk.until)
        if as_json:
            say_json([_standing(one.track.id, one.now) for one in reports])
        elif reports:
            await show(desk.composer.overview(reports))
        else:
            say("No track has moved: nothing recorded tells of a step in any talks.")


def _write(path: Path, png: bytes) -> None:
    try:
        path.write_bytes(png)
    except OSError as error:
        raise InputError(f"The picture cannot be written to {path} ({error.strerror}).") from error


def _row(track: str, known: "Account") -> dict[str, Any]:
    return {
        **_standing(track, known.standing),
        "developments": [_development(item) for item in known.developments],
        "next_dates": [_next(item) for item in known.next_dates],
    }


def _standing(track: str, now: "Standing") -> dict[str, Any]:
    return {
        "track": track,
        "state": now.state,
        "since": _iso(now.since),
        "quote": " ".join(now.by.quote.split()) if now.by else None,
        "article": now.by.article_id if now.by else None,
    }


def _development(told: "Development") -> dict[str, Any]:
    return {
        "date": told.event_date.isoformat(),
        "kind": told.kind,
        "actor": told.actor,
        "authority": told.authority,
        "state": told.state,
        "in_force": told.in_force,
        "scheduled": told.scheduled,
        "deadline": _iso(told.deadline),
        "quote": " ".join(told.quote.split()),
        "article": told.article_id,
    }


def _next(ahead: "NextDate") -> dict[str, Any]:
    (evidence,) = ahead.claim.evidence
    return {
        "date": ahead.day.isoformat(),
        "until": _iso(ahead.until),
        "what": ahead.what,
        "article": evidence.article_id,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
