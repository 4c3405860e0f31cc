"""Which of the ranked stories an edition has room for, most important first."""

from collections import Counter
from collections.abc import Sequence

from parley.domain.model import LeftOut, RankedStory, Revision
from parley.domain.stories.vectors import Terms, terms_of
from parley.domain.stories.wire import same_words

_ALIKE = 0.6  # share of the shorter headline's terms in the longer: the leads say the same
_TRACK_SHARE = 0.5  # of the room, that one track's stories take before others had their turn

Chosen = tuple[RankedStory, ...]
Left = tuple[tuple[RankedStory, LeftOut], ...]


def select(ranked: Sequence[RankedStory], limit: int) -> tuple[Chosen, Left]:
    """The stories to tell, best first, and the others with the reason why they are left out.

    A story whose lead says what a chosen story of its thread says is left out as the same. One track
    takes at most half of the room as long as another track has a story to tell.
    """
    best = sorted(ranked, key=lambda one: (-one.score, one.story.id))
    distinct: list[RankedStory] = []
    left: list[tuple[RankedStory, LeftOut]] = []
    for one in best:
        if any(_says_the_same(one, other) for other in distinct):
            left.append((one, LeftOut.SAME_STORY))
        else:
            distinct.append(one)
    chosen = _spread(distinct, limit)
    ids = {one.story.id for one in chosen}
    left.extend((one, LeftOut.NO_ROOM) for one in distinct if one.story.id not in ids)
    return tuple(chosen), tuple(left)


def _spread(distinct: Sequence[RankedStory], limit: int) -> list[RankedStory]:
    """The best, with no track taking more than its share while others wait; in order of score."""
    share = max(1, round(limit * _TRACK_SHARE))
    taken: Counter[str] = Counter()
    chosen: list[int] = []
    waiting: list[int] = []
    for place, one in enumerate(distinct):
        track = _track(one)
        if taken[track] < share and len(chosen) < limit:
            taken[track] += 1
            chosen.append(place)
        else:
            waiting.append(place)
    chosen.extend(waiting[: max(0, limit - len(chosen))])
    return [distinct[place] for place in sorted(chosen)]


def _track(ranked: RankedStory) -> str:
    tracks = Counter(one.reading.tracks[0] for one in ranked.story.articles if one.reading.tracks)
    # The smallest of equals, so that the order of articles makes no difference.
    return min(tracks, key=lambda key: (-tracks[key], key), default="")


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
