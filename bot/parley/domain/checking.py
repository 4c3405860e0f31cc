"""What a writer may read, what of its work is unfit before any evidence is weighed, what goes back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from parley.domain.languages.names import primary
from parley.domain.model import (
    Assignment,
    CheckedClaim,
    Claim,
    Failure,
    Reason,
    ReasonKind,
    Rights,
    SourceText,
    Verdict,
    WriterIdentity,
    WriterKind,
)
from parley.domain.sentences import stated

# The old wire's "<CAWL.L>" is a ticker, not markup.
_LINK = re.compile(r"https?:|\bwww\.|\]\(|<(?:[!@#/]|a\s|img|script)", re.IGNORECASE)
# A sentence that nobody reads on a phone; the platforms' limits lie far above.
LONGEST = 600
_PARTS = ("headline", "lead")


def readable_by(writer: WriterIdentity, assignment: Assignment) -> Assignment | None:
    """The assignment as this writer may see it; none if nothing new is left for it to read.

    Nothing of a ``headline_only`` source reaches a model, its headline included. Where all that is
    new is such a headline, a model would tell what the reader already knows.
    """
    if writer.kind is WriterKind.EXTRACTIVE:
        return assignment
    open_to = tuple(s for s in assignment.sources if s.rights is not Rights.HEADLINE_ONLY)
    was_fresh = any(source.fresh for source in assignment.sources)
    if not any(s.text.strip() and (s.fresh or not was_fresh) for s in open_to):
        return None
    return replace(assignment, sources=open_to)


def texts(assignment: Assignment, claim: Claim | None = None) -> dict[str, SourceText]:
    """What claims on this assignment are checked against, by article id: what the articles state.

    For one claim, only the articles that it cites.
    """
    cited = None if claim is None else {evidence.article_id for evidence in claim.evidence}
    return {
        source.article_id: SourceText(
            source.article_id, source.title, stated(source.text), source.published_at
        )
        for source in assignment.sources
        if cited is None or source.article_id in cited
    }


def unfit(claim: Claim, sources: Mapping[str, SourceText]) -> Verdict | None:
    """Why a claim is not worth checking, if so: it is empty, cites nothing here, or carries a link."""
    if not claim.text.strip():
        return _no(claim, ReasonKind.UNSUPPORTED, "There are no words in it.")
    if not claim.evidence:
        return _no(claim, ReasonKind.NO_EVIDENCE, "It cites no source of the list.")
    if any(evidence.article_id not in sources for evidence in claim.evidence):
        return _no(claim, ReasonKind.NO_EVIDENCE, "It cites a source that is not in the list.")
    if _LINK.search(claim.text):
        return _no(claim, ReasonKind.UNSUPPORTED, "It carries a link or markup.")
    if len(claim.text) > LONGEST:
        return _no(claim, ReasonKind.UNSUPPORTED, f"It is longer than {LONGEST} characters.")
    return None


def _no(claim: Claim, kind: ReasonKind, detail: str) -> Verdict:
    return Verdict(0.0, (Reason(kind, 0, len(claim.text), detail),))


def failures(parts: Sequence[CheckedClaim | None]) -> tuple[Failure, ...]:
    """What goes back to the writer, of the headline, the lead (or none) and the claims, in order."""
    back = []
    for at, part in enumerate(parts):
        if part is not None and not part.verdict.supported:
            why = " ".join(dict.fromkeys(reason.detail for reason in part.verdict.reasons))
            where = _PARTS[at] if at < len(_PARTS) else "sentence"
            back.append(Failure(part.claim.text, f"({where}) {why}"))
    return tuple(back)


def foreign(assignment: Assignment, claims: Iterable[Claim]) -> tuple[str, ...]:
    """The languages, other than the reader's, of the articles that claims quote."""
    told_in = {s.article_id: primary(s.language) for s in assignment.sources}
    own = primary(assignment.language)
    cited = (evidence.article_id for claim in claims for evidence in claim.evidence)
    return tuple(dict.fromkeys(tag for one in cited if (tag := told_in.get(one, own)) != own))
