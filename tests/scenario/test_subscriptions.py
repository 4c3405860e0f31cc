"""``parley subscriptions`` and ``parley deliveries``, as an operator types them."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fakes.fake_clock import FakeClock
from fakes.fake_ledger import FakeTenants
from parley.app.ports import ChannelCheck
from parley.app.subscribe import Order, Subscribing
from parley.cli.main import app
from parley.domain.errors import ChannelUnavailable, InputError, ParleyError
from parley.domain.model import DeliveryState, Place, Platform, TrackCatalogue
from parley_adapters.store import open_archive

Parley = Callable[..., Any]

_ADD = ("subscriptions", "add", "--channel", "trade", "--timezone", "Europe/Brussels")


@pytest.fixture
def parley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parley:
    """The command line over a database of its own; answers with its JSON, raises its errors."""
    monkeypatch.setenv("DATABASE_URL", _url(tmp_path))

    def call(*words: str) -> Any:
        result = CliRunner().invoke(app, [*words, "--json"])
        if result.exception is not None:
            raise result.exception
        return json.loads(result.stdout)

    return call


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'parley.db'}"


def test_from_subscribing_to_removing(parley: Parley) -> None:
    """Added with its next three times, listed, paused, resumed, asked for its times, removed."""
    added = parley(*_ADD, "--cron", "0 8 * * mon-fri", "--tracks", "us-china,us-ec")
    assert added["tracks"] == ["us-china", "us-eu"]
    assert len(added["next"]) == 3
    assert {time[11:16] for time in added["next"]} == {"08:00"}
    assert [one["id"] for one in parley("subscriptions", "list")] == [added["id"]]
    assert parley("subscriptions", "pause", "daily", "--reason", "Moving house.")["next"] == []
    assert parley("subscriptions", "list")[0]["paused"] == "Moving house."
    assert parley("subscriptions", "resume", added["id"][:9])["paused"] is None
    assert len(parley("subscriptions", "next", "daily", "--count", "5")) == 5
    parley("subscriptions", "remove", "daily")
    assert parley("subscriptions", "list") == []


def test_the_same_name_again_replaces(parley: Parley) -> None:
    """One order a channel and name; another name is another order."""
    first = parley(*_ADD, "--cron", "0 8 * * *")
    second = parley(*_ADD, "--cron", "0 9 * * *", "--skip-when-quiet", "--threaded")
    parley(*_ADD, "--cron", "0 18 * * *", "--name", "evening")
    listed = {one["name"]: one for one in parley("subscriptions", "list")}
    assert first["id"] == second["id"] == listed["daily"]["id"]
    assert listed["daily"]["cron"] == "0 9 * * *"
    assert (listed["daily"]["quiet"], listed["daily"]["layout"]) == ("skip", "threaded")
    assert set(listed) == {"daily", "evening"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--cron", "0 25 * * *"), "hour"),
        (("--cron", "0 8 * * *", "--timezone", "Europe/Brusels"), "Europe/Brussels"),
        (("--cron", "0 8 * * *", "--tracks", "us-chine"), "us-china"),
        (("--cron", "0 8 * * *", "--holidays", "USA"), "did you mean US"),
        (("--cron", "0 8 * * *", "--source", "nowhere"), "source"),
        (("--cron", "0 8 * * *", "--quiet-day", "tomorrow"), "2026-12-24"),
        (("--cron", "0 8 * * *", "--platform", "teams"), "discord, slack"),
        (("--cron", "0 8 * * *", "--platform", "slack", "--channel", "#trade"), "channel id"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    parley: Parley, words: tuple[str, ...], says: str
) -> None:
    """Nothing is stored, and the sentence says what to write instead."""
    with pytest.raises(ParleyError, match=says):
        parley(*_ADD, *words)
    assert parley("subscriptions", "list") == []


def test_an_unknown_name_tells_which_there_are(parley: Parley) -> None:
    """So that the next try is right; a name that two channels have asks for the id."""
    parley(*_ADD, "--cron", "0 8 * * *")
    parley(*_ADD, "--cron", "0 8 * * *", "--channel", "other")
    with pytest.raises(InputError, match="daily in other"):
        parley("subscriptions", "remove", "weekly")
    with pytest.raises(InputError, match="several"):
        parley("subscriptions", "remove", "daily")


def test_deliveries_are_shown_with_their_reason(parley: Parley, tmp_path: Path) -> None:
    """A missed one says why; before anything was due there is nothing."""
    assert parley("deliveries") == []
    parley(*_ADD, "--cron", "0 8 * * *")

    async def miss() -> None:
        archive = await open_archive(_url(tmp_path))
        (order,) = await archive.tenants.due()
        slot = datetime(2025, 5, 12, 6, tzinfo=UTC)
        opened = await archive.deliveries.open(order, slot)
        claimed = await archive.deliveries.claim(opened.id, slot, timedelta(minutes=5))
        assert claimed is not None
        await archive.deliveries.finish(claimed, DeliveryState.MISSED, detail="Not running.")
        await archive.aclose()

    asyncio.run(miss())
    (row,) = parley("deliveries")
    assert (row["state"], row["detail"], row["channel"]) == ("missed", "Not running.", "trade")
    table = CliRunner().invoke(app, ["deliveries"]).stdout
    assert "2025-05-12 06:00" in table
    assert "1 missed." in table


async def test_a_channel_that_cannot_be_posted_to_is_refused_where_it_is_known() -> None:
    """What to click comes from the platform, and nothing is stored."""

    async def check(place: Place) -> ChannelCheck:
        return ChannelCheck(channel=place.channel, problems=("Invite the bot: /invite @Parley.",))

    tenants = FakeTenants()
    subscribing = Subscribing(
        tenants=tenants,
        catalogue=TrackCatalogue(tracks=()),
        sources=(),
        clock=FakeClock(),
        check=check,
    )
    order = Order(
        platform=Platform.SLACK, team="T1", channel="C024BE91L", cron="0 8 * * *", zone="UTC"
    )
    with pytest.raises(ChannelUnavailable, match="/invite"):
        await subscribing.add(order)
    assert tenants.rows == {}
