"""A track's picture: what is drawn up for it, what is said of it, and that it can be read."""

import asyncio
import io
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from parley.domain.ledger.chart import chart, described, weightiest
from parley.domain.ledger.states import Standing, history
from parley.domain.model import (
    Chart,
    Claim,
    Development,
    Evidence,
    NextDate,
    Track,
    TrackKind,
    TrackState,
)
from parley.domain.model import DevelopmentKind as K
from parley_adapters.pictures import open_painter
from parley_adapters.pictures.palette import COLOURS, written_on

TRACK = Track(id="us-china", name="US-China", kind=TrackKind.BILATERAL)
TODAY = date(2025, 5, 30)


def told(kind: K, day: date, quote: str = "words", actor: str = "Washington") -> Development:
    return Development(
        id=f"{kind}-{day}-{actor}",
        track=TRACK.id,
        kind=kind,
        event_date=day,
        actor=actor,
        article_id="a",
        quote=quote,
        known_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )


WAY = (
    told(K.TARIFF_LOWERED, date(2025, 5, 12), "cut tariffs for 90 days"),
    told(K.EXPORT_CONTROL, date(2025, 5, 28)),
    told(K.STATEMENT, date(2025, 5, 29), "talks are stalled"),
)


def coming(day: date) -> NextDate:
    claim = Claim("x", (Evidence("a", "x"),))
    return NextDate(day, "“The pause ends on 12 August”", TRACK.id, claim)


def drawn(*developments: Development, ahead: tuple[NextDate, ...] = ()) -> Chart:
    past = history(developments, TRACK.kind, TODAY)
    articles = {date(2025, 5, 12): 3, date(2025, 5, 29): 2}
    return chart(
        TRACK, past, developments=developments, ahead=ahead, articles=articles, as_of=TODAY
    )


def test_a_history_is_the_standings_in_order() -> None:
    """Each state with its first day and what brought it; the last is the present one."""
    past = history(WAY, TRACK.kind, TODAY)
    assert [item.state for item in past] == ["quiet", "truce", "escalating", "stalled"]
    assert [item.by for item in past] == [None, *WAY]
    assert history((), TRACK.kind, TODAY) == (Standing(TrackState.QUIET),)


def test_a_history_falls_quiet() -> None:
    """After six weeks of silence the track is quiet from a day of its own."""
    (past, *_, last) = history([told(K.STATEMENT, date(2025, 3, 3))], TRACK.kind, TODAY)
    assert past.since is None
    assert last == Standing(TrackState.QUIET, date(2025, 4, 14))


def test_bands_follow_each_other_to_the_day() -> None:
    """From the first known state to the end of the day as of which it is known."""
    bands = drawn(*WAY).bands
    assert [band.state for band in bands] == ["truce", "escalating", "stalled"]
    assert [band.end for band in bands[:-1]] == [band.start for band in bands[1:]]
    assert (bands[0].start, bands[-1].end) == (date(2025, 5, 12), date(2025, 5, 31))


def test_what_moved_the_track_is_shown_before_what_was_said() -> None:
    """Of forty statements and three moves, the moves and the newest stay, the oldest first."""
    statements = [
        told(K.STATEMENT, date(2025, 5, 13), actor=f"Minister {number}") for number in range(40)
    ]
    everything = sorted([*WAY, *statements], key=lambda d: d.event_date)
    kept = weightiest(everything, history(WAY, TRACK.kind, TODAY), 8)
    assert len(kept) == 8
    assert {item.id for item in WAY} <= {item.id for item in kept}
    assert list(kept) == sorted(kept, key=lambda d: (d.event_date, d.known_at, d.id))


def test_the_days_ahead_get_room_and_letters() -> None:
    """What is near is on the scale, what is months off beyond its end, what is of next year nowhere."""
    days = (date(2025, 6, 9), date(2025, 8, 12), date(2026, 8, 12))
    found = drawn(*WAY, ahead=tuple(map(coming, days)))
    assert [one.letter for one in found.coming] == ["A", "B"]
    assert days[0] <= found.end < days[1]
    assert found.as_of - found.start > found.end - found.as_of


def test_it_is_said_in_sentences() -> None:
    """State, the way to it, the last event, the next date, how much was written."""
    said = described(drawn(*WAY, ahead=(coming(date(2025, 8, 12)),)))
    assert "It is stalled since 29 May 2025." in said
    assert "truce from 12 May 2025, escalating from 28 May 2025" in said
    assert "Last development: statement (Washington) on 29 May 2025." in said
    assert "Next date: 12 August 2025." in said
    assert "5 articles" in said


async def test_the_same_chart_gives_the_same_bytes() -> None:
    """Drawn by two processes, byte for byte; 360 pixels wide three times over; no date in it."""
    png = await open_painter().draw(drawn(*WAY))
    with Image.open(io.BytesIO(png)) as image:
        assert image.size[0] == 1_080
        assert set(image.info) <= {"dpi"}
    code = (
        "import asyncio, sys; sys.path[:0] = sys.argv[1:]\n"
        "from unit.test_track_picture import *\n"
        "sys.stdout.buffer.write(asyncio.run(open_painter().draw(drawn(*WAY))))"
    )
    again = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-c", code, *sys.path), stdout=asyncio.subprocess.PIPE
    )
    drawn_again, _ = await again.communicate()
    assert drawn_again == png


@pytest.mark.parametrize("who", ["$x^2$", "商务部", "a" * 300, "\x00\n", ""])
async def test_no_name_breaks_the_picture(who: str) -> None:
    """What reads as a formula, what the font cannot show, what is far too long."""
    many = [told(K.PROPOSAL, TODAY - timedelta(days=n), actor=f"{who}{n}") for n in range(12)]
    assert (await open_painter().draw(drawn(*many))).startswith(b"\x89PNG")


def test_every_state_has_a_colour_that_can_be_written_on() -> None:
    """Black or white on it has at least the contrast that WCAG 2.2 asks of text (4.5 to 1)."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    assert set(COLOURS) == set(TrackState)
    for colour in COLOURS.values():
        pair = sorted([light(colour), light(written_on(colour))])
        assert pair[1] / pair[0] >= 4.5


def test_matplotlib_waits_for_the_first_picture() -> None:
    """Opening a painter loads nothing: the service stays small until somebody wants to see."""
    code = (
        "import sys; from parley_adapters.pictures import open_painter; open_painter()\n"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
