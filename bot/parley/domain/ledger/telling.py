"""A development is told once: by the first report of it, over a stream."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from parley.domain.ledger.actors import names
from parley.domain.model import Development
from parley.domain.model import DevelopmentKind as K

# Deeds of a side: who told of them does not matter.
_DEEDS = {
    K.TARIFF_IMPOSED,
    K.TARIFF_RAISED,
    K.TARIFF_LOWERED,
    K.TARIFF_SUSPENDED,
    K.RETALIATION,
    K.EXPORT_CONTROL,
    K.DEAL,
    K.SIGNATURE,
    K.RATIFICATION,
    K.ENTRY_INTO_FORCE,
    K.RULING,
    K.STAY,
    K.WITHDRAWAL,
}
# So much of the same words within so many days is the wire repeating itself.
_REPEATED, _DAYS = 0.6, 3

Who = Callable[[str], frozenset[str]]
"""The ids of the parties that a description of an actor names."""


class Telling:
    """Remembers what was told; ``first`` is asked in the order in which reports come."""

    def __init__(self, who: Who) -> None:
        self._who = who
        self._told: defaultdict[tuple[str, K, date], list[tuple[str, str]]] = defaultdict(list)
        self._seen: set[str] = set()
        self._quotes: defaultdict[str, list[tuple[date, frozenset[str]]]] = defaultdict(list)

    def first(self, told: Development) -> bool:
        """Whether nothing told before is this: same track and kind, a day apart at most, same actor.

        Words of one side are one development if the same person or body speaks; a deed is, if its
        sides are the same. An actor that is not named could be anybody.
        """
        words = frozenset(told.quote.lower().split())
        if told.id in self._seen:
            return False
        self._seen.add(told.id)  # told or not: the same stream once more brings nothing
        if self._repeats(told, words):
            return False
        for step in (-1, 0, 1):
            near = self._told.get((told.track, told.kind, told.event_date + timedelta(step)), ())
            if any(self._same(told, actor, article) for actor, article in near):
                return False
        self._told[told.track, told.kind, told.event_date].append((told.actor, told.article_id))
        self._quotes[told.track].append((told.known_at.date(), words))
        return True

    def forget(self, told: Development) -> None:
        """A development was withdrawn: the same may be told again, in other words."""
        near = self._told[told.track, told.kind, told.event_date]
        near[:] = [item for item in near if item != (told.actor, told.article_id)]
        words = frozenset(told.quote.lower().split())
        self._quotes[told.track] = [item for item in self._quotes[told.track] if item[1] != words]

    def _repeats(self, told: Development, words: frozenset[str]) -> bool:
        """Whether the same words stood in a report of these days; forgets what is older."""
        today = told.known_at.date()
        recent = [(d, w) for d, w in self._quotes[told.track] if (today - d).days <= _DAYS]
        self._quotes[told.track] = recent
        return any(len(words & w) >= _REPEATED * len(words | w) for _, w in recent)

    def _same(self, told: Development, actor: str, article: str) -> bool:
        if not actor or not told.actor or article == told.article_id:
            return True
        if actor.casefold() == told.actor.casefold() or names(actor) & names(told.actor):
            return True
        return told.kind in _DEEDS and bool(self._who(actor) & self._who(told.actor))
