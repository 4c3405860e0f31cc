"""Collects what sources have published: polls those that are due, and hands it to the intake."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from parley.app.intake import Body, Taken
from parley.app.ports import Articles, Fetched, FetchStatus, Sources
from parley.domain import polling
from parley.domain.errors import FetchError, ParleyError, StoreError
from parley.domain.model import Entry, PollState, Source

Batch = Sequence[tuple[Source, Sequence[Entry]]]
Take = Callable[[Batch, datetime], Awaitable[Taken]]
"""``Intake.take``: stores the entries of several sources in one transaction, one batch at a time."""

# How long a batch may wait for an article's page.
_PATIENCE = timedelta(seconds=30)
# So many sources' states are stored together at most.
_BATCH = 100
# So many entries are taken in one transaction at most: enough to share the cost of a commit, whose
# pages are written once for all of them, few enough to be in memory twice.
_PORTION = 3_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A source that gave nothing, or whose items could not be stored, and why in one sentence."""

    source_id: str
    error: str


@dataclass(frozen=True, slots=True)
class CollectReport:
    """What a round of polling came to: ``polled == fresh + unchanged + len(faults)``.

    ``entries`` were handed in by the fresh sources; ``taken`` is what the archive made of them.
    """

    polled: int = 0
    fresh: int = 0
    unchanged: int = 0
    entries: int = 0
    taken: Taken = field(default_factory=Taken)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Polled:
    source: Source
    before: PollState
    fetched: Fetched


class Collector:
    """Polls concurrently and stores one batch at a time, while the next answers come in.

    Entries are stored before the poll's state is: whatever dies in between is polled again, and the
    archive knows what it has. A source's fault is recorded with it and touches no other.
    """

    def __init__(
        self,
        sources: Sources,
        articles: Articles,
        catalogue: Iterable[Source],
        take: Take,
        *,
        tick: Callable[[], object] = lambda: None,
    ) -> None:
        """``tick`` is called once for each source that has answered or failed."""
        self._sources = sources
        self._articles = articles
        self._catalogue = tuple(catalogue)
        self._take = take
        self._tick = tick

    async def collect(self, now: datetime) -> CollectReport:
        """Poll the sources that are due at ``now``. Raises ``StoreError`` if states are unreadable."""
        states = await self._articles.polls()
        return await self._round(polling.due(self._catalogue, states, now), now)

    async def poll(self, source_ids: Collection[str], now: datetime) -> CollectReport:
        """Poll these sources now, due or not; all enabled ones if none is named."""
        return await self._round(self.named(source_ids), now)

    def named(self, source_ids: Collection[str]) -> list[Source]:
        """These sources of the catalogue, in its order; all enabled ones if none is named."""
        return [
            source
            for source in self._catalogue
            if (source.id in source_ids if source_ids else source.enabled)
        ]

    async def check(self, source_ids: Collection[str], now: datetime) -> Mapping[str, PollState]:
        """Ask these sources now, all enabled ones if none is named, and keep only how they are.

        Their items are left for the next round: validators and the next try stay as they were.
        """
        states = await self._articles.polls()

        async def ask(source: Source) -> PollState:
            before = states.get(source.id) or PollState(source_id=source.id)
            polled = _Polled(source, before, await self._asked(source, before))
            after = _after(polled, now, None)
            if after.failures:
                return after
            return replace(
                after,
                etag=before.etag,
                last_modified=before.last_modified,
                next_try=min(before.next_try or now, now + source.interval),
            )

        found = await asyncio.gather(*(ask(source) for source in self.named(source_ids)))
        await self._articles.save_polls(found)
        return {state.source_id: state for state in found}

    async def _round(self, sources: Sequence[Source], now: datetime) -> CollectReport:
        states = await self._articles.polls()
        answers: asyncio.Queue[_Polled] = asyncio.Queue()

        async def ask(source: Source) -> None:
            before = states.get(source.id) or PollState(source_id=source.id)
            await answers.put(_Polled(source, before, await self._asked(source, before)))

        report = CollectReport(polled=len(sources))
        async with asyncio.TaskGroup() as tasks:
            for source in sources:
                tasks.create_task(ask(source))
            waiting = len(sources)
            while waiting:
                batch = [await answers.get()]
                while not answers.empty() and len(batch) < _BATCH:
                    batch.append(answers.get_nowait())
                waiting -= len(batch)
                report = await self._stored(batch, now, report)
        return report

    async def _asked(self, source: Source, state: PollState) -> Fetched:
        try:
            return await self._sources.poll(source, state)
        except Exception as error:  # noqa: BLE001 - somebody else's adapter may break its promise
            return Fetched(
                status=FetchStatus.FAILED,
                error=f"{source.name} could not be polled: {type(error).__name__}; report it.",
            )
        finally:
            self._tick()

    async def _stored(
        self, batch: Sequence[_Polled], now: datetime, report: CollectReport
    ) -> CollectReport:
        """Store a batch and its states, and add it to the report."""
        fresh = [polled for polled in batch if polled.fetched.status is FetchStatus.FRESH]
        taken, errors = await self._taken(fresh, now)
        states = [_after(polled, now, errors.get(polled.source.id)) for polled in batch]
        for polled in batch:
            if polled.fetched.error:
                errors[polled.source.id] = polled.fetched.error
        try:
            await self._articles.save_polls(states)
        except StoreError as error:
            # Without its state a source is simply due again, and nothing is stored twice.
            errors = {polled.source.id: str(error) for polled in batch} | errors
        done = [polled for polled in batch if polled.source.id not in errors]
        stored = [polled for polled in done if polled.fetched.status is FetchStatus.FRESH]
        return replace(
            report,
            fresh=report.fresh + len(stored),
            unchanged=report.unchanged + len(done) - len(stored),
            entries=report.entries + sum(len(polled.fetched.entries) for polled in stored),
            taken=_sum(report.taken, taken),
            faults=report.faults + tuple(Fault(*pair) for pair in errors.items()),
        )

    async def _taken(self, fresh: Sequence[_Polled], now: datetime) -> tuple[Taken, dict[str, str]]:
        """What the archive took, and by source id why it could not take something."""
        taken = Taken()
        errors: dict[str, str] = {}
        for portion in _portions([(polled.source, polled.fetched.entries) for polled in fresh]):
            one, why_not = await self._portion_taken(portion, now)
            taken = _sum(taken, one)
            errors |= why_not
        return taken, errors

    async def _portion_taken(self, portion: Batch, now: datetime) -> tuple[Taken, dict[str, str]]:
        """Store a portion; one that fails for another reason than the archive's own is taken apart.

        So the one source at fault does not keep the others out.
        """
        try:
            return await self._take(portion, now), {}
        except StoreError as error:
            return Taken(), {source.id: str(error) for source, _ in portion}
        except Exception as error:  # noqa: BLE001 - one source's words must not stop the others
            if len(portion) == 1:
                why = str(error) if isinstance(error, ParleyError) else type(error).__name__
                source = portion[0][0]
                return Taken(), {source.id: f"{source.name} could not be taken in: {why}"}
        taken = Taken()
        errors: dict[str, str] = {}
        for single in portion:
            one, why_not = await self._portion_taken([single], now)
            taken = _sum(taken, one)
            errors |= why_not
        return taken, errors


def _portions(batch: Batch) -> Iterator[Batch]:
    """The batch in portions of at most ``_PORTION`` entries; only a longer source is divided."""
    portion: list[tuple[Source, Sequence[Entry]]] = []
    size = 0
    for source, entries in batch:
        for start in range(0, len(entries), _PORTION):
            part = entries[start : start + _PORTION]
            if portion and size + len(part) > _PORTION:
                yield portion
                portion, size = [], 0
            portion.append((source, part))
            size += len(part)
    if portion:
        yield portion


def bodies(sources: Sources, patience: timedelta = _PATIENCE) -> Body:
    """How the intake gets an article's text; a page that cannot be had leaves the feed's own words.

    So does one that takes longer than ``patience``, the wait for its host's turn included: the
    batch that it belongs to waits to be stored.
    """

    async def body(source: Source, url: str) -> str:
        try:
            async with asyncio.timeout(patience.total_seconds()):
                return await sources.body(source, url)
        except (FetchError, TimeoutError):
            return ""

    return body


def _after(polled: _Polled, now: datetime, error: str | None) -> PollState:
    source, before, fetched = polled.source, polled.before, polled.fetched
    if error is not None:
        return polling.unstored(source, before, now, error=error)
    if fetched.status is FetchStatus.FAILED:
        return polling.failed(
            source,
            before,
            now,
            error=fetched.error or "It failed without a reason; report it.",
            retry_after=fetched.retry_after,
        )
    return polling.succeeded(
        source,
        before,
        now,
        items=len(fetched.entries) if fetched.status is FetchStatus.FRESH else None,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
    )


def _sum(one: Taken, two: Taken) -> Taken:
    return Taken(
        new=one.new + two.new,
        revised=one.revised + two.revised,
        known=one.known + two.known,
        relevant=one.relevant + two.relevant,
    )
