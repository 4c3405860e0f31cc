"""How soon Parley answers, is ready, and ends; and how much memory the service holds."""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.report import Row

_TRIES = 7


def run(_data: Path | None) -> Iterator[Row]:
    """Measure with Slack and Discord connected to the tests' fakes; no source is polled."""
    parley = Path(sys.executable).with_name("parley")
    bare = _answer([sys.executable, "-c", "pass"])
    answered = _answer([str(parley), "--help"])
    yield Row(
        name="parley --help",
        value=answered,
        unit="s",
        against=f"python -c pass: {bare:.3f} s",
        note=f"median of {_TRIES} runs, from spawn to exit",
        goal="≤ 0.3 s",
        met=answered <= 0.3,
    )
    with tempfile.TemporaryDirectory() as folder, _platforms() as tokens:
        environment = {**_offline(Path(folder)), **tokens}
        _service(parley, environment)  # the first start makes the database
        starts = [_service(parley, environment) for _ in range(3)]
    platforms = starts[0][3]
    ready = statistics.median(start[0] for start in starts)
    ended = statistics.median(start[2] for start in starts)
    megabytes = max(start[1] for start in starts)
    how = f"{platforms}; of three starts on a database that is there"
    yield Row(
        name="parley run: ready",
        value=ready,
        unit="s",
        against=f"python -c pass: {bare:.3f} s",
        note=f"median, from spawn to its line; {how}",
        goal="≤ 2 s",
        met=ready <= 2.0,
    )
    yield Row(
        name="parley run: memory",
        value=megabytes,
        unit="MB",
        note=f"largest peak resident size (VmHWM) when ready; {how}",
        goal="≤ 180 MB",
        met=megabytes <= 180.0,
    )
    yield Row(
        name="parley run: SIGTERM to exit",
        value=ended,
        unit="s",
        note=f"median, idle; {how}",
        goal="≤ 10 s",
        met=ended <= 10.0,
    )


def beside(archive: Path) -> tuple[float, float]:
    """Seconds until ``parley run`` is ready on a database that is there, and its peak megabytes."""
    with tempfile.TemporaryDirectory() as folder, _platforms() as tokens:
        url = {"DATABASE_URL": f"sqlite+aiosqlite:///{archive}"}
        environment = {**_offline(Path(folder)), **tokens, **url}
        ready, megabytes, _, _ = _service(Path(sys.executable).with_name("parley"), environment)
    return ready, megabytes


@contextmanager
def _platforms() -> Iterator[Mapping[str, str]]:
    """A local Slack and a local Discord, each a process of its own, and how to reach them."""
    tests = Path(__file__).resolve().parents[1] / "tests"
    servers = [
        subprocess.Popen(
            [sys.executable, "-m", f"fakes.{name}_server", "--port", "0"],
            cwd=tests,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("slack", "discord")
    ]
    try:
        slack, discord = (server.stdout for server in servers)
        assert slack is not None
        assert discord is not None
        places, secrets = json.loads(discord.readline()), json.loads(discord.readline())
        yield {
            "SLACK_BOT_TOKEN": "xoxb-fake",
            "SLACK_APP_TOKEN": "xapp-fake",
            "PARLEY_SLACK__BASE_URL": slack.readline().strip(),
            "DISCORD_TOKEN": secrets["token"],
            "PARLEY_DISCORD__API_URL": places["api_url"],
            "PARLEY_DISCORD__GATEWAY_URL": places["gateway_url"],
        }
    finally:
        for server in servers:
            server.terminate()
            server.communicate()


def _answer(command: list[str]) -> float:
    """Seconds from spawn to exit, the median of a few."""
    times = []
    for _ in range(_TRIES):
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _offline(folder: Path) -> Mapping[str, str]:
    """An environment with a database and a configuration of its own, in which no source is polled."""
    from parley import settings

    off = (
        f'[[source]]\nid = "{source.id}"\nenabled = false\n' for source in settings.load_sources()
    )
    (folder / "sources.toml").write_text("\n".join(off))
    return os.environ | {
        "PARLEY_CONFIG": str(folder),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'parley.db'}",
        "PARLEY_WEB__PORT": "0",
    }


def _service(parley: Path, environment: Mapping[str, str]) -> tuple[float, float, float, str]:
    """Seconds to ready, peak megabytes, seconds to end, and the platforms it named."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [parley, "run"], env=dict(environment), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = next((line for line in process.stdout if line.startswith("Ready")), "")
    ready = time.perf_counter() - begun
    if not line:
        raise SystemExit("parley run ended without becoming ready.")
    status = Path(f"/proc/{process.pid}/status").read_text()
    peak = next(row for row in status.splitlines() if row.startswith("VmHWM"))
    begun = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.communicate()
    ended = time.perf_counter() - begun
    return ready, int(peak.split()[1]) / 1024, ended, line.partition(".")[0].strip()
