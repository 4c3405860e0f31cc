"""Slack's forms, App Home and shortcuts, through the real client: as a person meets them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fakes import slack_rules
from fakes.slack_server import FakeSlack
from scenario.slack_world import CHANNEL, Office, newsroom

_NINE = {"selected_time": "09:00"}


def _shown(slack: FakeSlack) -> str:
    """What the newest view says."""
    view = list(slack.workspace.views.values())[-1]
    return slack_rules.words({"blocks": [b for b in view["blocks"] if b["type"] != "input"]})


async def _until(slack: FakeSlack, seen: Callable[[str], bool]) -> str:
    await slack.until(1, lambda: [1] if slack.workspace.views and seen(_shown(slack)) else [])
    return _shown(slack)


@asynccontextmanager
async def desk() -> AsyncIterator[tuple[Office, FakeSlack]]:
    async with newsroom() as office:
        yield office, office.slack


def _filled(**more: Any) -> dict[str, Any]:
    days = [{"value": day} for day in ("mon", "wed")]
    return {
        "tracks": {"selected_options": [{"value": "us-china"}]},
        "at": _NINE,
        "on": {"selected_options": days},
        "zone": {"value": "Asia/Tokyo"},
        **more,
    }


async def test_a_manager_fills_in_a_form_and_sees_the_times_before_saving() -> None:
    """Opened with the person's own zone, answered in its place, tried in the channel, saved once."""
    async with desk() as (it, slack):
        await slack.type("subscribe", "UBOSS")
        await slack.until(1, lambda: list(slack.workspace.views))
        form = list(slack.workspace.views.values())[-1]
        zone = next(b for b in form["blocks"] if b["block_id"] == "zone")
        assert zone["element"]["initial_value"] == "America/New_York"
        assert "submit" in form
        await slack.submit(_filled())
        shown = await _until(slack, lambda said: "next:" in said)
        assert "US-China*, Asia/Tokyo time" in shown
        assert "Nothing is posted here" in await it.ask("subscriptions", "UBOSS")

        await slack.press_in_view("Post a trial here now")
        assert "trial was posted" in await _until(slack, lambda said: "trial" in said)
        assert any("Trade talks" in said for said in slack.workspace.said())


async def test_a_form_that_is_sent_twice_saves_once() -> None:
    """The same order is one order, whatever is pressed again."""
    async with desk() as (it, slack):
        await slack.type("subscribe", "UBOSS")
        await slack.until(1, lambda: list(slack.workspace.views))
        form = list(slack.workspace.views.values())[-1]
        for _ in range(2):
            await slack.submit(_filled(), form=form)
            await _until(slack, lambda said: "next:" in said)
        view = list(slack.workspace.views.values())[-1]
        for _ in range(2):
            slack.workspace.show(view["id"], view)
            await slack.press_in_view("Save")
            await _until(slack, lambda said: "Subscribed" in said)
        assert (await it.ask("subscriptions", "UBOSS")).count("US-China") == 1


async def test_what_is_wrong_in_a_form_is_said_in_its_place() -> None:
    """A zone that is none is answered with the nearest, and nothing is kept."""
    async with desk() as (it, slack):
        await slack.type("subscribe", "UBOSS")
        await slack.until(1, lambda: list(slack.workspace.views))
        await slack.submit(_filled(zone={"value": "Asia/Tokio"}))
        assert "Asia/Tokyo" in await _until(slack, lambda said: "Tokio" in said)
        assert "Nothing is posted here" in await it.ask("subscriptions", "UBOSS")


async def test_who_may_not_subscribe_gets_no_form() -> None:
    """A sentence instead; and where a form cannot be opened any more, the usual order in words."""
    async with desk() as (it, slack):
        assert "Only managers" in await it.ask("subscribe")
        assert slack.workspace.views == {}
        command = slack.command("subscribe", "UBOSS")
        slack.workspace.triggers.clear()
        before = len(slack.workspace.told("UBOSS"))
        await slack.deliver("slash_commands", command)
        said = await slack.until(before + 1, lambda: slack.workspace.told("UBOSS"))
        assert "America/New_York time, next:" in said[-1]


async def test_members_of_a_group_that_was_set_are_managers() -> None:
    """Whoever is in it may subscribe; without the scope it is said which one is missing."""
    async with desk() as (it, slack):
        space = slack.workspace
        space.groups["S0614TZR7"] = ["UCLARA"]
        space.people["UCLARA"] = type(space.people["UANNA"])("UCLARA")
        assert "Only managers" in await it.ask("pause", "UCLARA")
        assert "S0614TZR7" in await it.ask("settings group S0614TZR7", "UBOSS")
        space.clock.move_to(space.clock.now() + timedelta(minutes=11))  # people are looked up anew
        assert "Nothing is posted here" in await it.ask("pause", "UCLARA")
        assert "Only managers" in await it.ask("pause", "UANNA")


async def test_app_home_shows_what_is_posted_and_how_the_sources_do() -> None:
    """The workspace's orders, the news of the day and the sources; the messages tab shows nothing."""
    async with desk() as (it, slack):
        await it.ask("subscribe us-china at 08:00 zone UTC save yes", "UBOSS")
        await slack.notify({"type": "app_home_opened", "user": "UANNA", "tab": "messages"})
        await slack.notify({"type": "app_home_opened", "user": "UANNA", "tab": "home"})
        home = await _until(slack, lambda said: "Sources" in said)
        assert "US-China" in home
        assert CHANNEL in home
        assert "Trade talks" in home
        assert "Demo Wire" in home
        assert list(slack.workspace.views) == ["UANNA"]


async def test_a_link_in_a_message_is_summarised_for_whoever_asks() -> None:
    """The first address of the message, its preview's too; a message without one says what is needed."""
    async with desk() as (_, slack):
        for message in (
            {"ts": "1.1", "text": "See <http://127.0.0.1/x|this> &amp; that"},
            {"ts": "1.2", "text": "", "attachments": [{"from_url": "http://127.0.0.1/y"}]},
        ):
            before = len(slack.workspace.told("UANNA"))
            await slack.shortcut(message)
            (said,) = (await slack.until(before + 1, lambda: slack.workspace.told("UANNA")))[
                before:
            ]
            assert "private" in said or "No pages are read" in said
        before = len(slack.workspace.told("UANNA"))
        await slack.shortcut({"ts": "1.3", "text": "no link"})
        (said,) = (await slack.until(before + 1, lambda: slack.workspace.told("UANNA")))[before:]
        assert "Give the page's address" in said
