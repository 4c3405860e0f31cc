"""A platform that cannot be reached when the service starts is tried again, and holds up no other."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from fakes.fake_chat import FakeChat
from parley.app.connecting import Connecting
from parley.domain.errors import ChatAuthError, ChatError, ChatUnreachable, RateLimited
from parley.domain.model import Platform
from scenario.delivery_world import LEAD, SLOT, WHOLE, World, subscription
from scenario.test_run import Running


class Down(FakeChat):
    """A platform that fails to start so often."""

    failures: int = 3
    fault: ChatError = ChatUnreachable("Slack could not be reached; check the network.")
    tries: int = 0

    async def start(self, dispatch: object, pressed: object = None) -> None:
        self.tries += 1
        if self.tries <= self.failures:
            raise self.fault
        await super().start(dispatch, pressed)  # type: ignore[arg-type] # nobody asks anything here


async def test_the_network_comes_back() -> None:
    """Slack answers at the fourth try; the page was ready at once, and its briefing went out meanwhile."""
    world = World()
    down = Down(world.clock, platform=Platform.SLACK)
    await world.subscribe(subscription())
    world.clock.move_to(SLOT - LEAD)
    with capture_logs():
        async with Running(world, down, world.chat) as running:
            assert running.said[0].startswith("Ready on web. Slack is tried again.")
            await running.timetable.slot(SLOT)
            await running.turn()
            assert down.connected
            assert down.tries == 4
    assert world.chat.said("trade") == WHOLE


async def test_each_wait_is_longer_and_none_is_for_ever() -> None:
    """Five seconds, ten, twenty, to five minutes at most; or as long as the platform asks for."""
    world = World()
    down = Down(world.clock, platform=Platform.SLACK)
    down.failures = 99
    connecting = Connecting([down], None, None, world.clock)  # type: ignore[arg-type] # as above
    with capture_logs():
        _, (job,) = await connecting.first()
        waits = []
        for _ in range(12):
            assert job.not_before is not None
            waits.append((job.not_before - world.clock.now()).total_seconds())
            (job,) = await connecting.again(*_asked(job.args))
        assert waits[:3] == [5, 10, 20]
        assert waits[-1] == 300
        down.fault = RateLimited("Wait.", retry_after=timedelta(hours=2))
        (job,) = await connecting.again(*_asked(job.args))
    assert job.not_before == world.clock.now() + timedelta(hours=2)


async def test_a_token_that_becomes_wrong_is_not_tried_for_ever() -> None:
    """Nothing is queued for it; alone and from the start it ends the service."""
    world = World()
    down = Down(world.clock, platform=Platform.SLACK)
    down.fault = ChatAuthError("SLACK_BOT_TOKEN was revoked.")
    connecting = Connecting([down], None, None, world.clock)  # type: ignore[arg-type] # as above
    with capture_logs(), pytest.raises(ChatAuthError):
        await connecting.first()
    with capture_logs():
        assert await connecting.again("slack", 1) == []


def _asked(args: tuple[str, ...]) -> tuple[str, int]:
    platform, tries = args
    return platform, int(tries)
