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
    )
    dates = [ahead(3), ahead(9, span=6)]
    await archive.developments.record([full, plain], dates)
    assert await archive.developments.known(None, NOON + HOUR) == [plain, full]
    assert await archive.developments.ahead(NOON + HOUR) == dates


async def test_what_was_withdrawn_stood_until_then(archive: Archive) -> None:
    """As of before it is there as it was, as of later it is not; others are left alone."""
    await archive.articles.add([ARTICLE])
    wrong, right = told("wrong"), told("right")
    gone = replace(wrong, retracted_at=NOON + HOUR)
    await archive.developments.record([wrong, right])
    await archive.developments.record([], [], [gone])
    await archive.developments.record([], [], [replace(gone, retracted_at=NOON + 2 * HOUR)])
    read = archive.developments.known
    assert sorted(d.actor for d in await read(None, NOON)) == ["right", "wrong"]
    assert await read(None, NOON + HOUR - timedelta(seconds=1)) == await read(None, NOON)
    assert await read(None, NOON + HOUR) == [right]


async def test_what_is_told_again_after_it_was_withdrawn_stands_again(archive: Archive) -> None:
    """Only where it became known after that: an old report read once more brings nothing back."""
    await archive.articles.add([ARTICLE])
    wrong = told("wrong")
    await archive.developments.record([wrong], [], [replace(wrong, retracted_at=NOON + HOUR)])
    await archive.developments.record([wrong])
    read = archive.developments.known
    assert await read(None, NOON + 3 * HOUR) == []
    again = replace(wrong, known_at=NOON + 2 * HOUR)
    await archive.developments.record([again])
    assert await read(None, NOON + HOUR) == []
    assert await read(None, NOON + 3 * HOUR) == [again]


async def test_what_became_known_by_an_instant_is_replaced(archive: Archive) -> None:
    """All of it, in one step; what became known later stays."""
    await archive.articles.add([ARTICLE])
    old, late, new = told("old"), told("late", at=NOON + HOUR), told("new")
    await archive.developments.record([old, late], [ahead(3), ahead(4, at=NOON + HOUR)])
    await archive.developments.replace([new], [ahead(5)], NOON)
    await archive.developments.replace([new], [ahead(5)], NOON)
    assert await archive.developments.known(None, NOON + HOUR) == [new, late]
    days = [item.day for item in await archive.developments.ahead(NOON + HOUR)]
    assert days == [DAY + timedelta(4), DAY + timedelta(5)]
    with pytest.raises(StoreError):
        await archive.developments.replace([replace(old, article_id="a-unknown")], [], NOON)
    assert await archive.developments.known(None, NOON) == [new]


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
