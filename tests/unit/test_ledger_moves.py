"""How a track moved between two instants, and the words of a date ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest

from parley.domain.ledger.moves import moved
from parley.domain.ledger.phrases import LONGEST, again, named, phrase, quoted
from parley.domain.model import Development, DevelopmentKind, StateMove, TrackKind, TrackState

NOON = datetime(2025, 5, 29, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
K, S = DevelopmentKind, TrackState


def told(kind: DevelopmentKind, at: datetime, quote: str = "") -> Development:
    return Development(
        id=f"{kind}{at}",
        track="us-china",
        kind=kind,
        event_date=at.date(),
        actor="",
        article_id="a",
        quote=quote,
        known_at=at,
    )


TRUCE = told(K.TARIFF_SUSPENDED, NOON - 10 * DAY)
RAISED = told(K.TARIFF_RAISED, NOON + HOUR)


def between(since: datetime, until: datetime, *known: Development) -> StateMove | None:
    found = moved(known, TrackKind.BILATERAL, since, until)
    return None if found is None else found.move


def test_two_instants_of_one_day_are_told_apart() -> None:
    """What became known after the cut-off at noon is the next edition's."""
    known = (TRUCE, RAISED)
    assert between(NOON - DAY, NOON, *known) is None
    assert between(NOON, NOON + DAY, *known) == StateMove(
        "us-china", S.TRUCE, S.ESCALATING, NOON.date()
    )
    assert between(NOON + DAY, NOON + 2 * DAY, *known) is None


def test_the_first_known_state_has_none_before_it() -> None:
    """A track of which nothing was known did not leave a state."""
    move = between(NOON - 11 * DAY, NOON, TRUCE)
    assert move is not None
    assert (move.before, move.after) == (None, S.TRUCE)


def test_falling_quiet_is_no_news() -> None:
    """No article says so, and nobody is told."""
    assert between(NOON, NOON + 100 * DAY, TRUCE) is None


SENTENCES = [
    ("The pause ends on 12 August 2025 unless it is extended.", date(2025, 8, 12)),
    (
        (
            "Lutnick, who spoke after a long day of meetings with officials from a dozen countries in "
            "London and Paris, said the tariffs would take effect on June 10, unless the European Union "
            "makes an offer that the president considers to be fair, while markets waited for more."
        ),
        date(2025, 6, 10),
    ),
    ("Officials will meet, " + "and talk, " * 30 + "until June 10.", date(2025, 6, 10)),
    ("A sentence without any day in it " + "goes on and on " * 12, date(2025, 6, 10)),
]


@pytest.mark.parametrize(("sentence", "day"), SENTENCES)
def test_a_phrase_is_the_sentence_s_own_words(sentence: str, day: date) -> None:
    """Whole clauses around the date and never other words; short where there is a place to cut."""
    words = phrase(sentence, day, NOON)
    assert words in sentence
    if len(sentence) <= LONGEST:
        assert words == sentence
    if "June 10" in sentence:
        assert "June 10" in words
    if sentence.startswith("Lutnick"):
        assert len(words) <= LONGEST


def test_what_limits_a_date_stays_with_it() -> None:
    """A condition is never cut off its date; what is not about it is."""
    sentence, day = SENTENCES[1]
    words = phrase(sentence, day, NOON)
    assert "unless the European Union makes an offer" in words
    assert "markets" not in words
    assert quoted(words, sentence).startswith("“… ")
    assert quoted(words, sentence).endswith(" …”")


def test_a_sentence_is_not_printed_twice_for_two_days() -> None:
    """The second day gets the part that is about it."""
    sentence = "The Court of Appeals asked the plaintiffs to answer by June 5 and the government by June 9."
    assert again(sentence, date(2025, 6, 9), NOON) == "and the government by June 9."
    assert quoted(sentence, sentence) == f"“{sentence}”"
    assert quoted('He said "by June 5"', 'He said "by June 5"') == "“He said 'by June 5'”"
    short = (
        "Talks are to be held today, with others for Thursday, " + "far away, " * 12 + "and Friday."
    )
    assert again(short, date(2025, 5, 30), NOON) == phrase(short, date(2025, 5, 30), NOON)


def test_a_day_is_named_or_only_counted() -> None:
    """A desk prepares for a day that somebody named, not for the end of a span."""
    named_days = {
        "Talks resume on 10 June.": date(2025, 6, 10),
        "Talks resume on June 10.": date(2025, 6, 10),
        "Talks will resume on Monday.": date(2025, 6, 2),
        "Talks will resume tomorrow.": date(2025, 5, 30),
    }
    assert all(named(words, day, NOON) for words, day in named_days.items())
    rounded = {
        "We can wait until late June.": date(2025, 6, 30),
        "He will decide within 30 days.": date(2025, 6, 28),
        "It will be heard by the end of 2025.": date(2025, 12, 31),
    }
    assert not any(named(words, day, NOON) for words, day in rounded.items())
