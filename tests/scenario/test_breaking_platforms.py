"""Breaking news as it stands in Slack and on Discord, and followed from there."""

from fakes import discord_rules
from fakes.slack_rules import buttons, links, mentions
from parley.domain.model import NoticeKind, TenantSettings
from scenario.newsroom_world import CURBS, HOUR, MINUTE, OFFICE, PAPER
from scenario.test_following import MORE, discord_newsroom, slack_newsroom


async def test_in_slack() -> None:
    """One message with a header, the words, their source and a button; a channel that is archived is
    paused, and whoever manages is told in a direct message."""
    async with slack_newsroom() as (slack, room):
        space = slack.workspace
        order = await room.subscribe(tenant_id="slack:T0123", channel="C0TRADE")
        await room.archive.tenants.configure("slack:T0123", TenantSettings(managers="@UBOSS"))
        await room.publish(OFFICE, CURBS)
        await room.pass_time(10 * MINUTE)
        (told,) = space.said()
        assert told.startswith("Breaking · US-China: truce → escalating")
        assert "official source" in told
        (message,) = space.channels["C0TRADE"].messages
        assert [label for label, _ in buttons(message)] == ["Follow this"]
        assert {url for url, _ in links(message)} == {"https://office.example/2"}
        assert mentions(message) == []
        await slack.deliver("interactive", slack.press("Follow this"))
        (answer,) = await slack.until(1, lambda: space.told("UANNA"))
        assert "You follow this" in answer
        room.clock.advance(MINUTE)
        await room.publish(PAPER, MORE)
        await room.pass_time(2 * MINUTE)
        assert "$5 billion" in space.said(space.direct("UANNA").id)[-1]

        space.channels["C0TRADE"].archived = True
        await room.publish(
            OFFICE, "The United States and China reached a trade deal on Wednesday, officials said."
        )
        await room.pass_time(HOUR)
        assert len(space.said()) == 1
        (paused,) = await room.archive.tenants.subscriptions("slack:T0123")
        assert paused.id == order.id
        assert "archived" in (paused.paused or "")
        (heard,) = space.said(space.direct("UBOSS").id)
        assert "Briefings are paused" in heard
        assert "C0TRADE" in heard


async def test_on_discord() -> None:
    """One message with embeds and a button; followed from there."""
    async with discord_newsroom() as (server, room):
        world = server.world
        await room.subscribe(tenant_id=f"discord:{world.guild}", channel=str(world.trade.id))
        await room.publish(OFFICE, CURBS)
        await room.pass_time(10 * MINUTE)
        (told,) = world.said()
        assert "Breaking · US-China: truce → escalating" in told
        (message,) = world.trade.messages
        assert discord_rules.alerts(message) == []
        assert {url for url, _ in discord_rules.links(message)} == {"https://office.example/2"}
        answer = await server.press(message, "Follow this", by=world.ben)
        assert "You follow this" in answer.said[-1]
        assert await room.states(NoticeKind.BREAKING) == ["sent"]
