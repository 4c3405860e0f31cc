"""The connections: one that writes, some that read, and how a transaction is begun and ended."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, StaticPool

from parley.domain.errors import ConfigError
from parley_adapters.store.faults import translated

READERS = 4
# How long a writer waits for another process's transaction; ours last milliseconds.
BUSY_MS = 5_000


class Database:
    """Transactions for reading and for writing; vendors' errors are translated on the way out."""

    def __init__(self, url: str) -> None:
        """Raises ``ConfigError`` for a URL that cannot be read; connects to nothing yet."""
        self.url = _parsed(url)
        self.where = self.url.database or "in memory"
        self.dialect = self.url.get_backend_name()
        self.file = self.url.database if self.dialect == "sqlite" else None
        if self.file in {"", ":memory:"}:
            self.file = None
        self._turn: AbstractAsyncContextManager[Any] = nullcontext()
        self._reading_turn: AbstractAsyncContextManager[Any] = nullcontext()
        if self.dialect != "sqlite":
            self._writer = self._reader = create_async_engine(self.url, hide_parameters=True)
        else:
            self._turn = asyncio.Lock()
            self._writer = _sqlite(self.url, "BEGIN IMMEDIATE", poolclass=StaticPool)
            if self.file is None:  # one connection is all there is of a database in memory
                self._reader, self._reading_turn = self._writer, self._turn
            else:
                self._reader = _sqlite(
                    self.url,
                    "BEGIN",
                    poolclass=AsyncAdaptedQueuePool,
                    pool_size=READERS,
                    max_overflow=0,
                )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database throughout."""
        async with self._reading_turn:
            with translated(self.where):
                async with self._reader.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed at the end, or undone by an exception; keep it short."""
        async with self._turn:
            with translated(self.where):
                async with self._writer.begin() as connection:
                    yield connection

    async def absent(self) -> bool:
        """Whether it is a file that is not there."""
        return bool(self.file) and not await asyncio.to_thread(Path(self.file or "").exists)

    async def probe(self) -> None:
        """Raise ``StoreError`` now for a file that cannot be opened or is none of ours.

        aiosqlite does not wait for the thread of a connection that failed to open; the thread then
        answers a loop that may be gone. What cannot be opened is therefore found out before.
        """
        if self.file is not None:
            with translated(self.where):
                await asyncio.to_thread(_opens, self.file)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._reader.dispose()
        await self._writer.dispose()


def _opens(file: str) -> None:
    with closing(sqlite3.connect(file, timeout=BUSY_MS / 1000)) as connection:
        connection.execute("PRAGMA schema_version").fetchone()


def _parsed(url: str) -> URL:
    advice = (
        "The database's URL cannot be used; "
        "write sqlite+aiosqlite:///parley.db in DATABASE_URL, or leave it out."
    )
    try:
        parsed = make_url(url)
        dialect = parsed.get_dialect()
        dialect.import_dbapi()  # a driver that is not installed is found out here
    except (ArgumentError, ImportError) as error:
        raise ConfigError(advice) from error
    if not dialect.is_async:
        raise ConfigError(advice)
    return parsed


def _sqlite(url: URL, begin: str, **pool: Any) -> AsyncEngine:
    engine = create_async_engine(
        url, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000}, **pool
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    # Python's sqlite3 begins late and never for a SELECT; here every transaction is a real one, and
    # a writing one takes its lock at once, where waiting still helps.
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
    except Exception:
        # The pool has not taken it yet and would leave its thread to answer a loop that is gone.
        connection.close()
        raise
    cursor.close()


_PRAGMAS = (
    # Only a new file takes it. Of articles of wire length two fit no page of 4 KiB, and a third
    # of the file would be air.
    "page_size=16384",
    "journal_mode=WAL",
    # With WAL, NORMAL keeps the database whole whatever happens, but a loss of power (not the
    # death of the process) may take back the last commits, as if they had not been made yet. So
    # after a power cut a part that was posted in that second can be posted again, unless the
    # platform finds it by its key. FULL would cost a disk's flush for every commit.
    "synchronous=NORMAL",
    f"busy_timeout={BUSY_MS}",
    "foreign_keys=ON",
    "cache_size=-16384",  # 16 MiB for each connection
    "temp_store=MEMORY",
)
