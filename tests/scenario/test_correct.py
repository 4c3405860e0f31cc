"""Cited articles are read again after the posting, and what no longer stands in them is struck."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from fakes.fake_chat import FakeChat
from fakes.fake_clock import FakeClock
from parley.app.correct import Correcting
from parley.app.intake import Body
from parley.domain import identity
from parley.domain.model import (
    Approval,
    Decision,
    DecisionKind,
    DeliveryState,
    Edition,
    Rights,
    Source,
)
from scenario.approval_world import CUT_OFF, SLOT, Desk, desk
from scenario.pressing_world import database

HOUR = timedelta(hours=1)
Change = Callable[[str], str]


@asynccontextmanager
async def sent(folder: Path) -> AsyncIterator[tuple[Desk, FakeChat, Edition]]:
    """A briefing that was posted."""
    clock = FakeClock(CUT_OFF)
    chat = FakeChat(clock)
    async with desk(database(folder), lambda _: chat, clock, "web:local", "trade") as it:
        await it.subscribe(Approval.NONE, None)
        edition = await it.cut_off()
        await it.at(SLOT)
        yield it, chat, edition


def bodies(it: Desk, change: Change, asked: list[str] | None = None) -> Body:
    """Pages that give what they gave, changed."""

    async def body(source: Source, url: str) -> str:
        assert source.rights is Rights.FULL_TEXT
        if asked is not None:
            asked.append(url)
        edition = await it.archive.editions.edition((await it.delivery()).edition_id or "")
        assert edition is not None
        (key,) = [one.id for one in edition.articles if one.url == url]
        (row,) = await it.archive.articles.named([key], it.clock.now())
        return change(row.revision.text)

    return body


def _full(it: Desk, edition: Edition) -> tuple[int, int, str, str]:
    """The first sentence that rests on a page which may be read: item, claim, its words, its quote."""
    rights = {one.id: it.pipeline.sources[one.source_id].rights for one in edition.articles}
    for number, item in enumerate(edition.items):
        for place, claim in enumerate(item.claims):
            (evidence, *_) = claim.evidence
            if rights[evidence.article_id] is Rights.FULL_TEXT:
                return number, place, claim.text, evidence.quote
    raise AssertionError("no such sentence")


async def _look(it: Desk, body: Body, hours: int) -> int:
    it.clock.move_to(SLOT + hours * HOUR)
    correcting = Correcting(it.archive, body, it.pipeline.sources)
    it.queue += await correcting.look(it.clock.now())
    found = len(it.queue)
    await it.work()
    return found


async def test_a_sentence_whose_ground_has_moved_is_struck(tmp_path: Path) -> None:
    """The message is changed where it stands, and says so; a later look finds nothing more."""
    async with sent(tmp_path) as (it, chat, edition):
        number, place, words, quote = _full(it, edition)
        body = bodies(it, lambda text: text.replace(quote, "The report was changed here."))
        assert await _look(it, body, 1) == 1
        shown = "\n".join(chat.said("trade"))
        assert words not in shown
        assert "Corrected at" in shown
        struck = await it.archive.decisions.of("web:local", (await it.delivery()).id)
        assert all(one.kind is DecisionKind.CORRECT and one.user == "" for one in struck)
        story = edition.items[number].story_id
        assert (story, place) in {(one.story_id, one.claim) for one in struck}
        assert (await it.delivery()).state is DeliveryState.SENT
        assert await _look(it, body, 6) == 0


async def test_what_stands_still_stays(tmp_path: Path) -> None:
    """An article that only grew, or whose page is a notice now, takes nothing back."""
    changes: list[Change] = [
        lambda text: f"Updated. {text} More to follow.",
        lambda _: "Accept cookies to go on.",
        lambda _: "",
    ]
    async with sent(tmp_path) as (it, chat, _):
        before = chat.said("trade")
        for change in changes:
            assert await _look(it, bodies(it, change), 1) == 0
        assert chat.said("trade") == before


async def test_what_was_taken_out_needs_no_correction(tmp_path: Path) -> None:
    """A retracted story's sources may change: the message says nothing more of it."""
    async with sent(tmp_path) as (it, chat, edition):
        delivery = await it.delivery()
        for item in edition.items:
            await it.archive.decisions.decide(
                Decision(
                    tenant_id="web:local",
                    delivery_id=delivery.id,
                    kind=DecisionKind.RETRACT,
                    user="U1",
                    at=it.clock.now(),
                    story_id=item.story_id,
                )
            )
        await it.at(SLOT + HOUR / 2)
        shown = chat.said("trade")
        *_, quote = _full(it, edition)
        body = bodies(it, lambda text: text.replace(quote, "The report was changed here."))
        assert await _look(it, body, 1) == 0
        assert chat.said("trade") == shown


async def test_articles_are_read_again_at_four_ages(tmp_path: Path) -> None:
    """At 1, 6, 24 and 72 hours, and not in between."""
    async with sent(tmp_path) as (it, _, _):
        asked: list[str] = []
        correcting = Correcting(
            it.archive, bodies(it, lambda text: text, asked), it.pipeline.sources
        )
        read = []
        for hours in range(1, 100):
            await correcting.look(SLOT + hours * HOUR)
            if asked:
                read.append(hours)
            asked.clear()
        assert read == [1, 6, 24, 72]


async def test_a_page_that_many_briefings_cite_is_asked_for_once(tmp_path: Path) -> None:
    """However many desks were told of it: a publisher sees one request a look."""
    clock = FakeClock(CUT_OFF)
    chat = FakeChat(clock)
    async with desk(database(tmp_path), lambda _: chat, clock, "web:local", "trade") as it:
        await it.subscribe(Approval.NONE, None)
        for number, track in enumerate(("us-china", "us-eu")):
            other = replace(
                it.order,
                id=identity.subscription_id("web:local", f"other{number}", "daily"),
                channel=f"other{number}",
                desk=identity.make_desk([track, "us-japan"]),
            )
            await it.archive.tenants.subscribe(other)
        await it.cut_off()
        await it.at(SLOT)
        sent = await it.archive.deliveries.recent("web:local", limit=9)
        assert len({one.edition_id for one in sent}) == 3
        asked: list[str] = []

        async def body(_source: Source, url: str) -> str:
            asked.append(url)
            return ""

        await _look(it, body, 1)
        assert asked
        assert sorted(asked) == sorted(set(asked))
