"""What a measurement says, and how it is printed and kept in RESULTS.md."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HEAD = "| what | figure | goal | against | how |\n|---|---:|---|---|---|\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. ``against`` names the peer or floor with its own figure from the same run.

    ``goal`` is in words ("≥ 10 × reader"); ``met`` says whether it is reached, none without a goal.
    """

    name: str
    value: float
    unit: str = ""
    goal: str = ""
    met: bool | None = None
    against: str = ""
    note: str = ""


def at_least(goal: float, value: float, words: str = "") -> dict[str, str | bool]:
    """The ``goal`` and ``met`` of a row that should not be below a number."""
    return {"goal": words or f"≥ {goal:g}", "met": value >= goal}


def at_most(goal: float, value: float, words: str = "") -> dict[str, str | bool]:
    """The ``goal`` and ``met`` of a row that should not be above a number."""
    return {"goal": words or f"≤ {goal:g}", "met": value <= goal}


def figure(row: Row) -> str:
    """A number with as many digits as mean something, and its unit."""
    size = abs(row.value)
    digits = 0 if size >= 100 or row.value == int(row.value) else 1 if size >= 10 else 3
    return f"{row.value:,.{digits}f} {row.unit}".strip()


def goal_of(row: Row) -> str:
    """The goal, and whether it is met."""
    return row.goal if row.met is None else f"{row.goal} ({'met' if row.met else 'missed'})"


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = (
        f"| {row.name} | {figure(row)} | {goal_of(row)} | {row.against} | {row.note} |"
        for row in rows
    )
    return _HEAD + "\n".join(lines)


def plain(rows: Sequence[Row]) -> str:
    """The rows for a terminal."""
    width = max((len(row.name) for row in rows), default=0)
    lines = []
    for row in rows:
        parts = (figure(row), goal_of(row), row.against, row.note)
        lines.append(f"  {row.name:<{width}}  " + "  ·  ".join(part for part in parts if part))
    return "\n".join(lines)


def machine() -> str:
    """What was measured on, in a line."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE)
        cpu = found[1] if found else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def write(path: Path, name: str, rows: Sequence[Row], when: str) -> None:
    """Put a bench's table between its markers in a Markdown file, or at its end if it has none."""
    start, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    block = f"{start}\n*{when}; {machine()}.*\n\n{table(rows)}\n{end}"
    text = path.read_text(encoding="utf-8") if path.is_file() else "# Results\n"
    pattern = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: block, text)
    else:
        text = f"{text.rstrip()}\n\n## {name}\n{block}\n"
    path.write_text(text, encoding="utf-8")
