"""Brings a database to this version's schema, or says why it cannot.

There is no way down: what a later version wrote, an earlier one would lose. Restore a backup.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from parley.app.ports import Migrate
from parley.domain.errors import StoreError, StoreTooNew
from parley_adapters.store.database import Database

HEAD = "0005"  # the newest step in migrations/versions; a test compares
_STEPS = Path(__file__).parent / "migrations"


async def migrate(database: Database, how: Migrate) -> None:
    """Do what ``how`` says.

    Raises ``StoreTooNew`` for a later version's database, and ``StoreError`` with ``Migrate.CHECK``
    for an earlier one's, and unless it is to be upgraded for a file that is not there.
    """
    if how is not Migrate.UPGRADE and await database.absent():
        raise StoreError(f"There is no database {database.where} yet; run: parley db upgrade")
    await database.probe()
    if how is Migrate.LEAVE:
        return
    async with database.reading() as connection:
        version = await connection.run_sync(current)
    if version == HEAD:
        return
    if how is Migrate.CHECK:
        require_known(version, database.where)
        raise StoreError(
            f"The database {database.where} is not at this version yet; run: parley db upgrade"
        )
    async with database.writing() as connection:
        await connection.run_sync(upgrade, database.where)


def current(connection: Connection) -> str | None:
    """The step that the database is at; none for one without a schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def require_known(version: str | None, where: str) -> None:
    """Raises ``StoreTooNew`` for a step that this version has never heard of."""
    if version is not None and version not in _known():
        raise StoreTooNew(
            f"The database {where} was written by a later version of Parley (schema {version}, "
            f"this one knows {HEAD}); install that version, or restore a backup."
        )


def upgrade(connection: Connection, where: str) -> None:
    """Take every step that is missing, in the connection's transaction. Raises ``StoreTooNew``."""
    # Late, since a database that is up to date needs nothing of it.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    version = current(connection)  # again, since another process may have been faster
    require_known(version, where)
    scripts = ScriptDirectory(str(_STEPS))
    environment = EnvironmentContext(
        Config(),
        scripts,
        fn=lambda at, _context: scripts._upgrade_revs("head", at),
    )
    with environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _known() -> set[str]:
    return {path.name[1:5] for path in (_STEPS / "versions").glob("v*.py")}
