"""Faults of the database, each as one sentence that says what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from parley.domain.errors import StoreBusy, StoreError, StoreFull

_BUSY = "The database {where} stayed locked; stop what else writes to it, then try again."
_FULL = "There is no space left for the database {where}; free some space, then try again."
_CLOSED = (
    "The database {where} cannot be opened or written; check that its folder exists and that this "
    "user may write to the folder and the file."
)
_NOT_OURS = "The file {where} is not a database; name another one in DATABASE_URL."
_BROKEN = "The database {where} is damaged; restore it from a backup."
_DISK = "The disk failed under the database {where} ({code}); check the disk."
_OTHER = "The database {where} refused ({detail}); run: parley db check"

# By SQLite's primary result code (https://www.sqlite.org/rescode.html), of which extended codes are
# spellings, and by PostgreSQL's SQLSTATE (its appendix A).
_SENTENCES: dict[str, tuple[type[StoreError], str]] = {
    "SQLITE_BUSY": (StoreBusy, _BUSY),
    "SQLITE_LOCKED": (StoreBusy, _BUSY),
    "SQLITE_FULL": (StoreFull, _FULL),
    "SQLITE_IOERR_WRITE": (StoreFull, _FULL),  # a quota that is used up fails like this
    "SQLITE_IOERR_SHMSIZE": (StoreFull, _FULL),  # no room for the index of the write-ahead log
    "SQLITE_CANTOPEN": (StoreError, _CLOSED),
    "SQLITE_READONLY": (StoreError, _CLOSED),
    "SQLITE_PERM": (StoreError, _CLOSED),
    "SQLITE_NOTADB": (StoreError, _NOT_OURS),
    "SQLITE_CORRUPT": (StoreError, _BROKEN),
    "SQLITE_IOERR": (StoreError, _DISK),
    "55P03": (StoreBusy, _BUSY),
    "40P01": (StoreBusy, _BUSY),
    "40001": (StoreBusy, _BUSY),
    "53100": (StoreFull, _FULL),
}


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Raise the database's faults as ``StoreBusy``, ``StoreFull`` or ``StoreError``.

    ``where`` names the database for people, without a password.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _sentence(error, where) from error


def _sentence(error: Exception, where: str) -> StoreError:
    cause = error if isinstance(error, sqlite3.Error) else getattr(error, "orig", None)
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    primary = "_".join(code.split("_")[:2])
    kind, sentence = _SENTENCES.get(code) or _SENTENCES.get(primary) or (StoreError, _OTHER)
    # Only the driver's own words: SQLAlchemy's would print the values that were to be stored.
    detail = str(cause or type(error).__name__).strip().rstrip(".")
    return kind(sentence.format(where=where, code=code, detail=detail))
