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
    """Measure one task, offline and without a key.

    One row out for each row in, in the same order and with the same id. What is
    marked "?" may be absent; other fields are passed over. A line that is not
    JSON, or lacks a field, ends it with exit code 2.

    \b
    verify     in:  id, claim, sources (each id, text, title?,
                    published_at?)
               out: id, supported, score, reasons (each kind, span)
    cluster    in:  id, title, text, published_at?         (a stream)
               out: id, story, thread
    relevance  in:  id, title, text, published_at?
               out: id, relevant, score, tracks
    extract    in:  id, html, url?
               out: id, text, published_at
    ask        in:  id, query, as_of?
               --index: id, title, text, source, url?, published_at?
               out: id, answer, cites, ranked, score
    feed       in:  id, path
               out: id, entries (each id, url, title, summary,
                    published_at), or error
    schedule   in:  id, cron, tz, after                    (local time)
               out: id, next_utc, or error
    ledger     in:  id, title, text, published_at          (a stream)
               out: id, developments (each track, date, kind, actor,
                    authority, state, in_force, scheduled, deadline, quote)
    """
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
