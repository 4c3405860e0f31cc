"""``parley sources``: the catalogue, how each source is doing, and polling by hand."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from parley.app.collect import Collector
    from parley.domain.model import PollState, Source
    from parley.settings import Config

app = typer.Typer(
    help="See where headlines come from, and how each source is doing.", no_args_is_help=True
)

Ids = Annotated[
    list[str] | None, typer.Argument(help="Ids of sources; all enabled ones by default.")
]


@app.command("list")
def list_sources(as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """List the catalogue with what is remembered of each source. Nothing is asked of anybody."""
    run(_list(as_json, config))


@app.command()
def check(ids: Ids = None, as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """Ask sources now and report how they are; their items are left for the next poll.

    Ends with exit code 1 if not one of them answered.
    """
    run(_check(ids or [], as_json, config))


@app.command()
def poll(ids: Ids = None, as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """Poll sources now, due or not, and store what is new.

    Ends with exit code 1 if not one of them could be read and stored.
    """
    run(_poll(ids or [], as_json, config))


async def _list(as_json: bool, config: Path | None) -> None:
    from parley import settings, wiring

    loaded = settings.load(config)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        states = await archive.articles.polls()
    finally:
        await archive.aclose()
    _show(loaded.sources, states, as_json)


async def _check(ids: Sequence[str], as_json: bool, config: Path | None) -> None:
    from parley import settings
    from parley.domain.errors import FetchError

    loaded = settings.load(config)
    _known(ids, loaded)
    with _bar(len(ids) or sum(source.enabled for source in loaded.sources)) as tick:
        async with _collecting(loaded, tick) as (collector, now):
            states = await collector.check(ids, now)
            checked = collector.named(ids)
    _show(checked, states, as_json)
    if states and all(state.failures for state in states.values()):
        raise FetchError("No source answered; is this machine connected to the internet?")


async def _poll(ids: Sequence[str], as_json: bool, config: Path | None) -> None:
    from dataclasses import asdict

    from parley import settings
    from parley.domain.errors import FetchError

    loaded = settings.load(config)
    _known(ids, loaded)
    with _bar(len(ids) or sum(source.enabled for source in loaded.sources)) as tick:
        async with _collecting(loaded, tick) as (collector, now):
            report = await collector.poll(ids, now)
    if as_json:
        say_json(asdict(report))
    else:
        taken = report.taken
        say(
            f"{report.polled} polled: {report.fresh} with items, {report.unchanged} unchanged, "
            f"{len(report.faults)} failed. {report.entries} items: {taken.new} new, "
            f"{taken.revised} revised, {taken.known} known; {taken.relevant} on trade talks."
        )
        for fault in report.faults:
            say(f"  {fault.source_id}: {fault.error}")
    if report.polled and len(report.faults) == report.polled:
        raise FetchError("No source could be read and stored; the reasons are above.")


def _collecting(
    config: "Config", tick: "Callable[[], object]"
) -> "AbstractAsyncContextManager[tuple[Collector, datetime]]":
    from contextlib import asynccontextmanager

    from parley import wiring
    from parley.app.collect import Collector, bodies
    from parley.wiring.pipeline import open_pipeline

    @asynccontextmanager
    async def opened() -> "AsyncIterator[tuple[Collector, datetime]]":
        archive = await wiring.open_archive(config.settings.archive.database)
        sources = wiring.open_sources(config)
        try:
            pipeline = await open_pipeline(config, archive, body=bodies(sources))
            collector = Collector(
                sources, archive.articles, config.sources, pipeline.intake.take, tick=tick
            )
            yield collector, wiring.SystemClock().now()
        finally:
            await sources.aclose()
            await archive.aclose()

    return opened()


def _known(ids: Sequence[str], config: "Config") -> None:
    """Raise ``ConfigError`` for an id that is not in the catalogue, with the nearest that is."""
    import difflib

    from parley.domain.errors import ConfigError

    catalogue = [source.id for source in config.sources]
    for name in ids:
        if name not in catalogue:
            near = difflib.get_close_matches(name, catalogue, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "see: parley sources list"
            raise ConfigError(f'There is no source "{name}"; {hint}')


def _show(sources: "Sequence[Source]", states: "Mapping[str, PollState]", as_json: bool) -> None:
    rows = [_row(source, states.get(source.id)) for source in sources]
    if as_json:
        say_json(rows)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Source", "Health", "Last success", "Items", "Next try", "Last error"):
        table.add_column(
            name,
            justify="right" if name == "Items" else "left",
            no_wrap=name != "Last error",
        )
    for row in rows:
        table.add_row(
            row["id"],
            row["health"] if row["enabled"] else f"off, {row['health']}",
            _minute(row["last_success"]),
            str(row["items"]),
            _minute(row["next_try"]),
            row["last_error"] or "",
        )
    # A file or a pipe has no width; there the lines stay whole.
    console = Console() if sys.stdout.isatty() else Console(width=240)
    console.print(table)


def _row(source: "Source", state: "PollState | None") -> dict[str, Any]:
    from parley.domain.polling import health

    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "url": source.url,
        "authority": source.authority,
        "rights": source.rights,
        "enabled": source.enabled,
        "verified": source.verified,
        "health": health(state),
        "last_try": _iso(state.last_try if state else None),
        "last_success": _iso(state.last_success if state else None),
        "last_error": state.last_error if state else None,
        "failures": state.failures if state else 0,
        "items": state.items if state else 0,
        "next_try": _iso(state.next_try if state else None),
    }


def _iso(moment: "datetime | None") -> str | None:
    return moment.isoformat() if moment else None


def _minute(iso: str | None) -> str:
    return iso[:16].replace("T", " ") if iso else "–"


@contextmanager
def _bar(total: int) -> "Iterator[Callable[[], object]]":
    """A progress bar on standard error while a person is watching; gives what advances it."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Asking sources", total=total)
        yield lambda: progress.advance(task)
