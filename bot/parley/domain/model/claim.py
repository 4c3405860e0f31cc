"""A sentence, the verbatim words that carry it, and the verdict of the evidence check."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of an article, verbatim, that carry a claim."""

    article_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One or more sentences that stand or fall together."""

    text: str
    evidence: tuple[Evidence, ...]


class ReasonKind(StrEnum):
    """Why a claim does not stand; documented in docs/evidence.md."""

    NO_EVIDENCE = "no_evidence"
    QUOTE = "quote"
    FIGURE = "figure"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    ROLE = "role"
    TERM = "term"
    POLARITY = "polarity"
    MODALITY = "modality"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Reason:
    """One fault: its kind, [start, end) in code points of the claim's text, and a sentence on it."""

    kind: ReasonKind
    start: int
    end: int
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim stands. ``score`` is 0 to 1, higher is better supported.

    ``reasons`` is empty exactly if it is supported.
    """

    score: float
    reasons: tuple[Reason, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether it stands."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class SourceText:
    """What a claim is checked against: an article's own words and, for its dates, its time (UTC)."""

    article_id: str
    title: str
    text: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict."""

    claim: Claim
    verdict: Verdict
