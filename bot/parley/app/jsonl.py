"""JSON Lines in and out, plain or gzip by name, with errors that name file, line and field."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from parley.domain.errors import InputError

Row = dict[str, Any]
T = TypeVar("T")


def _open(path: Path, mode: str) -> IO[str]:
    opener = gzip.open if path.suffix == ".gz" else open
    # Half a surrogate pair has no UTF-8; written as its escape it is still JSON.
    encoding, errors = ("utf-8-sig", "strict") if mode == "r" else ("utf-8", "backslashreplace")
    return cast("IO[str]", opener(path, mode + "t", encoding=encoding, errors=errors))


def read(path: Path, required: Iterable[str] = ()) -> Iterator[Row]:
    """The rows of a file, in order; blank lines are passed over.

    Raises ``InputError`` for a file that cannot be read, a line that is not a JSON object, or a row
    that lacks a required field (present but null counts as lacking it).
    """
    for _, row in _numbered(path, tuple(required)):
        yield row


def made(path: Path, required: Iterable[str], make: Callable[[Row], T]) -> Iterator[T]:
    """What ``make`` makes of each row, in order; an ``InputError`` of its own gains file and line.

    Raises ``InputError`` as ``read`` does.
    """
    for number, row in _numbered(path, tuple(required)):
        try:
            yield make(row)
        except InputError as error:
            raise InputError(f"{path}, line {number}: {error}") from error


def _numbered(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    try:
        with _open(path, "r") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _row(path, number, line, required)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {_why(error)}.") from error


def _why(error: Exception) -> str:
    """The system's own words, without its number and the path that it repeats."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _row(path: Path, number: int, line: str, required: tuple[str, ...]) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{path}, line {number}: not JSON ({error}).") from error
    if not isinstance(row, dict):
        raise InputError(f"{path}, line {number}: not a JSON object.")
    for field in required:
        if not _has(row, field):
            raise InputError(f'{path}, line {number}: the field "{field}" is missing.')
    return row


def _has(row: Row, field: str) -> bool:
    """Whether a field is there; "sources[].text" is one of every object in a list."""
    name, inner, rest = field.partition("[].")
    value = row.get(name)
    if not inner:
        return value is not None
    return isinstance(value, list) and all(
        isinstance(item, dict) and _has(item, rest) for item in value
    )


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows in order; how many. The file is there at the end, whole, or not at all.

    Raises ``InputError`` for a place that cannot be written.
    """
    count = 0
    with writer(path) as put:
        for row in rows:
            put(row)
            count += 1
    return count


@contextmanager
def writer(path: Path) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """A function that writes a row; the file is there at the end, whole, or not at all.

    Raises ``InputError`` for a place that cannot be written.
    """
    partial = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        with _open(partial, "w") as out:
            yield lambda row: print(json.dumps(row, ensure_ascii=False), file=out)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {_why(error)}.") from error
    finally:
        partial.unlink(missing_ok=True)
