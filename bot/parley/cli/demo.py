"""``parley demo``: the whole job offline, on a bundled feed; no key."""

from typing import Annotated

import typer

from parley.cli.terminal import run, say


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="End after the second day; leave no web page up.")
    ] = False,
) -> None:
    """Show two mornings of May 2025: feeds in, briefings out, the second saying what changed."""
    run(_demo(once))


async def _demo(once: bool) -> None:
    import sys

    from parley import settings, wiring
    from parley.app import demo as job
    from parley.domain.model import Platform
    from parley.wiring.demo import open_demo

    config = settings.load(env={})
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    try:
        demonstration, web = await open_demo(config, archive, job.start(), serve=not once)
        await demonstration.subscribe([Platform.CONSOLE, *([Platform.WEB] if web else [])])
        for morning in job.MORNINGS:
            await demonstration.morning(morning)
            say("")
        if web is not None:
            say(f"The same briefings, with their sources: {web.address} (Ctrl-C ends)")
            sys.stdout.flush()
            await web.until_interrupted()
    finally:
        await archive.aclose()
