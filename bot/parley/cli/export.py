"""``parley export``: what is kept, as JSON Lines."""

from pathlib import Path
from typing import Annotated

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json, waiting


def export(
    out: Annotated[Path, typer.Option("--out", help="The file to write: .jsonl or .jsonl.gz.")],
    tenant: Annotated[
        str | None,
        typer.Option(help='Only what belongs to this workspace or guild, such as "slack:T0123".'),
    ] = None,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Write everything that is kept, one row a line as {table, row}; tokens are left out.

    Times are in ISO 8601 and UTC; costs are in 10^-12 US dollars.
    """
    run(_export(out, tenant, as_json, config))


async def _export(out: Path, tenant: str | None, as_json: bool, config: Path | None) -> None:
    from parley import settings, wiring
    from parley.app.export import export as export_rows
    from parley.app.ports import Migrate

    url = settings.load(config).settings.archive.database
    archive = await wiring.open_archive(url, Migrate.CHECK)
    try:
        with waiting("Exporting"):
            counts = await export_rows(archive.keeper, out, tenant)
    finally:
        await archive.aclose()
    if as_json:
        say_json({"file": str(out), "rows": counts})
    else:
        say(f"Wrote {sum(counts.values()):,} rows to {out}.")
