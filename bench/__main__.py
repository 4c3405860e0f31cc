"""``python -m bench [NAME …]``: runs measurements and prints them; ``--write`` keeps them."""

import argparse
import os
import pkgutil
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import bench
from bench import report

RESULTS = Path(__file__).with_name("RESULTS.md")
# Modules that are no measurements.
_HELPERS = {
    "__main__",
    "ack_doors",
    "feeds",
    "ledger_modern",
    "newswire",
    "plain",
    "report",
    "retrieval",
    "wire",
}
# Measurements that are asked for together.
_GROUPS = {"newsroom": ("stories", "relevance", "ledger", "repetition", "archive")}


def names() -> list[str]:
    """Every measurement: a module of this package with ``run(data: Path | None)``."""
    return sorted({module.name for module in pkgutil.iter_modules(bench.__path__)} - _HELPERS)


def main() -> None:
    """Run what was asked for. A missed goal is printed, and is no failure of the run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known = [*names(), *_GROUPS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument("--write", action="store_true", help="rewrite the tables of RESULTS.md")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - set(known))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    wanted = dict.fromkeys(each for name in chosen.names for each in _GROUPS.get(name, (name,)))
    data = os.environ.get("PARLEY_DATA")
    print(report.machine())
    for name in wanted or names():
        rows = _rows(name, Path(data) if data else None)
        print(f"\n{name}\n{report.plain(rows)}")
        if chosen.write and rows:
            report.write(RESULTS, name, rows, f"{datetime.now(UTC):%d %B %Y}")


def _rows(name: str, data: Path | None) -> list[report.Row]:
    found: Iterable[report.Row] = import_module(f"bench.{name}").run(data)
    return list(found)


if __name__ == "__main__":
    main()
