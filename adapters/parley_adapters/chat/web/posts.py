"""What was posted and is neither a briefing nor a notice of the archive: shown while this process lives."""

from collections import OrderedDict
from collections.abc import Collection

# The page is for briefings; more posts than this are noise.
_SHOWN = 5
_EVERYBODY = ""


class Posts:
    """The newest posts as HTML, by their keys (what it belongs to, part)."""

    def __init__(self) -> None:
        self._posts: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def put(self, key: str, html: str, user: str = _EVERYBODY) -> None:
        """Keep a post, for one person alone if it says whom; the same key again is the same post."""
        self._posts[key] = (html, user)
        while len(self._posts) > _SHOWN:
            self._posts.popitem(last=False)

    def change(self, key: str, html: str) -> None:
        """Show a post in other words, if it is still there."""
        if key in self._posts:
            self._posts[key] = (html, self._posts[key][1])

    def drop(self, key: str) -> None:
        """Show a post no longer."""
        self._posts.pop(key, None)

    def beside(self, known: Collection[str], user: str = _EVERYBODY) -> list[str]:
        """What a person may see and is no part of what is ``known``, the newest first."""
        return [
            html
            for key, (html, whose) in reversed(self._posts.items())
            if key.rpartition("-")[0] not in known and whose in {_EVERYBODY, user}
        ]
