"""``parley status`` and ``parley timeline``: where a track stands, and how it came there."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json

if TYPE_CHECKING:
    from parley.domain.model import Development, NextDate

_SHOWN = 5
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
    track: Annotated[str, typer.Argument(help="A track's id, alias or name, such as us-china.")],
    as_of: AsOf = None,
    database: Database = None,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Where a track stands, since when, in whose words, and what comes next."""
    answer = run(_read(track, as_of, database, config))
    if as_json:
        say_json(answer)
        return
    since = f" since {answer['since']}" if answer["since"] else ""
    say(f"{answer['track']}: {answer['state']}{since}")
    if answer["quote"]:
        say(f'  "{answer["quote"]}" ({answer["article"]})')
    for item in answer["developments"][-_SHOWN:]:
        say(f"  {item['date']}  {item['kind']}: {item['quote']}")
    for item in answer["next_dates"][:_SHOWN]:
        say(f"  ahead, {item['date']}: {item['what']}")


def timeline(
    track: Annotated[str, typer.Argument(help="A track's id, alias or name, such as us-china.")],
    as_of: AsOf = None,
    database: Database = None,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """A track's developments, the oldest first, each with its state after it and its words."""
    answer = run(_read(track, as_of, database, config))
    if as_json:
        say_json({"track": answer["track"], "developments": answer["developments"]})
        return
    for item in answer["developments"]:
        say(f"{item['date']}  {item['state'] or '':<11} {item['kind']:<17} {item['quote']}")
    if not answer["developments"]:
        say(f"Nothing is known of {answer['track']}.")


async def _read(
    word: str, as_of: str | None, database: str | None, config: Path | None
) -> dict[str, Any]:
    from parley import settings, wiring
    from parley.app.replay import instant
    from parley.app.standing import account_of
    from parley.domain.catalogue import track_ids

    loaded = settings.load(config)
    (track,) = track_ids(loaded.tracks, [word])
    until = instant(as_of, end_of_day=True) if as_of else wiring.SystemClock().now()
    archive = await wiring.open_archive(database or loaded.settings.archive.database)
    try:
        known = await account_of(archive, loaded.tracks, loaded.sources, track, until)
    finally:
        await archive.aclose()
    now = known.standing
    return {
        "track": track,
        "state": now.state,
        "since": _iso(now.since),
        "quote": " ".join(now.by.quote.split()) if now.by else None,
        "article": now.by.article_id if now.by else None,
        "developments": [_development(item) for item in known.developments],
        "next_dates": [_next(item) for item in known.next_dates],
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
