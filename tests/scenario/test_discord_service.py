"""``parley run`` in a process of its own, on a Discord: the steps of docs/discord.md, followed."""

import asyncio
import os
import re
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest

from fakes.discord_guild import World
from fakes.discord_server import DiscordServer, running
from fakes.fake_clock import FakeClock
from parley import settings

_ROOT = Path(__file__).resolve().parents[2]
_PAGE = (_ROOT / "docs" / "discord.md").read_text(encoding="utf-8")


class Installation:
    """A configuration directory and a database, with the environment that the page names."""

    def __init__(self, folder: Path, server: DiscordServer) -> None:
        quiet = [f'[[source]]\nid = "{s.id}"\nenabled = false\n' for s in settings.load_sources()]
        (folder / "sources.toml").write_text("\n".join(quiet))
        self.environment = os.environ | {
            "PARLEY_CONFIG": str(folder),
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'parley.db'}",
            "DISCORD_TOKEN": server.world.token,
            "PARLEY_DISCORD__API_URL": server.api_url,
            "PARLEY_DISCORD__GATEWAY_URL": server.gateway_url,
            "PARLEY_DISCORD__STATE_DIR": str(folder),
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


async def _ready(service: asyncio.subprocess.Process) -> str:
    assert service.stdout is not None
    said = b""
    async for line in service.stdout:
        said += line
        if line.startswith(b"Ready"):
            return line.decode()
    pytest.fail(f"parley run ended: {said.decode()}")


@pytest.mark.slow
async def test_from_nothing_to_an_answer_in_the_channel(tmp_path: Path) -> None:
    """Run, subscribe in the channel, ask, stop, doctor: as docs/discord.md has it."""
    async with running(world=World(clock=FakeClock(datetime.now(UTC)))) as server:
        here, world = Installation(tmp_path, server), server.world
        service = await here.start("run")
        assert "discord" in await _ready(service)
        taken = await server.slash(
            "subscribe",
            {
                "tracks": "us-china,us-eu",
                "at": "08:00",
                "on": "weekdays",
                "zone": "Europe/Brussels",
                "save": "yes",
            },
            by=world.anna,
        )
        assert "Europe/Brussels time, next:" in taken.said[0]
        brief = await server.slash("brief")
        assert "Trade talks" in brief.said[0]
        service.send_signal(signal.SIGTERM)
        out, _ = await service.communicate()
        assert service.returncode == 0
        assert world.token.encode() not in out

        code, said = await here.parley("doctor")
        assert code == 0, said
        assert "can be posted there" in said
        assert "Unclosed" not in said

        again = await here.start("run")
        await _ready(again)
        again.send_signal(signal.SIGTERM)
        await again.communicate()
        assert world.registrations == 1


@pytest.mark.slow
async def test_a_wrong_token_is_named(tmp_path: Path) -> None:
    """The service does not start on a token that Discord does not know, and says what to do."""
    async with running() as server:
        here = Installation(tmp_path, server)
        server.world.token = "another"
        code, said = await here.parley("run")
        assert code != 0
        assert "DISCORD_TOKEN" in said
        assert "Traceback" not in said


def test_the_invitation_asks_for_what_the_page_lists() -> None:
    """The number in the address is the sum of the permissions in the table."""
    [number] = set(re.findall(r"permissions=(\d+)", _PAGE))
    asked = {name for name, given in discord.Permissions(int(number)) if given}
    assert asked == {
        "read_messages",
        "send_messages",
        "embed_links",
        "read_message_history",
        "create_public_threads",
        "send_messages_in_threads",
        "attach_files",
    }
    table = _PAGE.split("## Permissions")[1].split("##")[0]
    for name in asked - {"read_messages"}:
        assert name.replace("_", " ") in table.lower()
    assert "view channel" in table.lower()
