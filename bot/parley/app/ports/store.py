"""A store as a whole: opened together, migrated, looked after."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from parley.app.ports.archive import Articles, Developments, Editions, Search
from parley.app.ports.notices import Follows, Notices
from parley.app.ports.tenants import (
    Decisions,
    Deliveries,
    Feedbacks,
    Installations,
    Proposals,
    Tenants,
)


class Migrate(StrEnum):
    """What opening a store does about its schema: bring it up to date, insist on it, or neither."""

    UPGRADE = "upgrade"
    CHECK = "check"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInfo:
    """What a store is: where, at which schema, how large (bytes; none where it cannot be told).

    ``rows`` counts them by table.
    """

    where: str
    schema: str | None
    newest_schema: str
    size: int | None
    rows: Mapping[str, int]


class Keeper(Protocol):
    """What an operator does with a store as a whole."""

    async def info(self) -> StoreInfo:
        """What the store is and holds; nothing is changed."""
        ...

    async def check(self) -> Sequence[str]:
        """What is wrong with it, a sentence a fault; empty if it is whole and up to date."""
        ...

    async def upgrade(self) -> None:
        """Bring the schema up to date; idempotent. Raises ``StoreTooNew``."""
        ...

    async def backup(self, path: Path) -> None:
        """Copy one consistent state into a new file while others go on working.

        Raises ``StoreError`` where the file exists or cannot be written.
        """
        ...

    def rows(self, tenant_id: str | None) -> AsyncIterator[tuple[str, Mapping[str, object]]]:
        """Every row with its table's name, as JSON values, tokens of installations left out.

        With a tenant, what belongs to it, and the desks and editions that its own rows name.
        """
        ...


@dataclass(frozen=True, slots=True)
class Archive:
    """One store behind its ports, opened together and closed together."""

    articles: Articles
    search: Search
    developments: Developments
    editions: Editions
    deliveries: Deliveries
    decisions: Decisions
    tenants: Tenants
    installations: Installations
    proposals: Proposals
    feedback: Feedbacks
    notices: Notices
    follows: Follows
    keeper: Keeper
    aclose: Callable[[], Awaitable[None]]
