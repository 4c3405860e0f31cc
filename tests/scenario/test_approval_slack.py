"""A manager sees the draft in Slack, cuts and approves it, and takes an item back once it is posted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from fakes.slack_rules import buttons, mentions, words
from fakes.slack_server import FakeSlack, running
from fakes.slack_workspace import Channel
from parley.domain.model import Approval, DecisionKind, DeliveryState
from scenario.approval_world import SLOT, Desk, desk
from scenario.pressing_world import database
from scenario.slack_world import CHANNEL, open_slack

TENANT, MANAGERS = "slack:T0123", "C0BOSSES"
_MINUTE = timedelta(minutes=1)


@asynccontextmanager
async def opened(slack: FakeSlack, folder: Path) -> AsyncIterator[Desk]:
    space = slack.workspace
    space.channels.setdefault(MANAGERS, Channel(MANAGERS, "desk-managers"))
    async with desk(
        database(folder), lambda _: open_slack(slack), space.clock, TENANT, CHANNEL
    ) as it:
        yield it


async def push(
    slack: FakeSlack, label: str, story: int = 1, user: str = "UBOSS", channel: str = MANAGERS
) -> str:
    """Press a button and wait for what the person alone is told."""
    space = slack.workspace
    count = len(space.told(user, channel))
    await slack.deliver("interactive", slack.press(label, story, user, channel))
    return (await slack.until(count + 1, lambda: space.told(user, channel)))[-1]


def said(slack: FakeSlack, channel: str = CHANNEL) -> str:
    return "\n".join(words(m) for m in slack.workspace.channels[channel].messages)


async def test_a_draft_is_cut_and_approved(tmp_path: Path) -> None:
    """The draft arrives before the slot; without its second item, approved after a restart, it is posted."""
    async with running() as slack:
        space = slack.workspace
        async with opened(slack, tmp_path) as it:
            await it.subscribe(Approval.ELSE_HOLD, MANAGERS)
            edition = await it.cut_off()
            draft = said(slack, MANAGERS)
            assert "Draft · Trade talks" in draft
            assert all(item.headline in draft for item in edition.items)
            labels = [label for m in space.channels[MANAGERS].messages for label, _ in buttons(m)]
            assert labels[:4] == ["Approve", "Hold", "Drop this item", "Sources"]
            assert labels.count("Drop this item") == len(edition.items)
            assert said(slack) == ""

            assert "Only managers" in await push(slack, "Drop this item", 2, "UANNA")
            dropped = edition.items[1]
            assert f"Dropped: {dropped.headline[:40]}" in await push(slack, "Drop this item", 2)
        async with opened(slack, tmp_path) as it:
            assert "It is posted at" in await push(slack, "Approve")
            await it.at(SLOT)
            posted = said(slack)
            assert dropped.headline not in posted
            assert edition.items[0].headline in posted
            assert "1 item was dropped by a manager." in posted
            assert (await it.delivery()).state is DeliveryState.SENT
            assert "too late" in await push(slack, "Hold")
            assert [m for shown in space.channels[CHANNEL].messages for m in mentions(shown)] == []
            kept = await it.archive.decisions.of(TENANT, (await it.delivery()).id)
            assert {(one.kind, one.user) for one in kept} == {
                (DecisionKind.DROP, "UBOSS"),
                (DecisionKind.APPROVE, "UBOSS"),
            }
        assert len(space.channels[MANAGERS].messages) == draft.count("Draft · Trade talks · ")
        assert slack.refused == []


async def test_a_dropped_item_can_be_put_back(tmp_path: Path) -> None:
    """Whoever dropped it is offered the way back at once."""
    async with running() as slack, opened(slack, tmp_path) as it:
        await it.subscribe(Approval.ELSE_SEND, MANAGERS)
        edition = await it.cut_off()
        await push(slack, "Drop this item", 1)
        assert "Back in" in await push(slack, "Put it back")
        await it.at(SLOT)
        assert edition.items[0].headline in said(slack)
        assert "dropped by a manager" not in said(slack)


async def test_held_it_is_not_posted_and_approved_late_it_is(tmp_path: Path) -> None:
    """Hold goes before what the subscription says; approved within the grace, it is posted at once."""
    async with running() as slack, opened(slack, tmp_path) as it:
        await it.subscribe(Approval.ELSE_SEND, MANAGERS)
        await it.cut_off()
        assert "unless it is approved" in await push(slack, "Hold")
        await it.at(SLOT + _MINUTE)
        assert said(slack) == ""
        assert "It is being posted." in await push(slack, "Approve")
        await it.work()
        assert "Trade talks" in said(slack)


async def test_unanswered_both_ways(tmp_path: Path) -> None:
    """Sent at the slot, or not at all and missed with the reason, as the subscription says."""
    for approval, state in (
        (Approval.ELSE_SEND, DeliveryState.SENT),
        (Approval.ELSE_HOLD, DeliveryState.MISSED),
    ):
        folder = tmp_path / approval
        folder.mkdir()
        async with running() as slack, opened(slack, folder) as it:
            await it.subscribe(approval, MANAGERS)
            await it.cut_off()
            await it.at(SLOT)
            await it.at(SLOT + it.order.schedule.grace + _MINUTE)
            assert (await it.delivery()).state is state
            assert bool(said(slack)) is (state is DeliveryState.SENT)


async def test_nobody_to_ask(tmp_path: Path) -> None:
    """Where the managers named no place, it goes as the subscription says for no answer."""
    async with running() as slack, opened(slack, tmp_path) as it:
        await it.subscribe(Approval.ELSE_SEND, None)
        await it.cut_off()
        await it.at(SLOT)
        assert "Trade talks" in said(slack)
        assert said(slack, MANAGERS) == ""


async def test_an_item_is_taken_back_where_it_was_posted(tmp_path: Path) -> None:
    """A manager reports an error and is offered to take it back; the message changes in its place."""
    async with running() as slack, opened(slack, tmp_path) as it:
        await it.subscribe(Approval.NONE, MANAGERS)
        edition = await it.cut_off()
        await it.at(SLOT)
        space = slack.workspace
        before = [m["ts"] for m in space.channels[CHANNEL].messages]
        first = edition.items[0]
        assert "take it back" not in await push(slack, "Report an error", 1, "UANNA", CHANNEL)
        assert "take it back" in await push(slack, "Report an error", 1, "UBOSS", CHANNEL)
        it.clock.move_to(SLOT + 12 * _MINUTE)
        assert "Retracted:" in await push(slack, "Retract this item", 1, "UBOSS", CHANNEL)
        await it.work()
        shown = said(slack)
        assert first.headline not in shown
        assert "An item was retracted at" in shown
        assert edition.items[1].headline in shown
        assert [m["ts"] for m in space.channels[CHANNEL].messages] == before[: len(before)]
        assert all("metadata" in m for m in space.channels[CHANNEL].messages)
        assert (await it.delivery()).state is DeliveryState.SENT
        gone = await push(slack, "Retract this item", 1, "UBOSS", CHANNEL)
        assert "taken back before" in gone


async def test_an_amendment_that_was_cut_off_is_ended_by_the_next_start(tmp_path: Path) -> None:
    """Both answers to the first change are lost, so the second is not made; a restart makes it."""
    async with running() as slack:
        space = slack.workspace
        async with opened(slack, tmp_path) as it:
            await it.subscribe(Approval.NONE, MANAGERS)
            edition = await it.cut_off()
            await it.at(SLOT)
            top, below = space.channels[CHANNEL].messages
            sources = words(below)
            await push(slack, "Report an error", 1, "UBOSS", CHANNEL)
            await push(slack, "Retract this item", 1, "UBOSS", CHANNEL)
            slack.faults += ["drop", "drop"]
            await it.work()
            assert "An item was retracted at" in words(top)
            assert words(below) == sources
            assert (await it.delivery()).state is DeliveryState.AMENDING
        async with opened(slack, tmp_path) as it:
            await it.at(SLOT + _MINUTE)
            assert (await it.delivery()).state is DeliveryState.SENT
            assert words(below) != sources
            assert edition.items[0].headline not in said(slack)
            assert len(space.channels[CHANNEL].messages) == 2


async def test_the_managers_take_back_what_a_reader_reported(tmp_path: Path) -> None:
    """The report reaches them with its evidence and the buttons; nobody else may press those."""
    async with running() as slack, opened(slack, tmp_path) as it:
        await it.subscribe(Approval.NONE, MANAGERS)
        edition = await it.cut_off()
        await it.at(SLOT)
        await push(slack, "Report an error", 2, "UANNA", CHANNEL)
        await it.at(SLOT + _MINUTE)
        assert "An error was reported" in said(slack, MANAGERS)
        assert "Only managers" in await push(slack, "Retract this item", 1, "UANNA")
        assert edition.items[1].headline in said(slack)
        assert "Retracted:" in await push(slack, "Retract this item")
        await it.work()
        assert edition.items[1].headline not in said(slack)


async def test_a_briefing_is_taken_back_whole(tmp_path: Path) -> None:
    """Offered under the channel's orders to managers alone, asked once more, then one line is left."""
    async with running() as slack:
        space = slack.workspace
        async with opened(slack, tmp_path) as it:
            await it.subscribe(Approval.NONE, None)
            edition = await it.cut_off()
            await it.at(SLOT)
            await slack.type("subscriptions", "UANNA")
            (listed,) = await slack.until(1, lambda: space.told("UANNA"))
            assert "take it back" not in listed
            await slack.type("subscriptions", "UBOSS")
            await slack.until(1, lambda: space.told("UBOSS"))
            asked = await push(slack, "Retract the last briefing", 1, "UBOSS", CHANNEL)
            assert "cannot be undone" in asked
        async with opened(slack, tmp_path) as it:
            it.clock.move_to(SLOT + 5 * _MINUTE)
            assert "Retracted" in await push(slack, "Yes, retract it", 1, "UBOSS", CHANNEL)
            await it.at(SLOT + 6 * _MINUTE)
            (left,) = space.channels[CHANNEL].messages
            assert "This briefing was retracted at" in words(left)
            assert not any(item.headline in words(left) for item in edition.items)
            assert buttons(left) == []
