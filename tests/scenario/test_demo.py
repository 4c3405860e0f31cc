"""The bundled demo reads as its feeds were written: two mornings, and the second says what changed."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from parley import settings, wiring
from parley.app import demo
from parley.app.ports import Archive
from parley.domain.model import Edition, LeftOut, Platform, StateMove, TrackState
from parley.wiring.demo import open_demo


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    opened = await wiring.open_archive("sqlite+aiosqlite://")
    yield opened
    await opened.aclose()


@pytest.fixture
async def mornings(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> tuple[Edition, Edition, str]:
    opened = await open_demo(settings.load(env={}), archive, demo.start(), serve=False)
    shown = opened[0]
    await shown.subscribe([Platform.CONSOLE])
    for morning in demo.MORNINGS:
        await shown.morning(morning)
    second, first = await archive.editions.recent(limit=2)
    return first, second, capsys.readouterr().out


async def test_each_morning_is_told_once(
    mornings: tuple[Edition, Edition, str], archive: Archive
) -> None:
    """Two deliveries, both sent; each day's coverage line is on the screen and adds up."""
    first, second, shown = mornings
    assert [d.state for d in await archive.deliveries.recent(None, limit=9)] == ["sent", "sent"]
    for edition in (first, second):
        coverage = edition.coverage
        assert f"{coverage.seen} seen" in shown
        assert coverage.seen == coverage.used + sum(coverage.left_out.values())
    assert first.until == second.since


async def test_the_second_morning_has_only_what_changed(
    mornings: tuple[Edition, Edition, str],
) -> None:
    """The ruling and the story so far are not told again; the stall and the stay are."""
    first, second, shown = mornings
    told_first = " ".join(item.headline for item in first.items)
    told_second = " ".join(item.headline for item in second.items)
    assert "strikes down" in told_first
    assert shown.count("The story so far") == 1
    assert [past.track for past in first.background] == ["us-china"]
    assert second.background == ()
    assert "stalled" in told_second
    assert "Appeals court" in told_second or "stay" in told_second
    assert "Geneva" not in told_second


async def test_duplicates_noise_and_a_hostile_item_stay_out(
    mornings: tuple[Edition, Edition, str],
) -> None:
    """A section feed, a tracking link and an AMP twin make no article; sport and rumour no story."""
    first, _, shown = mornings
    assert first.coverage.left_out[LeftOut.UNCONFIRMED] == 1
    assert first.coverage.left_out[LeftOut.IRRELEVANT] >= 1
    assert "Rovers" not in shown
    assert "500%" not in shown
    assert "@everyone" not in shown
    urls = [article.url for article in first.articles]
    assert len(urls) == len(set(urls))


async def test_a_contradicting_figure_is_not_told_as_fact(
    mornings: tuple[Edition, Edition, str],
) -> None:
    """One paper says 35% where the joint statement says 30%: the paper's figure is nowhere."""
    _, _, shown = mornings
    assert "35%" not in shown


def moves(edition: Edition) -> dict[str, StateMove]:
    return {item.headline: item.state for item in edition.items if item.state is not None}


async def test_a_move_is_told_once_under_the_story_that_brings_it(
    mornings: tuple[Edition, Edition, str],
) -> None:
    """Struck down, then in force again; US-China escalates with the chips and stalls with Bessent."""
    first, second, shown = mornings
    told = [
        {move.track: (move.before, move.after) for move in moves(e).values()} for e in mornings[:2]
    ]
    assert told == [
        {
            "tariff-litigation": (None, TrackState.STRUCK_DOWN),
            "us-china": (TrackState.TRUCE, TrackState.ESCALATING),
        },
        {
            "tariff-litigation": (TrackState.STRUCK_DOWN, TrackState.IN_FORCE),
            "us-china": (TrackState.ESCALATING, TrackState.STALLED),
        },
    ]
    [ruling, chips] = moves(first)
    assert "strikes down" in ruling
    assert "chip" in chips
    [_, bessent] = moves(second)
    assert "Bessent" in bessent
    assert moves(second)[bessent].since == date(2025, 5, 29)
    assert "Tariff litigation: struck down · new" in shown
    assert "US-China: escalating → stalled · developed" in shown


async def test_the_dates_ahead_are_counted_down(mornings: tuple[Edition, Edition, str]) -> None:
    """The soonest first, each in the words of its article, which has a number like any other."""
    first, second, shown = mornings
    assert [entry.day for entry in first.next_dates] == [date(2025, 8, 12)]
    assert [entry.day for entry in second.next_dates] == [
        *(date(2025, 6, 5), date(2025, 6, 9), date(2025, 8, 12)),
    ]
    shown = " ".join(shown.split())
    pause = "12 Aug · US-China: “The pause ends on 12 August 2025 unless it is extended.”"
    assert f"{pause} (in 75 days)" in shown
    assert f"{pause} (in 74 days)" in shown
    reply = "9 Jun · Tariff litigation: “… and the government may reply by 9 June 2025.”"
    assert f"{reply} (in 10 days, new)" in shown
    for edition in (first, second):
        cited = {article.id for article in edition.articles}
        dates = [evidence for entry in edition.next_dates for evidence in entry.claim.evidence]
        assert {evidence.article_id for evidence in dates} <= cited
