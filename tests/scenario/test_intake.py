"""From a feed's bytes to an archive on disk: what is one article, what is new, and what a fault leaves."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes.feed_server import rss
from parley import settings
from parley.app.collect import bodies
from parley.app.intake import Body, Intake, Taken
from parley.app.ports import Archive, Fetched, Page
from parley.domain.errors import StoreBusy
from parley.domain.identity import article_id
from parley.domain.model import (
    Archived,
    Authority,
    Desk,
    Entry,
    Platform,
    PollState,
    Rights,
    Schedule,
    Source,
    SourceKind,
    Subscription,
    Tenant,
)
from parley.domain.relevance.reader import TradeReader
from parley.domain.stories.placing import StoryIndex
from parley.wiring.pipeline import open_pipeline
from parley_adapters.sources.parse import parse_source
from parley_adapters.store import open_archive

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://www.herald.example/world/2025/tariff-talks"
TITLE = "US and China resume tariff talks in Geneva"
TEASER = "Negotiators of the United States and China met in Geneva on Monday to discuss tariffs."


def source(name: str, family: str = "herald", rights: Rights = Rights.EXCERPT) -> Source:
    return Source(
        id=name,
        name=name.title(),
        kind=SourceKind.FEED,
        url=f"https://{family}.example/{name}.xml",
        family=family,
        authority=Authority.PRESS,
        rights=rights,
    )


FRONT, WORLD, OTHER = source("front"), source("world"), source("other", family="courier")


def item(
    url: str = URL,
    title: str = TITLE,
    text: str = TEASER,
    date: str = "Mon, 12 May 2025 08:00:00 GMT",
) -> str:
    link = url.replace("&", "&amp;")
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{link}</guid>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
    )


@dataclass
class Newsdesk:
    """An intake over an archive on disk."""

    archive: Archive
    intake: Intake

    async def take(self, *feeds: tuple[Source, Iterable[str]], at: datetime = NOON) -> Taken:
        """Hand in feeds as bytes."""
        batches = [
            (one, parse_source(one, rss(items), "application/rss+xml", one.url))
            for one, items in feeds
        ]
        return await self.intake.take(batches, at)

    async def stored(self) -> Sequence[Archived]:
        """Every placed revision, in the order of arrival."""
        return [row async for row in self.archive.articles.placed(NOON - 1000 * HOUR)]


@asynccontextmanager
async def desk(folder: Path, body: Body | None = None) -> AsyncIterator[Newsdesk]:
    archive = await open_archive(f"sqlite+aiosqlite:///{folder / 'parley.db'}")
    try:
        reader = TradeReader(settings.load_tracks())
        yield Newsdesk(archive, Intake(archive.articles, reader, StoryIndex(), body=body))
    finally:
        await archive.aclose()


# ── One article ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("again", "feed"),
    [
        pytest.param(item(date="Tue, 13 May 2025 09:30:00 GMT"), FRONT, id="re-dated"),
        pytest.param(item(URL + "?utm_source=rss&utm_medium=feed"), FRONT, id="tracking"),
        pytest.param(item(URL + "/?fbclid=x#top"), FRONT, id="shared"),
        pytest.param(item("http://m.herald.example/world/2025/tariff-talks"), FRONT, id="mobile"),
        pytest.param(item(URL + "/amp/"), FRONT, id="amp"),
        pytest.param(
            item("https://amp.herald.example/world/2025/tariff-talks"), FRONT, id="amp-host"
        ),
        pytest.param(item("https://herald.example/business/4711"), FRONT, id="re-posted"),
        pytest.param(item("https://herald.example/business/4711"), WORLD, id="re-posted-elsewhere"),
        pytest.param(item(), WORLD, id="section"),
        pytest.param(item(text="They met in Geneva."), WORLD, id="section-with-other-teaser"),
        pytest.param(item(title=TITLE.upper() + " "), FRONT, id="other-case-and-space"),
    ],
)
@pytest.mark.parametrize("together", [True, False], ids=["one-batch", "weeks-later"])
async def test_one_article_however_it_comes_again(
    tmp_path: Path, again: str, feed: Source, together: bool
) -> None:
    """No second article, no revision, and nothing new, at once or six weeks later."""
    async with desk(tmp_path) as here:
        if together:
            taken = await here.take((FRONT, [item()]), (feed, [again]))
            assert (taken.new, taken.revised, taken.known) == (1, 0, 1)
        else:
            assert (await here.take((FRONT, [item()]))).new == 1
        for weeks in (6, 7):
            taken = await here.take((feed, [again]), at=NOON + timedelta(weeks=weeks))
            assert (taken.new, taken.revised, taken.known) == (0, 0, 1)
        assert len(await here.stored()) == 1
        assert (
            sum((await here.archive.articles.seen(NOON - HOUR, NOON + 9999 * HOUR)).values()) == 1
        )


async def test_other_words_are_a_revision_once(tmp_path: Path) -> None:
    """The source changes its words: one revision, also when the old words come back."""
    changed = item(text="The talks in Geneva on tariffs broke off without a deal on Monday.")
    async with desk(tmp_path) as here:
        await here.take((FRONT, [item()]))
        taken = await here.take((FRONT, [changed]), at=NOON + HOUR)
        assert (taken.new, taken.revised, taken.known) == (0, 1, 0)
        for one in (changed, item()):
            taken = await here.take((FRONT, [one]), at=NOON + 2 * HOUR)
            assert (taken.new, taken.revised, taken.known) == (0, 0, 1)
        rows = await here.stored()
        assert len(rows) == 2
        assert len({row.placement and row.placement.story_id for row in rows}) == 1


async def test_another_publisher_is_another_article(tmp_path: Path) -> None:
    """The same words from a house of its own are its own article."""
    async with desk(tmp_path) as here:
        taken = await here.take(
            (FRONT, [item()]), (OTHER, [item("https://courier.example/tariff-talks")])
        )
        assert (taken.new, taken.known) == (2, 0)


async def test_a_revision_under_an_alias_belongs_to_the_stored_article(tmp_path: Path) -> None:
    """An item posted again under a new address, then changed there: the first article is revised."""
    moved = "https://herald.example/business/4711"
    async with desk(tmp_path) as here:
        await here.take((FRONT, [item()]))
        await here.take((FRONT, [item(moved)]), at=NOON + HOUR)
        changed = item(moved, text="The talks on tariffs broke off without a deal on Monday.")
        for revised, known in ((1, 0), (0, 1)):
            taken = await here.take((FRONT, [changed]), at=NOON + 2 * HOUR)
            assert (taken.new, taken.revised, taken.known) == (0, revised, known)
        rows = await here.stored()
        assert {row.revision.article_id for row in rows} == {article_id(URL)}
        assert len(rows) == 2


async def test_nothing_of_a_feed_of_2500_items_is_lost(tmp_path: Path) -> None:
    """All are in the archive, relevant or not."""
    items = [
        item(f"https://herald.example/{n}", f"Notice {n}", f"No. {n} of many.")
        for n in range(2_500)
    ]
    async with desk(tmp_path) as here:
        assert (await here.take((FRONT, items))).new == 2_500
        seen = await here.archive.articles.seen(NOON - HOUR, NOON)
        assert seen == {"front": 2_500}


# ── Pages ────────────────────────────────────────────────────────────────────────────────────

FULL = source("full", rights=Rights.FULL_TEXT)
PAGE = TEASER + " The two sides spoke for eight hours and will meet again on Tuesday."


async def test_pages_are_fetched_together_and_only_where_they_matter(tmp_path: Path) -> None:
    """No page is waited for before the others are asked; an excerpt's and a recipe's are not read."""
    items = [item(f"{URL}-{n}", f"{TITLE}, day {n}") for n in range(3)]
    recipe = item("https://herald.example/soup", "A soup for cold days", "Take two leeks.")
    together = asyncio.Barrier(3)

    async def body(_source: Source, url: str) -> str:
        assert url.startswith(URL)
        await together.wait()  # passes only once all three are under way
        return f"{PAGE} {url}"

    async with desk(tmp_path, body) as here:
        taken = await here.take(
            (FULL, [*items, recipe]), (OTHER, [item("https://courier.example/1")])
        )
        assert (taken.new, taken.relevant) == (5, 4)
        texts = [row.revision.text for row in await here.stored()]
        assert sorted(text.startswith(PAGE) for text in texts) == [False, True, True, True]
        assert (await here.take((FULL, items), at=NOON + HOUR)).known == 3  # no page is read again


class Stuck:
    """Sources whose pages never come."""

    async def poll(self, source: Source, state: PollState) -> Fetched:
        raise NotImplementedError

    async def page(self, url: str) -> Page:
        raise NotImplementedError

    async def body(self, source: Source, url: str) -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async def aclose(self) -> None: ...


async def test_a_page_that_never_comes_holds_up_nobody_for_long(tmp_path: Path) -> None:
    """Patience ends, and the feed's own words are stored with all the others."""
    async with desk(tmp_path, bodies(Stuck(), patience=timedelta(0))) as here:
        taken = await here.take((FULL, [item()]), (OTHER, [item("https://courier.example/1")]))
        assert taken.new == 2
        assert {row.revision.text for row in await here.stored()} == {TEASER}


# ── Faults ───────────────────────────────────────────────────────────────────────────────────


class FailsOnce:
    """An archive whose next ``add`` stores nothing."""

    def __init__(self, articles: Any) -> None:
        self._articles = articles
        self.failures = 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._articles, name)

    async def add(self, batch: Sequence[Archived]) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreBusy("The database is locked.")
        await self._articles.add(batch)


async def test_no_story_is_founded_by_what_was_not_stored(tmp_path: Path) -> None:
    """The first report is not stored; the second founds the story, and the first then joins it."""
    second = item("https://courier.example/1", TITLE + " on Monday")
    async with desk(tmp_path) as here:
        here.intake = Intake(
            FailsOnce(here.archive.articles), TradeReader(settings.load_tracks()), StoryIndex()
        )
        with pytest.raises(StoreBusy):
            await here.take((FRONT, [item()]))
        await here.take((OTHER, [second]), at=NOON + HOUR)
        await here.take((FRONT, [item()]), at=NOON + 2 * HOUR)
        founder = article_id("https://courier.example/1")
        rows = await here.stored()
        assert [row.placement and row.placement.story_id for row in rows] == [founder, founder]


async def test_stories_go_on_after_a_fault(tmp_path: Path) -> None:
    """What was placed before the fault is still there to be joined."""
    async with desk(tmp_path) as here:
        await here.take((FRONT, [item()]))
        broken = FailsOnce(here.archive.articles)
        here.intake._articles = broken
        other = item("https://courier.example/9", "EU weighs retaliation over US steel tariffs")
        with pytest.raises(StoreBusy):
            await here.take((OTHER, [other]), at=NOON + HOUR)
        joining = item("https://courier.example/1", TITLE + " on Monday")
        await here.take((OTHER, [joining]), at=NOON + 2 * HOUR)
        rows = await here.stored()
        assert [row.placement and row.placement.story_id for row in rows] == [article_id(URL)] * 2


# ── Watch words ──────────────────────────────────────────────────────────────────────────────


def order(*words: str) -> Subscription:
    return Subscription(
        id="s-" + "-".join(words),
        tenant_id="web:local",
        channel="trade",
        name="daily",
        desk=Desk(watch_words=words),
        schedule=Schedule(cron="0 8 * * *", zone="UTC"),
    )


async def test_watch_words_of_every_subscription_count(tmp_path: Path) -> None:
    """A recipe is wanted where somebody watches leeks, until nobody does."""

    def recipe(number: int) -> str:
        return item(
            f"https://herald.example/{number}", f"Soup {number}", "Take two leeks and a potato."
        )

    async with desk(tmp_path) as here:
        counts = []
        for number, orders in enumerate(([], [order("lumber"), order("leeks")], [order("lumber")])):
            here.intake.watch(orders)
            counts.append((await here.take((FRONT, [recipe(number)]))).relevant)
        assert counts == [0, 1, 0]


async def test_a_pipeline_knows_the_watch_words_from_its_start(tmp_path: Path) -> None:
    """So that ``parley sources poll`` keeps what the service would keep."""
    async with desk(tmp_path) as here:
        await here.archive.tenants.join(Tenant(id="web:local", platform=Platform.WEB))
        await here.archive.tenants.subscribe(order("leeks"))
        pipeline = await open_pipeline(settings.load(None), here.archive)
        assert pipeline.intake.watch_words == ("leeks",)


async def test_an_entry_without_anything_is_kept(tmp_path: Path) -> None:
    """No title, no link, no date: still an article, and the same one the next time."""
    async with desk(tmp_path) as here:
        bare = Entry(source_id="front", title="")
        taken = await here.intake.take([(FRONT, [bare, replace(bare, guid="g")])], NOON)
        assert taken.new == 2
        assert (await here.intake.take([(FRONT, [bare])], NOON + HOUR)).known == 1
