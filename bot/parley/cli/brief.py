"""``parley brief``: a briefing now, from the archive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json, show

if TYPE_CHECKING:
    from parley.domain.model import Edition


def brief(
    desk: Annotated[
        str, typer.Argument(help="Track ids, separated by commas; all by default.")
    ] = "",
    since: Annotated[
        str | None, typer.Option(help="From when, ISO; by default 24 hours before --until.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Up to when, ISO; now by default.")] = None,
    timezone: Annotated[str, typer.Option(help="Show times in this zone (IANA).")] = "UTC",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why each story ranks where it does.")
    ] = False,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Write a briefing from what the archive knows."""
    run(_brief(desk, since, until, timezone, explain, as_json, config))


async def _brief(
    desk: str,
    since: str | None,
    until: str | None,
    timezone: str,
    explain: bool,
    as_json: bool,
    config: Path | None,
) -> None:
    from datetime import timedelta

    from parley import settings, wiring
    from parley.app.replay import edition_row, instant
    from parley.domain.errors import InputError
    from parley.domain.schedule import zone_of
    from parley.wiring.pipeline import open_pipeline

    loaded = settings.load(config)
    zone = zone_of(timezone)
    end = instant(until, end_of_day=True, zone=zone) if until else wiring.SystemClock().now()
    start = instant(since, zone=zone) if since else end - timedelta(days=1)
    if start >= end:
        raise InputError("--since must lie before --until.")
    chosen = wiring.desk_of(loaded, desk)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        pipeline = await open_pipeline(loaded, archive)
        edition = await pipeline.briefing.edition(chosen, start, end)
        if as_json:
            say_json(edition_row(end, edition, {}, zone) | (_reasons(edition) if explain else {}))
            return
        await show(pipeline.composer.briefing(edition, chosen, slot=end, zone=timezone))
        if explain:
            _explain(edition)
    finally:
        await archive.aclose()


def _reasons(edition: "Edition") -> dict[str, object]:
    return {
        "rank": [
            {
                "story": item.story_id,
                "score": round(sum(reason.value for reason in item.rank), 3),
                "reasons": [
                    {"factor": r.factor, "value": round(r.value, 3), "note": r.note}
                    for r in item.rank
                ],
            }
            for item in edition.items
        ]
    }


def _explain(edition: "Edition") -> None:
    for number, item in enumerate(edition.items, 1):
        score = sum(reason.value for reason in item.rank)
        say(f"\n{number} · {item.headline}: {score:.2f}")
        for reason in item.rank:
            say(f"   {reason.value:+.2f}  {reason.factor}: {reason.note}")
