"""What is new in a story since a reader last heard of it, and which figure moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from parley.domain.evidence.text import fold, sentences
from parley.domain.languages import Glossary
from parley.domain.model import Change, ChangeKind, Revision, Story
from parley.domain.stories.figures import Figure, figures
from parley.domain.stories.furniture import bare
from parley.domain.stories.vectors import terms_of

_READ = 12_000  # characters of one revision; what is new in a report is not at its end
_LEAD = 3  # the title and the first sentences, in which a development stands
_ALIKE = 0.6  # share of the shorter sentence's words, from which two sentences speak of one thing
_NEAR = 6  # words on either side of a figure that say what it measures
_UNSEEN_WORDS = 0.5  # share of a sentence's words that the story had nowhere yet
_FEWEST_WORDS = 4


_ENGLISH_ALONE = Glossary()


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    words: frozenset[int]
    names: frozenset[int]
    figures: tuple[Figure, ...]


class _Known:
    """What a reader may know of a story: its sentences, and every word and figure in them."""

    def __init__(self) -> None:
        self.sentences: list[_Sentence] = []
        self.words: set[int] = set()
        self._texts: set[str] = set()
        self._figures: dict[str, list[Figure]] = {}

    def add(self, told: Iterable[_Sentence]) -> None:
        """Take in a text's sentences."""
        for sentence in told:
            if sentence.text in self._texts:
                continue
            self._texts.add(sentence.text)
            self.sentences.append(sentence)
            self.words |= sentence.words
            for figure in sentence.figures:
                self._figures.setdefault(figure.unit, []).append(figure)

    def has(self, sentence: _Sentence) -> bool:
        """Whether these very words were there."""
        return sentence.text in self._texts

    def fresh_figures(self, sentence: _Sentence) -> list[Figure]:
        """The sentence's figures that no text gave yet. A small bare number is no figure."""
        return [
            figure
            for figure in sentence.figures
            if not (figure.unit in ("", "year") and figure.value <= 12)
            and not any(figure.same(other) for other in self._figures.get(figure.unit, ()))
        ]

    def closest(self, sentence: _Sentence) -> list[_Sentence]:
        """The sentences that speak of the same thing: the likest first, of equals the latest."""
        scored = [
            (_share(sentence.words, other.words), index)
            for index, other in enumerate(self.sentences)
        ]
        best = sorted((pair for pair in scored if pair[0] >= _ALIKE), reverse=True)
        return [self.sentences[index] for _, index in best[:5]]


def change(story: Story, since: datetime, glossary: Glossary = _ENGLISH_ALONE) -> Change:
    """How a story stands to a reader who was last told at ``since`` (UTC).

    New, if nothing of it was known then. Developed, if an article or a revision that became known
    later brings a figure, a date, an actor or a development that no earlier one had; copies, rewrites
    and re-dated reports bring none. ``old`` and ``new`` are a figure that moved between two sentences
    that measure the same thing. Reports in other languages are compared by what the ``glossary`` has
    of them.
    """
    revisions = sorted(
        (item.revision for item in story.articles), key=lambda one: (one.first_seen, one.id)
    )
    before = [one for one in revisions if one.first_seen <= since]
    later = [one for one in revisions if one.first_seen > since]
    if not before:
        return Change(
            kind=ChangeKind.NEW, fresh=tuple(dict.fromkeys(one.article_id for one in later))
        )
    known = _Known()
    for one in before:
        known.add(_sentences(one, glossary))
    fresh: dict[str, None] = {}
    moved: tuple[str, str] | None = None
    for one in later:
        told = _sentences(one, glossary)
        news = [sentence for place, sentence in enumerate(told) if _is_new(sentence, place, known)]
        if news:
            fresh[one.article_id] = None
            moved = moved or next(
                filter(None, (_moved(sentence, known) for sentence in news)), None
            )
        known.add(told)
    if not fresh:
        return Change(kind=ChangeKind.UNCHANGED)
    old, new = moved or (None, None)
    return Change(kind=ChangeKind.DEVELOPED, fresh=tuple(fresh), old=old, new=new)


def _is_new(sentence: _Sentence, place: int, known: _Known) -> bool:
    """Whether a sentence says what no earlier one did; ``place`` counts from the title, 0."""
    if known.has(sentence) or len(sentence.words) < _FEWEST_WORDS:
        return False
    unseen = sentence.words - known.words
    lead = place <= _LEAD
    if known.fresh_figures(sentence):
        return lead or bool(unseen) or bool(known.closest(sentence))
    share = len(unseen) / len(sentence.words)
    if unseen & sentence.names and share >= _UNSEEN_WORDS / 2 and len(unseen) > 1:
        return True
    return lead and len(unseen) > 2 and share >= _UNSEEN_WORDS


def _moved(sentence: _Sentence, known: _Known) -> tuple[str, str] | None:
    """A figure that a sentence gives anew, with what the likest earlier sentence gave for it."""
    for figure in known.fresh_figures(sentence):
        for other in known.closest(sentence):
            rivals = [
                (_share(_context(sentence, figure), _context(other, old)), -old.start, old)
                for old in other.figures
                if old.unit == figure.unit
                and not any(old.same(still) for still in sentence.figures)
            ]
            if rivals:
                likeness, _, old = max(rivals, key=lambda rival: rival[:2])
                if likeness >= _ALIKE / 2:
                    return old.text.strip(), figure.text.strip()
    return None


def _context(sentence: _Sentence, figure: Figure) -> frozenset[int]:
    """The words about a figure, by which it is told what it measures."""
    left = " ".join(sentence.text[: figure.start].split()[-_NEAR:])
    right = " ".join(sentence.text[figure.end :].split()[:_NEAR])
    return _words(f"{left} {right}")


def _words(text: str) -> frozenset[int]:
    terms = terms_of("", text)
    return frozenset(terms.counts) - terms.figures


def _share(first: frozenset[int], second: frozenset[int]) -> float:
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


@lru_cache(maxsize=512)
def _sentences(revision: Revision, glossary: Glossary) -> tuple[_Sentence, ...]:
    """The title and the sentences of a revision, without its furniture."""
    text = bare(fold(revision.text[:_READ]))
    if glossary.reads(revision.language):
        title = glossary.gist(revision.title, revision.language).english
        body = glossary.gist(text, revision.language).english
        return tuple(_sentence(one) for one in (title, *body.split("。")) if one.strip())
    texts = [fold(revision.title), *(text[start:end] for start, end in sentences(text))]
    return tuple(_sentence(" ".join(one.split())) for one in texts if one.strip())


def _sentence(text: str) -> _Sentence:
    terms = terms_of("", text)
    words = frozenset(terms.counts) - terms.figures
    first = terms_of("", text.split(" ", 1)[0])
    names = terms.names - frozenset(first.counts)
    return _Sentence(text, words, names, tuple(figures(text)))
