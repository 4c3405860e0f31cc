"""The port ``Developments``: what every archive keeps of the ledger."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from contract.store_world import HOUR, NOON, article
from parley.app.ports import Archive
from parley.domain.errors import StoreError
from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.model import Development, DevelopmentKind, TrackState

ARTICLE = article("a")
DAY = NOON.date()


def told(name: str, track: str = "us-china", at: datetime = NOON, day: date = DAY) -> Development:
    return Development(
        id=name,
        track=track,
        kind=DevelopmentKind.MEETING,
        event_date=day,
        actor=name,
        article_id=ARTICLE.revision.article_id,
        quote="Talks “resume” — in Geneva.",
        known_at=at,
    )


def ahead(days: int, track: str = "us-china", at: datetime = NOON, span: int = 0) -> DateAhead:
    day = DAY + timedelta(days)
    return DateAhead(
        track=track,
        day=day,
        until=day + timedelta(span) if span else None,
        quote=f"Talks resume in {days} days.",
        article_id=ARTICLE.revision.article_id,
        said_on=DAY,
        known_at=at,
    )


async def test_what_is_recorded_comes_back_as_it_was(archive: Archive) -> None:
    """Every field of a development and of a date survives the store, set or not."""
    await archive.articles.add([ARTICLE])
    plain = told("plain", at=NOON.replace(microsecond=123_456))
    full = replace(
        told("full", at=NOON + HOUR),
        authority="Section 232",
        state=TrackState.IN_FORCE,
        in_force=True,
        scheduled=True,
        deadline=DAY + timedelta(90),
        retracted_at=NOON + HOUR,
    )
    dates = [ahead(3), ahead(9, span=6)]
    await archive.developments.record([full, plain], dates)
    assert await archive.developments.known(None, NOON + HOUR) == [plain, full]
    assert await archive.developments.ahead(NOON + HOUR) == dates


async def test_recording_again_changes_nothing(archive: Archive) -> None:
    """The first words under an id stay, in one batch or another; an empty batch is none."""
    await archive.articles.add([ARTICLE])
    first, date_ahead = told("a"), ahead(3)
    later = replace(first, quote="Others.", known_at=NOON + HOUR)
    await archive.developments.record([first, later], [date_ahead, date_ahead])
    await archive.developments.record([later], [replace(date_ahead, known_at=NOON + HOUR)])
    await archive.developments.record([])
    assert await archive.developments.known(None, NOON + HOUR) == [first]
    assert await archive.developments.ahead(NOON + HOUR) == [date_ahead]


async def test_developments_are_read_as_they_were_known(archive: Archive) -> None:
    """By when they became known, by the day of the event, and by track."""
    await archive.articles.add([ARTICLE])
    old = told("old", day=DAY - timedelta(30))
    new, late = told("new", at=NOON + HOUR), told("late", at=NOON + 2 * HOUR)
    other = told("other", track="wto", at=NOON + HOUR)
    await archive.developments.record([late, other, new, old])
    read = archive.developments.known
    assert await read(None, NOON + HOUR, ["us-china"]) == [old, new]
    assert await read(DAY, NOON + HOUR, ["us-china", "wto"]) == [new, other]
    assert await read(None, NOON - HOUR) == []


async def test_dates_are_gone_once_they_are_over(archive: Archive) -> None:
    """The nearest first, of the tracks asked; what became known later is not there yet."""
    await archive.articles.add([ARTICLE])
    near, far, span = ahead(1), ahead(5), ahead(2, span=10)
    later, other = ahead(4, at=NOON + HOUR), ahead(3, track="wto")
    await archive.developments.record([], [span, far, near, later, other])
    read = archive.developments.ahead
    assert await read(NOON, ["us-china"]) == [near, far, span]
    assert await read(NOON) == [near, other, far, span]
    assert await read(NOON + timedelta(5), ["us-china"]) == [far, span]
    assert await read(NOON + timedelta(13)) == []


async def test_the_last_instant_of_both(archive: Archive) -> None:
    """From which on articles are read again after a fault."""
    await archive.articles.add([ARTICLE])
    last_known = archive.developments.last_known
    assert await last_known(NOON) is None
    await archive.developments.record([told("a")])
    assert await last_known(NOON + HOUR) == NOON
    assert await last_known(NOON - HOUR) is None
    await archive.developments.record([], [ahead(1, at=NOON + HOUR)])
    assert await last_known(NOON + HOUR) == NOON + HOUR
    assert await last_known(NOON) == NOON


async def test_nothing_is_recorded_of_an_article_that_is_not_stored(archive: Archive) -> None:
    """All or nothing: a development of an unknown article takes the whole batch with it."""
    await archive.articles.add([ARTICLE])
    with pytest.raises(StoreError):
        await archive.developments.record([told("a"), replace(told("b"), article_id="a-unknown")])
    assert await archive.developments.known(None, NOON) == []


async def test_articles_by_name_are_their_newest_words(archive: Archive) -> None:
    """As they were known; unknown ones are left out."""
    update = article("a", title="Talks end", at=NOON + HOUR)
    await archive.articles.add([ARTICLE, update, article("b")])
    names = [ARTICLE.revision.article_id, "a-unknown"]
    assert await archive.articles.named(names, NOON) == [ARTICLE]
    assert await archive.articles.named(names, NOON + HOUR) == [
        replace(update, placement=ARTICLE.placement)
    ]
    assert await archive.articles.named([], NOON) == []
