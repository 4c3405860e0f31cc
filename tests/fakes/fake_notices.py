"""The outbox and the follows in memory: what a database would hold when a process has died."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from parley.domain.errors import LeaseLost
from parley.domain.model import DeliveryState, Follow, Notice, NoticeKind, PostedPart

_FINAL = {"sent", "skipped", "missed", "failed", "ambiguous"}


@dataclass
class FakeNotices:
    """The port ``Notices``."""

    rows: dict[str, Notice] = field(default_factory=dict)

    async def put(self, notice: Notice) -> Notice:
        return self.rows.setdefault(notice.id, notice)

    async def claim(self, notice_id: str, now: datetime, lease: timedelta) -> Notice | None:
        row = self.rows.get(notice_id)
        if row is None or row.state in _FINAL or (row.lease_until and row.lease_until > now):
            return None
        return self._put(
            replace(
                row,
                fence=row.fence + 1,
                attempts=row.attempts + 1,
                lease_until=now + lease,
            )
        )

    async def begin(self, notice: Notice) -> Notice:
        return self._put(replace(self._held(notice), state=DeliveryState.SENDING))

    async def record(self, notice: Notice, part: PostedPart) -> Notice:
        row = self._held(notice)
        if all(one.index != part.index for one in row.posted):
            row = replace(row, posted=(*row.posted, part))
        return self._put(row)

    async def finish(
        self, notice: Notice, state: DeliveryState, *, detail: str | None = None
    ) -> Notice:
        known = self.rows.get(notice.id)
        if known and known.fence == notice.fence and known.state == state:
            return known
        row = self._held(notice)
        return self._put(replace(row, state=state, detail=detail, lease_until=None))

    async def release(
        self,
        notice: Notice,
        state: DeliveryState,
        detail: str | None = None,
        *,
        not_before: datetime | None = None,
    ) -> Notice:
        row = self._held(notice)
        return self._put(
            replace(
                row,
                state=state,
                lease_until=None,
                detail=detail,
                not_before=not_before or row.not_before,
            )
        )

    async def unfinished(self, now: datetime) -> Sequence[Notice]:
        free = [
            row
            for row in self.rows.values()
            if row.state not in _FINAL and (row.lease_until is None or row.lease_until <= now)
        ]
        return sorted(free, key=lambda row: (row.made_at, row.id))

    async def recent(
        self,
        tenant_id: str | None,
        *,
        limit: int,
        kind: NoticeKind | None = None,
        channel: str | None = None,
    ) -> Sequence[Notice]:
        found = [
            row
            for row in self.rows.values()
            if tenant_id in {None, row.tenant_id}
            and kind in {None, row.kind}
            and channel in {None, row.channel}
        ]
        found.sort(key=lambda row: row.id)
        return sorted(found, key=lambda row: row.made_at, reverse=True)[:limit]

    def _held(self, notice: Notice) -> Notice:
        row = self.rows.get(notice.id)
        if row is None or row.fence != notice.fence or row.state in _FINAL:
            raise LeaseLost("Another worker has taken this notice over.")
        return row

    def _put(self, row: Notice) -> Notice:
        self.rows[row.id] = row
        return row


@dataclass
class FakeFollows:
    """The port ``Follows``."""

    rows: dict[str, Follow] = field(default_factory=dict)

    async def follow(self, follow: Follow, most: int) -> bool:
        own = await self.of(follow.tenant_id, follow.user)
        if sum(one.id != follow.id for one in own) >= most:
            return False
        self.rows.setdefault(follow.id, follow)
        return True

    async def unfollow(self, tenant_id: str, user: str, follow_id: str) -> Follow | None:
        found = await self.find(tenant_id, follow_id)
        return self.rows.pop(follow_id) if found and found.user == user else None

    async def find(self, tenant_id: str, follow_id: str) -> Follow | None:
        found = self.rows.get(follow_id)
        return found if found and found.tenant_id == tenant_id else None

    async def of(self, tenant_id: str, user: str) -> Sequence[Follow]:
        own = [r for r in self.rows.values() if (r.tenant_id, r.user) == (tenant_id, user)]
        return _newest_first(own)

    async def all(self) -> Sequence[Follow]:
        return _newest_first(self.rows.values())

    async def told(self, tenant_id: str, follow_id: str, until: datetime) -> None:
        found = await self.find(tenant_id, follow_id)
        if found is not None:
            self.rows[follow_id] = replace(found, since=max(found.since, until))

    async def forget(self, before: datetime) -> int:
        stale = [key for key, row in self.rows.items() if row.since < before]
        for key in stale:
            del self.rows[key]
        return len(stale)


def _newest_first(rows: Iterable[Follow]) -> list[Follow]:
    found = sorted(rows, key=lambda row: row.id)
    return sorted(found, key=lambda row: row.since, reverse=True)
