"""What is in hand: who answers, the tasks that an end waits for, and failures as sentences."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog

from parley.app.ports import Dispatch, Pressed
from parley.domain.errors import CommandError
from parley.domain.model import Reply

_log = structlog.get_logger(__name__)

BROKE = "That did not work; please try again in a few minutes."
ENDING = "Parley is being restarted; please try again in a minute."

# So many are answered at a time; in a rush the others wait, since acknowledging comes first.
_LINES = 16

Said = Reply | str
"""An answer, or a sentence in its place."""


class Work:
    """Shared by all that takes questions in."""

    def __init__(self) -> None:
        self.dispatch: Dispatch | None = None
        self.pressed: Pressed | None = None
        self._open: set[asyncio.Task[object]] = set()
        self.lines = asyncio.Semaphore(_LINES)
        """Held while an answer is worked out and given."""

    def serve(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Begin to answer."""
        self.dispatch, self.pressed = dispatch, pressed

    async def finish(self, seconds: float) -> None:
        """Take nothing new, wait so long for the answers in hand, and cut off what takes longer.

        Whoever waits for one that is cut off is told, for which there is as long again.
        """
        self.dispatch = self.pressed = None
        if not self._open:
            return
        _, late = await asyncio.wait(set(self._open), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=seconds)

    @contextmanager
    def in_hand(self) -> Iterator[None]:
        """The current task is one that an end waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            yield
        finally:
            self._open.discard(task)


async def said(what: str, reply: Callable[[], Awaitable[Reply | None]]) -> Said:
    """What to say; every failure is a sentence, and so is an end in the middle."""
    try:
        made = await reply()
    except CommandError as error:
        return str(error)
    except asyncio.CancelledError:  # cut off by ``finish``, and by nothing else
        return ENDING
    except Exception as error:  # noqa: BLE001 - the last line before a person
        _log.error("command broke", what=what, exc_info=error)
        return BROKE
    return ENDING if made is None else made
