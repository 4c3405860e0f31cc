"""A second opinion on Slack: briefings posted to an emulator that somebody else wrote."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.chat_messages import briefing, hostile
from contract.test_chat_pictures import message as pictured
from fakes.places import at
from parley.domain.errors import ChannelUnavailable
from parley_adapters.chat.slack import SlackChat, open_chat
from parley_adapters.chat.slack.client import SlackApi
from scenario.slack_world import echo

pytestmark = pytest.mark.npm

_EMULATE = Path(__file__).resolve().parents[1] / "npm" / "node_modules" / ".bin" / "emulate"
_GENERAL = "C000000001"


class _Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """The emulator on a free port, until the module's tests are done."""
    if not _EMULATE.exists() or shutil.which("node") is None:
        if os.environ.get("PARLEY_CI"):
            pytest.fail("the emulator must be there in CI: npm ci --prefix tests/npm")
        pytest.skip("no emulator; install it with: npm ci --prefix tests/npm")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [_EMULATE, "start", "--service", "slack", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Config:" in line:  # the last line before it serves
                break
        else:
            pytest.fail(f"the emulator did not start: {said}")
        yield f"http://127.0.0.1:{port}/api/"
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _chat(base_url: str) -> SlackChat:
    return open_chat(bot_token="test_token_admin", base_url=base_url, clock=_Now())


async def test_a_briefing_is_taken_and_found_by_its_key(base_url: str) -> None:
    """Every part is accepted and can be read again; each is found under its own key, in the thread
    as well."""
    chat = _chat(base_url)
    before = datetime.now(UTC) - timedelta(minutes=5)
    await chat.start(echo)
    first = ""
    posted = []
    for part in chat.render(briefing(12)):
        key, thread = f"d0-{part.index}", first if part.in_thread else None
        posted.append(await chat.post(at(_GENERAL), part, key=key, thread=thread))
        first = first or posted[0].message_id
    for one in posted:
        assert await chat.find(at(_GENERAL), f"d0-{one.index}", before) == one
    assert await chat.find(at(_GENERAL), "other-0", before) is None
    read = await SlackApi(base_url, "test_token_admin").call(
        "conversations.history", channel=_GENERAL
    )
    assert "Story 12." in str(read["messages"])
    await chat.stop()


async def test_hostile_text_is_taken(base_url: str) -> None:
    """What an article may contain makes a message like any other."""
    chat = _chat(base_url)
    (part,) = chat.render(hostile())
    assert (await chat.post(at(_GENERAL), part, key="d1-0")).index == 0


async def test_an_unknown_channel_is_understood(base_url: str) -> None:
    """Its refusal becomes the error that it is. Tokens it does not check, so nothing is shown there."""
    part = _chat(base_url).render(briefing(1))[0]
    with pytest.raises(ChannelUnavailable):
        await _chat(base_url).post(at("C0NOWHERE"), part, key="d2-0")


async def test_a_picture_is_taken_and_shown(base_url: str) -> None:
    """Announced, taken, made a file, and named by the message that shows it."""
    chat = _chat(base_url)
    (part,) = chat.render(pictured())
    await chat.post(at(_GENERAL), part, key="d3-0")
    api = SlackApi(base_url, "test_token_admin")
    read = await api.call("conversations.history", channel=_GENERAL)
    (image,) = [b for b in read["messages"][0]["blocks"] if b["type"] == "image"]
    assert image["slack_file"]["id"] != "us-china-0.png"
    kept = await api.call("files.info", file=image["slack_file"]["id"])
    assert kept["file"]["size"] == len(part.files[0].png)
