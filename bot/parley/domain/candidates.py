"""The sentences of articles that could be told, and what each is worth by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parley.domain.ledger.cues import cue
from parley.domain.model import AssignedSource, Assignment, Rights
from parley.domain.repeats import plain
from parley.domain.sentences import Sentence, length, prose
from parley.domain.stemming import english
from parley.domain.stories.deeds import is_comment
from parley.domain.stories.words import STOP_WORDS

_LONGEST = 45  # words; a longer sentence must be worth it
_READABLE, _A_WORD = 26, 0.015  # of two sentences that say as much, the shorter is told
_UNREADABLE = 62  # and beyond this it is not taken at all
_TOLD = 5.0  # against what was told already: it stands only where nothing else does
_HEAD = 3  # letters that a word and its stem have in common
_LEDE = (1.0, 0.55, 0.4, 0.25, 0.2, 0.15)


_TOKEN = re.compile(r"(?:[a-z]\.){2,}|[^\W_]+(?:['’][^\W_]+)?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_PIECE = re.compile(rf"{_UNSPACED.pattern}|[^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
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
# A sentence that opens so answers the one before it.
_ANSWERS = re.compile(
    r"[\"'“‘]*(?:but|and|or|yet|still|later|however|meanwhile|instead|also|nevertheless|moreover)\b",
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
    r"a day earlier|the day before|"
    r"last week when|originally|has been under|have been under|compared with|came under|"
    r"c[ao]mes? (?:after|as|amid)|a (?:series|number|flurry) of|have passed since)\b",
    re.IGNORECASE,
)
# Nobody acts on what onlookers make of an event.
_ONLOOKERS = re.compile(
    r"\b(?:analysts?|economists?|dealers?|traders?|observers?|commentators?)\b[^.;]{0,40}?\b(?:said|say|says)\b",
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
        return leans(self.sentence.plain)


def leans(text: str) -> bool:
    """Whether a sentence is only understood behind the one before it; quotation marks around it do
    not count."""
    plain = text.lstrip("“")
    return bool(_POINTS.match(plain) or _ANSWERS.match(plain) or _HE_SAID.search(plain))


def stems(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(
        _stem(word)
        for word in _tokens(text)
        if word not in STOP_WORDS and (len(word) > 1 or ord(word) > 0x2E7F)
    )


def _tokens(text: str) -> list[str]:
    """The words of a text in lower case; Chinese, Japanese and Korean as pairs of characters."""
    found = _TOKEN.findall(text.lower())
    if text.isascii() or not _UNSPACED.search(text):
        return found
    pieces = (piece for word in found for piece in _PIECE.findall(word))
    return [
        pair
        for piece in pieces
        for pair in (
            (piece[at : at + 2] for at in range(max(1, len(piece) - 1)))
            if _UNSPACED.match(piece)
            else (piece,)
        )
    ]


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return english(re.sub(r"['’]s$", "", word).replace(".", ""))


def weighed(assignment: Assignment, sources: Sequence[AssignedSource]) -> tuple[Candidate, ...]:
    """The sentences of the sources, in order, weighed for an assignment."""
    readable = [source for source in sources if source.rights is not Rights.HEADLINE_ONLY]
    titles = [stems(source.title) for source in sources]
    bodies = [(source, prose(source.text)) for source in readable]
    told = frozenset(assignment.told)
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
                + 0.9 * max((share(words, title) for title in titles), default=0.0)
                + 0.4 * _mean([share(words, other) for other in others])
                + _manner(sentence.plain, size, terms)
                - 0.08 * rank
                - _A_WORD * max(0, size - _READABLE)
                - 0.5 * is_comment(source.title)
                - _TOLD * (plain(sentence.text) in told)
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
    worth -= 0.4 * bool(_ONLOOKERS.search(text))
    worth -= 0.3 * bool(_POINTS.match(text)) + 0.3 * bool(_POINTS_MILDLY.match(text))
    worth -= 0.4 * text.endswith("?") + 0.03 * max(0, size - _LONGEST) + 0.3 * (size < 8)
    return worth


def share(words: frozenset[str], of: frozenset[str]) -> float:
    """How much of a set of stems is among words; none of an empty one."""
    return len(words & of) / len(of) if of else 0.0


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sentences share of both (Dice): a short one may well name the same people."""
    return 2 * len(one & other) / (len(one) + len(other))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def touching(source: AssignedSource, asked: frozenset[str]) -> Iterator[Candidate]:
    """The sentences of a source that have anything of what is asked, and can stand alone."""
    heads = {stem[:_HEAD] for stem in asked}
    for place, sentence in enumerate(prose(source.text)):
        # Stemming is what takes time: only what begins as something asked is looked at.
        if not any(word[:_HEAD] in heads for word in _tokens(sentence.text)):
            continue
        words, size = stems(sentence.text), length(sentence.text)
        if words & asked and not (
            sentence.spoken or size > _UNREADABLE or _POINTS.match(sentence.plain)
        ):
            worth = _LEDE[min(place, len(_LEDE) - 1)] + _manner(sentence.plain, size, ())
            yield Candidate(source, sentence, words, size, worth)
