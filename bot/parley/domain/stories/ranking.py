"""Why one story comes before another: a sum of reasons that a reader can be shown."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from parley.domain.evidence.text import fold, sentences
from parley.domain.ledger.moves import Moved
from parley.domain.model import (
    Archived,
    Authority,
    Change,
    ChangeKind,
    Development,
    RankedStory,
    RankReason,
    Source,
    StateMove,
    Story,
    Track,
    TrackKind,
)
from parley.domain.stories.deeds import (
    Grade,
    grade,
    is_comment,
    is_deed,
    is_forecast,
    is_notice,
    news_of,
)
from parley.domain.stories.wire import families, voices

COMMENT = "comment"
"""The factor of what tells no event."""
ELSEWHERE, MENTION, ASKED = "elsewhere", "mention", "asked"
"""The factors of what happens between others, is hardly about trade talks, has a watched word."""
_AUTHORITY = {
    Authority.OFFICIAL: 1.5,
    Authority.WIRE: 1.0,
    Authority.PRESS: 0.6,
    Authority.OTHER: 0.0,
}
_VOICE = 0.7  # for each doubling of the independent voices
_MOST_VOICES = 8
# What happened outweighs who said it: from one grade to the next is more than a voice or an hour.
_GRADE = {Grade.DEED: 6.0, Grade.OFFER: 4.0, Grade.WORD: 2.5, Grade.NOTHING: 0.0}
_CUE = 1.5  # for a cue of full strength; where the ledger read something, it tells equals apart
_HEADLINE = 2.0  # times as much, if a headline tells a deed
_SETTLED = 0.8  # done, and not only asked for or threatened
_REMARK = -1.5  # it tells what somebody thinks, fears or denies
_NOTICE = -5.0  # it corrects another article, which is told by itself
_ELSEWHERE = 0.5
_STATE = 2.0  # a track stands elsewhere than it stood
_FIRST_STATE = 0.5  # it is known for the first time where a track stands
_MENTIONED = -1.0  # nothing happens in it, and it is hardly about trade talks
_CENTRAL = 0.75  # the reading's score from which an article is about trade talks, not near them
_ASKED_FOR = 1.0
_ASIDE = -3.0  # only a sentence of it is on a followed track
_RECENCY = 1.0
_HALF_LIFE = 12.0  # hours
_BACKGROUND = 48.0  # hours; what is older is background, which a new reader gets last
_PER_DAY = -1.0  # for each day beyond that
_OLDEST = -6.0
_NEW = 0.3
_MOVED = 0.6
_LEAD = 3  # sentences of a text in which its development stands


class Cue(Protocol):
    """What a sentence says happened; ``strength`` is 0 to 1, ``settled`` if it is done."""

    @property
    def kind(self) -> str:
        """The kind of development."""
        ...

    @property
    def strength(self) -> float:
        """How plainly it is said, 0 to 1."""
        ...

    @property
    def settled(self) -> bool:
        """Whether it has happened, and is not proposed, threatened or due."""
        ...


Cues = Callable[[str], Cue | None]


def rank(
    story: Story,
    change: Change,
    *,
    until: datetime,
    sources: Mapping[str, Source],
    tracks: Mapping[str, Track],
    cue: Cues,
    told: Mapping[str, Sequence[Development]] = MappingProxyType({}),
    move: Moved | None = None,
) -> RankedStory:
    """A story's score as of ``until`` (UTC), with the reasons that add up to it.

    What is judged is what is fresh; a story without fresh articles is judged whole. ``tracks`` are
    those that the reader follows, ``cue`` tells the development in a sentence, if there is one;
    ``told`` is what the ledger read in each article, ``move`` what they did to a track's state.
    """
    fresh = frozenset(change.fresh)
    judged = [one for one in story.articles if one.revision.article_id in fresh]
    judged = judged or list(story.articles)
    news = [
        found for one in judged for found in news_of(one, told.get(one.revision.article_id, ()))
    ]
    development = _development(judged, news, cue)
    reasons = [
        _state(None if move is None else move.move),
        _authority(judged, sources),
        _corroboration(judged, sources),
        development,
        _elsewhere(development, judged, tracks),
        _manner(judged, news),
        _recency(judged, until),
        _change(change),
        _track(judged, tracks),
    ]
    reasons = [reason for reason in reasons if reason.value]
    return RankedStory(
        story=story,
        change=change,
        score=round(sum(reason.value for reason in reasons), 3),
        reasons=tuple(reasons),
        told=tuple(one for weight, one in news if weight is grade(one)),
        move=None if move is None else move.move,
        moved_by=None if move is None else move.by,
    )


def asked(ranked: RankedStory) -> RankedStory:
    """A story with a word that the reader watches."""
    reason = _reason(ASKED, _ASKED_FOR, "has a word that is watched")
    return replace(
        ranked, score=round(ranked.score + _ASKED_FOR, 3), reasons=(*ranked.reasons, reason)
    )


def aside(ranked: RankedStory) -> RankedStory:
    """A story of which only a sentence is on a track that the reader follows."""
    reason = _reason("aside", _ASIDE, "only touches what is followed")
    return replace(ranked, score=round(ranked.score + _ASIDE, 3), reasons=(*ranked.reasons, reason))


def _reason(factor: str, value: float, note: str) -> RankReason:
    """Rounded, so that what is shown adds up to the score that is shown."""
    return RankReason(factor, round(value, 3), note)


def _authority(articles: Iterable[Archived], sources: Mapping[str, Source]) -> RankReason:
    known = [
        sources[one.revision.source_id] for one in articles if one.revision.source_id in sources
    ]
    if not known:
        return _reason("authority", 0.0, "an unknown source")
    best = max(known, key=lambda source: (_AUTHORITY[source.authority], source.id))
    return _reason("authority", _AUTHORITY[best.authority], f"{best.authority.value}: {best.name}")


def _corroboration(articles: Iterable[Archived], sources: Mapping[str, Source]) -> RankReason:
    heard = voices((one.revision for one in articles), families(sources))
    value = _VOICE * math.log2(min(len(heard), _MOST_VOICES)) if heard else 0.0
    return _reason("corroboration", value, f"{len(heard)} independent voices")


def _state(move: StateMove | None) -> RankReason:
    if move is None:
        return _reason("state", 0.0, "")
    after = move.after.replace("_", " ")
    if move.before is None:
        return _reason("state", _FIRST_STATE, f"{move.track}: {after}")
    return _reason("state", _STATE, f"{move.track}: {move.before.replace('_', ' ')} → {after}")


def _development(
    articles: Iterable[Archived], news: Sequence[tuple[Grade, Development]], cue: Cues
) -> RankReason:
    found: list[tuple[float, str]] = []
    scores = []
    for one in articles:
        scores.append(one.reading.score)
        for place, sentence in enumerate(_lead(one)):
            said = cue(sentence)
            if said is not None:
                value = _CUE * min(1.0, max(0.0, said.strength))
                value *= _HEADLINE if place == 0 and is_deed(said.kind) else 1.0
                words = str(said.kind).replace("_", " ")
                found.append((value * (1.0 if said.settled else _SETTLED), words))
    value, words = max(found, default=(0.0, ""))
    weight, best = max(news, key=lambda one: (one[0], one[1].id), default=(Grade.NOTHING, None))
    if best is not None:
        kind = best.kind.replace("_", " ")
        ahead = ", ahead" if best.scheduled else ""
        return _reason("development", _GRADE[weight] + value, f"{kind}{ahead} ({best.track})")
    if found:
        return _reason("development", value, f"a development: {words}")
    if max(scores, default=1.0) < _CENTRAL:
        return _reason(MENTION, _MENTIONED, "trade talks are only mentioned")
    return _reason("development", 0.0, "no development")


def _elsewhere(
    found: RankReason, articles: Iterable[Archived], tracks: Mapping[str, Track]
) -> RankReason:
    """What happens between others, on no track that anybody keeps, weighs half."""
    kinds = {tracks[key].kind for one in articles for key in one.reading.tracks if key in tracks}
    if found.value <= 0 or kinds != {TrackKind.OTHER}:
        return _reason(ELSEWHERE, 0.0, "")
    return _reason(ELSEWHERE, -_ELSEWHERE * found.value, "between others")


def _manner(articles: Sequence[Archived], news: Sequence[tuple[Grade, Development]]) -> RankReason:
    """A story of which every headline is comment is comment; where something was done, of which each
    tells what may happen: the deed is then what they look at."""
    titles = [fold(one.revision.title) for one in articles]
    if all(map(is_notice, titles)):
        return _reason("notice", _NOTICE, "a correction")
    done = any(weight is Grade.DEED for weight, _ in news)
    if not all(map(is_forecast if done else is_comment, titles)):
        return _reason(COMMENT, 0.0, "")
    return _reason(COMMENT, _REMARK, "what somebody expects, thinks or denies")


def _lead(article: Archived) -> list[str]:
    text = fold(article.revision.text[:2000])
    spans = sentences(text)[:_LEAD]
    return [fold(article.revision.title), *(text[start:end] for start, end in spans)]


def _recency(articles: Iterable[Archived], until: datetime) -> RankReason:
    newest = max(one.revision.published_at for one in articles)
    hours = max(0.0, (until - newest).total_seconds() / 3600)
    if hours > _BACKGROUND:
        value = max(_OLDEST, _PER_DAY * (hours - _BACKGROUND) / 24)
        return _reason("background", value, f"{hours / 24:.0f} days old")
    age = "within the hour" if hours < 1 else f"{hours:.0f} h old"
    return _reason("recency", _RECENCY * 0.5 ** (hours / _HALF_LIFE), age)


def _change(change: Change) -> RankReason:
    if change.old and change.new:
        return _reason("moved", _MOVED, f"{change.old} → {change.new}")
    if change.kind is ChangeKind.NEW:
        return _reason("new", _NEW, "not told before")
    return _reason("change", 0.0, change.kind.value)


def _track(articles: Iterable[Archived], tracks: Mapping[str, Track]) -> RankReason:
    followed = {key: None for one in articles for key in one.reading.tracks if key in tracks}
    if not followed:
        return _reason("track", 0.0, "on no track")
    heaviest = max((tracks[key] for key in followed), key=lambda track: (track.weight, track.id))
    return _reason("track", heaviest.weight - 1.0, f"on {heaviest.name}")
