"""The schema: what migrations make is what the code expects, and there is no way down."""

import asyncio
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import parley_adapters.store as package
from contract.store_world import article, opened
from parley.app.ports import Migrate
from parley_adapters.store import open_archive
from parley_adapters.store.database import Database
from parley_adapters.store.migrate import HEAD
from parley_adapters.store.tables import metadata

STEPS = Path(package.__file__).parent / "migrations"


def _differences(connection: Connection) -> object:
    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and str(name).startswith("revision_fts"))

    options = {"include_name": ours, "compare_server_default": True}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_migrations_make_what_the_tables_say(tmp_path: Path) -> None:
    """Nothing to add, to drop or to change; FTS5's own tables aside."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    async with opened(url):
        database = Database(url)
        async with database.reading() as connection:
            assert await connection.run_sync(_differences) == []
        await database.aclose()


def test_the_newest_step_is_the_one_the_code_expects() -> None:
    """One head, and its name in the code, so that opening needs no look at the steps."""
    assert ScriptDirectory(str(STEPS)).get_heads() == [HEAD]


def test_a_way_down_is_not_offered() -> None:
    """No step has a downgrade: an earlier version would lose what a later one wrote."""
    for script in ScriptDirectory(str(STEPS)).walk_revisions():
        assert not hasattr(script.module, "downgrade")


async def test_opening_again_finds_what_was_stored(tmp_path: Path) -> None:
    """With a check of the schema alone, and with an upgrade that has nothing to do."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    item = article("a")
    async with opened(url) as archive:
        await archive.articles.add([item])
    for how in Migrate:
        archive = await open_archive(url, migrate=how)
        assert await archive.articles.known([item.revision.article_id])
        assert await archive.keeper.check() == []
        await archive.aclose()


async def test_many_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    """Replicas that start together: one makes the schema, the others find it."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    archives = await asyncio.gather(*(open_archive(url) for _ in range(5)))
    for archive in archives:
        assert (await archive.keeper.info()).schema == HEAD
        await archive.aclose()
