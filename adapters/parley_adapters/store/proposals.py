"""Standing orders that were shown and not saved yet."""

from datetime import datetime

from sqlalchemy import delete, select

from parley.domain.model import Proposal, Subscription
from parley_adapters.store.codec import decode, encode
from parley_adapters.store.database import Database
from parley_adapters.store.tables import proposal
from parley_adapters.store.upserts import replace


class SqlProposals:
    """``Proposals`` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def propose(self, proposal: Proposal, forget: datetime) -> None:
        """See the port."""
        row = {
            "id": proposal.id,
            "tenant_id": proposal.tenant_id,
            "user_id": proposal.user,
            "body": encode(proposal.subscription),
            "made_at": proposal.made_at,
        }
        async with self._database.writing() as connection:
            await connection.execute(delete(_PROPOSAL).where(_PROPOSAL.c.made_at < forget))
            await replace(connection, _PROPOSAL, [row], keep=frozenset({"tenant_id"}))

    async def proposal(self, tenant_id: str, proposal_id: str) -> Proposal | None:
        """See the port."""
        query = select(_PROPOSAL).where(
            _PROPOSAL.c.tenant_id == tenant_id, _PROPOSAL.c.id == proposal_id
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Proposal(
            id=row.id,
            tenant_id=row.tenant_id,
            user=row.user_id,
            subscription=decode(Subscription, row.body),
            made_at=row.made_at,
        )

    async def withdraw(self, tenant_id: str, proposal_id: str) -> None:
        """See the port."""
        gone = delete(_PROPOSAL).where(
            _PROPOSAL.c.tenant_id == tenant_id, _PROPOSAL.c.id == proposal_id
        )
        async with self._database.writing() as connection:
            await connection.execute(gone)


# Methods name their arguments as the port does, and the table otherwise.
_PROPOSAL = proposal
