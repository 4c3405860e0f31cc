"""Long texts: kept small on disk, and read back as they were, whoever wrote them and when."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import parley_adapters.store as package
from contract.store_world import HOUR, NOON, article, opened
from parley.app.ports import Archive
from parley.domain.errors import StoreError
from parley_adapters.store.rows import REVISION, article_row, revision_row

STEPS = Path(package.__file__).parent / "migrations"

LONG = "Officials said that the tariff talks in Geneva would go on: 关税 – “späte” Zölle. " * 40


async def _read(archive: Archive) -> list[str]:
    rows = await archive.articles.window(NOON - HOUR, NOON + timedelta(days=1))
    return [row.revision.text for row in rows]


async def test_a_long_text_comes_back_as_it_was(archive: Archive) -> None:
    """From the archive, from a search for its words, and in an export."""
    await archive.articles.add(
        [article("a", text=LONG), article("b", text="Short.", at=NOON + HOUR)]
    )
    assert await _read(archive) == [LONG, "Short."]
    hits = await archive.search.search(["tariff"], limit=5, until=NOON + HOUR)
    assert [hit.archived.revision.text for hit in hits] == [LONG]
    exported = [row async for name, row in archive.keeper.rows(None) if name == "revision"]
    assert [row["text"] for row in exported] == [LONG, "Short."]


async def test_a_long_text_takes_less_room_than_it_is_long(tmp_path: Path) -> None:
    """Less than half, as news does."""
    async with opened(f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}") as archive:
        await archive.articles.add([article("a", text=LONG)])
    with closing(sqlite3.connect(tmp_path / "parley.db")) as raw:
        (size,) = raw.execute("SELECT length(text) FROM revision").fetchone()
    assert size < len(LONG.encode()) / 2


async def test_what_an_earlier_version_stored_is_read_after_the_upgrade(tmp_path: Path) -> None:
    """Its texts are plain in the file; new ones beside them are not."""
    old, new = article("a", text=LONG), article("b", text=LONG + "More.", at=NOON + HOUR)
    file = tmp_path / "parley.db"
    _made_by_step("0002", file)
    with closing(sqlite3.connect(file)) as raw, raw:
        words = replace(old.revision, text="")
        row = revision_row(replace(old, revision=words), "sqlite")
        raw.execute("INSERT INTO article VALUES (?, ?)", article_row(old))
        marks = ",".join("?" * len(REVISION))
        names = ",".join(REVISION)
        raw.execute(f"INSERT INTO revision ({names}) VALUES ({marks})", row)
        raw.execute("UPDATE revision SET text = ?", (LONG,))
    async with opened(f"sqlite+aiosqlite:///{file}") as archive:
        await archive.articles.add([new])
        assert await _read(archive) == [LONG, LONG + "More."]
        assert await archive.keeper.check() == []


def _made_by_step(step: str, file: Path) -> None:
    """A database as the version with this newest step made it."""
    scripts = ScriptDirectory(str(STEPS))
    environment = EnvironmentContext(
        Config(), scripts, fn=lambda at, _context: scripts._upgrade_revs(step, at)
    )
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection, environment:
        environment.configure(connection=connection)
        environment.run_migrations()
    engine.dispose()


async def test_a_damaged_text_is_told(tmp_path: Path) -> None:
    """In a sentence that says what to do."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    async with opened(url) as archive:
        await archive.articles.add([article("a", text=LONG)])
        with closing(sqlite3.connect(tmp_path / "parley.db")) as raw, raw:
            raw.execute("UPDATE revision SET text = substr(text, 1, 20)")
        with pytest.raises(StoreError, match="restore it from a backup"):
            await _read(archive)
