"""The front desk: takes commands and presses, has the right use case answer, and minds who may ask."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from parley.app.ports import Clock, Pressed
from parley.domain.commands import spec_of
from parley.domain.errors import CommandError, ParleyError
from parley.domain.identity import digest
from parley.domain.model import ActionKind, Command, CommandName, Permission, Press, Reply

_log = structlog.get_logger(__name__)

Answer = Callable[[Command], Awaitable[Reply]]

# One person may ask so often; more is a script, and costs everybody else their turn.
_ASKS, _SPAN = 20, timedelta(minutes=1)
# So many people are remembered before those who have gone are forgotten.
_PEOPLE = 10_000


class FrontDesk:
    """Dispatches commands and presses. Only a ``CommandError``'s words reach the person who asked."""

    def __init__(
        self,
        answers: Mapping[CommandName, Answer],
        clock: Clock,
        *,
        pressed: Mapping[ActionKind, Pressed] | None = None,
    ) -> None:
        self._answers = answers
        self._pressed = pressed or {}
        self._clock = clock
        self._asked: dict[tuple[str, str], deque[datetime]] = {}

    async def __call__(self, command: Command) -> Reply:
        """Answer a command.

        Raises ``CommandError`` with a sentence for the person, and nothing else: what went wrong
        inside is logged under an id, and the person is told the id.
        """
        if spec_of(command.name).permission is Permission.MANAGER and not command.manager:
            raise CommandError(
                "Only managers of this workspace or server can change what is posted here; "
                "ask one of them to run this command."
            )
        self._count(command.tenant_id, command.user)
        answer = self._answers.get(command.name)
        if answer is None:
            raise CommandError(f'"{command.name}" is switched off on this installation.')
        try:
            return await answer(command)
        except CommandError:
            raise
        except Exception as error:  # the last line before a person
            who = (command.tenant_id, command.user, command.asked_at.isoformat())
            raise _hidden(who, command.name, error) from error

    async def press(self, press: Press) -> Reply:
        """Answer a press, as a command is answered and within the same number of them.

        Raises ``CommandError`` alone.
        """
        self._count(press.tenant_id, press.user)
        answer = self._pressed.get(press.kind)
        if answer is None:
            raise CommandError("This button is switched off on this installation.")
        try:
            return await answer(press)
        except CommandError:
            raise
        except Exception as error:  # the last line before a person
            who = (press.tenant_id, press.user, press.pressed_at.isoformat())
            raise _hidden(who, press.kind, error) from error

    def _count(self, tenant_id: str, user: str) -> None:
        """Raises ``CommandError`` for somebody who has asked too often, with when to try again."""
        now = self._clock.now()
        asked = self._asked.setdefault((tenant_id, user), deque())
        while asked and now - asked[0] >= _SPAN:
            asked.popleft()
        if len(asked) >= _ASKS:
            wait = int((asked[0] + _SPAN - now).total_seconds()) + 1
            raise CommandError(f"That is a lot at once; try again in {wait} seconds.")
        asked.append(now)
        if len(self._asked) > _PEOPLE:
            self._asked = {who: when for who, when in self._asked.items() if now - when[-1] < _SPAN}


def _hidden(who: tuple[str, ...], what: str, error: Exception) -> CommandError:
    """The error as the person is told it: an id, under which the log has the rest."""
    trace = digest(*who, repr(error), size=4)
    if isinstance(error, ParleyError):
        _log.warning("command failed", id=trace, command=what, why=str(error))
    else:
        _log.error("command broke", id=trace, command=what, exc_info=error)
    return CommandError(f"That did not work; the operator finds the reason under {trace}.")
