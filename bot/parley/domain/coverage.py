"""Accounts for every article that was seen: cited, or left out for exactly one reason."""

from collections import Counter
from collections.abc import Iterable

from parley.domain.model import Coverage, LeftOut


class Accounts:
    """Keeps the sum of one edition while it is made.

    ``seen`` articles became known in the stretch of time; ``judged`` are those that are about trade
    talks, by id. The first reason noted for an article stands.
    """

    def __init__(self, seen: int, judged: Iterable[str]) -> None:
        self._seen = seen
        self._judged = dict.fromkeys(judged)
        self._reasons: dict[str, LeftOut] = {}
        self._stories: dict[str, tuple[str, ...]] = {}

    def leave(self, articles: Iterable[str], why: LeftOut) -> None:
        """Note why articles are not cited."""
        for article in articles:
            if article in self._judged:
                self._reasons.setdefault(article, why)

    def is_left(self, article: str) -> bool:
        """Whether an article has a reason already."""
        return article in self._reasons

    def enter(self, story: str, articles: Iterable[str]) -> None:
        """Note a story and those of its articles that belong to this stretch and this desk."""
        self._stories[story] = tuple(a for a in articles if a in self._judged)

    def members(self, story: str) -> tuple[str, ...]:
        """What was entered under a story."""
        return self._stories[story]

    def close(self, cited: Iterable[str], *, told: int, checked: int) -> Coverage:
        """The sum. An article without a reason that nobody cites adds nothing to its story."""
        used = {article for article in cited if article in self._judged}
        relevant = {article for members in self._stories.values() for article in members}
        self.leave(relevant - used, LeftOut.SAME_STORY)
        self.leave(self._judged.keys() - used, LeftOut.IRRELEVANT)
        left = Counter({LeftOut.IRRELEVANT: self._seen - len(self._judged)})
        left.update(why for article, why in self._reasons.items() if article not in used)
        return Coverage(
            seen=self._seen,
            relevant=len(relevant),
            stories=len(self._stories),
            told=told,
            used=len(used),
            left_out={why: left[why] for why in LeftOut if left[why]},
            checked=checked,
        )
