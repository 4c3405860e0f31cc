"""Briefings posted in Slack: in parts, once, and with a sentence for everything that goes wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk.http_retry.builtin_interval_calculators import (
    FixedValueRetryIntervalCalculator,
)
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from contract.chat_messages import briefing
from fakes.places import at
from fakes.slack_rules import links, mentions, words
from fakes.slack_server import FakeSlack, running
from fakes.slack_workspace import Channel
from parley.app.deliver import Delivering
from parley.domain.errors import (
    ChannelUnavailable,
    ChatAuthError,
    ChatError,
    ChatUnreachable,
    MessageRejected,
    MissingPermission,
    ParleyError,
    RateLimited,
    SendAmbiguous,
)
from parley.domain.model import DeliveryState, Platform, Subscription
from parley_adapters.chat.slack import SlackChat, render
from scenario.delivery_world import SLOT, World, compose, subscription
from scenario.slack_world import CHANNEL, echo, open_slack

_BEFORE = timedelta(minutes=5)
_PART = render.parts(briefing(1))[0]


async def _post(slack: FakeSlack, channel: str = CHANNEL) -> None:
    await open_slack(slack).post(at(channel), _PART, key="d0-0")


async def test_a_long_briefing_is_split_with_every_citation_intact() -> None:
    """Eighty stories make several messages; each story's own link stands behind its words, and the
    sources hang under the first message."""
    async with running() as slack:
        chat = open_slack(slack)
        text = "Negotiators spoke of tariffs, quotas and rare earths until late. " * 9
        parts = chat.render(briefing(80, words=text))
        first = ""
        for part in parts:
            posted = await chat.post(
                at(CHANNEL), part, key=f"d-{part.index}", thread=first if part.in_thread else None
            )
            first = first or posted.message_id
        messages = slack.workspace.channels[CHANNEL].messages
        assert len(messages) == len(parts) > 5
        assert {m.get("thread_ts") for m in messages} == {None, first}
        said = " ".join(" ".join(words(m).split()) for m in messages if "thread_ts" not in m)
        for number in range(1, 81):
            assert f"Story {number}. " in said
            assert f"until late. [{number}]" in said
        cited = [url for m in messages for url, word in links(m) if word.startswith("[")]
        assert len(cited) == 160
        assert all(mentions(m) == [] for m in messages)


async def test_an_answer_that_was_lost_is_looked_for_and_not_sent_again() -> None:
    """Slack accepts and the connection drops: the delivery adopts the message; nobody reads it twice."""
    async with running() as slack:
        world, order = _morning(slack)
        await world.subscribe(order)
        slack.faults += ["drop"]
        worker = _worker(world, open_slack(slack))
        await world.run(worker, await worker.plan(order.schedule, SLOT))
        assert (await world.delivery(order)).state is DeliveryState.SENT
        said = slack.workspace.said()
        assert len(said) == len(set(said)) > 0
        assert slack.calls.count("conversations.history") >= 1


async def test_a_request_that_never_arrived_is_sent_again() -> None:
    """Looked for, not found, sent: the briefing is there once."""
    async with running() as slack:
        world, order = _morning(slack)
        await world.subscribe(order)
        slack.faults += ["cut"]
        worker = _worker(world, open_slack(slack))
        await world.run(worker, await worker.plan(order.schedule, SLOT))
        assert (await world.delivery(order)).state is DeliveryState.SENT
        assert len(slack.workspace.said()) == len(set(slack.workspace.said()))


async def test_a_channel_that_was_archived_pauses_its_subscription() -> None:
    """Between subscribing and posting somebody archived it: the reason is kept, nothing is retried."""
    async with running() as slack:
        world, order = _morning(slack)
        await world.subscribe(order)
        slack.workspace.channels[CHANNEL].archived = True
        worker = _worker(world, open_slack(slack))
        with capture_logs():
            await world.run(worker, await worker.plan(order.schedule, SLOT))
        stored = await world.stored(order)
        assert stored.paused is not None
        assert "archived" in stored.paused
        assert slack.calls.count("chat.postMessage") == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("drop", SendAmbiguous),
        ("cut", SendAmbiguous),
        ("500", SendAmbiguous),
        ("html", SendAmbiguous),
        ("plain", SendAmbiguous),
        ("45", RateLimited),
    ],
)
async def test_a_post_is_made_once_whatever_happens(fault: str, error: type[ParleyError]) -> None:
    """One request leaves, and the error says whether the message may be there."""
    async with running() as slack:
        slack.faults.append(fault)
        with pytest.raises(error):
            await _post(slack)
        assert slack.calls == ["chat.postMessage"]
        assert len(slack.workspace.said()) == (fault == "drop")


async def test_the_librarys_own_client_would_post_twice() -> None:
    """Why its retries are off: after a dropped answer it sends again, and the channel reads it twice."""
    async with running() as slack:
        client = AsyncWebClient(token=slack.workspace.bot_token, base_url=slack.base_url)
        for handler in client.retry_handlers:
            handler.interval_calculator = FixedValueRetryIntervalCalculator(fixed_internal=0)
        slack.faults.append("drop")
        await client.chat_postMessage(channel=CHANNEL, text="Once?")
        assert slack.workspace.said() == ["Once?", "Once?"]


async def test_slack_asks_to_wait_and_is_obeyed() -> None:
    """A short wait is waited out once; a long one, or a second, is handed back with its length."""
    async with running() as slack:
        space = slack.workspace
        space.per_second = 1.0
        waited: list[float] = []

        async def sleep(seconds: float) -> None:
            waited.append(seconds)
            space.clock.advance(timedelta(seconds=seconds))

        chat = SlackChat(
            bot_token=space.bot_token,
            app_token=None,
            signing_secret=None,
            base_url=slack.base_url,
            clock=space.clock,
            sleep=sleep,
        )
        for index in range(3):
            await chat.post(at(CHANNEL), replace(_PART, index=index), key=f"d0-{index}")
        assert waited == [1.0, 1.0]
        slack.faults += ["2", "3"]
        with pytest.raises(RateLimited) as caught:
            await chat.post(at(CHANNEL), _PART, key="d0-3")
        assert caught.value.retry_after == timedelta(seconds=3)


async def test_nobody_home_means_nothing_was_sent() -> None:
    """A refused connection is no doubt: it is simply tried again later."""
    async with running() as slack:
        chat = open_slack(slack)
    with pytest.raises(ChatError, match="could not be reached") as caught:
        await chat.post(at(CHANNEL), _PART, key="d0-0")
    assert type(caught.value) is ChatUnreachable


async def test_refusals_are_sentences_that_say_what_to_click() -> None:
    """Revoked token, wrong token, missing scope, channels that are gone, closed or not ours."""
    async with running() as slack:
        space = slack.workspace
        space.channels["C0OLD"] = Channel("C0OLD", "old", archived=True)
        space.channels["C0OTHER"] = Channel("C0OTHER", "other", member=False)
        with pytest.raises(ChannelUnavailable, match="archived: unarchive"):
            await _post(slack, "C0OLD")
        with pytest.raises(ChannelUnavailable, match="type /invite"):
            await _post(slack, "C0OTHER")
        with pytest.raises(ChannelUnavailable, match="knows no channel C0GONE"):
            await _post(slack, "C0GONE")
        with pytest.raises(ChannelUnavailable, match="knows no such person"):
            await open_slack(slack).find(at("@UGONE"), "d0-0", space.clock.now())
        huge = replace(_PART, payload='{"text":"' + "x" * 40_001 + '"}')
        with pytest.raises(MessageRejected, match="msg_too_long"):
            await open_slack(slack).post(at(CHANNEL), huge, key="d0-0")
        space.scopes = space.scopes.replace("chat:write,", "")
        with pytest.raises(MissingPermission, match=r"OAuth & Permissions.*reinstall") as caught:
            await _post(slack)
        assert caught.value.permission == "chat:write"
        space.revoked = True
        with pytest.raises(ChatAuthError, match=r"SLACK_BOT_TOKEN was revoked"):
            await _post(slack)
        space.bot_token = "xoxb-new"
        space.revoked = False
        other = open_slack(slack)
        space.bot_token = "xoxb-newer"
        with pytest.raises(ChatAuthError, match="SLACK_BOT_TOKEN is not valid"):
            await other.post(at(CHANNEL), _PART, key="d0-0")


async def test_without_history_a_lost_answer_stays_ambiguous() -> None:
    """Where the scope to look is not granted, the doubt is told with the scope's name."""
    async with running() as slack:
        space = slack.workspace
        space.scopes = space.scopes.replace(",channels:history,groups:history", "")
        with pytest.raises(SendAmbiguous, match="channels:history"):
            await open_slack(slack).find(at(CHANNEL), "d0-0", space.clock.now() - _BEFORE)


async def test_a_question_without_an_answer_is_no_doubt() -> None:
    """Only a post can be in doubt; a check that failed half-way is simply made again."""
    async with running() as slack:
        slack.broken.add("auth.test")
        with pytest.raises(ChatError, match="try again") as caught:
            await open_slack(slack).check(at(CHANNEL))
        assert type(caught.value) is ChatUnreachable


async def test_a_busy_channel_is_read_page_by_page() -> None:
    """The briefing is found behind a hundred newer messages, fifteen a page."""
    async with running() as slack:
        chat, space = open_slack(slack), slack.workspace
        posted = await chat.post(at(CHANNEL), _PART, key="d0-0")
        for number in range(100):
            space.put(space.channels[CHANNEL], {"text": f"chatter {number}"})
        after = space.clock.now() - _BEFORE
        assert await chat.find(at(CHANNEL), "d0-0", after) == posted


async def test_a_history_too_long_to_read_leaves_the_doubt() -> None:
    """Not found in what was read is not the same as not there: nothing is posted on that ground."""
    async with running() as slack:
        chat, space = open_slack(slack), slack.workspace
        await chat.post(at(CHANNEL), _PART, key="d0-0")
        for number in range(160):
            space.put(space.channels[CHANNEL], {"text": f"chatter {number}"})
        with pytest.raises(SendAmbiguous, match="So much was said"):
            await chat.find(at(CHANNEL), "d0-0", space.clock.now() - _BEFORE)


async def test_the_check_names_what_stands_in_the_way() -> None:
    """Each problem is one sentence; what Slack does not let us see is no problem."""
    async with running() as slack:
        chat, space = open_slack(slack), slack.workspace
        channel = space.channels[CHANNEL]
        channel.member = False
        assert (await chat.check(at(CHANNEL))).problems == (
            "Parley is not in #trade-desk: type /invite @Parley there.",
        )
        channel.archived = True
        assert "archived" in (await chat.check(at(CHANNEL))).problems[0]
        space.scopes = "commands"
        (problem,) = (await chat.check(at(CHANNEL))).problems
        assert '"chat:write"' in problem


async def test_the_wrong_app_token_is_told_at_the_start() -> None:
    """Bot token and app token are easily swapped; the error names the variable."""
    async with running() as slack:
        chat = open_slack(slack, app_token="xoxb-fake")
        with pytest.raises(ChatAuthError, match="SLACK_APP_TOKEN is of the wrong kind"):
            await chat.start(echo)
        await chat.stop()


def _morning(slack: FakeSlack) -> tuple[World, Subscription]:
    """A delivery's world on the workspace's clock, with an order for its channel."""
    world = World()
    slack.workspace.clock = world.clock
    return world, subscription(CHANNEL, tenant_id="slack:T0123")


def _worker(world: World, chat: SlackChat) -> Delivering:
    return Delivering(
        tenants=world.tenants,
        deliveries=world.ledger,
        decisions=world.decisions,
        editions=world.editions,
        chats={Platform.SLACK: chat},
        make=world.edition,
        compose=compose,
        clock=world.clock,
    )
