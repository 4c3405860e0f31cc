"""The extractive writer's choice: which of the sources' own sentences tell a story, and in what form.

A claim is one sentence, verbatim, trimmed only at its edges and never stitched from two. It stands
in quotation marks; a sentence that carries a quotation of its own keeps the source's marks and gets
none of ours, since it says itself who speaks. Who published it is said by the source's number.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from parley.domain import headlines
from parley.domain.candidates import Candidate, overlap, share, stems, touching, weighed
from parley.domain.languages.figures import values
from parley.domain.languages.names import primary
from parley.domain.model import (
    AssignedSource,
    Assignment,
    Claim,
    Evidence,
    Form,
    Rights,
    Task,
    Written,
)
from parley.domain.questions import quoting
from parley.domain.questions.words import ASKING_STEMS
from parley.domain.sentences import Sentence, prose
from parley.domain.stories.deeds import is_notice


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be said: sentences, words, and what a further sentence must be worth."""

    sentences: int
    words: int
    worth: float


# The reader has two minutes for six stories; behind *More* and in a summary there is room.
_BRIEF = Room(3, 78, 0.75)
_LONG = Room(8, 260, 0.3)
_SUMMARY = Room(5, 170, 0.3)
_SAME = 0.42  # two sentences that overlap so much tell the same
_SAME_EVENT = 0.5  # of a headline's words in another report's opening
_OPENING = 3  # sentences
_LEAD = 700  # characters, in which two reports in two languages share figures
_SAME_FIGURES = 1
_ADDED = 0.4  # what a figure that no source in the reader's language has is worth


def write(assignment: Assignment) -> Written:
    """The assignment done with the sources' own words; no claims where nothing can be quoted."""
    if assignment.task is Task.ANSWER:
        return _answer(assignment)
    reader = primary(assignment.language)
    # In the reader's own language first; sorting leaves the order within it.
    fresh = sorted(
        _fresh(assignment.sources), key=lambda source: primary(source.language) != reader
    )
    found = _worth_translating(weighed(assignment, fresh), fresh, reader)
    chosen = _choose(found, _room(assignment), _kin(fresh))
    best = chosen[0].source if chosen else None
    claims = tuple(claim(entry.source, entry.sentence) for entry in chosen)
    told = [source for source in fresh if primary(source.language) == reader]
    first = [] if best is None or (told and best not in told) else [best]
    return Written(
        headline=headline((*first, *fresh), fresh),
        claims=claims,
        lead=claims[_lead(chosen)] if claims else None,
    )


def _lead(chosen: Sequence[Candidate]) -> int:
    """The place of the one sentence to know: one that stands alone and is soon read."""
    alone = [at for at, entry in enumerate(chosen) if not entry.leans]
    return max(alone, key=lambda at: chosen[at].worth - 0.01 * chosen[at].size)


def headline_of(assignment: Assignment) -> Claim:
    """A headline for the story of an assignment, for where nothing else of it is told."""
    fresh = _fresh(assignment.sources)
    return headline(fresh, fresh)


def _room(assignment: Assignment) -> Room:
    if assignment.task is Task.SUMMARY:
        return _SUMMARY
    return _LONG if assignment.form is Form.LONG else _BRIEF


def _fresh(sources: Sequence[AssignedSource]) -> tuple[AssignedSource, ...]:
    """What the reader has not been told; everything, if nothing is marked so."""
    return tuple(source for source in sources if source.fresh) or tuple(sources)


def claim(source: AssignedSource, sentence: Sentence) -> Claim:
    """One sentence as the briefing prints it, with its words as evidence."""
    return quotation(source.article_id, sentence.text)


def quotation(article_id: str, words: str) -> Claim:
    """An article's words in quotation marks, or in their own where they carry some."""
    plain = " ".join(words.split())
    bare = not re.search(r"[\"“”„«»「」『』]", plain)
    return Claim(f"“{plain}”" if bare else plain, (Evidence(article_id, words),))


def headline(sources: Sequence[AssignedSource], texts: Iterable[AssignedSource] = ()) -> Claim:
    """The first usable headline, in sentence case, with the title verbatim as its evidence.

    Without any, the beginning of a text; without that, an empty claim.
    """
    known = [source.text for source in texts if source.rights is not Rights.HEADLINE_ONLY]
    for source in sorted(sources, key=lambda source: is_notice(source.title)):
        tidy = headlines.tidy(source.title, source.publisher)
        if len(tidy.split()) > 1 or len(tidy) > 8:
            text = headlines.sentence_case(tidy, known or [source.text])
            return Claim(text, (Evidence(source.article_id, source.title),))
    for source in sources:
        opening = next((s.text for s in prose(source.text)), source.text.strip()[:120])
        if opening and source.rights is not Rights.HEADLINE_ONLY:
            return Claim(" ".join(opening.split()), (Evidence(source.article_id, opening),))
    return Claim("", ())


# ── The choice ───────────────────────────────────────────────────────────────────────────────


def _worth_translating(
    candidates: Sequence[Candidate], sources: Sequence[AssignedSource], reader: str
) -> tuple[Candidate, ...]:
    """The sentences without those in another language that say nothing more than the reader's own.

    More is a figure or a day that no source in the reader's language has. Where there is no sentence
    in that language, all stay.
    """
    if not any(primary(entry.source.language) == reader for entry in candidates):
        return tuple(candidates)
    known = frozenset[float]().union(
        *(values(f"{s.title}\n{s.text}", reader) for s in sources if primary(s.language) == reader)
    )
    kept = []
    for entry in candidates:
        tag = primary(entry.source.language)
        if tag == reader:
            kept.append(entry)
        elif values(entry.sentence.text, tag) - known:
            kept.append(replace(entry, worth=entry.worth + _ADDED))
    return tuple(kept)


def _kin(sources: Sequence[AssignedSource]) -> frozenset[tuple[int, int]]:
    """Which sources (by number) plainly report the same event: the one's headline opens the other.

    A story may hold reports of neighbouring events; told in one breath they would pass for one. In
    two languages they share figures instead of words.
    """
    titles = {source.number: stems(source.title) for source in sources}
    openings = {
        source.number: titles[source.number]
        | stems(" ".join(sentence.text for sentence in prose(source.text)[:_OPENING]))
        for source in sources
    }
    told = {
        (one, other)
        for one, title in titles.items()
        for other, opening in openings.items()
        if one == other or share(opening, title) >= _SAME_EVENT
    }
    figures = {
        source.number: values(f"{source.title}\n{source.text[:_LEAD]}", primary(source.language))
        for source in sources
    }
    told |= {
        (one.number, other.number)
        for one, other in combinations(sources, 2)
        if primary(one.language) != primary(other.language)
        and len(figures[one.number] & figures[other.number]) >= _SAME_FIGURES
    }
    return frozenset(told | {(other, one) for one, other in told})


def _choose(
    candidates: Sequence[Candidate], room: Room, kin: frozenset[tuple[int, int]]
) -> tuple[Candidate, ...]:
    """The sentences to tell: the one to know and what adds most to it, in the order of the text.

    The one to know is in the language of the first candidate, if that has any which stands alone.
    """
    opening = [entry for entry in candidates if not entry.leans]
    if not opening:
        return ()
    first = primary(candidates[0].source.language)
    own = [entry for entry in opening if primary(entry.source.language) == first]
    chosen = [max(own or opening, key=lambda entry: entry.worth)]
    while len(chosen) < room.sentences:
        left = room.words - sum(entry.size for entry in chosen)
        further = [
            (gain, -at, entry)
            for at, entry in enumerate(candidates)
            if entry.size <= left
            and (chosen[0].source.number, entry.source.number) in kin
            and (gain := _gain(entry, chosen)) >= room.worth
        ]
        if not further:
            break
        chosen.append(max(further)[2])
    order = {id(entry): at for at, entry in enumerate(candidates)}
    number = chosen[0].source.number
    told = sorted(chosen, key=lambda entry: (entry.source.number != number, order[id(entry)]))
    return tuple(told)


def _gain(entry: Candidate, chosen: Sequence[Candidate]) -> float:
    """What a sentence adds to those that are chosen; nothing if it cannot stand behind them."""
    shared = max(overlap(entry.stems, other.stems) for other in chosen)
    if shared >= _SAME or not _understood(entry, chosen):
        return 0.0
    return entry.worth - 0.8 * shared


def _understood(entry: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a reader of the chosen sentences knows whom this one points at."""
    if not entry.leans:
        return True
    before = entry.sentence.index - 1
    return any(
        other.source.number == entry.source.number and other.sentence.index == before
        for other in chosen
    )


# ── Answers ──────────────────────────────────────────────────────────────────────────────────


def _answer(assignment: Assignment) -> Written:
    """The sentences that answer the question, best first; none if the sources do not say."""
    asked = stems(assignment.question or "") - ASKING_STEMS
    candidates = [
        entry
        for source in assignment.sources
        if source.rights is not Rights.HEADLINE_ONLY
        for entry in touching(source, asked)
    ]
    about = {s.number: stems(f"{s.title} {s.publisher}") for s in assignment.sources}
    contexts = [about[entry.source.number] for entry in candidates]
    chosen = [candidates[at] for at in quoting.chosen(asked, candidates, contexts)]
    claims = tuple(claim(entry.source, entry.sentence) for entry in chosen)
    sources = [entry.source for entry in chosen]
    return Written(
        headline=headline(sources, sources), claims=claims, lead=claims[0] if claims else None
    )
