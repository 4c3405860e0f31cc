"""The front desk: who may ask, how often, and what a person is told when something breaks."""

from datetime import UTC, datetime, timedelta

import pytest

from parley.app.demo import SetClock
from parley.app.front import FrontDesk
from parley.domain.errors import CommandError, StoreBusy
from parley.domain.model import (
    ActionKind,
    Command,
    CommandName,
    Heading,
    Message,
    Platform,
    Press,
    Reply,
    Text,
)

NOON = datetime(2025, 5, 29, 12, tzinfo=UTC)
HELLO = Reply(message=Message(title="Hello", blocks=(Heading((Text("Hello"),)),)))


def command(name: CommandName = CommandName.HELP, user: str = "U1", **changes: bool) -> Command:
    return Command(
        name=name,
        args={},
        platform=Platform.SLACK,
        tenant_id="slack:T1",
        channel="C1",
        user=user,
        asked_at=NOON,
        manager=changes.get("manager", False),
    )


async def hello(_: Command) -> Reply:
    return HELLO


async def test_only_managers_change_standing_orders() -> None:
    """Whatever a platform let through, the permission is checked again here."""
    desk = FrontDesk({CommandName.SUBSCRIBE: hello}, SetClock(NOON))
    with pytest.raises(CommandError, match="managers"):
        await desk(command(CommandName.SUBSCRIBE))
    assert await desk(command(CommandName.SUBSCRIBE, manager=True)) is HELLO


async def test_a_burst_is_told_when_to_try_again() -> None:
    """Fifty at once from one person are not fifty answers; others are not affected."""
    clock = SetClock(NOON)
    desk = FrontDesk({CommandName.HELP: hello}, clock)
    for _ in range(20):
        assert await desk(command()) is HELLO
    for _ in range(30):
        with pytest.raises(CommandError, match="try again in 61 seconds"):
            await desk(command())
    assert await desk(command(user="U2")) is HELLO
    clock.at += timedelta(minutes=1)
    assert await desk(command()) is HELLO


@pytest.mark.parametrize("error", [StoreBusy("postgres://user:pw@host is locked."), KeyError("x")])
async def test_inner_errors_become_an_id(error: Exception) -> None:
    """Neither our own nor anybody's error text reaches the person who asked."""

    async def broken(_: Command) -> Reply:
        raise error

    desk = FrontDesk({CommandName.HELP: broken}, SetClock(NOON))
    with pytest.raises(CommandError) as caught:
        await desk(command())
    assert "pw" not in str(caught.value)
    assert str(caught.value).startswith("That did not work; the operator finds the reason under ")


async def test_a_command_error_is_passed_on() -> None:
    """What a use case says to the person is said."""

    async def refuses(_: Command) -> Reply:
        raise CommandError("There is no track.")

    with pytest.raises(CommandError, match="no track"):
        await FrontDesk({CommandName.HELP: refuses}, SetClock(NOON))(command())


async def test_a_command_that_is_off_says_so() -> None:
    """An installation without a use case names the command."""
    with pytest.raises(CommandError, match='"ask" is switched off'):
        await FrontDesk({}, SetClock(NOON))(command(CommandName.ASK))


def press(kind: ActionKind = ActionKind.MORE) -> Press:
    return Press(
        kind=kind,
        ref="e1.1",
        platform=Platform.SLACK,
        tenant_id="slack:T1",
        channel="C1",
        user="U1",
        pressed_at=NOON,
    )


async def test_presses_and_commands_count_together() -> None:
    """Twenty a minute of either; a person who presses too often is told when to try again."""

    async def pressed(_: Press) -> Reply:
        return HELLO

    desk = FrontDesk({CommandName.HELP: hello}, SetClock(NOON), pressed={ActionKind.MORE: pressed})
    for _ in range(10):
        assert await desk(command()) is HELLO
        assert await desk.press(press()) is HELLO
    with pytest.raises(CommandError, match="try again in 61 seconds"):
        await desk.press(press())
    with pytest.raises(CommandError, match="try again in 61 seconds"):
        await desk(command())


async def test_inner_errors_of_a_press_become_an_id() -> None:
    """As with commands; a button without a use case says that it is off."""

    async def broken(_: Press) -> Reply:
        raise StoreBusy("postgres://user:pw@host is locked.")

    desk = FrontDesk({}, SetClock(NOON), pressed={ActionKind.MORE: broken})
    with pytest.raises(CommandError, match="finds the reason under") as caught:
        await desk.press(press())
    assert "pw" not in str(caught.value)
    with pytest.raises(CommandError, match="switched off"):
        await desk.press(press(ActionKind.REPORT))
