"""What Slack sends while the archive is away, and from people of other companies in shared channels."""

import asyncio
import gc
from typing import Any

import pytest

from fakes.fake_clock import FakeClock
from parley.domain.errors import StoreError
from parley_adapters.chat.slack.commands import from_action, tenant_of, whole
from parley_adapters.chat.slack.reception import Reception
from parley_adapters.chat.slack.workspaces import Workspace
from scenario.slack_world import NOW, echo

_PRESS = {
    "type": "block_actions",
    "user": {"id": "UANNA", "team_id": "T0123"},
    "team": {"id": "T0123"},
    "trigger_id": "t1",
    "response_url": "http://127.0.0.1:9/",
    "channel": {"id": "C0TRADE"},
    "actions": [{"action_id": "parley:sources", "value": "e1-1"}],
}
_SUBMITTED = {
    "type": "view_submission",
    "user": {"id": "UANNA", "team_id": "T0123"},
    "team": {"id": "T0123"},
    "trigger_id": "t2",
    "view": {"id": "V1", "private_metadata": '{"channel": "C0TRADE"}'},
}
_OPENED = {
    "type": "event_callback",
    "team_id": "T0123",
    "event_id": "E1",
    "event": {"type": "app_home_opened", "tab": "home", "user": "UANNA"},
}
_TYPED = {
    "text": "subscribe",
    "team_id": "T0123",
    "channel_id": "C0TRADE",
    "user_id": "UANNA",
    "response_url": "http://127.0.0.1:9/",
    "trigger_id": "t3",
}


class Away:
    """Workspaces whose tokens cannot be read for now."""

    async def open(self) -> None:
        """Nothing."""

    async def of(self, tenant_id: str) -> Workspace:
        """Never found."""
        raise StoreError(f"The archive cannot be read for {tenant_id}.")

    async def known(self) -> Workspace | None:
        """None."""
        return None


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("on_press", _PRESS),
        ("on_order", _SUBMITTED),
        ("on_home", _OPENED),
        ("on_command", _TYPED),
    ],
)
async def test_an_archive_that_is_away_breaks_no_task(method: str, body: dict[str, Any]) -> None:
    """It is logged as what it is; no task ends in an error that nobody looks at."""
    broke: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broke.append(context))
    reception = Reception(Away(), FakeClock(NOW), echo)
    getattr(reception, method)(body)
    await reception.finish(5)
    gc.collect()
    assert broke == []


async def test_a_workspace_that_left_is_forgotten_once_the_archive_is_back() -> None:
    """Slack tells it once: what could not be deleted at that moment is tried again."""
    asked: list[str] = []
    waited: list[float] = []

    async def left(tenant_id: str) -> None:
        asked.append(tenant_id)
        if len(asked) < 3:
            raise StoreError("The archive is busy.")

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    reception = Reception(Away(), FakeClock(NOW), echo, left=left, sleep=sleep)
    reception.on_uninstalled(
        {"team_id": "T0123", "event_id": "E2", "event": {"type": "app_uninstalled"}}
    )
    await reception.finish(5)
    assert asked == ["slack:T0123"] * 3
    assert waited == [1.0, 10.0]


def test_a_view_in_a_shared_channel_belongs_to_where_the_app_is() -> None:
    """Whoever fills it in may be of another workspace, whose tenant it is not."""
    foreign = {
        **_SUBMITTED,
        "team": {"id": "T0OTHER"},
        "user": {"id": "UELSA", "team_id": "T0OTHER"},
        "view": {"id": "V1", "app_installed_team_id": "T0123"},
    }
    assert tenant_of(whole(foreign)) == "slack:T0123"


def test_a_press_without_a_team_is_of_the_person_s() -> None:
    """Slack leaves the team out where a whole enterprise has the app; nobody's tenant is "None"."""
    pushed = from_action({**_PRESS, "team": None})
    assert pushed is not None
    assert pushed.tenant_id == "slack:T0123"
    enterprise = {"enterprise": {"id": "E0123"}, "is_enterprise_install": True, "team": None}
    pushed = from_action({**_PRESS, **enterprise})
    assert pushed is not None
    assert pushed.tenant_id == "slack:E0123"
