"""Notices go out once, whatever dies and whenever; what cannot be said now is said later, or never."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from fakes.fake_chat import FakeChat, Fault
from fakes.fake_clock import FakeClock
from fakes.fake_notices import FakeNotices
from parley.app.notify import Later, Never, Notifying, Verdict
from parley.app.ports import Job
from parley.domain.errors import (
    ChatError,
    MessageRejected,
    ParleyError,
    RateLimited,
    SendAmbiguous,
)
from parley.domain.model import (
    Heading,
    Message,
    Notice,
    NoticeKind,
    Paragraph,
    Place,
    Platform,
    Text,
)
from scenario.delivery_world import Killed, Life, Mortal

MINUTE = timedelta(minutes=1)
PLACE = Place("web:local", "trade")
WORDS = ["Breaking", "It moved."]


@dataclass
class Occasion:
    """Something to say; ``verdicts`` come before it."""

    verdicts: list[Verdict] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    async def compose(self, notice: Notice) -> Verdict:
        if self.verdicts:
            return self.verdicts.pop(0)
        blocks = (Heading((Text(WORDS[0]),)), Paragraph((Text(WORDS[1]),)))
        return Message(title=WORDS[0], blocks=blocks)

    async def sent(self, notice: Notice) -> None:
        self.heard.append("sent")

    async def refused(self, notice: Notice, why: ChatError) -> Sequence[Job]:
        self.heard.append(str(why))
        return []


@dataclass
class World:
    """What outlives a process."""

    clock: FakeClock = field(default_factory=FakeClock)
    notices: FakeNotices = field(default_factory=FakeNotices)
    occasion: Occasion = field(default_factory=Occasion)

    def __post_init__(self) -> None:
        self.chat = FakeChat(self.clock)

    def process(self, life: Life | None = None) -> Notifying:
        life = life or Life()
        return Notifying(
            notices=Mortal(self.notices, life),
            chats={Platform.WEB: Mortal(self.chat, life)},
            clock=self.clock,
            occasions={NoticeKind.BREAKING: Mortal(self.occasion, life)},
        )

    async def say(self, process: Notifying, lasts: timedelta = timedelta(hours=2)) -> None:
        until = self.clock.now() + lasts
        jobs = await process.put(PLACE, NoticeKind.BREAKING, "s/t/d", expires_at=until)
        await self.run(process, jobs)

    async def run(self, process: Notifying, jobs: Sequence[Job]) -> None:
        """Do jobs as they come due; the clock goes with them."""
        queue = list(jobs)
        for _ in range(50):
            if not queue:
                return
            job = queue.pop(0)
            if job.not_before is not None and job.not_before > self.clock.now():
                self.clock.move_to(job.not_before)
            queue += await process.send(job.args[0])

    def fail(self, *errors: ParleyError, landed: bool = False) -> None:
        self.chat.faults += [Fault(error, landed) for error in errors]

    @property
    def state(self) -> str:
        (only,) = self.notices.rows.values()
        return str(only.state)


@pytest.mark.parametrize("after", [False, True])
async def test_whatever_call_kills_it(after: bool) -> None:
    """Each call to the outbox, the platform and the occasion, before and after it took effect."""
    deaths = 0
    for fatal in range(1, 40):
        world = World()
        try:
            await world.say(world.process(Life(fatal=fatal, after=after)))
        except Killed:
            deaths += 1
        world.clock.advance(6 * MINUTE)
        last = world.process()
        if not world.notices.rows:
            await world.say(last)
        await world.run(last, await last.sweep())
        assert world.chat.said("trade") == WORDS, fatal
        assert world.state == "sent"
    assert deaths > 8


async def test_a_lost_answer_is_settled_by_looking() -> None:
    """It is there once; where looking is forbidden it is recorded as ambiguous and never sent twice."""
    world = World()
    world.fail(SendAmbiguous("No answer."), landed=True)
    await world.say(world.process())
    assert world.chat.said("trade") == WORDS
    blind = World()
    blind.chat.blind = True
    blind.fail(SendAmbiguous("No answer."), landed=True)
    await blind.say(blind.process(), lasts=30 * MINUTE)
    assert blind.chat.said("trade") == WORDS[:1]
    assert blind.state == "ambiguous"


async def test_a_rate_limit_is_waited_for_without_doubt() -> None:
    """Nothing was sent, so nothing is looked for, also where looking is forbidden."""
    world = World()
    world.chat.blind = True
    world.fail(RateLimited("Wait.", retry_after=timedelta(minutes=7)))
    start = world.clock.now()
    await world.say(world.process())
    assert world.chat.said("trade") == WORDS
    assert world.clock.now() - start == timedelta(minutes=7)
    assert world.chat.looks == 0


async def test_what_is_put_off_is_said_when_it_is_due_also_by_another_process() -> None:
    """A process that only looked whether it was time leaves no doubt behind."""
    world = World()
    world.chat.blind = True
    due = world.clock.now() + timedelta(hours=1)
    world.occasion.verdicts = [Later(due, "Quiet hours.")]
    first = world.process()
    jobs = await first.put(PLACE, NoticeKind.BREAKING, "s/t/d", expires_at=due + timedelta(hours=1))
    await first.send(jobs[0].args[0])
    assert world.state == "open"
    second = world.process()
    await world.run(second, await second.sweep())
    assert world.chat.said("trade") == WORDS
    assert world.chat.channels["trade"][0].at == due


async def test_what_is_not_worth_saying_any_more_is_not_said() -> None:
    """Skipped with its reason; what is too late is missed."""
    world = World()
    world.occasion.verdicts = [Never("A briefing has told it.")]
    await world.say(world.process())
    assert (world.state, world.chat.said("trade")) == ("skipped", [])
    late = World()
    process = late.process()
    jobs = await process.put(
        PLACE, NoticeKind.BREAKING, "s/t/d", expires_at=late.clock.now() + MINUTE
    )
    late.clock.advance(2 * MINUTE)
    await late.run(process, jobs)
    assert (late.state, late.chat.said("trade")) == ("missed", [])


async def test_a_refusal_ends_it_and_is_heard_of() -> None:
    """The content is refused: no second try, and whoever put it there is told."""
    world = World()
    world.fail(MessageRejected("Too long."))
    await world.say(world.process())
    assert (world.state, world.occasion.heard) == ("failed", ["Too long."])


async def test_a_platform_that_is_not_there_yet_gets_it_later() -> None:
    """Not connected to Discord: the notice waits, and is missed in the end."""
    world = World()
    process = world.process()
    place = Place("discord:1", "2")
    until = world.clock.now() + timedelta(minutes=5)
    jobs = await process.put(place, NoticeKind.BREAKING, "s/t/d", expires_at=until)
    await world.run(process, jobs)
    (only,) = world.notices.rows.values()
    assert only.state == "missed"
    assert "not connected to discord" in (only.detail or "")
