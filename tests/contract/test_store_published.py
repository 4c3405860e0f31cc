"""The port ``Articles``: how much was written on a track, day by day."""

from dataclasses import replace
from datetime import timedelta

from contract.store_world import HOUR, NOON, article
from parley.app.ports import Archive
from parley.domain.model import Archived

DAY = timedelta(days=1)


def on(item: Archived, *tracks: str) -> Archived:
    return replace(item, reading=replace(item.reading, tracks=tracks))


async def test_articles_are_counted_by_track_and_day(archive: Archive) -> None:
    """An article counts once, by its newest version; a track whose id is part of another's does not."""
    await archive.articles.add(
        [
            on(article("a"), "us-china", "wto"),
            on(article("a", title="Talks end", at=NOON + HOUR), "wto", "us-china"),
            on(article("b", at=NOON + DAY), "us-china"),
            on(article("c", at=NOON + DAY), "us-china-tech"),
            on(article("d", at=NOON + DAY), "us_china"),
            on(article("noise", at=NOON + DAY, relevant=False), "us-china"),
        ]
    )
    counts = await archive.articles.published("us-china", NOON - DAY, NOON + 2 * DAY)
    assert counts == {NOON.date(): 1, (NOON + DAY).date(): 1}


async def test_only_what_was_known_is_counted(archive: Archive) -> None:
    """Neither what came later, nor what was published before the stretch."""
    await archive.articles.add(
        [on(article("a"), "us-eu"), on(article("b", at=NOON + 2 * DAY), "us-eu")]
    )
    assert await archive.articles.published("us-eu", NOON - DAY, NOON) == {NOON.date(): 1}
    assert await archive.articles.published("us-eu", NOON, NOON + DAY) == {}
    assert await archive.articles.published("us-eu", NOON, NOON + 3 * DAY) == {
        (NOON + 2 * DAY).date(): 1
    }
