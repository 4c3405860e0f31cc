"""Which of the ranked stories an edition tells, which it names, and which it has no room for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parley.domain.model import DevelopmentKind, LeftOut, RankedStory, Revision, TrackKind
from parley.domain.stories.deeds import Grade, grade
from parley.domain.stories.ranking import ASKED, COMMENT, ELSEWHERE, MENTION
from parley.domain.stories.vectors import Terms, terms_of
from parley.domain.stories.wire import same_words

# A track of these kinds is one affair; a sector, a round of many or what is on no track is several.
ONE_AFFAIR = frozenset(
    {TrackKind.BILATERAL, TrackKind.LITIGATION, TrackKind.LEGISLATION, TrackKind.MEASURE}
)
MOST_NAMED = 4  # headlines under those told; more are a list that nobody reads
_ALIKE = 0.6  # share of the shorter headline's terms in the longer: the leads say the same
_TRACK_SHARE = 0.5  # of the room, that one track's stories take before others had their turn
_FEWEST = 3  # stories; from there on only what weighs this share of the first is told at length
_WORTH_TELLING, _WORTH_FOR_ITS_TRACK = (
    0.65,
    0.5,
)  # what is done on a track not told yet gets in by less
_SLIGHT = 3.0  # the score under which what happens elsewhere is named, also on an empty day
_WORTH_NAMING = 1.5  # the score under which a headline says nothing about trade talks


@dataclass(frozen=True, slots=True)
class Selection:
    """The stories to tell, best first; those named by their headline; the others, with the reason."""

    told: tuple[RankedStory, ...]
    named: tuple[RankedStory, ...]
    left: tuple[tuple[RankedStory, LeftOut], ...]


def select(
    ranked: Sequence[RankedStory], limit: int, affairs: frozenset[str] = frozenset()
) -> Selection:
    """Choose for at most ``limit`` stories; ``affairs`` are the tracks that are one affair each.

    A story whose lead says what a better one of its thread says is left out as the same. An affair
    (a thread, or one of those tracks) is told once, unless a further story brings a deed or an offer
    of its own; what else there is on it is named. One track takes at most half of the room as long as
    another has something to tell. A story that moved a track's state is told whatever else is.
    """
    best = sorted(ranked, key=lambda one: (-one.score, one.story.id))
    distinct: list[RankedStory] = []
    left: list[tuple[RankedStory, LeftOut]] = []
    for one in sorted(best, key=lambda one: not _moved(one)):
        if any(_says_the_same(one, other) for other in distinct):
            left.append((one, LeftOut.SAME_STORY))
        else:
            distinct.append(one)
    distinct.sort(key=lambda one: (-one.score, one.story.id))
    told = _spread(_heads(distinct, affairs), limit)
    ids = {one.story.id for one in told}
    rest = [one for one in distinct if one.story.id not in ids]
    worth = [one for one in rest if one.score >= _WORTH_NAMING or one.move is not None]
    named = worth[:MOST_NAMED]
    ids |= {one.story.id for one in named}
    left.extend((one, LeftOut.NO_ROOM) for one in worth[MOST_NAMED:])
    left.extend((one, LeftOut.SLIGHT) for one in rest if one not in worth)
    return Selection(tuple(told), tuple(named), tuple(left))


def _heads(distinct: Sequence[RankedStory], affairs: frozenset[str]) -> list[RankedStory]:
    """The story that tells each affair, and those with a deed or an offer that it does not have.

    What is only comment is told on a day that has nothing else, a slight thing from elsewhere never.
    """
    heads: list[RankedStory] = []
    told: set[str] = set()
    tracks: set[str] = set()
    events: set[tuple[str, DevelopmentKind, date]] = set()
    something_happened = any(not _is_comment(one) for one in distinct)
    for one in distinct:
        if _is_slight(one) or (something_happened and _is_comment(one)):
            continue
        keys = {one.story.thread_id, *(key for key in tracks_of(one)[:1] if key in affairs)}
        own = {(d.track, d.kind, d.event_date) for d in one.told if grade(d) >= Grade.OFFER}
        unheard = (own or not one.told) and _track(one) not in tracks
        share = _WORTH_FOR_ITS_TRACK if unheard else _WORTH_TELLING
        worth = len(heads) < _FEWEST or one.score >= share * heads[0].score
        if _moved(one) or (worth and (not keys & told or own - events)):
            heads.append(one)
            told |= keys
            tracks.add(_track(one))
            events |= own
    return heads


def _spread(heads: Sequence[RankedStory], limit: int) -> list[RankedStory]:
    """The best, with no track taking more than its share while others wait; in order of score."""
    share = max(1, round(limit * _TRACK_SHARE))
    taken: Counter[str] = Counter()
    chosen = [place for place, one in enumerate(heads) if _moved(one)][:limit]
    waiting: list[int] = []
    for place in chosen:
        taken[_track(heads[place])] += 1
    for place, one in enumerate(heads):
        if place in chosen:
            continue
        track = _track(one)
        if taken[track] < share and len(chosen) < limit:
            taken[track] += 1
            chosen.append(place)
        else:
            waiting.append(place)
    chosen.extend(waiting[: max(0, limit - len(chosen))])
    return [heads[place] for place in sorted(chosen)]


def _moved(ranked: RankedStory) -> bool:
    """Whether it brings a track from one state to another; a first known state is no move."""
    return ranked.move is not None and ranked.move.before is not None


def _is_comment(ranked: RankedStory) -> bool:
    return not _moved(ranked) and any(reason.factor == COMMENT for reason in ranked.reasons)


def _is_slight(ranked: RankedStory) -> bool:
    if _moved(ranked) or ranked.change.old is not None or ranked.score >= _SLIGHT:
        return False  # a figure that moved corrects what a reader may have been told
    factors = {reason.factor for reason in ranked.reasons}
    return ASKED not in factors and bool(factors & {ELSEWHERE, MENTION})


def tracks_of(ranked: RankedStory) -> tuple[str, ...]:
    """The tracks that most of a story's articles are on first."""
    tracks = Counter(one.reading.tracks[0] for one in ranked.story.articles if one.reading.tracks)
    # In order of the names of equals, so that the order of articles makes no difference.
    return tuple(sorted(tracks, key=lambda key: (-tracks[key], key)))


def _track(ranked: RankedStory) -> str:
    return next(iter(tracks_of(ranked)), "")


def _says_the_same(one: RankedStory, other: RankedStory) -> bool:
    first, second = _lead(one), _lead(other)
    if same_words(first, second):
        return True
    if one.story.thread_id != other.story.thread_id:
        return False
    return _alike(terms_of(first.title, ""), terms_of(second.title, ""))


def _alike(first: Terms, second: Terms) -> bool:
    """Whether two headlines have most terms in common and no figure against each other."""
    if first.figures != second.figures:
        return False
    shorter = min(len(first.counts), len(second.counts))
    return shorter > 2 and len(first.counts.keys() & second.counts.keys()) >= _ALIKE * shorter


def _lead(ranked: RankedStory) -> Revision:
    """The revision that the story is told from: the first fresh one."""
    fresh = frozenset(ranked.change.fresh)
    revisions = [one.revision for one in ranked.story.articles]
    return next((one for one in revisions if one.article_id in fresh), revisions[0])
