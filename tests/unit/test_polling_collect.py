"""A round of polling: what is stored, what is remembered, and what one fault leaves untouched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from parley.app.collect import Collector, CollectReport, bodies
from parley.app.intake import Taken
from parley.app.ports import Articles, Fetched, FetchStatus, Page
from parley.domain.errors import FetchError, StoreError, StoreFull
from parley.domain.model import Authority, Entry, PollState, Rights, Source, SourceKind

NOW = datetime(2025, 5, 12, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def source(name: str) -> Source:
    return Source(
        id=name,
        name=name.title(),
        kind=SourceKind.FEED,
        url=f"https://{name}.example/feed",
        family=name,
        authority=Authority.PRESS,
        rights=Rights.EXCERPT,
    )


def fresh(name: str, count: int = 1, etag: str | None = '"new"') -> Fetched:
    entries = tuple(Entry(source_id=name, title=f"{name} {number}") for number in range(count))
    return Fetched(status=FetchStatus.FRESH, entries=entries, etag=etag)


UNCHANGED = Fetched(status=FetchStatus.UNCHANGED)


class FakeSources:
    """Answers by source id; an exception among the answers is raised."""

    def __init__(self, answers: Mapping[str, Fetched | Exception]) -> None:
        self.answers = dict(answers)
        self.seen: list[PollState] = []

    async def poll(self, source: Source, state: PollState) -> Fetched:
        self.seen.append(state)
        answer = self.answers[source.id]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def page(self, url: str) -> Page:
        raise NotImplementedError

    async def body(self, source: Source, url: str) -> str:
        raise FetchError("It is gone.")

    async def aclose(self) -> None:
        pass


class FakeArchive:
    """Poll states and entries; ``faults`` are raised by whoever stores a batch with that source."""

    def __init__(self) -> None:
        self.states: dict[str, PollState] = {}
        self.entries: list[str] = []
        self.batches: list[int] = []
        self.faults: dict[str, Exception] = {}
        self.states_fault: StoreError | None = None

    async def polls(self) -> Mapping[str, PollState]:
        return dict(self.states)

    async def save_polls(self, states: Iterable[PollState]) -> None:
        if self.states_fault:
            raise self.states_fault
        self.states |= {state.source_id: state for state in states}

    async def take(self, batch: Sequence[tuple[Source, Sequence[Entry]]], now: datetime) -> Taken:
        for one, _ in batch:
            if one.id in self.faults:
                raise self.faults[one.id]
        titles = [entry.title for _, entries in batch for entry in entries]
        self.entries += titles
        self.batches.append(len(titles))
        return Taken(new=len(titles))


class World:
    """A collector between fakes."""

    def __init__(self, answers: Mapping[str, Fetched | Exception]) -> None:
        self.sources = FakeSources(answers)
        self.archive = FakeArchive()
        self.ticks = 0
        self.collector = Collector(
            self.sources,
            cast("Articles", self.archive),
            [source(name) for name in answers],
            self.archive.take,
            tick=self.tick,
        )

    def tick(self) -> None:
        self.ticks += 1

    async def collect(self, now: datetime = NOW) -> CollectReport:
        return await self.collector.collect(now)


async def test_entries_are_stored_and_states_remembered() -> None:
    """What was fetched is in the archive, and the next poll is given the validators."""
    world = World({"a": fresh("a", 2), "b": fresh("b")})
    report = await world.collect()
    assert (report.polled, report.fresh, report.entries, report.taken.new) == (2, 2, 3, 3)
    assert report.faults == ()
    assert sorted(world.archive.entries) == ["a 0", "a 1", "b 0"]
    assert world.archive.states["a"].etag == '"new"'
    assert world.archive.states["a"].items == 2
    assert world.ticks == 2
    await world.collect(LATER)
    assert {state.etag for state in world.sources.seen[2:]} == {'"new"'}


async def test_what_is_not_due_is_not_asked() -> None:
    """A second round a minute later asks nobody."""
    world = World({"a": fresh("a")})
    await world.collect()
    assert await world.collect(NOW + timedelta(minutes=1)) == CollectReport()


async def test_unchanged_sources_store_only_their_state() -> None:
    """No transaction for articles is opened for nothing."""
    world = World({"a": UNCHANGED, "b": UNCHANGED})
    report = await world.collect()
    assert report.unchanged == 2
    assert world.archive.batches == []
    assert world.archive.states["a"].last_success == NOW


async def test_one_fault_touches_no_other_source() -> None:
    """A failed poll, an adapter that raises: both are recorded, the third source is stored."""
    failed = Fetched(status=FetchStatus.FAILED, error="It answers 500.")
    world = World({"a": failed, "b": RuntimeError("bug"), "c": fresh("c")})
    report = await world.collect()
    assert {fault.source_id for fault in report.faults} == {"a", "b"}
    assert world.archive.entries == ["c 0"]
    assert world.archive.states["a"].last_error == "It answers 500."
    assert world.archive.states["b"].failures == 1
    assert report.polled == report.fresh + report.unchanged + len(report.faults)


async def test_retry_after_reaches_the_state() -> None:
    """A server that asks for three hours is left alone for three hours."""
    slow = Fetched(status=FetchStatus.FAILED, error="429", retry_after=timedelta(hours=3))
    world = World({"a": slow})
    await world.collect()
    assert world.archive.states["a"].next_try == NOW + timedelta(hours=3)


async def test_what_the_archive_refuses_is_asked_for_again() -> None:
    """A full disk: the old validators stay, so that the server sends the same items again."""
    world = World({"a": fresh("a")})
    await world.collect()
    world.sources.answers["a"] = fresh("a", 2, etag='"newer"')
    world.archive.faults["a"] = StoreFull("The disk is full; make room.")
    report = await world.collect(LATER)
    assert [fault.error for fault in report.faults] == ["The disk is full; make room."]
    state = world.archive.states["a"]
    assert (state.etag, state.items, state.last_success) == ('"new"', 1, NOW)
    world.archive.faults.clear()
    report = await world.collect(LATER + timedelta(hours=1))
    assert world.sources.seen[-1].etag == '"new"'
    assert report.taken.new == 2
    assert world.archive.states["a"].etag == '"newer"'


async def test_a_source_that_cannot_be_taken_in_keeps_nobody_out() -> None:
    """A batch that fails for one source's words is taken apart."""
    world = World({name: fresh(name) for name in ("a", "bad", "c")})
    world.archive.faults["bad"] = ValueError("surrogates")
    report = await world.collect()
    assert sorted(world.archive.entries) == ["a 0", "c 0"]
    assert [fault.source_id for fault in report.faults] == ["bad"]
    assert world.archive.states["bad"].etag is None
    assert world.archive.states["c"].etag == '"new"'


async def test_a_state_that_cannot_be_stored_is_told() -> None:
    """The source is due again, its items are known by then, and the report says why."""
    world = World({"a": fresh("a")})
    world.archive.states_fault = StoreError("The archive cannot be written; see its folder.")
    report = await world.collect()
    assert len(report.faults) == 1
    assert world.archive.entries == ["a 0"]
    assert world.archive.states == {}


async def test_a_long_feed_is_taken_in_portions() -> None:
    """No transaction holds more than three thousand entries, and none is left out."""
    world = World({"a": fresh("a", 7_500), "b": fresh("b", 10)})
    report = await world.collect()
    assert report.taken.new == 7_510
    assert max(world.archive.batches) <= 3_000
    assert len(set(world.archive.entries)) == 7_510


async def test_sources_are_polled_by_name() -> None:
    """Due or not; without names all that are enabled."""
    world = World({"a": fresh("a"), "b": fresh("b")})
    assert (await world.collector.poll(["b"], NOW)).polled == 1
    assert (await world.collector.poll([], NOW)).polled == 2


async def test_a_check_stores_no_items_and_no_validators() -> None:
    """The next round still gets everything, and health is known at once."""
    failed = Fetched(status=FetchStatus.FAILED, error="It answers 404.")
    world = World({"a": fresh("a", 5), "b": failed})
    states = await world.collector.check([], NOW)
    assert world.archive.entries == []
    assert (states["a"].items, states["a"].etag, states["a"].last_success) == (5, None, NOW)
    assert states["b"].last_error == "It answers 404."
    report = await world.collect(NOW + timedelta(seconds=1))
    assert report.taken.new == 5


async def test_a_body_that_cannot_be_had_is_no_fault() -> None:
    """The feed's own words are what is left."""
    assert await bodies(FakeSources({}))(source("a"), "https://a.example/1") == ""


async def test_a_disabled_source_is_asked_only_by_name() -> None:
    """An operator may try it before enabling it."""
    archive = FakeArchive()
    sources = FakeSources({"off": fresh("off")})
    off = replace(source("off"), enabled=False)
    collector = Collector(sources, cast("Articles", archive), [off], archive.take)
    assert (await collector.collect(NOW)).polled == 0
    assert (await collector.poll(["off"], NOW)).fresh == 1
