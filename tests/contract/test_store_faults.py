"""What a store says when it cannot: locked, full, too new, not writable, not a database."""

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest

from contract.store_world import NOON, article, opened
from parley.app.ports import Migrate
from parley.domain.errors import ConfigError, StoreBusy, StoreError, StoreFull, StoreTooNew
from parley_adapters.store import database, open_archive
from parley_adapters.store.faults import translated


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "parley.db"


async def test_a_locked_database_is_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's transaction: reading goes on, writing says what to do and leaves nothing."""
    monkeypatch.setattr(database, "BUSY_MS", 1)
    async with opened(url_of(path)) as archive:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="stayed locked; stop what else"):
            await archive.articles.add([article("a")])
        assert await archive.articles.polls() == {}
        other.execute("ROLLBACK")
        other.close()
        await archive.articles.add([article("a")])


async def test_a_full_disk_loses_nothing_that_was_there(path: Path) -> None:
    """The batch that did not fit is not there at all; the one before it is."""
    async with opened(url_of(path)) as archive:
        await archive.articles.add([article("a")])
        pages = sqlite3.connect(path).execute("PRAGMA page_count").fetchone()[0]
        store = archive.articles._database  # type: ignore[attr-defined]
        async with store.writing() as connection:
            await connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")
        with pytest.raises(StoreFull, match=r"no space left .* free some space"):
            await archive.articles.add([article(str(n), text="x" * 9_000) for n in range(99)])
        seen = await archive.articles.seen(NOON.replace(hour=0), NOON)
        assert seen == {"wire": 1}


@pytest.mark.parametrize("how", [Migrate.UPGRADE, Migrate.CHECK])
async def test_a_later_versions_database_is_left_alone(path: Path, how: Migrate) -> None:
    """The sentence names both schemas."""
    async with opened(url_of(path)):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreTooNew, match=r"later version of Parley \(schema 9999"):
        await open_archive(url_of(path), migrate=how)


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Says where, and what to check."""
    with pytest.raises(StoreError, match=r"nowhere/parley.db cannot be opened .* folder exists"):
        await open_archive(url_of(tmp_path / "nowhere" / "parley.db"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_that_may_not_be_written(path: Path) -> None:
    """Says so before anything is fetched or sent."""
    path.parent.chmod(0o500)
    with pytest.raises(StoreError, match="may write to the folder"):
        await open_archive(url_of(path))


async def test_a_database_that_may_only_be_read(path: Path) -> None:
    """As on a read-only mount."""
    async with opened(url_of(path)):
        pass
    async with opened(url_of(path)) as archive:
        store = archive.articles._database  # type: ignore[attr-defined]
        async with store.reading() as connection:
            await connection.exec_driver_sql("SELECT 1")
        async with store.writing() as connection:
            await connection.exec_driver_sql("PRAGMA query_only=1")
        with pytest.raises(StoreError, match="may write to the folder and the file"):
            await archive.articles.add([article("a")])


async def test_a_file_that_is_no_database(path: Path) -> None:
    """It is not touched."""
    await asyncio.to_thread(path.write_text, "These are minutes of a meeting.\n" * 99)
    with pytest.raises(StoreError, match="is not a database; name another"):
        await open_archive(url_of(path))
    assert (await asyncio.to_thread(path.read_text)).startswith("These are minutes")


@pytest.mark.parametrize("url", ["", "parley.db", "nosuch://x", "sqlite+nosuch:///x"])
async def test_a_url_that_cannot_be_used(url: str) -> None:
    """Is a fault of the configuration, with a good one to copy; what it holds is not repeated."""
    with pytest.raises(ConfigError, match=r"sqlite\+aiosqlite:///parley.db"):
        await open_archive(url)


async def test_a_missing_file_is_not_made_by_looking(path: Path) -> None:
    """Only an upgrade makes a database."""
    for how in (Migrate.CHECK, Migrate.LEAVE):
        with pytest.raises(StoreError, match=r"There is no database"):
            await open_archive(url_of(path), migrate=how)
    assert not await asyncio.to_thread(path.exists)


async def test_no_value_is_repeated_in_a_fault(path: Path) -> None:
    """Neither the error nor what it came from shows what was to be stored."""
    async with opened(url_of(path)) as archive:
        with pytest.raises(StoreError) as caught:
            await archive.articles.alias([("a-secret-name", "not stored")])
    fault: BaseException | None = caught.value
    while fault is not None:
        assert "secret" not in str(fault)
        fault = fault.__cause__


@pytest.mark.parametrize("code", ["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"])
def test_a_full_disk_is_called_full_wherever_it_shows(code: str) -> None:
    """SQLite names it by what it was about to do: a page, a quota, or the index of its log."""
    fault = sqlite3.OperationalError("disk I/O error")
    fault.sqlite_errorname = code
    with pytest.raises(StoreFull, match="free some space"), translated("parley.db"):
        raise fault
