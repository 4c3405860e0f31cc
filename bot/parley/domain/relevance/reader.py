"""The news sense: reads an article and tells whether a trade desk wants it, and on which tracks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from parley.domain.languages import Glossary
from parley.domain.model import Person, Reading, TrackCatalogue, TrackKind
from parley.domain.relevance.gazetteer import Entry as NameEntry
from parley.domain.relevance.gazetteer import Gazetteer, Kind, words
from parley.domain.relevance.scan import MAX_CHARACTERS, Scan, Scanner
from parley.domain.relevance.score import Scorer
from parley.domain.relevance.tracks import assign, hubs_of

THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom an article names: party ids and office-holders as of its date, first mentioned first.

    ``title_parties`` are those of the title alone.
    """

    parties: tuple[str, ...]
    people: tuple[Person, ...]
    title_parties: tuple[str, ...]


class TradeReader:
    """Built once from a catalogue; reads some thousand feed items a second."""

    def __init__(self, catalogue: TrackCatalogue) -> None:
        self._catalogue = catalogue
        self.glossary = Glossary(catalogue)
        self._scanner = Scanner(catalogue)
        self._scorer = Scorer(catalogue)
        self._hubs = hubs_of(catalogue)
        self._catch_all = {t.id for t in catalogue.tracks if t.kind is TrackKind.OTHER}

    def read(
        self,
        title: str,
        text: str,
        published_at: datetime | None = None,
        watch_words: Iterable[str] = (),
        side: str | None = None,
        *,
        language: str | None = None,
    ) -> Reading:
        """Whether it is about trade talks, how likely, and on which tracks.

        Names count as of ``published_at`` (UTC); without it, all do. A desk's ``watch_words`` make
        an article relevant by themselves. An article that is not relevant is on no track. ``side``
        is the party whose official voice the source is (an id or a code): it acts in what it says.
        ``language`` is its primary tag, told from the words where it is not given.
        """
        scan = self.scan(title, text, published_at, side, language=language)
        score = self._scorer.score(scan)
        watched = matches(watch_words, title, text)
        relevant = watched or score >= THRESHOLD
        tracks = assign(scan, self._catalogue, self._hubs) if relevant else ()
        return Reading(relevant=relevant, score=round(score, 4), tracks=tracks)

    def places(
        self, sentence: str, at: datetime | None = None, side: str | None = None
    ) -> tuple[str, ...]:
        """The tracks that a sentence by itself speaks of, the most central first, as of a day.

        ``side`` is whose official voice it is.
        """
        scan = self.scan(sentence, "", at, side)
        found = assign(scan, self._catalogue, self._hubs)
        return tuple(track for track in found if track not in self._catch_all)

    def mentions(self, title: str, text: str, at: datetime | None = None) -> Mentions:
        """The parties and negotiators that an article names, in office on its day (UTC)."""
        scan = self.scan(title, text, at)
        parts = (scan.title, *scan.text)
        parties = dict.fromkeys(party for part in parts for party in part.parties)
        people = dict.fromkeys(person for part in parts for person in part.people)
        return Mentions(
            parties=tuple(parties),
            people=tuple(self._scanner.people[key] for key in people),
            title_parties=scan.title.parties,
        )

    def explain(
        self,
        title: str,
        text: str,
        published_at: datetime | None = None,
        side: str | None = None,
    ) -> dict[str, float]:
        """What each feature adds to the score, in log odds, the strongest first."""
        reasons = self._scorer.reasons(self.scan(title, text, published_at, side))
        return dict(sorted(reasons.items(), key=lambda item: -abs(item[1])))

    def scan(
        self,
        title: str,
        text: str,
        published_at: datetime | None = None,
        side: str | None = None,
        *,
        language: str | None = None,
    ) -> Scan:
        """What an article names, part by part; one in another language through the glossary."""
        title, text = self.glossary.english(title, text[:MAX_CHARACTERS], language)
        return self._scanner.scan(title, text, published_at, side)


def matches(watch_words: Iterable[str], title: str, text: str) -> bool:
    """Whether one of a desk's watch words stands in an article, as whole words, in any case."""
    wanted = tuple(watch_words)
    if not wanted:
        return False
    gazetteer = _watched(wanted)
    return any(True for part in (title, text) for _ in gazetteer.find(words(part), None))


@lru_cache(maxsize=256)
def _watched(wanted: tuple[str, ...]) -> Gazetteer:
    return Gazetteer((word, NameEntry(Kind.TERM, word)) for word in wanted)
