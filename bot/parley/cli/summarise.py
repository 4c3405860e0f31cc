"""``parley summarise``: one page's main points, kept nowhere."""

from pathlib import Path
from typing import Annotated

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say_json, show


def summarise(
    url: Annotated[str, typer.Argument(help="The page's address (http or https).")],
    timezone: Annotated[str, typer.Option(help="Show times in this zone (IANA).")] = "UTC",
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Summarise one page; every sentence is held against the page, and nothing goes into the archive."""
    run(_summarise(url, timezone, as_json, config))


async def _summarise(url: str, timezone: str, as_json: bool, config: Path | None) -> None:
    from parley import settings, wiring
    from parley.app import compose_answers
    from parley.app.summarise import Summarising
    from parley.cli.ask import row
    from parley.domain.schedule import zone_of
    from parley.wiring.pipeline import open_pipeline

    loaded = settings.load(config)
    zone_of(timezone)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    sources = wiring.open_sources(loaded)
    try:
        pipeline = await open_pipeline(loaded, archive)
        summarising = Summarising(
            sources,
            pipeline.passing,
            wiring.SystemClock(),
            language=loaded.settings.writer.language,
        )
        summary = await summarising.summarise(url)
        if as_json:
            say_json(row(summary))
            return
        await show(compose_answers.summary(summary, zone=timezone))
    finally:
        await sources.aclose()
        await archive.aclose()
