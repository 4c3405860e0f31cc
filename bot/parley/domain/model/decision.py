"""What was decided on a briefing of one channel: before it was sent, and after."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DecisionKind(StrEnum):
    """The first four come before the sending, ``RETRACT`` and ``CORRECT`` after it.

    ``KEEP`` takes a ``DROP`` back; nothing takes back what was retracted or corrected. ``CORRECT``
    is Parley's own: the words that carried a sentence are no longer in its source.
    """

    APPROVE = "approve"
    HOLD = "hold"
    DROP = "drop"
    KEEP = "keep"
    RETRACT = "retract"
    CORRECT = "correct"


BEFORE = frozenset({DecisionKind.APPROVE, DecisionKind.HOLD, DecisionKind.DROP, DecisionKind.KEEP})
"""The kinds that are about a briefing which is not posted yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision; key: tenant, delivery, story and claim.

    ``story_id`` is "" where it is about the whole briefing. ``claim`` is set for ``CORRECT`` alone:
    the place, from 0, of the sentence in its item, and none for the headline; with an empty
    ``story_id`` 0 is the top line, and the dates ahead follow from 1. ``user`` is the platform's id
    of whoever decided, and "" for Parley.
    """

    tenant_id: str
    delivery_id: str
    kind: DecisionKind
    user: str
    at: datetime
    story_id: str = ""
    claim: int | None = None
