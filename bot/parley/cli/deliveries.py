"""``parley deliveries``: what was sent, what was not, and why."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json

app = typer.Typer(
    help="What was sent, what was not, and why; and take back what was wrong.",
    invoke_without_command=True,
)


@app.callback()
def deliveries(
    context: typer.Context,
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Only this workspace or guild; all by default.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Show the newest deliveries: sent, skipped, missed, failed, or in doubt, each with its reason."""
    if context.invoked_subcommand is not None:
        return
    run(_deliveries(tenant, limit, as_json, config))


async def _deliveries(tenant: str | None, limit: int, as_json: bool, config: Path | None) -> None:
    from parley import settings, wiring

    loaded = settings.load(config)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        found = await archive.deliveries.recent(tenant, limit=limit)
        decided = {one.id: await archive.decisions.of(one.tenant_id, one.id) for one in found}
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
                "decisions": [
                    {
                        "kind": decision.kind,
                        "story": decision.story_id or None,
                        "user": decision.user or None,
                        "at": decision.at.isoformat(),
                    }
                    for decision in decided[one.id]
                ],
            }
        )
    if as_json:
        say_json(rows)
    elif not rows:
        say("Nothing has been due yet.")
    else:
        _table(rows)


@app.command("retract")
def retract(
    delivery: Annotated[str, typer.Argument(help="Its id, as parley deliveries --json shows it.")],
    item: Annotated[
        int | None, typer.Option("--item", min=1, help="Only the story with this number.")
    ] = None,
    config: ConfigDir = None,
) -> None:
    """Take back what was posted, on the platform itself: all of a briefing, or one item of it."""
    run(_retract(delivery, item, config))


async def _retract(delivery_id: str, item: int | None, config: Path | None) -> None:
    from parley import settings, wiring
    from parley.domain.errors import InputError
    from parley.domain.model import Decision, DecisionKind

    loaded = settings.load(config)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        delivery = await archive.deliveries.delivery(None, delivery_id)
        edition = await archive.editions.edition(delivery.edition_id or "") if delivery else None
        if delivery is None or edition is None:
            raise InputError(f"There is no briefing {delivery_id}; see: parley deliveries --json")
        if item is not None and item > len(edition.items):
            raise InputError(f"It has {len(edition.items)} items; there is no item {item}.")
        decision = Decision(
            tenant_id=delivery.tenant_id,
            delivery_id=delivery.id,
            kind=DecisionKind.RETRACT,
            user=_OPERATOR,
            at=wiring.SystemClock().now(),
            story_id="" if item is None else edition.items[item - 1].story_id,
        )
        if not await archive.decisions.decide(decision):
            raise InputError(f"It is {delivery.state}, so there is nothing posted to take back.")
    finally:
        await archive.aclose()
    say(
        "Retracted. The service changes what was posted within half a minute, or when it is started."
    )


def _decided(decisions: list[dict[str, Any]]) -> str:
    """What managers decided, in words."""
    counts = Counter(
        _WORDS[one["kind"]] if one["story"] is None else f"{_WORDS[one['kind']]} (item)"
        for one in decisions
    )
    return ", ".join(f"{word}" if n == 1 else f"{word} x{n}" for word, n in counts.items())


# Who decides on the command line; platforms' ids of people are never words.
_OPERATOR = "operator"
_WORDS = {
    "approve": "approved",
    "hold": "held",
    "drop": "dropped",
    "keep": "kept",
    "retract": "retracted",
    "correct": "corrected",
}


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
            " ".join(filter(None, [row["detail"], _decided(row["decisions"])])),
        )
    Console().print(table)
    counts = Counter(str(row["state"]) for row in rows)
    say(", ".join(f"{count} {state}" for state, count in counts.most_common()) + ".")
