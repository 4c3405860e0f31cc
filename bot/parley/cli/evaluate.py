"""``parley eval``: one task over rows of JSON Lines; starts from nothing and leaves nothing."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from parley.cli.terminal import progress


class EvalTask(StrEnum):
    """The tasks; each is a module of ``parley.app.evaluate`` with ``REQUIRED`` and ``run``."""

    VERIFY = "verify"
    CLUSTER = "cluster"
    RELEVANCE = "relevance"
    EXTRACT = "extract"
    ASK = "ask"
    FEED = "feed"
    SCHEDULE = "schedule"
    LEDGER = "ledger"


def evaluate(
    task: Annotated[EvalTask, typer.Argument(help="What to measure.")],
    source: Annotated[Path, typer.Option("--in", help="Rows to read: .jsonl or .jsonl.gz.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write one row for each row read.")],
    index: Annotated[
        Path | None, typer.Option("--index", help="The archive to ask (task ask only).")
    ] = None,
) -> None:
    """Measure one task, offline and without a key."""
    from parley import wiring
    from parley.app.evaluate import rows_of

    module = import_module(f"parley.app.evaluate.{task}")
    tools = wiring.eval_tools(source, index)
    rows_of(
        module.run,
        module.REQUIRED,
        source,
        out,
        tools,
        watch=lambda rows: progress(rows, f"Measuring {task}"),
    )
