"""Whether an article tells a story's event, or belongs to a thread's affair."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parley.domain.stories.frequencies import Frequencies
from parley.domain.stories.groups import Group, Weights
from parley.domain.stories.vectors import Terms, term_of
from parley.domain.stories.words import TRADE_WORDS

# How much more a name weighs than another word as rare: who and where outlives what in an affair.
_STORY_NAME = 1.5
_FOREIGN = 0.4  # a word of another language, which only reports in that language can share
_THREAD_NAME = 2.0
_STORY_TERMS = 48
_THREAD_TERMS = 80

# What every report here shares tells no event from another, from the first article on: such terms
# count as seen in one article in five, however few the index has seen.
_COMMON = frozenset(map(term_of, TRADE_WORDS))
_COMMON_SHARE = 0.2

# Is it the same event? The cosine, more by the share of the article's figures that the story has,
# less by the share of its names that are new to it. A logistic regression on ECB+'s train split,
# divided by the cosine's weight; how it was fixed is in docs/newsroom.md.
_FIGURES = 0.27
_NEW_NAMES = -0.22
_SAME_EVENT = 0.11
_OTHER_AFFAIR = 0.10  # the more that is asked of a story that is of another thread
_PER_DAY = -0.06  # for each day after the first since the story's last report; set by reading

# Does it belong to the affair? Cosine with everything that the thread has told so far.
_SAME_AFFAIR = 0.05


@dataclass(frozen=True, slots=True)
class Profile:
    """An article as stories are compared: its terms' weights (of length one) and their sorts."""

    weights: Weights
    terms: Terms
    names: float

    @classmethod
    def of(cls, terms: Terms, frequencies: Frequencies) -> "Profile":
        """The profile of a lead's terms."""
        weights = _weigh(
            terms, frequencies, _STORY_TERMS, name=_STORY_NAME, figure=1.0, common=_COMMON
        )
        names = sum(weight for term, weight in weights.items() if term in terms.names)
        return cls(weights, terms, names)


def thread_weights(terms: Terms, frequencies: Frequencies) -> Weights:
    """The weights by which threads are compared. Figures change from day to day and count nothing."""
    return _weigh(terms, frequencies, _THREAD_TERMS, name=_THREAD_NAME, figure=0.0)


def same_event(
    profile: Profile, stories: Iterable[tuple[Group, bool]], at: datetime
) -> Group | None:
    """The story that the article tells, if it tells one of these.

    Each comes with whether it is of the thread that the article would belong to by itself.
    """
    scored = (
        (_event_score(profile, story, at) - (0.0 if akin else _OTHER_AFFAIR), story)
        for story, akin in stories
    )
    return _best(scored, _SAME_EVENT)


def same_affair(weights: Weights, threads: Iterable[Group]) -> Group | None:
    """The thread that the article belongs to, if it belongs to one of these."""
    return _best(((_cosine(weights, thread), thread) for thread in threads), _SAME_AFFAIR)


def _best(scored: Iterable[tuple[float, Group]], least: float) -> Group | None:
    best: Group | None = None
    highest = least
    for score, group in scored:
        if score > highest or (best is None and score == highest):
            best, highest = group, score
    return best


def _cosine(weights: Weights, group: Group) -> float:
    shared = sum(weights[term] * weight for term, weight in group.among(weights))
    return shared / group.norm if group.norm else 0.0


def _event_score(profile: Profile, story: Group, at: datetime) -> float:
    weights, terms = profile.weights, profile.terms
    shared = known_names = 0.0
    figures = 0
    for term, weight in story.among(weights):
        mine = weights[term]
        shared += mine * weight
        if term in terms.names:
            known_names += mine
        elif term in terms.figures:
            figures += 1
    if not story.norm:
        return -math.inf
    days = max(0.0, (at - story.last).total_seconds() / 86400 - 1)
    return (
        shared / story.norm
        + _FIGURES * (figures / len(terms.figures) if terms.figures else 0.0)
        + _NEW_NAMES * (profile.names - known_names) / (profile.names + 0.2)
        + _PER_DAY * days
    )


def _weigh(
    terms: Terms,
    frequencies: Frequencies,
    most: int,
    *,
    name: float,
    figure: float,
    common: frozenset[int] = frozenset(),
) -> Weights:
    """The heaviest terms, by count and rarity, scaled to length one."""
    names, figures, foreign = terms.names, terms.figures, terms.foreign
    weighed: list[tuple[float, int]] = []  # below zero, so that the heaviest is the first
    rarities = frequencies.rarities(terms.counts, common, _COMMON_SHARE)
    for (term, count), rarity in zip(terms.counts.items(), rarities, strict=True):
        if rarity <= 0.0:
            continue
        weight = rarity if count == 1 else (1 + math.log(count)) * rarity
        if term in figures:
            weight *= figure
        elif term in names:
            weight *= name
        elif term in foreign:
            weight *= _FOREIGN
        if weight:
            weighed.append((-weight, term))
    weighed.sort()
    del weighed[most:]
    norm = math.sqrt(sum(weight * weight for weight, _ in weighed)) or 1.0
    return {term: -weight / norm for weight, term in weighed}
