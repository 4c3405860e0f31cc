"""Where managers are told has to be a place that can be posted to, of their own workspace."""

import pytest

from fakes.fake_chat import FakeChat
from fakes.fake_clock import FakeClock
from parley import settings
from parley.app.ports import ChannelCheck
from parley.domain.errors import CommandError
from parley.domain.model import Command, CommandName, Place, Platform, TenantSettings
from parley.wiring.conversation import front_desk
from scenario.newsroom_world import NOON, newsroom


class Closed(FakeChat):
    """A platform on which one channel belongs to somebody else."""

    async def check(self, place: Place | None) -> ChannelCheck:
        """As Slack and Discord say it."""
        found = await super().check(place)
        if found.channel != "theirs":
            return found
        return ChannelCheck(channel="theirs", problems=("Parley is not in theirs here.",))


async def test_managers_are_told_nowhere_that_cannot_be_posted_to() -> None:
    """Drafts and reports would go astray, or to another workspace; what was set before stays."""
    clock = FakeClock(NOON)
    async with newsroom(Closed(clock), clock) as room:
        front = front_desk(settings.load(env={}), room.pipeline, [room.chat], clock=clock)

        async def choose(value: str) -> None:
            await front(
                Command(
                    name=CommandName.SETTINGS,
                    args={"name": "managers", "value": value},
                    platform=Platform.WEB,
                    tenant_id="web:local",
                    channel="trade",
                    user="U1",
                    asked_at=clock.now(),
                    manager=True,
                )
            )

        await choose("desk")
        with pytest.raises(CommandError, match="Parley is not in theirs"):
            await choose("theirs")
        kept = await room.archive.tenants.settings("web:local")
        assert kept == TenantSettings(managers="desk")
        await choose("off")
        assert await room.archive.tenants.settings("web:local") == TenantSettings()
