"""``parley replay``: the real pipeline over a dated corpus, on a simulated clock."""

from pathlib import Path
from typing import Annotated

import typer

from parley.cli.terminal import ConfigDir, progress, run, say


def replay(
    articles: Annotated[
        Path,
        typer.Option(
            help="The corpus, .jsonl or .jsonl.gz: {id, url?, title, body, source, published_at}."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Where to write one line for every slot.")],
    desk: Annotated[str, typer.Option(help="Track ids, separated by commas; all by default.")] = "",
    every: Annotated[str, typer.Option(help="The slots, as a cron line.")] = "0 8 * * mon-fri",
    timezone: Annotated[str, typer.Option(help="The zone of the slots (IANA).")] = "UTC",
    first: Annotated[
        str | None,
        typer.Option("--from", help="First slot, ISO, inclusive; the corpus's by default."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Last slot, ISO, inclusive; the corpus's by default.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="Keep the archive here (a SQLAlchemy URL).")
    ] = None,
    config: ConfigDir = None,
) -> None:
    """Run the real pipeline over a dated corpus, and write one line for every slot."""
    count = run(_replay(articles, out, desk, every, timezone, first, last, database, config))
    say(f"{count} edition{'' if count == 1 else 's'} written to {out}.")


async def _replay(
    articles: Path,
    out: Path,
    desk: str,
    every: str,
    timezone: str,
    first: str | None,
    last: str | None,
    database: str | None,
    config: Path | None,
) -> int:
    from parley import settings, wiring
    from parley.app import jsonl
    from parley.app.replay import REQUIRED, Replay, dated, instant
    from parley.domain import schedule
    from parley.wiring.pipeline import open_pipeline

    loaded = settings.load(config)
    schedule.parse(every)
    zone = schedule.zone_of(timezone)
    rows = list(jsonl.made(articles, REQUIRED, dated))
    rows.sort(key=lambda row: row.published_at)
    archive = await wiring.open_archive(database or "sqlite+aiosqlite://")
    try:
        pipeline = await open_pipeline(loaded, archive)
        story = Replay(pipeline.intake, pipeline.briefing, pipeline.sources)
        count = 0
        # Opened first: a place that cannot be written is not found out after all the work.
        with jsonl.writer(out) as put:
            async for slot, edition in story.run(
                rows,
                wiring.desk_of(loaded, desk),
                lambda after: schedule.slots(every, timezone, after),
                first=instant(first, zone=zone) if first else None,
                last=instant(last, end_of_day=True, zone=zone) if last else None,
                watch=lambda corpus: progress(corpus, "Replaying", len(rows)),
            ):
                put(story.json(slot, edition, zone))
                count += 1
        return count
    finally:
        await archive.aclose()
