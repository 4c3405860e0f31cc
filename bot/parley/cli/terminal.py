"""What the commands share: printing for people or as JSON, running a coroutine, showing progress."""

import json
import logging
import sys
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from parley.runtime import settle

if TYPE_CHECKING:
    from parley.domain.model import Message

T = TypeVar("T")

JsonFlag = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
ConfigDir = Annotated[
    Path | None,
    typer.Option("--config", help="Your configuration directory (or PARLEY_CONFIG)."),
]


def run(work: Coroutine[Any, Any, T], *, level: int = logging.WARNING) -> T:
    """Run a coroutine to its end, with log lines from ``level`` up on standard error."""
    import asyncio

    from parley import telemetry

    telemetry.configure(level)
    settle()
    return asyncio.run(work)


def say(text: str) -> None:
    """Print a line of words."""
    sys.stdout.write(text + "\n")


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """The items, with a bar on standard error while a person is watching."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, description=label, total=total, console=console, transient=True)


async def show(message: "Message") -> None:
    """Print a message as it would be posted."""
    from parley import wiring
    from parley.domain.model import Place

    console = wiring.plug("chats", "console")()
    for part in console.render(message):
        await console.post(Place("console:local", "terminal"), part, key=f"shown-{part.index}")


@contextmanager
def waiting(label: str) -> Iterator[None]:
    """A turning mark on standard error, for work whose end cannot be seen, while a person watches."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(label):
        yield
