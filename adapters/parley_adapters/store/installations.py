"""What platforms gave for each workspace, sealed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from parley_adapters.store.database import Database
from parley_adapters.store.tables import installation
from parley_adapters.store.upserts import replace
from parley_adapters.store.vault import Vault


class SqlInstallations:
    """``Installations`` in SQL."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(self, tenant_id: str, name: str, secret: str, now: datetime) -> None:
        """See the port."""
        row = {
            "tenant_id": tenant_id,
            "name": name,
            "sealed": self._vault.seal(secret),
            "changed_at": now,
        }
        async with self._database.writing() as connection:
            await replace(connection, installation, [row])

    async def read(self, tenant_id: str, name: str) -> str | None:
        """See the port."""
        query = select(installation.c.sealed).where(
            installation.c.tenant_id == tenant_id, installation.c.name == name
        )
        async with self._database.reading() as connection:
            sealed = await connection.scalar(query)
        return None if sealed is None else self._vault.unseal(sealed)

    async def tenants(self, name: str) -> Sequence[str]:
        """See the port."""
        query = (
            select(installation.c.tenant_id)
            .where(installation.c.name == name)
            .order_by(installation.c.tenant_id)
        )
        async with self._database.reading() as connection:
            return [row.tenant_id for row in await connection.execute(query)]

    async def forget(self, tenant_id: str, name: str) -> None:
        """See the port."""
        gone = delete(installation).where(
            installation.c.tenant_id == tenant_id, installation.c.name == name
        )
        async with self._database.writing() as connection:
            await connection.execute(gone)
