"""``parley deliveries``: what was sent, what was not, and why."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json


def deliveries(
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Only this workspace or guild; all by default.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Show the newest deliveries: sent, skipped, missed, failed, or in doubt, each with its reason."""
    run(_deliveries(tenant, limit, as_json, config))


async def _deliveries(tenant: str | None, limit: int, as_json: bool, config: Path | None) -> None:
    from parley import settings, wiring

    loaded = settings.load(config)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        found = await archive.deliveries.recent(tenant, limit=limit)
        orders = {
            order.id: order
            for key in {one.tenant_id for one in found}
            for order in await archive.tenants.subscriptions(key)
        }
    finally:
        await archive.aclose()
    rows = []
    for one in found:
        order = orders.get(one.subscription_id)
        rows.append(
            {
                "id": one.id,
                "tenant": one.tenant_id,
                "channel": order.channel if order else None,
                "name": order.name if order else None,
                "slot": one.slot.isoformat(),
                "state": one.state,
                "edition": one.edition_id,
                "attempts": one.attempts,
                "messages": [part.message_id for part in one.posted],
                "detail": one.detail,
            }
        )
    if as_json:
        say_json(rows)
    elif not rows:
        say("Nothing has been due yet.")
    else:
        _table(rows)


def _table(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Slot (UTC)", "Channel", "Name", "State", "Parts", "Why"):
        table.add_column(name, overflow="fold", justify="right" if name == "Parts" else "left")
    for row in rows:
        table.add_row(
            row["slot"][:16].replace("T", " "),
            row["channel"] or "removed",
            row["name"] or "",
            row["state"],
            str(len(row["messages"])),
            row["detail"] or "",
        )
    Console().print(table)
    counts = Counter(str(row["state"]) for row in rows)
    say(", ".join(f"{count} {state}" for state, count in counts.most_common()) + ".")
