"""What is sent outside the timetable, and what people follow."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from parley.domain.model.desk import DeliveryState, PostedPart


class NoticeKind(StrEnum):
    """What a notice says: a change of state, news of something followed, or a word to the managers."""

    BREAKING = "breaking"
    FOLLOWED = "followed"
    REPORT = "report"
    PAUSED = "paused"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to be said once in one place, outside the timetable; at most one ever exists.

    ``id`` is a hash of tenant, channel, kind and ``ref``, which names what it is about by ids alone:
    the words are composed when it is sent. It is sent from ``not_before`` on, and not at all after
    ``expires_at``. ``fence``, lease and ``posted`` are a ``Delivery``'s. All times UTC.
    """

    id: str
    tenant_id: str
    channel: str
    kind: NoticeKind
    ref: str
    made_at: datetime
    not_before: datetime
    expires_at: datetime
    state: DeliveryState = DeliveryState.OPEN
    fence: int = 0
    lease_until: datetime | None = None
    attempts: int = 0
    posted: tuple[PostedPart, ...] = field(default=())
    detail: str | None = None

    @property
    def slot(self) -> datetime:
        """Before this nothing of it can be on the platform."""
        return self.made_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A person wants to hear when a thread moves.

    ``id`` is a hash of tenant, person and thread. ``channel`` is where they are told; ``about`` the
    reference of the story under which they asked (``identity.story_ref``). ``since`` (UTC) is up to
    when they have been told.
    """

    id: str
    tenant_id: str
    user: str
    channel: str
    thread_id: str
    about: str
    since: datetime
