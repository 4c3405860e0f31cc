"""What readers say of a story that they were told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parley.domain.model.claim import Claim


class FeedbackKind(StrEnum):
    """What somebody thinks of a story; ``ERROR`` asks the managers to look at it."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One person's word on one story of an edition.

    ``claims`` are the sentences that the person read, headline first, each with its evidence: a
    report can be judged without the archive.
    """

    id: str
    tenant_id: str
    user: str
    at: datetime
    kind: FeedbackKind
    edition_id: str
    story_id: str
    claims: tuple[Claim, ...]
