"""What was posted and is no briefing of the ledger (yet): shown while this process lives."""

from collections import OrderedDict
from collections.abc import Collection

# The page is for briefings; more notices than this are noise.
_SHOWN = 5


class Notices:
    """The newest posts as HTML, by their keys (delivery, part)."""

    def __init__(self) -> None:
        self._posts: OrderedDict[str, str] = OrderedDict()

    def put(self, key: str, html: str) -> None:
        """Keep a post; the same key again is the same post."""
        self._posts[key] = html
        while len(self._posts) > _SHOWN:
            self._posts.popitem(last=False)

    def change(self, key: str, html: str) -> None:
        """Show a post in other words, if it is still there."""
        if key in self._posts:
            self._posts[key] = html

    def drop(self, key: str) -> None:
        """Show a post no longer."""
        self._posts.pop(key, None)

    def beside(self, deliveries: Collection[str]) -> list[str]:
        """Those of no such delivery, the newest first."""
        return [
            html
            for key, html in reversed(self._posts.items())
            if key.rpartition("-")[0] not in deliveries
        ]
