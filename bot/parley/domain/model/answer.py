"""An answer: what the archive says to a question, or that it says nothing."""

from dataclasses import dataclass, field
from datetime import datetime

from parley.domain.model.claim import CheckedClaim, Claim
from parley.domain.model.edition import ArticleRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Claims on a question, or on a page, with the articles that they cite, numbered from 1.

    Without claims it is a refusal, and ``nearest`` are the articles that come nearest, numbered too.
    ``as_of`` (UTC) is up to when the archive was asked. ``score`` is how well the archive supports
    an answer, 0 to 1, comparable between archives. ``note`` says how it was made, where that matters.
    """

    question: str
    as_of: datetime
    claims: tuple[Claim, ...]
    articles: tuple[ArticleRef, ...]
    writer: str
    score: float
    nearest: tuple[ArticleRef, ...] = ()
    dropped: tuple[CheckedClaim, ...] = field(default=())
    note: str | None = None

    @property
    def text(self) -> str | None:
        """The answer as running text; none for a refusal."""
        return " ".join(claim.text for claim in self.claims) or None
