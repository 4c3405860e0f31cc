"""The extractive writer's choice: which of the sources' own sentences tell a story, and in what form.

A claim is one sentence, verbatim, trimmed only at its edges and never stitched from two. It stands
in quotation marks; a sentence that carries a quotation of its own keeps the source's marks and gets
none of ours, since it says itself who speaks. Who published it is said by the source's number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from parley.domain import headlines
from parley.domain.ledger.cues import cue
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
from parley.domain.sentences import Sentence, length, prose
from parley.domain.stories.words import STOP_WORDS


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
_LONGEST = 45  # words; a longer sentence must be worth it
_UNREADABLE = 62  # and beyond this it is not taken at all
_SAME = 0.42  # two sentences that overlap so much tell the same
_SAME_EVENT = 0.5  # of a headline's words in another report's opening
_OPENING = 3  # sentences
_LEDE = (1.0, 0.55, 0.4, 0.25, 0.2, 0.15)

_STEMMER = snowballstemmer.stemmer("english")
_TOKEN = re.compile(r"(?:[a-z]\.){2,}|[^\W_]+(?:['’][^\W_]+)?|[\u4e00-\u9fff]")
_FIGURE = re.compile(
    r"[$€£¥]\s?\d|\d[\d.,]*\s?(?:%|pct|per cent|percent|bln|billion|mln|million|dlrs|dollars|yen|tonnes|"
    r"days|years|months|weeks)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:said|says|told|announced|ruled|ordered|agreed|warned|decided|signed|proposed|called)\b"
)
# A sentence that opens so says "who" by pointing at the one before it.
_POINTS = re.compile(
    r"[\"'“‘]*(?:(?:but|and|while|although|however,?|meanwhile,?|asked .{3,60}?,)\s+)*"
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|in return|asked|"
    r"the (?:two|latter|former|pair))\b",
    re.IGNORECASE,
)
_POINTS_MILDLY = re.compile(
    r"(?:the (?:move|decision|measure|statement|spokes\w+|official|minister|report|survey|source|bill|"
    r"agreement|accord|deal|plan|proposal|action|rise|fall|increase|decline|drop|figure|result|company|"
    r"department|ministry|diplomat|analyst|economist|dealer|paper|committee|delegation|group|aide|study|meeting|talks|two)\w*"
    r"|other|another|also|in addition|under the|as a result|for example|one|some|there)\b",
    re.IGNORECASE,
)
_HE_SAID = re.compile(
    r",\s(?:he|she|they|it)\s+(?:also\s+)?(?:said|told|added|noted|says)\b|[\"”]\s(?:he|she|it)\ssaid\b"
)
_BACKGROUND = re.compile(
    r"\b(?:in recent (?:years|months)|last year|a year (?:ago|earlier)|earlier this (?:year|month)|in 19\d\d|"
    r"for years|has long|since (?:19|20)\d\d|historically|founded in|is the world's|previously|had been|"
    r"originally|has been under|have been under|compared with|came under|"
    r"c[ao]mes? (?:after|as|amid)|a (?:series|number|flurry) of|have passed since)\b",
    re.IGNORECASE,
)
_TALKS_TO_US = re.compile(r"(?<![\"“‘'\w])(?:I|I'm|we|my|our|you|your)\b(?![^\"“]*[\"”])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could be told, with what it is worth by itself."""

    source: AssignedSource
    sentence: Sentence
    stems: frozenset[str]
    size: int
    worth: float

    @property
    def leans(self) -> bool:
        """Whether it is only understood behind the sentence before it."""
        text = self.sentence.plain
        return bool(_POINTS.match(text) or _HE_SAID.search(text))


def write(assignment: Assignment) -> Written:
    """The assignment done with the sources' own words; no claims where nothing can be quoted."""
    if assignment.task is Task.ANSWER:
        return _answer(assignment)
    fresh = _fresh(assignment.sources)
    candidates = _candidates(assignment, fresh)
    chosen = _choose(candidates, _room(assignment), _kin(fresh))
    best = chosen[0].source if chosen else None
    claims = tuple(claim(entry.source, entry.sentence) for entry in chosen)
    return Written(
        headline=headline(fresh if best is None else (best, *fresh), fresh),
        claims=claims,
        lead=claims[_lead(chosen)] if claims else None,
    )


def _lead(chosen: Sequence[Candidate]) -> int:
    """The place of the one sentence to know: one that stands alone and is soon read."""
    alone = [at for at, entry in enumerate(chosen) if not entry.leans]
    return max(alone, key=lambda at: chosen[at].worth - 0.01 * chosen[at].size)


def _room(assignment: Assignment) -> Room:
    if assignment.task is Task.SUMMARY:
        return _SUMMARY
    return _LONG if assignment.form is Form.LONG else _BRIEF


def _fresh(sources: Sequence[AssignedSource]) -> tuple[AssignedSource, ...]:
    """What the reader has not been told; everything, if nothing is marked so."""
    return tuple(source for source in sources if source.fresh) or tuple(sources)


def claim(source: AssignedSource, sentence: Sentence) -> Claim:
    """One sentence as the briefing prints it, with its words as evidence."""
    plain = sentence.plain
    bare = not re.search(r"[\"“”„«»「」『』]", plain)
    return Claim(f"“{plain}”" if bare else plain, (Evidence(source.article_id, sentence.text),))


def headline(sources: Sequence[AssignedSource], texts: Iterable[AssignedSource] = ()) -> Claim:
    """The first usable headline, in sentence case, with the title verbatim as its evidence.

    Without any, the beginning of a text; without that, an empty claim.
    """
    known = [source.text for source in texts if source.rights is not Rights.HEADLINE_ONLY]
    for source in sources:
        tidy = headlines.tidy(source.title, source.publisher)
        if len(tidy.split()) > 1 or len(tidy) > 8:
            text = headlines.sentence_case(tidy, known or [source.text])
            return Claim(text, (Evidence(source.article_id, source.title),))
    for source in sources:
        opening = next((s.text for s in prose(source.text)), source.text.strip()[:120])
        if opening and source.rights is not Rights.HEADLINE_ONLY:
            return Claim(" ".join(opening.split()), (Evidence(source.article_id, opening),))
    return Claim("", ())


# ── Candidates and what they are worth ───────────────────────────────────────────────────────


def stems(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(
        _stem(word)
        for word in _TOKEN.findall(text.lower())
        if word not in STOP_WORDS and (len(word) > 1 or ord(word) > 0x2E7F)
    )


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(re.sub(r"['’]s$", "", word).replace(".", "")))


def _candidates(assignment: Assignment, sources: Sequence[AssignedSource]) -> tuple[Candidate, ...]:
    readable = [source for source in sources if source.rights is not Rights.HEADLINE_ONLY]
    titles = [stems(source.title) for source in sources]
    bodies = [(source, prose(source.text)) for source in readable]
    terms = [term.casefold() for term in assignment.terms]
    ledes = {source.number: stems(" ".join(s.text for s in body[:3])) for source, body in bodies}
    found = []
    for rank, (source, body) in enumerate(bodies):
        others = [words for number, words in ledes.items() if number != source.number]
        for place, sentence in enumerate(body):
            words = stems(sentence.text)
            size = length(sentence.text)
            if sentence.spoken or size > _UNREADABLE or not words:
                continue
            worth = (
                _LEDE[min(place, len(_LEDE) - 1)]
                + 0.9 * max((_share(words, title) for title in titles), default=0.0)
                + 0.4 * _mean([_share(words, other) for other in others])
                + _manner(sentence.plain, size, terms)
                - 0.08 * rank
            )
            found.append(Candidate(source, sentence, words, size, worth))
    return tuple(found)


def _manner(text: str, size: int, terms: Sequence[str]) -> float:
    """What a sentence is worth for what it tells and how, wherever it stands."""
    told = cue(text)
    worth = 0.8 * told.strength if told else 0.0
    folded = text.casefold()
    worth += 0.3 * any(term in folded for term in terms)
    worth += 0.2 * bool(_FIGURE.search(text)) + 0.25 * bool(_SAYS.search(text))
    worth -= 0.4 * bool(_BACKGROUND.search(text)) + 0.5 * bool(_TALKS_TO_US.search(text))
    worth -= 0.3 * bool(_POINTS.match(text)) + 0.3 * bool(_POINTS_MILDLY.match(text))
    worth -= 0.4 * text.endswith("?") + 0.03 * max(0, size - _LONGEST) + 0.3 * (size < 8)
    return worth


def _share(words: frozenset[str], of: frozenset[str]) -> float:
    return len(words & of) / len(of) if of else 0.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sentences share of both (Dice): a short one may well name the same people."""
    return 2 * len(one & other) / (len(one) + len(other))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


# ── The choice ───────────────────────────────────────────────────────────────────────────────


def _kin(sources: Sequence[AssignedSource]) -> frozenset[tuple[int, int]]:
    """Which sources (by number) plainly report the same event: the one's headline opens the other.

    A story may hold reports of neighbouring events; told in one breath they would pass for one.
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
        if one == other or _share(opening, title) >= _SAME_EVENT
    }
    return frozenset(told | {(other, one) for one, other in told})


def _choose(
    candidates: Sequence[Candidate], room: Room, kin: frozenset[tuple[int, int]]
) -> tuple[Candidate, ...]:
    """The sentences to tell: the one to know and what adds most to it, in the order of the text."""
    opening = [entry for entry in candidates if not entry.leans]
    if not opening:
        return ()
    chosen = [max(opening, key=lambda entry: entry.worth)]
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
    overlap = max(_overlap(entry.stems, other.stems) for other in chosen)
    if overlap >= _SAME or not _understood(entry, chosen):
        return 0.0
    return entry.worth - 0.8 * overlap


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


def _on(source: AssignedSource, asked: frozenset[str]) -> Iterator[Candidate]:
    """The sentences of a source that have anything of what is asked, and can stand alone."""
    for place, sentence in enumerate(prose(source.text)):
        words, size = stems(sentence.text), length(sentence.text)
        if words & asked and not (
            sentence.spoken or size > _UNREADABLE or _POINTS.match(sentence.plain)
        ):
            worth = _LEDE[min(place, len(_LEDE) - 1)] + _manner(sentence.plain, size, ())
            yield Candidate(source, sentence, words, size, worth)


def _answer(assignment: Assignment) -> Written:
    """The sentences that answer the question, best first; none if the sources do not say."""
    asked = stems(assignment.question or "") - ASKING_STEMS
    candidates = [
        entry
        for source in assignment.sources
        if source.rights is not Rights.HEADLINE_ONLY
        for entry in _on(source, asked)
    ]
    contexts = [stems(f"{entry.source.title} {entry.source.publisher}") for entry in candidates]
    chosen = [candidates[at] for at in quoting.chosen(asked, candidates, contexts)]
    claims = tuple(claim(entry.source, entry.sentence) for entry in chosen)
    sources = [entry.source for entry in chosen]
    return Written(
        headline=headline(sources, sources), claims=claims, lead=claims[0] if claims else None
    )
