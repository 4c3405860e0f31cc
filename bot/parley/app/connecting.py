"""Connects the platforms: at the start, and again and again where the network is at fault."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from parley.app.jobs import connect_job
from parley.app.ports import Chat, Clock, Dispatch, Job, Pressed
from parley.domain.errors import ChatError, ChatUnreachable, RateLimited, SendAmbiguous

_log = structlog.get_logger(__name__)

# What passes by itself; a wrong token and a taken port do not.
_PASSING = (ChatUnreachable, RateLimited, SendAmbiguous)
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Connecting:
    """Starts chats; one that cannot be reached holds up none of the others."""

    chats: Sequence[Chat]
    dispatch: Dispatch
    pressed: Pressed | None
    clock: Clock

    async def first(self) -> tuple[list[str], list[Job]]:
        """Connect every platform: those that answer, and jobs for those that may answer later.

        Raises the first ``ChatError`` where all refuse for good.
        """
        outcomes = await asyncio.gather(*map(self._start, self.chats))
        connected: list[str] = []
        later: list[Job] = []
        refused: list[ChatError] = []
        for chat, fault in zip(self.chats, outcomes, strict=True):
            if fault is None:
                connected.append(str(chat.platform))
            elif isinstance(fault, _PASSING):
                later.append(self._again(chat, 1, fault))
            else:
                refused.append(fault)
        if refused and not connected and not later:
            raise refused[0]
        return connected, later

    async def again(self, platform: str, tries: int) -> list[Job]:
        """Try a platform once more; with the job for the next time, if it fails as before."""
        for chat in self.chats:
            if str(chat.platform) != platform:
                continue
            fault = await self._start(chat)
            if fault is None:
                _log.info("platform connected", platform=platform, tries=tries + 1)
            elif isinstance(fault, _PASSING):
                return [self._again(chat, tries + 1, fault)]
        return []

    async def _start(self, chat: Chat) -> ChatError | None:
        try:
            await chat.start(self.dispatch, self.pressed)
        except ChatError as error:
            _log.error("platform not connected", platform=str(chat.platform), why=str(error))
            return error
        return None

    def _again(self, chat: Chat, tries: int, fault: ChatError) -> Job:
        """Twice as long after each try, or as long as the platform asks for."""
        wait = min(_FIRST * 2 ** min(tries - 1, 10), _LONGEST)
        if isinstance(fault, RateLimited):
            wait = max(wait, fault.retry_after)
        return connect_job(chat.platform, tries, self.clock.now() + wait)
