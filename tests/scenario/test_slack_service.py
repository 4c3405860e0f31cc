"""``parley run`` in a process of its own, in a Slack workspace: the steps of docs/slack.md, followed."""

import asyncio
import os
import re
import signal
import sys
from itertools import takewhile
from pathlib import Path

import pytest

from fakes.slack_server import FakeSlack, running
from parley import settings

_ROOT = Path(__file__).resolve().parents[2]
_CHANNEL = "C0TRADE"


class Installation:
    """A configuration directory and a database, with the environment that the page names."""

    def __init__(self, folder: Path, slack: FakeSlack) -> None:
        quiet = [f'[[source]]\nid = "{s.id}"\nenabled = false\n' for s in settings.load_sources()]
        (folder / "sources.toml").write_text("\n".join(quiet))
        self.environment = os.environ | {
            "PARLEY_CONFIG": str(folder),
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'parley.db'}",
            "SLACK_BOT_TOKEN": slack.workspace.bot_token,
            "SLACK_APP_TOKEN": slack.workspace.app_token,
            "PARLEY_SLACK__BASE_URL": slack.base_url,
            "PARLEY_WEB__ENABLED": "false",
        }

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("parley"),
            *arguments,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def parley(self, *arguments: str) -> tuple[int | None, str]:
        process = await self.start(*arguments)
        out, _ = await process.communicate()
        return process.returncode, out.decode()


@pytest.mark.slow
async def test_from_nothing_to_an_answer_in_the_channel(tmp_path: Path) -> None:
    """Doctor, run, subscribe in the channel, ask, stop: as docs/slack.md has it."""
    async with running() as slack:
        here, space = Installation(tmp_path, slack), slack.workspace
        code, said = await here.parley("doctor")
        assert code == 0, said
        assert "SLACK_BOT_TOKEN: It is set" in said

        service = await here.start("run")
        assert service.stdout is not None
        ready = await _line(service.stdout, "Ready on")
        assert "slack" in ready
        await slack.type("subscribe us-china at 08:00 on weekdays save yes", "UBOSS")
        (told,) = await slack.until(1, lambda: space.told("UBOSS"))
        assert "America/New_York time, next:" in told
        await slack.type("brief us-china")
        (briefing,) = await slack.until(1, lambda: space.told("UANNA"))
        assert "Trade talks" in briefing
        service.send_signal(signal.SIGTERM)
        out, _ = await service.communicate()
        assert service.returncode == 0
        assert b"xox" not in out
        assert b"xapp" not in out

        code, said = await here.parley("subscriptions", "list")
        assert code == 0
        assert _CHANNEL in said


@pytest.mark.slow
async def test_a_channel_that_parley_is_not_in_is_refused_at_once(tmp_path: Path) -> None:
    """Doctor and the command line say what to type, before a briefing is lost."""
    async with running() as slack:
        here = Installation(tmp_path, slack)
        add = ("subscriptions", "add", "--platform", "slack", "--team", "T0123", "--channel")
        when = ("--cron", "0 8 * * mon-fri", "--timezone", "America/New_York")
        code, said = await here.parley(*add, _CHANNEL, *when)
        assert code == 0, said
        slack.workspace.channels[_CHANNEL].member = False
        code, said = await here.parley("doctor")
        assert code == 1
        assert "type /invite @Parley there" in " ".join(said.split())


def test_the_manifest_asks_for_what_the_code_uses() -> None:
    """Every scope of the page is in the manifest, and no other; the events are those handled."""
    manifest = (_ROOT / "config/slack-manifest.yaml").read_text()
    page = (_ROOT / "docs/slack.md").read_text()
    scopes = _items(manifest, "    bot:")
    table = page[page.index("| scope |") : page.index("Parley reads a channel's history")]
    assert sorted(scopes) == sorted(set(re.findall(r"`([a-z_]+:[a-z]+|commands)`", table)))
    assert _items(manifest, "    bot_events:") == [
        "app_mention",
        "message.im",
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
    ]
    assert "socket_mode_enabled: true" in manifest


def _items(text: str, key: str) -> list[str]:
    """The plain list under a line of YAML."""
    lines = iter(text[text.index(f"{key}\n") :].splitlines()[1:])
    return [
        line.split()[1] for line in takewhile(lambda line: line.lstrip().startswith("-"), lines)
    ]


async def _line(stream: asyncio.StreamReader, begins: str) -> str:
    said = ""
    async for line in stream:
        said += line.decode()
        if line.decode().startswith(begins):
            return line.decode()
    raise AssertionError(f"it ended without saying {begins}: {said}")
