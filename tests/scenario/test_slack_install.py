"""Many workspaces: each installs the app by Slack's OAuth, and nothing of one is another's."""

import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from fakes.slack_oauth import CLIENT_ID, CLIENT_SECRET, SlackOAuth
from fakes.slack_payloads import SIGNING_SECRET
from fakes.slack_server import FakeSlack, running
from fakes.slack_workspace import Workspace
from parley.app.ports import Archive
from parley.domain.errors import ChatAuthError, StoreError
from parley.domain.model import Place, Platform, Tenant
from parley_adapters.chat.slack import SlackChat, open_chats
from parley_adapters.store import open_archive
from scenario.slack_world import NOW, echo, message

_KEY = "of the tests alone, 32 characters"
_PART_KEY = "d0a1b2c3-0"


@dataclass
class House:
    """An app that two workspaces may install, over an archive on disk."""

    slack: FakeSlack
    chat: SlackChat
    archive: Archive
    oauth: SlackOAuth

    async def install(self, space: Workspace) -> tuple[int, str]:
        """Somebody of a workspace follows the link, agrees, and comes back."""
        self.oauth.installing = space
        base = f"http://127.0.0.1:{self.chat.http_port}"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
            async with browser.get(f"{base}/slack/install") as page:
                found = re.search(r'href="(http[^"]+/authorize[^"]+)"', await page.text())
                # A browser sends the cookie over https alone, which a proxy speaks for Parley.
                cookie = page.headers["Set-Cookie"]
            assert found is not None
            assert "; Secure" in cookie
            link = html.unescape(found[1])
            async with browser.get(link, allow_redirects=False) as agreed:
                back = urlsplit(agreed.headers["Location"])
            kept = {"Cookie": cookie.partition(";")[0]}
            async with browser.get(f"{base}{back.path}?{back.query}", headers=kept) as done:
                return done.status, await done.text()

    async def say(self, space: Workspace, text: str = "Talks resume") -> str:
        part = self.chat.render(message(text))[0]
        place = Place(f"slack:{space.team_id}", "C0TRADE")
        return (await self.chat.post(place, part, key=_PART_KEY)).message_id


def _second() -> Workspace:
    return Workspace(team_id="T0456", bot_token="xoxb-second", bot_user="UPARLEY2")


@asynccontextmanager
async def house(folder: Path, *, rotating: bool = False) -> AsyncIterator[House]:
    """Nobody has installed it yet."""
    async with running() as slack:
        slack.workspace.clock.move_to(NOW)
        slack.others.append(_second())
        oauth = slack.oauth = SlackOAuth(slack.workspace, rotating=rotating)
        archive = await open_archive(f"sqlite+aiosqlite:///{folder / 'parley.db'}", secrets=[_KEY])

        async def joined(tenant_id: str, name: str) -> None:
            tenant = Tenant(id=tenant_id, platform=Platform.SLACK, name=name, joined_at=NOW)
            await archive.tenants.join(tenant)

        chat = open_chats(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            installations=archive.installations,
            joined=joined,
            app_token=slack.workspace.app_token,
            signing_secret=SIGNING_SECRET,
            base_url=slack.base_url,
            authorize_url=f"{slack.base}/oauth/v2/authorize",
            http_port=0,
            left=archive.tenants.remove,
            clock=slack.workspace.clock,
        )
        await chat.start(echo)
        try:
            yield House(slack, chat, archive, oauth)
        finally:
            await chat.stop()
            await archive.aclose()


async def test_a_workspace_installs_the_app_and_is_served(tmp_path: Path) -> None:
    """Its token is kept sealed, its name known, and both post and answer with it."""
    async with house(tmp_path) as it:
        first = it.slack.workspace
        with pytest.raises(ChatAuthError, match="/slack/install"):
            await it.say(first)
        status, page = await it.install(first)
        assert status == 200, page
        await it.say(first)
        assert first.said() == ["Talks resume"]
        await it.slack.type("brief")
        assert await it.slack.until(1, lambda: first.told("UANNA")) == ["brief()"]
        rows = [row async for table, row in it.archive.keeper.rows(None) if table == "tenant"]
        assert [row["name"] for row in rows] == ["Team T0123"]
    assert not any(b"xoxb-fake" in file.read_bytes() for file in tmp_path.iterdir())  # noqa: ASYNC240


async def test_each_workspace_hears_its_own_alone(tmp_path: Path) -> None:
    """Two that have a channel of the same id: a post goes to the one that it is for."""
    async with house(tmp_path) as it:
        first, second = it.slack.workspace, it.slack.others[0]
        for space in (first, second):
            assert (await it.install(space))[0] == 200
        await it.say(second, "For the second")
        assert first.said() == []
        assert second.said() == ["For the second"]
        found = await it.chat.find(Place("slack:T0123", "C0TRADE"), _PART_KEY, NOW)
        assert found is None


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_a_workspace_that_leaves_is_forgotten(tmp_path: Path, event: str) -> None:
    """Uninstalled or revoked: its token and all that was its own are gone; the other goes on."""
    async with house(tmp_path) as it:
        first, second = it.slack.workspace, it.slack.others[0]
        for space in (first, second):
            await it.install(space)
        told = {"type": event, "tokens": {"bot": ["UPARLEY"], "oauth": []}}
        await it.slack.notify(told, first)
        await it.chat.stop()
        assert await it.archive.installations.tenants("slack-bot") == ["slack:T0456"]
        assert [row async for row in it.archive.keeper.rows("slack:T0123")] == []
        with pytest.raises(ChatAuthError):
            await it.say(first)
        await it.say(second)


async def test_a_person_s_token_that_is_revoked_ends_nothing(tmp_path: Path) -> None:
    """Only the bot's own is what Parley works with."""
    async with house(tmp_path) as it:
        await it.install(it.slack.workspace)
        told = {"type": "tokens_revoked", "tokens": {"oauth": ["UANNA"]}}
        await it.slack.notify(told)
        await it.say(it.slack.workspace)


async def test_a_token_is_renewed_before_a_briefing_is_sent(tmp_path: Path) -> None:
    """Slack's tokens of twelve hours are rotated by a post as well, once, and what is new is kept."""
    async with house(tmp_path, rotating=True) as it:
        space = it.slack.workspace
        await it.install(space)
        for _ in range(2):
            await it.say(space)
        assert it.oauth.renewed == 1
        assert len(space.said()) == 2
        space.bot_token = "xoxe.lost"  # Slack knows neither the token nor its renewal any more
        with pytest.raises(ChatAuthError):
            await it.say(space)


@pytest.mark.parametrize("broken", ["refused", "in plain text", "cut off"])
async def test_a_token_that_lives_is_used_while_it_cannot_be_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """An hour before its end: another replica is at it, or Slack is down; the briefing goes out."""
    async with house(tmp_path, rotating=True) as it:
        space = it.slack.workspace
        await it.install(space)
        monkeypatch.setattr(AsyncTokenRotator, "perform_bot_token_rotation", _BROKEN[broken])
        await it.say(space)
        assert space.said() == ["Talks resume"]


def _failing(error: Exception) -> Callable[..., Awaitable[Bot | None]]:
    async def fail(*_args: object, **_more: object) -> Bot | None:
        raise error

    return fail


_BROKEN = {
    "refused": _failing(SlackTokenRotationError("internal_error")),  # type: ignore[arg-type] # its cause
    "in plain text": _failing(AttributeError("'str' object has no attribute 'get'")),
    "cut off": _failing(aiohttp.ServerDisconnectedError()),
}


async def test_a_workspace_that_leaves_while_its_token_is_renewed_stays_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Slack gave in answer is not kept for a tenant that was forgotten meanwhile."""
    async with house(tmp_path, rotating=True) as it:
        space = it.slack.workspace
        await it.install(space)
        renew = AsyncTokenRotator.perform_bot_token_rotation

        async def slowly(self: AsyncTokenRotator, **given: Any) -> Bot | None:
            made = await renew(self, **given)
            await it.archive.tenants.remove("slack:T0123")
            return made

        monkeypatch.setattr(AsyncTokenRotator, "perform_bot_token_rotation", slowly)
        with pytest.raises(ChatAuthError, match="removed"):
            await it.say(space)
        assert await it.archive.installations.tenants("slack-bot") == []
        assert space.said() == []


async def test_a_state_of_another_browser_is_refused(tmp_path: Path) -> None:
    """Whoever is sent to the way back with a made-up or foreign state installs nothing."""
    async with house(tmp_path) as it:
        base = f"http://127.0.0.1:{it.chat.http_port}/slack/oauth_redirect"
        for state in ("made.up", "1.2.3", ""):
            async with (
                aiohttp.ClientSession() as browser,
                browser.get(base, params={"code": "code0", "state": state}) as answer,
            ):
                assert answer.status in {400, 401}
        assert await it.archive.installations.tenants("slack-bot") == []


async def test_another_key_is_found_at_the_start(tmp_path: Path) -> None:
    """A service with the wrong secret does not begin and fail at eight in the morning."""
    async with house(tmp_path) as it:
        await it.install(it.slack.workspace)
        wrong = await open_archive(
            f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}", secrets=["another " * 5]
        )
        chat = open_chats(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            installations=wrong.installations,
            joined=_nobody,
            app_token=it.slack.workspace.app_token,
            base_url=it.slack.base_url,
            clock=it.slack.workspace.clock,
            http_port=0,
        )
        with pytest.raises(StoreError, match="PARLEY_SECRET_KEY"):
            await chat.start(echo)
        await wrong.aclose()


async def _nobody(_tenant_id: str, _name: str) -> None:
    raise AssertionError("nobody installs here")
