"""Typed lines are read as forgivingly as can be told apart."""

import pytest

from parley.domain.commands import COMMANDS, parse_line, spec_of
from parley.domain.model import CommandName, Permission


@pytest.mark.parametrize(
    ("line", "name", "args"),
    [
        ("brief", CommandName.BRIEF, {}),
        ("brief us-china since 3d", CommandName.BRIEF, {"track": "us-china", "since": "3d"}),
        ("Brief 3d us-china", CommandName.BRIEF, {"track": "us-china", "since": "3d"}),
        ("brief since=2025-05-29", CommandName.BRIEF, {"since": "2025-05-29"}),
        ("ask When does it end?", CommandName.ASK, {"question": "When does it end?"}),
        ("what did China say", CommandName.ASK, {"question": "what did China say"}),
        ("tariffs?", CommandName.ASK, {"question": "tariffs?"}),
        ("us-china", CommandName.HELP, {}),
        ("", CommandName.HELP, {}),
        (
            "summarize <https://a.example/b|b>",
            CommandName.SUMMARISE,
            {"url": "https://a.example/b"},
        ),
        (
            "subscribe us-china, us-eu at 08:00 on weekdays zone Asia/Tokyo",
            CommandName.SUBSCRIBE,
            {"tracks": "us-china,us-eu", "at": "08:00", "on": "weekdays", "zone": "Asia/Tokyo"},
        ),
        (
            "subscribe 7:30 mon,wed America/New_York us-china",
            CommandName.SUBSCRIBE,
            {"tracks": "us-china", "at": "7:30", "on": "mon,wed", "zone": "America/New_York"},
        ),
        ("settings breaking on", CommandName.SETTINGS, {"name": "breaking", "value": "on"}),
        (
            "set quiet-hours 22:00-07:00",
            CommandName.SETTINGS,
            {"name": "quiet-hours", "value": "22:00-07:00"},
        ),
        ("pause until 2025-08-18", CommandName.PAUSE, {"until": "until 2025-08-18"}),
        ("resume", CommandName.PAUSE, {"until": "off"}),
        ("brief d'accord", CommandName.BRIEF, {"track": "d'accord"}),
        ("status", CommandName.STATUS, {}),
        (
            "status us-china as of 2025-05-29",
            CommandName.STATUS,
            {"track": "us-china", "as_of": "2025-05-29"},
        ),
        (
            "Status US China as-of=29 May 2025",
            CommandName.STATUS,
            {"track": "US China", "as_of": "29 May 2025"},
        ),
        ("status as of yesterday", CommandName.STATUS, {"as_of": "yesterday"}),
        (
            "timeline 2025-05-29 us-china",
            CommandName.TIMELINE,
            {"track": "us-china", "as_of": "2025-05-29"},
        ),
        ("timeline", CommandName.TIMELINE, {}),
    ],
)
def test_a_line_is_read(line: str, name: CommandName, args: dict[str, str]) -> None:
    """The command and its arguments come out, by position, by shape or behind their names."""
    assert parse_line(line) == (name, args)


def test_each_command_is_defined_once_and_its_example_parses() -> None:
    """Every name has one definition, whose own example is read back as that command."""
    assert [spec.name for spec in COMMANDS] == list(CommandName)
    for spec in COMMANDS:
        assert parse_line(spec.example)[0] is spec.name


def test_standing_orders_are_for_managers() -> None:
    """What changes a channel's standing orders needs a manager."""
    needs = {spec.name for spec in COMMANDS if spec.permission is Permission.MANAGER}
    assert needs == {
        CommandName.SUBSCRIBE,
        CommandName.UNSUBSCRIBE,
        CommandName.SETTINGS,
        CommandName.PAUSE,
    }
    assert spec_of(CommandName.BRIEF).permission is Permission.EVERYONE
