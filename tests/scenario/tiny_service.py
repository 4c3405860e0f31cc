"""A whole service in a process of its own, for tests that send it signals.

Arguments: database URL, file that stands for the platform, seconds that its clock is ahead, mode.
``wait`` says "landed" once a part is on the platform and waits for a line before it answers; ``go``
answers at once. Real: service, delivery, SQLite, engine, timetable, signals.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fakes.fake_chat import FakeChat
from fakes.fake_clock import FakeClock
from parley.app.amend import Amending
from parley.app.brief import BACKGROUND
from parley.app.deliver import Delivering
from parley.app.notify import Notifying
from parley.app.ports import ChannelCheck, Dispatch, Part, Pressed
from parley.app.service import Service
from parley.cli.run import serve
from parley.domain.model import Desk, Edition, Message, Place, Platform, PostedPart
from parley_adapters.engine.local import open_engine
from parley_adapters.store import open_archive
from parley_adapters.timetable.apscheduler import open_timetable
from scenario.delivery_world import compose, edition_of


class Ahead:
    """A clock that runs ahead."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


class FileChat:
    """A platform that is a file with one line a message."""

    platform = Platform.WEB

    def __init__(self, path: Path, mode: str) -> None:
        self.path, self.mode = path, mode

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None: ...

    async def stop(self) -> None: ...

    def render(self, message: Message) -> Sequence[Part]:
        return FakeChat(FakeClock()).render(message)

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        with self.path.open("a") as file:
            file.write(json.dumps({"key": key, "text": part.payload}) + "\n")
        if self.mode == "wait":
            self.mode = "go"
            print("landed", flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        return PostedPart(part.index, key)

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        keys = {json.loads(line)["key"] for line in lines}
        return PostedPart(int(key.rpartition("-")[2]), key) if key in keys else None

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None: ...

    async def remove(self, place: Place, message_id: str) -> None: ...

    async def check(self, place: Place | None) -> ChannelCheck:
        return ChannelCheck(channel=place.channel if place else None)


async def main(url: str, path: str, ahead: str, mode: str) -> None:
    clock, chat = Ahead(timedelta(seconds=float(ahead))), FileChat(Path(path), mode)
    archive = await open_archive(url)

    async def make(desk: Desk, since: datetime | None, until: datetime) -> Edition:
        start = since or until - BACKGROUND
        return await archive.editions.save_edition(edition_of(desk, start, until, 2), desk)

    async def nothing(_: object) -> None: ...

    service = Service(
        clock=clock,
        tenants=archive.tenants,
        delivering=Delivering(
            tenants=archive.tenants,
            deliveries=archive.deliveries,
            decisions=archive.decisions,
            editions=archive.editions,
            chats={Platform.WEB: chat},
            make=make,
            compose=compose,
            clock=clock,
        ),
        amending=Amending(
            tenants=archive.tenants,
            deliveries=archive.deliveries,
            decisions=archive.decisions,
            editions=archive.editions,
            chats={Platform.WEB: chat},
            compose=compose,
            clock=clock,
        ),
        engine=open_engine(clock),
        timetable=open_timetable(clock),
        notifying=Notifying(notices=archive.notices, chats={Platform.WEB: chat}, clock=clock),
        chats=[chat],
        dispatch=nothing,  # type: ignore[arg-type] # nobody asks anything here
        collect=nothing,
        closers=[archive.aclose],
    )
    await serve(service)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
