"""Everything that is kept, or everything of one tenant, as JSON Lines; no secret is among it."""

from pathlib import Path

from parley.app import jsonl
from parley.app.ports import Keeper


async def export(keeper: Keeper, out: Path, tenant_id: str | None = None) -> dict[str, int]:
    """Write ``{table, row}`` lines, gzip by name; how many of each table.

    Nothing is left at ``out`` of an export that failed. Raises ``InputError`` for a place that
    cannot be written and ``StoreError``.
    """
    counts: dict[str, int] = {}
    with jsonl.writer(out) as write:
        async for table, row in keeper.rows(tenant_id):
            write({"table": table, "row": row})
            counts[table] = counts.get(table, 0) + 1
    return counts
