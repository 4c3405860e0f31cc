"""``parley run``: the service, until SIGTERM or SIGINT."""

from typing import TYPE_CHECKING

from parley.cli.terminal import ConfigDir, say
from parley.cli.terminal import run as complete

if TYPE_CHECKING:
    from parley.app.service import Service


def run(config: ConfigDir = None) -> None:
    """Collect, write and deliver on schedule until stopped (SIGTERM, or Ctrl-C).

    It ends within ten seconds; what was in hand is finished, or resumed at the next start.
    """
    import logging

    from parley import settings
    from parley.wiring.service import open_service

    async def serve_configured() -> None:
        await serve(await open_service(settings.load(config)))

    complete(serve_configured(), level=logging.INFO)


async def serve(service: "Service") -> None:
    """Run a service until a signal asks it to stop."""
    import asyncio
    import gc
    import signal
    import sys

    from parley import runtime

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stop.set)

    def ready(sentence: str) -> None:
        # What starting made stays to the end; walking it again and again would hold up commands.
        gc.collect()
        runtime.settle()
        say(sentence)
        sys.stdout.flush()

    await service.run(stop, ready)
    say("Stopped.")
