"""Whether a briefing may be sent at its slot, by what its managers decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from parley.domain.model import Approval, Decision, DecisionKind


class Ruling(StrEnum):
    """What to do with a briefing whose slot has come."""

    SEND = "send"
    HELD = "held"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Standing:
    """A ruling, and the decision that it rests on, if one does."""

    ruling: Ruling
    by: Decision | None = None

    @property
    def reason(self) -> str:
        """Why it was not sent, in a sentence, once its time is over."""
        why = "No manager approved it in time"
        if self.by is not None:
            at = f"{self.by.at:%H:%M} UTC"
            why = f"A manager ({self.by.user}) held it at {at}, and nobody approved it in time"
        return f"{why}; its news is in the next briefing."


def ruling(approval: Approval, decisions: Iterable[Decision]) -> Standing:
    """What was decided goes before what the subscription says; only an unanswered draft asks it.

    ``decisions`` are one delivery's; of those on the whole of it the newest counts.
    """
    whole = [one for one in decisions if not one.story_id and one.kind in _ANSWERS]
    if not whole:
        waits = approval is Approval.ELSE_HOLD
        return Standing(Ruling.UNANSWERED if waits else Ruling.SEND)
    newest = max(whole, key=lambda one: one.at)
    held = newest.kind is DecisionKind.HOLD
    return Standing(Ruling.HELD if held else Ruling.SEND, newest)


_ANSWERS = frozenset({DecisionKind.APPROVE, DecisionKind.HOLD})
