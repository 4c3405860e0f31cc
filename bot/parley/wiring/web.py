"""The built-in web channel, put together over an archive."""

import sys
from pathlib import Path
from typing import cast

from parley.app.board import Again, ArchiveBoard, nothing_again
from parley.app.ports import Chat, Clock
from parley.app.track_board import ArchiveTracks
from parley.domain.model import Message, Notice
from parley.settings import Config
from parley.wiring import plug
from parley.wiring.outside import open_outside
from parley.wiring.pipeline import Pipeline

_TENANT = "web:local"
_TOKEN_FILE = "parley-web-token"  # noqa: S105 - the file's name


def open_web(config: Config, pipeline: Pipeline, clock: Clock) -> Chat | None:
    """The web channel where it is switched on. Raises ``ChatError`` if it needs a token and has none."""
    web = config.settings.web
    if not web.enabled:
        return None
    kept = token_file(config.settings.archive.database)
    return cast(
        "Chat",
        plug("chats", "web")(
            board=board_of(_TENANT, pipeline, clock, again_of(config, pipeline, clock)),
            clock=clock,
            host=web.host,
            port=web.port,
            hosts=web.hosts,
            token=web.token and web.token.get_secret_value(),
            token_file=kept,
            tenant_id=_TENANT,
            tracks={track.id: track.name for track in pipeline.tracks.values()},
            ledger=ledger_of(config, pipeline, clock),
            announce=_announce,
        ),
    )


def board_of(
    tenant_id: str, pipeline: Pipeline, clock: Clock, again: Again = nothing_again
) -> ArchiveBoard:
    """What was posted to a tenant, as its pages read it; ``again`` has the words of notices."""
    return ArchiveBoard(
        tenant_id=tenant_id,
        archive=pipeline.archive,
        composer=pipeline.composer,
        catalogue=tuple(pipeline.sources.values()),
        clock=clock,
        again=again,
    )


def again_of(config: Config, pipeline: Pipeline, clock: Clock) -> Again:
    """The words of what was said outside the timetable, composed as when it was sent."""
    occasions = open_outside(config, pipeline, {}, clock).notifying.occasions

    async def again(notice: Notice) -> Message | None:
        verdict = await occasions[notice.kind].compose(notice)
        return verdict if isinstance(verdict, Message) else None

    return again


def ledger_of(config: Config, pipeline: Pipeline, clock: Clock) -> ArchiveTracks:
    """The tracks, as their pages read them."""
    language = config.settings.writer.language
    return ArchiveTracks(accounts=pipeline.accounts, clock=clock, language=language)


def token_file(database: str) -> Path:
    """Where a generated token is kept: beside an SQLite file, else where the service was started.

    Never in the database, which is copied and exported.
    """
    scheme, _, path = database.partition(":///")
    if scheme.startswith("sqlite") and path and ":memory:" not in path:
        return Path(path.partition("?")[0]).parent / _TOKEN_FILE
    return Path(_TOKEN_FILE)


def _announce(address: str) -> None:
    """On the terminal and in no log: an address may hold the token that was just made."""
    sys.stdout.write(f"Web channel: {address}\n")
    sys.stdout.flush()
