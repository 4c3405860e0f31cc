"""On which tracks an article is: precision before recall, most central first."""

from parley.domain.model import Track, TrackCatalogue, TrackKind
from parley.domain.relevance.scan import Part, Scan
from parley.domain.relevance.score import STRONG

# What a mention is worth by its place, and what an article must gather to be on a track.
TITLE, LEDE, REST = 3.0, 2.0, 0.5
ENOUGH = 2.0
# Two parties in a sentence that speaks of trade policy; in a title that does not; elsewhere.
WITH_POLICY, IN_TITLE, WITHOUT_POLICY = 1.0, 0.7, 0.4
# Of "US hits Canada and China", Canada and China are no pair: who is named first, and has tracks
# with both, deals with each of them.
BESIDE_HUB = 0.3
_POLICY = (*STRONG, "act", "trade")
_BORDER = ("tariff", "control", "remedy", "law", "dispute", "deal")


Hubs = dict[frozenset[str], frozenset[str]]


def assign(scan: Scan, catalogue: TrackCatalogue, hubs: Hubs) -> tuple[str, ...]:
    """The ids of an article's tracks, most central first; ``other`` if it is on none of them.

    ``hubs`` are those of the catalogue.
    """
    parts = _weighted(scan)
    scores = {track.id: _score(track, parts, hubs) for track in catalogue.tracks}
    best = sorted(
        (track for track, score in scores.items() if score >= ENOUGH),
        key=lambda track: -scores[track],
    )
    if best:
        return tuple(best)
    return tuple(track.id for track in catalogue.tracks if track.kind is TrackKind.OTHER)


def _weighted(scan: Scan) -> list[tuple[float, Part]]:
    lede = [(LEDE if place == 0 else LEDE / 2, part) for place, part in enumerate(scan.lede)]
    return [(TITLE, scan.title), *lede, *((REST, part) for part in scan.rest)]


def hubs_of(catalogue: TrackCatalogue) -> Hubs:
    """For each pair with a track, the third parties that have a track with both of it."""
    pairs = {frozenset(t.parties) for t in catalogue.tracks if t.kind is TrackKind.BILATERAL}
    everyone = frozenset(party for pair in pairs for party in pair)
    return {
        pair: frozenset(
            third
            for third in everyone - pair
            if all(frozenset((third, party)) in pairs for party in pair)
        )
        for pair in pairs
    }


def _score(track: Track, parts: list[tuple[float, Part]], hubs: Hubs) -> float:
    match track.kind:
        case TrackKind.BILATERAL:
            return _pair(track, parts, hubs.get(frozenset(track.parties), frozenset()))
        case TrackKind.LITIGATION:
            return _beside(track, parts, ("tariff", "remedy", "charge"))
        case TrackKind.LEGISLATION:
            return _named(track, parts) + _beside(track, parts, ("law",)) / 2
        case TrackKind.MEASURE:
            return max(_named(track, parts), _unilateral(track, parts))
        case TrackKind.PLURILATERAL | TrackKind.SECTOR:
            return _named(track, parts)
        case TrackKind.OTHER:
            return 0.0


def _named(track: Track, parts: list[tuple[float, Part]]) -> float:
    """By the track's own terms."""
    return sum(worth for worth, part in parts if track.id in part.terms)


def _beside(track: Track, parts: list[tuple[float, Part]], cues: tuple[str, ...]) -> float:
    """By the track's bodies where they meet what they decide on."""
    return sum(
        worth
        for worth, part in parts
        if track.id in part.bodies and any(cue in part.cues for cue in cues)
    )


def _unilateral(track: Track, parts: list[tuple[float, Part]]) -> float:
    """By a measure of the track's party against many: three others or more in a sentence."""
    return sum(
        worth
        for worth, part in parts
        if set(track.parties) <= set(part.parties)
        and len(part.parties) > 3
        and any(cue in part.cues for cue in _BORDER)
    )


def _pair(track: Track, parts: list[tuple[float, Part]], hubs: frozenset[str]) -> float:
    """By both parties as actors: in one sentence, or one in the title and one in the lede."""
    named = _named(track, parts)
    wanted = set(track.parties)
    score, seen = 0.0, set[str]()
    for place, (worth, part) in enumerate(parts):
        present = wanted & set(part.parties)
        factor = IN_TITLE if place == 0 else WITHOUT_POLICY
        if any(cue in part.cues for cue in _POLICY):
            factor = WITH_POLICY
        if part.parties and part.parties[0] in hubs:
            factor *= BESIDE_HUB
        if present == wanted or (present and place < 3 and seen and seen | present == wanted):
            score += worth * factor
        if place < 2:
            seen |= present
    return named + score
