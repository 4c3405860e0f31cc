"""The ledger on trade news of 2017 to 2026: figures on two halves, kinds, states."""

import os
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import pytest
from bench import ledger_modern
from bench.ledger_modern import Report

from parley import settings
from parley.app.ledger import Ledger
from parley.domain.model import DevelopmentKind, TrackCatalogue, TrackState
from parley.domain.model import DevelopmentKind as K


@lru_cache(maxsize=1)
def catalogue() -> TrackCatalogue:
    return settings.load_tracks()


def report(day: str, title: str, text: str = "") -> Report:
    return Report(title, title, text, datetime.fromisoformat(f"{day}T15:00:00+00:00"))


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("development", 0.85, 0.83), ("held_out", 0.72, 0.62)]
)
def test_modern_news_is_told_with_its_day(part: str, precision: float, recall: float) -> None:
    """Right track, kind and exact day, on both halves; what the key names besides holds."""
    found = ledger_modern.score(part, catalogue())
    assert found.right / found.told >= precision
    assert found.found / found.wanted >= recall
    assert found.held / found.flags >= 0.9


KINDS = {
    K.MEETING: "US and Chinese officials hold trade talks in Geneva",
    K.STATEMENT: "China says US tariffs hurt both sides",
    K.THREAT: "Trump threatens China with new tariffs",
    K.PROPOSAL: "EU proposes zero tariffs on US industrial goods",
    K.TARIFF_IMPOSED: "US imposes 25% tariffs on Canadian lumber",
    K.TARIFF_RAISED: "US raises tariffs on Chinese goods to 60%",
    K.TARIFF_LOWERED: "US cuts tariffs on British cars",
    K.TARIFF_SUSPENDED: "US suspends tariffs on Mexican goods for 30 days",
    K.RETALIATION: "China retaliates against US tariffs with duties on soybeans",
    K.QUOTA: "US cuts quota for Korean steel",
    K.EXPORT_CONTROL: "US tightens export controls on chips for China",
    K.INVESTIGATION: "US opens Section 301 investigation of Brazil",
    K.COMPLAINT: "China files WTO complaint against US tariffs",
    K.RULING: "US trade court strikes down emergency tariffs",
    K.STAY: "Appeals court grants stay of ruling against US tariffs",
    K.DEADLINE_SET: "US sets August deadline for trade deal with India",
    K.DEAL: "US and Japan reach trade deal",
    K.SIGNATURE: "US and Japan sign trade deal",
    K.RATIFICATION: "Mexico ratifies USMCA",
    K.ENTRY_INTO_FORCE: "US tariffs on Chinese goods take effect",
    K.WITHDRAWAL: "US withdraws from Trans-Pacific trade pact TPP",
    K.LEGISLATION: "US Senate passes bill to curb tariffs on Canada",
}


def test_every_kind_has_its_headline() -> None:
    assert set(KINDS) == set(DevelopmentKind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told(kind: DevelopmentKind) -> None:
    """A plain headline of each."""
    told = Ledger(catalogue()).take(report("2025-07-15", KINDS[kind]))
    assert kind in {item.kind for item in told}, told


COURSE = [
    ("2025-01-06", "US and Chinese officials hold trade talks in Geneva", TrackState.TALKING),
    ("2025-01-13", "Trade talks between US and China stall", TrackState.STALLED),
    ("2025-01-20", "Trump threatens China with new tariffs", TrackState.THREATENED),
    ("2025-01-27", "US raises tariffs on Chinese goods to 60%", TrackState.ESCALATING),
    ("2025-02-03", "US and China suspend tariffs for 90 days", TrackState.TRUCE),
    ("2025-02-10", "US and China sign trade deal", TrackState.AGREED),
    ("2025-02-17", "US trade deal with China comes into force on Monday", TrackState.IN_FORCE),
    ("2025-02-24", "China withdraws from trade deal with US", TrackState.ENDED),
]


def test_a_track_goes_through_its_states() -> None:
    """From quiet to ended, each by one headline; before the first and long after the last, quiet."""
    ledger = Ledger(catalogue())
    assert ledger.standing("us-china", date(2025, 1, 1)).state is TrackState.QUIET
    for day, title, state in COURSE:
        ledger.take(report(day, title))
        assert ledger.standing("us-china", date.fromisoformat(day)).state is state, title
    court = Ledger(catalogue())
    court.take(report("2025-01-06", KINDS[K.RULING]))
    assert court.standing("tariff-litigation", date(2025, 1, 6)).state is TrackState.STRUCK_DOWN


@pytest.mark.parametrize(
    "title",
    [
        "China denies that it imposed tariffs on US soybeans",
        "White House denies US raised tariffs on Chinese goods",
        "EU rules out retaliating against US tariffs",
        "China has not imposed tariffs on US cars, ministry says",
        "US has no plans to raise tariffs on China",
        "Report that US imposed tariffs on Japan unsettles carmakers",
    ],
)
def test_what_is_denied_is_no_deed(title: str) -> None:
    """Nor a threat: somebody said something."""
    told = Ledger(catalogue()).take(report("2025-07-15", title))
    assert {item.kind for item in told} <= {K.STATEMENT}
    assert not any(item.in_force for item in told)


@pytest.mark.parametrize(
    ("words", "day", "deadline"),
    [
        ("The United States raised tariffs on China on Monday.", "2025-07-14", None),
        ("The United States raised tariffs on China yesterday.", "2025-07-15", None),
        ("The United States will raise tariffs on China on Friday.", "2025-07-16", "2025-07-18"),
        (
            "The United States will raise tariffs on China effective 1 August.",
            "2025-07-16",
            "2025-08-01",
        ),
        (
            "US and Chinese negotiators will meet for trade talks in Stockholm on Monday.",
            "2025-07-21",
            "2025-07-21",
        ),
    ],
)
def test_the_day_is_the_event_s(words: str, day: str, deadline: str | None) -> None:
    """Reported on a Wednesday; what lies ahead is a deadline or is scheduled."""
    told = Ledger(catalogue()).take(report("2025-07-16", "US and China on trade", words))
    (item,) = [item for item in told if item.track == "us-china"]
    assert (str(item.event_date), item.deadline and str(item.deadline)) == (day, deadline)
    assert not (item.in_force and item.deadline)


def test_a_headline_borrows_the_day_of_its_teaser() -> None:
    """The order was signed on Monday and the duties begin later: announced, and not in force."""
    told = Ledger(catalogue()).take(
        report(
            "2025-02-12",
            "Trump raises tariffs on Canadian steel to 25%",
            "The order was signed on Monday. The duties take effect on March 12.",
        )
    )
    (item,) = [item for item in told if item.track == "us-canada"]
    assert (item.kind, str(item.event_date), str(item.deadline)) == (
        K.THREAT,
        "2025-02-10",
        "2025-03-12",
    )


@pytest.mark.data
def test_the_seed_article() -> None:
    """Stalled in its own words; the ruling and the stay stand in order."""
    folder = os.environ.get("PARLEY_DATA")
    if not folder:
        pytest.skip("PARLEY_DATA does not name the evaluation data")
    (row,) = ledger_modern.seed(Path(folder), catalogue())
    assert row.value == 1
