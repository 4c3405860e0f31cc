"""``parley db``: look at the database, check it, bring it up to date, copy it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json, waiting

if TYPE_CHECKING:
    from parley.app.ports import Keeper, StoreInfo

app = typer.Typer(help="Look after the database (DATABASE_URL).", no_args_is_help=True)


@app.command()
def upgrade(as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """Bring the database to this version's schema, making it if it is not there.

    Every command that needs the database does it by itself; there is no way down.
    """
    run(_upgrade(as_json, config))


@app.command()
def check(as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """Read the whole database and name its faults. Ends with exit code 1 if there are any."""
    if not run(_check(as_json, config)):
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The new file; it must not exist yet.")],
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Copy the database as it is at one instant into a new file; the service may go on working."""
    run(_backup(file, as_json, config))


@app.command()
def info(as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """Say where the database is, at which schema, how large, and what it holds."""
    run(_info(as_json, config))


@app.command("rebuild-ledger")
def rebuild_ledger(as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """Read the last 26 weeks again by this version's rules, and record that as the ledger.

    Of the configured sources; developments and dates ahead only. The old ledger
    stands until the new one is whole, so the service may go on working; start it anew first if
    it still runs an older version. Done twice it changes nothing more.
    """
    told = run(_rebuild(config))
    if as_json:
        say_json({"developments": told})
    else:
        say(f"The ledger is recorded anew: {told} developments of the last 26 weeks.")


@asynccontextmanager
async def _keeper(config: Path | None, *, make: bool = False) -> AsyncIterator["Keeper"]:
    """The store as it is; its schema is left alone unless ``make`` says that it may be made."""
    from parley import settings, wiring
    from parley.app.ports import Migrate

    url = settings.load(config).settings.archive.database
    archive = await wiring.open_archive(url, Migrate.UPGRADE if make else Migrate.LEAVE)
    try:
        yield archive.keeper
    finally:
        await archive.aclose()


async def _upgrade(as_json: bool, config: Path | None) -> None:
    async with _keeper(config, make=True) as keeper:
        found = await keeper.info()
    if as_json:
        say_json({"database": found.where, "schema": found.schema})
    else:
        say(f"The database {found.where} is up to date (schema {found.schema}).")


async def _check(as_json: bool, config: Path | None) -> bool:
    async with _keeper(config) as keeper:
        with waiting("Reading"):
            faults = await keeper.check()
    if as_json:
        say_json({"ok": not faults, "faults": list(faults)})
    else:
        say("\n".join(faults) or "The database is whole and up to date.")
    return not faults


async def _backup(file: Path, as_json: bool, config: Path | None) -> None:
    async with _keeper(config) as keeper:
        with waiting("Copying"):
            await keeper.backup(file)
    size = file.stat().st_size  # noqa: ASYNC240 - the work is done
    if as_json:
        say_json({"file": str(file), "size": size})
    else:
        say(f"Copied to {file} ({_megabytes(size)}).")


async def _rebuild(config: Path | None) -> int:
    from parley import settings, wiring
    from parley.wiring.pipeline import open_chronicle

    loaded = settings.load(config)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    sources = {source.id: source for source in loaded.sources}
    try:
        clock = wiring.SystemClock()
        chronicle = open_chronicle(
            loaded, archive, clock, sources, wiring.open_ledger_readers(loaded)
        )
        with waiting("Reading"):
            return await chronicle.rebuild(clock.now())
    finally:
        await archive.aclose()


async def _info(as_json: bool, config: Path | None) -> None:
    async with _keeper(config) as keeper:
        found = await keeper.info()
    if as_json:
        say_json(
            {
                "database": found.where,
                "schema": found.schema,
                "newest_schema": found.newest_schema,
                "size": found.size,
                "rows": dict(found.rows),
            }
        )
    else:
        say(_described(found))


def _described(found: "StoreInfo") -> str:
    schema = found.schema or "none yet"
    if found.schema != found.newest_schema:
        schema += f" (this version has {found.newest_schema})"
    lines = [f"Database  {found.where}", f"Schema    {schema}"]
    if found.size is not None:
        lines.append(f"Size      {_megabytes(found.size)}")
    lines += [
        f"{count:>9,} {name.replace('_', ' ')}" for name, count in found.rows.items() if count
    ]
    return "\n".join(lines)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
