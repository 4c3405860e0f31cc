"""What is said to somebody in Slack who asked or pressed: every failure is a sentence."""

from collections.abc import Awaitable, Callable, Mapping

import structlog

from parley.app.ports import Clock, Dispatch, Pressed
from parley.domain.commands import spec_of
from parley.domain.errors import CommandError
from parley.domain.model import CommandName, Permission, Reply
from parley_adapters.chat.slack.commands import Asked, Pushed, command, parsed, press, sentence
from parley_adapters.chat.slack.people import Person
from parley_adapters.chat.slack.workspaces import Workspaces

_log = structlog.get_logger(__name__)

_BROKEN = "That did not work; please try again, and tell the operator if it happens again."
_UNHEARD = "Buttons are switched off on this installation."


class Answering:
    """Answers commands through one ``Dispatch``, presses likewise; each with what the person may do."""

    def __init__(
        self, workspaces: Workspaces, clock: Clock, dispatch: Dispatch, pressed: Pressed | None
    ) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._dispatch = dispatch
        self._pressed = pressed

    async def person(self, tenant_id: str, user: str) -> Person:
        """Who somebody is. Raises ``ChatError``."""
        workspace = await self._workspaces.of(tenant_id)
        return await workspace.people.person(user, await workspace.us(), tenant_id)

    async def to_line(self, asked: Asked) -> Reply:
        """What to say to a line that somebody typed."""
        name, args = parsed(asked)
        return await self.to_command(asked, name, args)

    async def to_command(self, asked: Asked, name: CommandName, args: Mapping[str, str]) -> Reply:
        """What to say to a command, whatever its line."""

        async def said() -> Reply:
            person = await self.person(asked.tenant_id, asked.user)
            if person.problem and spec_of(name).permission is Permission.MANAGER:
                return Reply(message=sentence(person.problem))
            return await self._dispatch(
                command(
                    asked,
                    name,
                    args,
                    asked_at=self._clock.now(),
                    manager=person.manager,
                    zone=person.zone,
                )
            )

        return await _safely(said)

    async def to_press(self, pushed: Pushed) -> Reply:
        """What to say to whoever pressed."""
        pressed = self._pressed
        if pressed is None:
            return Reply(message=sentence(_UNHEARD))

        async def said() -> Reply:
            person = await self.person(pushed.tenant_id, pushed.user)
            return await pressed(
                press(
                    pushed,
                    pressed_at=self._clock.now(),
                    manager=person.manager,
                    zone=person.zone,
                )
            )

        return await _safely(said)


async def _safely(said: Callable[[], Awaitable[Reply]]) -> Reply:
    try:
        return await said()
    except CommandError as error:
        return Reply(message=sentence(str(error)))
    except Exception as error:  # noqa: BLE001 - the last line before a person
        _log.error("answer broke", exc_info=error)
        return Reply(message=sentence(_BROKEN))
