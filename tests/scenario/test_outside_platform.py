"""A platform of another package, written from docs/adapters.md: installed, configured, served."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from parley_irc import open_chat

from fakes.fake_clock import FakeClock
from fakes.irc_server import running
from fakes.places import at
from parley import settings
from parley.app.ports import Part
from parley.domain.errors import ChatAuthError, ConfigError, SendAmbiguous
from parley.domain.model import Platform

_PACKAGE = Path(__file__).resolve().parents[1] / "outside"


def _installed(folder: Path) -> Path:
    """The package, built and installed as a user does it, where only an environment variable leads."""
    dist, site = folder / "dist", folder / "site"
    dist.mkdir()
    build = "from hatchling.build import build_wheel; import sys; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(dist)], cwd=_PACKAGE, check=True)
    [wheel] = dist.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target"]
    subprocess.run([*install, str(site), str(wheel)], check=True)
    return site


@pytest.mark.slow
async def test_a_platform_of_another_package_is_served(tmp_path: Path) -> None:
    """Installed beside Parley and named in the settings: a briefing is ordered and asked for there."""
    async with running(password="sesame") as server:
        site = await asyncio.to_thread(_installed, tmp_path)
        (tmp_path / "parley.toml").write_text(
            f'[chats.irc]\nhost = "127.0.0.1"\nport = {server.port}\nchannels = ["#trade"]\n'
        )
        quiet = [f'[[source]]\nid = "{s.id}"\nenabled = false\n' for s in settings.load_sources()]
        (tmp_path / "sources.toml").write_text("\n".join(quiet))
        environment = os.environ | {
            "PYTHONPATH": str(site),
            "PARLEY_CONFIG": str(tmp_path),
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}",
            "PARLEY_CHATS__IRC__PASSWORD": "sesame",
            "PARLEY_WEB__ENABLED": "false",
        }
        service = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("parley"),
            "run",
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert service.stdout is not None
        said = []
        async for line in service.stdout:
            said.append(line.decode())
            if said[-1].startswith("Ready on"):
                break
        assert "irc" in said[-1], said
        (refused,) = await server.ask("subscribe at 08:00 save yes")
        assert "Only managers" in refused
        await server.ask("subscribe us-china at 08:00 save yes", "boss", until="US-China")
        assert "Trade talks" in (await server.ask("brief"))[0]
        service.send_signal(signal.SIGTERM)
        out, _ = await service.communicate()
        assert service.returncode == 0, out
        assert b"sesame" not in b"".join([*map(str.encode, said), out])


def test_what_does_not_fit_a_platform_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """An option that its package does not know, or a package that is not there, is named."""
    from parley.wiring import service

    config = settings.load(env={"PARLEY_CHATS__IRC__HOST": "x", "PARLEY_CHATS__IRC__PROT": "6667"})
    monkeypatch.setattr(service, "plug", lambda _group, _name: open_chat)
    with pytest.raises(ConfigError, match=r"\[chats.irc\].*prot"):
        service.open_chats(config)
    monkeypatch.undo()
    with pytest.raises(ConfigError, match='no adapter "nowhere"'):
        service.open_chats(settings.load(env={"PARLEY_CHATS__NOWHERE__HOST": "x"}))


async def test_a_wrong_password_and_a_lost_line_are_told_apart() -> None:
    """The one raises at the start; the other leaves a post in doubt, which IRC cannot settle."""
    async with running(password="right") as server:
        options = {"clock": FakeClock(), "host": "127.0.0.1", "port": server.port}

        async def nobody(command: object) -> object:
            raise AssertionError

        wrong = open_chat(**options, password="wrong")  # type: ignore[arg-type]
        with pytest.raises(ChatAuthError):
            await wrong.start(nobody)  # type: ignore[arg-type] # never called
        chat = open_chat(**options, password="right", channels=["#trade"])  # type: ignore[arg-type]
        await chat.start(nobody)  # type: ignore[arg-type] # never called
        server.drop = True
        with pytest.raises(SendAmbiguous):
            await chat.post(at("#trade"), Part(0, '["Talks resume"]'), key="d0-0")
        await chat.stop()


def test_a_platform_is_known_by_its_word() -> None:
    """One word is one platform, whoever adds it; what is no word is none."""
    assert Platform("irc") is Platform("irc")
    assert Platform.of("irc:example.org") is Platform("irc")
    assert Platform("slack") is Platform.SLACK
    for wrong in ("", "IRC", "a b", "../x"):
        with pytest.raises(ValueError, match="not a valid Platform"):
            Platform(wrong)
