"""The verdict on a claim: every kind of error, each by its own module, put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from parley.domain.evidence import (
    dates,
    excerpts,
    figures,
    foreign,
    lexicon,
    modality,
    names,
    polarity,
    quotes,
    roles,
    support,
    terms,
    when,
)
from parley.domain.evidence.text import Passage, passage
from parley.domain.model.claim import Claim, Reason, ReasonKind, SourceText, Verdict

QUOTED_LEAST = 0.35
"""The share of a claim's content words that its quotes must carry by themselves."""


def verify(text: str, sources: Sequence[SourceText]) -> Verdict:
    """Hold a claim of one or more sentences against its sources; all of it must stand.

    The spans of the reasons are in code points of ``text``. Pure, and quick on a source that was
    seen before.
    What is too long to be compared whole is checked piece by piece, each against what of the
    sources speaks of it: the time grows with the length of the claim, not with its square.
    """
    if not text.strip():
        return Verdict(0.0, (Reason(ReasonKind.UNSUPPORTED, 0, len(text), "The claim is empty."),))
    if not any(source.text.strip() or source.title.strip() for source in sources):
        detail = "The claim cites no article with words in it."
        return Verdict(0.0, (Reason(ReasonKind.NO_EVIDENCE, 0, len(text), detail),))
    source, claim = passage(_joined(sources)), passage(text)
    language = foreign.told_in(text, sources)
    if language != foreign.ENGLISH:
        found = support.coverage(claim, source)
        faults = foreign.check(claim, sources, language)
        return Verdict(_score(found, len(faults)), faults)
    published = [s.published_at.date() for s in sources if s.published_at]
    known = [
        day
        for s in sources
        if s.published_at
        for day in dates.known_days(_joined((s,)), s.published_at.date())
    ]
    if len(claim.tokens) * len(source.tokens) <= excerpts.PAIRS:
        return _held(claim, source, known, published)
    score, reasons = 1.0, list[Reason]()
    for start, end in excerpts.pieces(claim):
        piece = passage(text[start:end])
        verdict = _held(piece, passage(excerpts.excerpt(piece, source)), known, published)
        score = min(score, verdict.score)
        reasons += (
            replace(reason, start=reason.start + start, end=reason.end + start)
            for reason in verdict.reasons
        )
    return Verdict(score, _sorted(reasons))


def _held(
    claim: Passage,
    source: Passage,
    known: Sequence[dates.ResolvedDate],
    published: Sequence[date],
) -> Verdict:
    """Every check of a claim on a source. ``known`` are the dates of the sources, resolved."""
    found = support.coverage(claim, source)
    verbatim = _verbatim(claim, source)
    reasons = _sorted(
        reason
        for reason in (
            *figures.check(claim, source),
            *when.check(claim, source, known, published),
            *names.check(claim, source),
            *roles.check(claim, source),
            *polarity.check(claim, source),
            *modality.check(claim, source),
            *terms.check(claim, source),
            *support.check(claim, source, found),
        )
        if not any(start <= reason.start and reason.end <= end for start, end in verbatim)
    )
    return Verdict(_score(found, len(reasons)), reasons)


def check(claim: Claim, sources: Mapping[str, SourceText]) -> Verdict:
    """Hold a claim against the articles that its evidence names (``sources`` by article id).

    Each quote must be verbatim in its article; the quotes together must carry the claim's main
    words; figures, names and dates must be in the cited articles, each at its place.
    """
    whole = (0, len(claim.text))
    if not claim.evidence:
        detail = "The claim names no article and no quoted words."
        return Verdict(0.0, (Reason(ReasonKind.NO_EVIDENCE, *whole, detail),))
    faults: list[Reason] = []
    cited: dict[str, SourceText] = {}
    for evidence in claim.evidence:
        source = sources.get(evidence.article_id)
        if source is None:
            detail = f"The article {evidence.article_id} is not among the sources."
            faults.append(Reason(ReasonKind.NO_EVIDENCE, *whole, detail))
            continue
        cited[evidence.article_id] = source
        if not quotes.verbatim(evidence.quote, f"{source.title}\n{source.text}"):
            detail = f'The quote "{_short(evidence.quote)}" is not verbatim in the cited article.'
            faults.append(Reason(ReasonKind.QUOTE, *whole, detail))
    if not cited:
        return Verdict(0.0, tuple(faults))
    verdict = verify(claim.text, tuple(cited.values()))
    quoted = passage("\n\n".join(evidence.quote for evidence in claim.evidence))
    carried = support.coverage(passage(claim.text), quoted).share
    if not faults and verdict.supported and carried < QUOTED_LEAST:
        detail = "The quoted words do not carry this claim; quote the words that state it."
        faults.append(Reason(ReasonKind.UNSUPPORTED, *whole, detail))
    if not faults:
        return verdict
    reasons = _sorted((*faults, *verdict.reasons))
    return Verdict(min(verdict.score, 0.5 * carried), reasons)


def _verbatim(claim: Passage, source: Passage) -> list[tuple[int, int]]:
    """The claim's sentences that the source has word for word: those stand whatever they contain.

    Words cut out after "not" or "may" are no such sentence.
    """
    whole = "\n" + "\n".join(token.word for token in source.tokens) + "\n"
    found = []
    for start, end in claim.spans:
        words = "\n".join(token.word for token in claim.tokens if start <= token.start < end)
        at = whole.find(f"\n{words}\n") if words else -1
        while at >= 0:
            if not _turned(source, whole.count("\n", 0, at)):
                found.append((start, end))
                break
            at = whole.find(f"\n{words}\n", at + 1)
    return found


def _turned(source: Passage, at: int) -> bool:
    """Whether the words before a place, in its sentence, deny or weaken what begins there."""
    if source.tokens[at].opens:
        return False
    return any(
        token.word in lexicon.NEGATORS
        or token.word in lexicon.MODALS
        or token.word in lexicon.QUIET_NEGATORS
        or token.word.endswith("n't")
        for token in source.tokens[max(0, at - 2) : at]
    )


def _joined(sources: Iterable[SourceText]) -> str:
    return "\n\n".join(f"{source.title}\n\n{source.text}" for source in sources)


def _short(quote: str) -> str:
    return quote if len(quote) <= 80 else quote[:77] + "..."


def _sorted(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """In order of place; of several at the same place the first found is kept."""
    kept: dict[tuple[int, int], Reason] = {}
    for reason in reasons:
        kept.setdefault((reason.start, reason.end), reason)
    return tuple(sorted(kept.values(), key=lambda r: (r.start, r.end)))


def _score(found: support.Coverage, faults: int) -> float:
    """0.5 to 1 for a claim that stands, below 0.5 for one that does not; more with more support."""
    ground = found.share * (0.3 + 0.7 * found.cohesion)
    return round(
        min(1.0, 0.5 + 0.5 * ground if not faults else 0.49 * ground * 0.75 ** (faults - 1)), 4
    )
