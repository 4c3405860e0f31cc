"""Tells open pages that something was posted: server-sent events, to so many readers at a time."""

import asyncio
from collections.abc import AsyncIterator

# A page that is left open costs a connection; more than this at once is no team.
_READERS = 200
# Proxies drop a connection that says nothing for a minute.
_HEARTBEAT = 20.0  # seconds
_EVERYBODY = ""


class Live:
    """One news line for all open pages. Only the key of a post travels: the page reads the rest."""

    def __init__(self) -> None:
        self._readers: dict[asyncio.Queue[str | None], str] = {}
        self._newest: str | None = None
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether there is no room for another reader."""
        return self._closed or len(self._readers) >= _READERS

    def tell(self, key: str, user: str = _EVERYBODY) -> None:
        """Announce a post under its key, to one person alone if it says whom."""
        if user == _EVERYBODY:
            self._newest = key
        for reader, whose in self._readers.items():
            if user in {_EVERYBODY, whose}:
                reader.put_nowait(key)

    def open(self) -> None:
        """Take readers (again)."""
        self._closed = False

    def close(self) -> None:
        """End every stream, so that the server need not wait for its readers."""
        self._closed = True
        for reader in self._readers:
            reader.put_nowait(None)

    async def stream(self, user: str = _EVERYBODY) -> AsyncIterator[str]:
        """Events for one reader, beginning with the newest post: it may have come before the page."""
        reader: asyncio.Queue[str | None] = asyncio.Queue()
        self._readers[reader] = user
        try:
            yield ": connected\n\n"
            if self._newest is not None:
                yield _event(self._newest)
            while not self._closed:
                try:
                    key = await asyncio.wait_for(reader.get(), _HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if key is None:
                    return
                yield _event(key)
        finally:
            self._readers.pop(reader, None)


def _event(key: str) -> str:
    return f"event: posted\ndata: {key}\n\n"
