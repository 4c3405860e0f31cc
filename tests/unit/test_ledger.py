"""The ledger: what an article reports as new, told once, where it leaves a track, what comes next."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from parley import settings
from parley.app.evaluate import instant
from parley.app.ledger import Ledger
from parley.domain.ledger import clauses
from parley.domain.ledger.states import TABLES, table
from parley.domain.model import Development, StateMove, TrackCatalogue, TrackKind
from parley.domain.model import DevelopmentKind as K
from parley.domain.model import TrackState as S


@dataclass(frozen=True)
class Report:
    article_id: str
    title: str
    text: str
    published_at: datetime


@lru_cache(maxsize=1)
def catalogue() -> TrackCatalogue:
    return settings.load_tracks()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(catalogue())


def report(day: str, title: str, text: str = "", name: str = "") -> Report:
    return Report(name or title, title, text, datetime.fromisoformat(f"{day}T15:00:00+00:00"))


def one(told: tuple[Development, ...], track: str) -> Development:
    found = [item for item in told if item.track == track]
    assert len(found) == 1, told
    return found[0]


TELLS = [
    (
        "Trump imposes 25% tariffs on imports from Canada",
        "us-canada",
        K.TARIFF_IMPOSED,
        S.ESCALATING,
    ),
    (
        "Washington lifts duties on Chinese electric cars to 100%",
        "us-china",
        K.TARIFF_RAISED,
        S.ESCALATING,
    ),
    ("Trade court strikes down Trump tariffs", "tariff-litigation", K.RULING, S.STRUCK_DOWN),
    ("Appeals judges freeze ruling against Trump tariffs", "tariff-litigation", K.STAY, S.IN_FORCE),
    ("US and India settle on 18% rate", "us-india", K.DEAL, S.AGREED),
    ("US and China agree to pause tariffs for 90 days", "us-china", K.DEAL, S.TRUCE),
    (
        "US tells chip software makers to stop sales to China",
        "us-china",
        K.EXPORT_CONTROL,
        S.ESCALATING,
    ),
    ("EU threatens tariffs on US goods if talks fail", "us-eu", K.THREAT, S.THREATENED),
    ("Japan's trade minister meets Lutnick for tariff talks", "us-japan", K.MEETING, S.TALKING),
    (
        "Talks between Ottawa and Washington on tariffs have stalled",
        "us-canada",
        K.MEETING,
        S.STALLED,
    ),
]


@pytest.mark.parametrize(("title", "track", "kind", "state"), TELLS)
def test_a_headline_tells_a_development_and_moves_its_track(
    ledger: Ledger, title: str, track: str, kind: K, state: S
) -> None:
    """The kind is what was done, and the state after it is that of the table."""
    told = one(ledger.take(report("2025-08-20", title)), track)
    assert (told.kind, told.state) == (kind, state)
    assert told.quote == title


@pytest.mark.parametrize(
    "title",
    [
        "US threatens to impose 50% tariffs on EU goods from June 1",
        "US farmers urge Washington to lower tariffs on EU fertiliser",
        "EU denies plans to cut duties on US cars",
        "EU could retaliate with tariffs on US whiskey",
    ],
)
def test_what_is_threatened_asked_for_or_denied_is_never_in_force(
    ledger: Ledger, title: str
) -> None:
    """Nothing undone escalates a track or is said to hold."""
    for told in ledger.take(report("2025-05-26", title)):
        assert not told.in_force
        assert told.state not in {S.ESCALATING, S.TRUCE, S.AGREED}


def test_the_day_is_the_events_own_and_the_authority_is_named(ledger: Ledger) -> None:
    """A report of Thursday on an order of Tuesday is dated Tuesday."""
    told = one(
        ledger.take(
            report(
                "2025-06-05",
                "US raises tariffs on steel from the EU",
                "The United States raised its tariffs on European Union steel to 50% on Tuesday, "
                "citing Section 232.",
            )
        ),
        "us-eu",
    )
    assert (told.event_date, told.authority, told.in_force) == (
        date(2025, 6, 3),
        "Section 232",
        True,
    )


def test_a_measure_announced_for_a_later_day_is_a_threat_with_a_deadline(ledger: Ledger) -> None:
    """Nothing is in force before its day."""
    told = one(
        ledger.take(report("2025-07-10", "US imposes 35% tariffs on Canada from August 1")),
        "us-canada",
    )
    assert (told.kind, told.in_force, told.deadline) == (K.THREAT, False, date(2025, 8, 1))


def test_what_is_remembered_is_no_development(ledger: Ledger) -> None:
    """Last year's duties, told as background, are not told as news."""
    told = ledger.take(
        report(
            "2025-08-20",
            "US and Canada resume talks on steel tariffs",
            "US and Canadian negotiators resumed trade talks on Wednesday. "
            "Washington imposed tariffs on Canadian steel last year.",
        )
    )
    assert {item.kind for item in told} == {K.MEETING}


def test_a_development_is_told_once(ledger: Ledger) -> None:
    """The same deed from another source, and the whole stream once more, bring nothing new."""
    first = report("2025-08-01", "US imposes 35% tariffs on Canada")
    again = report("2025-08-02", "Washington slaps 35% tariffs on Canadian goods", name="b")
    assert ledger.take(first)
    assert not [item for item in ledger.take(again) if item.kind is K.TARIFF_IMPOSED]
    assert ledger.take(first) == ledger.take(again) == ()


def test_a_stream_told_twice_over_under_other_ids_brings_nothing(ledger: Ledger) -> None:
    """Actors without a name of their own are known again, and so is what was a repetition."""
    rows = [
        ("2025-03-03", "EU officials criticise new US tariffs on steel in trade dispute"),
        ("2025-03-04", "US officials defend tariffs on EU steel"),
        ("2025-03-04", "EU officials criticise new US tariffs on steel in trade row"),
        ("2025-03-12", "EU threatens tariffs on US goods"),
    ]
    first = [ledger.take(report(day, title)) for day, title in rows]
    again = [ledger.take(report(day, title, name=f"{title} again")) for day, title in rows]
    assert first[0]
    assert first[3]
    assert not any(again)


def test_states_follow_the_table_and_wait_for_what_is_known(ledger: Ledger) -> None:
    """Truce, then curbs, then talks that stall; a day knows nothing of the next."""
    ledger.take(report("2025-05-12", "US and China agree to cut tariffs for 90 days"))
    ledger.take(report("2025-05-28", "US orders chip firms to halt sales to China"))
    ledger.take(report("2025-05-29", "US-China trade talks stalled, Bessent says"))
    days = (11, 12, 28, 29)
    states = [ledger.standing("us-china", date(2025, 5, day)).state for day in days]
    assert states == [S.QUIET, S.TRUCE, S.ESCALATING, S.STALLED]
    now = ledger.standing("us-china", date(2025, 5, 30))
    assert now.by is not None
    assert (now.since, now.by.quote) == (
        date(2025, 5, 29),
        "US-China trade talks stalled, Bessent says",
    )


def test_a_move_is_told_from_to_and_since(ledger: Ledger) -> None:
    """What a briefing says of a track that moved; one that stands says nothing."""
    ledger.take(report("2025-05-12", "US and China agree to cut tariffs for 90 days"))
    ledger.take(report("2025-05-28", "US orders chip firms to halt sales to China"))
    first = ledger.moved("us-china", date(2025, 5, 11), date(2025, 5, 13))
    second = ledger.moved("us-china", date(2025, 5, 20), date(2025, 5, 30))
    assert first == StateMove("us-china", None, S.TRUCE, date(2025, 5, 12))
    assert second == StateMove("us-china", S.TRUCE, S.ESCALATING, date(2025, 5, 28))
    assert ledger.moved("us-china", date(2025, 5, 13), date(2025, 5, 20)) is None


def test_there_and_back_within_a_day_is_no_move(ledger: Ledger) -> None:
    """A side deal on the day of a new threat leaves the track threatened since before."""
    ledger.take(report("2025-03-11", "EU threatens tariffs on US goods"))
    ledger.take(report("2025-03-20", "US and EU strike deal on lobster", name="b"))
    ledger.take(report("2025-03-20", "EU will retaliate against US tariffs", name="c"))
    now = ledger.standing("us-eu", date(2025, 3, 20))
    assert (now.state, now.since) == (S.THREATENED, date(2025, 3, 11))


def test_a_track_of_which_nothing_is_heard_falls_quiet_and_a_deal_stays(ledger: Ledger) -> None:
    """Six weeks without a word end a threat, and not an agreement."""
    ledger.take(report("2025-01-10", "EU threatens tariffs on US goods"))
    ledger.take(report("2025-01-10", "US and India settle on 18% rate", name="b"))
    assert ledger.standing("us-eu", date(2025, 2, 1)).state is S.THREATENED
    assert ledger.standing("us-eu", date(2025, 4, 1)).state is S.QUIET
    assert ledger.standing("us-india", date(2025, 4, 1)).state is S.AGREED


def test_every_move_of_the_tables_gives_its_reason() -> None:
    """The tables are for people: no move without why, no kind twice from one state."""
    for kind, moves in TABLES.items():
        for move in moves:
            assert move.why
            assert move.start
        pairs = [(move.kind, state) for move in moves for state in move.start]
        assert len(pairs) == len(set(pairs)), kind


@pytest.mark.parametrize("kind", TABLES)
def test_the_docs_print_the_tables(kind: TrackKind) -> None:
    """What docs/ledger.md shows is what the code does."""
    shown = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    for line in table(kind).splitlines():
        assert line in shown


def test_next_dates_come_with_their_words_nearest_first(ledger: Ledger) -> None:
    """Deadlines and meetings are resolved, and gone once they are past."""
    ledger.take(
        report(
            "2025-07-28",
            "US and China extend tariff talks in Stockholm",
            "US and Chinese negotiators met on Monday. The tariff truce with China expires on August 12 "
            "unless the US extends it. Bessent and He will meet again on Thursday.",
        )
    )
    ahead = ledger.next_dates("us-china", date(2025, 7, 29))
    assert [item.day for item in ahead] == [date(2025, 7, 31), date(2025, 8, 12)]
    assert "expires on August 12" in ahead[1].claim.evidence[0].quote
    assert [item.day for item in ledger.next_dates("us-china", date(2025, 8, 1))] == [
        date(2025, 8, 12)
    ]
    assert not ledger.next_dates("us-china", date(2025, 8, 13))
    assert not ledger.next_dates("us-china", date(2025, 7, 27))


def test_a_ruling_on_duties_against_many_is_the_courts_matter(ledger: Ledger) -> None:
    """ "Tariffs on China and Canada" struck down say nothing of China and Canada."""
    told = ledger.take(
        report(
            "2025-05-28",
            "Trade court blocks Trump tariffs",
            "A panel of three judges blocked the tariffs on China, Canada and Mexico on Wednesday.",
        )
    )
    assert {item.track for item in told} <= {"tariff-litigation", "us-measures"}


def test_what_is_not_about_trade_tells_nothing(ledger: Ledger) -> None:
    """Sport has no ledger."""
    assert ledger.take(report("2025-08-01", "Lakers land guard in three-team trade")) == ()


def test_former_names_hold_until_their_day(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The task answers "us-ec" and "gatt" for 1987, and today's ids today."""
    from parley.app import jsonl
    from parley.app.evaluate import ledger as task
    from parley.app.evaluate import rows_of
    from parley.wiring import eval_tools

    folder = tmp_path_factory.mktemp("ledger")
    rows = [
        ("1987-03-11", "EC threatens to retaliate against U.S. textile quotas"),
        ("1987-03-12", "GATT council sets up dispute panel on U.S. oil import fee"),
        ("2025-03-12", "EU threatens retaliation against US steel tariffs"),
    ]
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    jsonl.write(
        source,
        (
            {"id": str(n), "title": title, "text": "", "published_at": f"{day}T12:00:00Z"}
            for n, (day, title) in enumerate(rows)
        ),
    )
    assert rows_of(task.run, task.REQUIRED, source, out, eval_tools(source, None)) == 3
    first, second, third = (
        [item["track"] for item in row["developments"]] for row in jsonl.read(out)
    )
    assert first == ["us-ec"]
    assert "gatt" in second
    assert "us-eu" in third
    row = next(iter(jsonl.read(out)))["developments"][0]
    assert set(row) == {
        "track",
        "date",
        "kind",
        "actor",
        "authority",
        "state",
        "in_force",
        "scheduled",
        "deadline",
        "quote",
    }


def test_utc_is_what_a_day_means() -> None:
    """An offset in ``published_at`` is brought to UTC."""
    assert instant("2025-05-29T23:30:00-04:00") == datetime(2025, 5, 30, 3, 30, tzinfo=UTC)
    assert instant("0001-01-01T00:00:00+05:00") is None  # before the calendar begins


def test_a_deal_that_is_near_is_none() -> None:
    """Closeness, a verge or a hope is what somebody says; only a deal that was struck is one."""
    for near in ("close to reaching", "nearing", "on the verge of signing"):
        told = clauses.told(f"Trade sources said the two countries were {near} a trade deal.")
        assert told is None or told.kind is not K.DEAL
    struck = clauses.told("The United States and Japan reached a trade deal on Tuesday.")
    assert struck is not None
    assert struck.kind is K.DEAL
