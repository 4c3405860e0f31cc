"""The dates ahead: which are told, in whose words, and what is new in them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from parley.domain.ledger.agenda import agenda
from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.ledger.phrases import ends_span, line
from parley.domain.model import DateChange

NOON = datetime(2025, 5, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def said(
    quote: str, day: date, *, article: str = "a", at: datetime = NOON, track: str = "us-china"
) -> DateAhead:
    return DateAhead(
        track=track,
        day=day,
        until=None,
        quote=quote,
        article_id=article,
        said_on=at.date(),
        known_at=at,
    )


def test_a_date_is_new_once() -> None:
    """It is marked in the edition that first has it, and in no later one."""
    pause = said("The pause ends on August 12.", date(2025, 8, 12))
    [fresh] = agenda([pause], NOON - DAY, NOON)
    assert (fresh.day, fresh.change) == (date(2025, 8, 12), DateChange.NEW)
    [known] = agenda([pause], NOON, NOON + DAY)
    assert known.change is DateChange.KNOWN
    again = said("The pause ends on August 12.", date(2025, 8, 12), article="b", at=NOON + DAY)
    [still] = agenda([pause, again], NOON, NOON + DAY)
    assert still.change is DateChange.KNOWN


def test_a_date_that_moved_is_shown_with_the_old_one() -> None:
    """An extension of the same thing takes the old day's place; another date on the track does not."""
    old = said("The pause on tariffs for Chinese goods ends on August 12.", date(2025, 8, 12))
    new = said(
        "The pause on tariffs for Chinese goods is extended to November 10.",
        date(2025, 11, 10),
        article="b",
        at=NOON + DAY,
    )
    [moved] = agenda([old, new], NOON, NOON + DAY)
    assert (moved.day, moved.change, moved.was) == (
        date(2025, 11, 10),
        DateChange.MOVED,
        date(2025, 8, 12),
    )
    talks = said(
        "The next round of talks in London was postponed to June 20.",
        date(2025, 6, 20),
        article="c",
        at=NOON + DAY,
    )
    assert {due.day for due in agenda([old, talks], NOON, NOON + DAY)} == {
        date(2025, 6, 20),
        date(2025, 8, 12),
    }


def test_a_date_is_told_in_its_best_words() -> None:
    """A short sentence that stands alone comes before a long one, and before one that points back."""
    day = date(2025, 6, 17)
    clear = said("Sanctions are to be imposed on June 17.", day, article="a")
    pointing = said("It will decide on June 17.", day, article="b", at=NOON + DAY)
    long = said(
        "The ministry is sending an official to try to win over those who plan the measures that "
        "are to be taken on June 17.",
        day,
        article="c",
        at=NOON + DAY,
    )
    [due] = agenda([pointing, long, clear], NOON, NOON + DAY)
    assert due.said[0] == clear


@pytest.mark.parametrize(
    "quote",
    [
        "The group said sanctions should be imposed on June 17.",
        "Makers called for a duty from June 17.",
        "An answer could come on June 17.",
        "He visits Washington from June 12 to June 17.",
    ],
)
def test_wishes_and_ends_of_spans_are_no_dates(quote: str) -> None:
    """What somebody would like, or how long something lasts, is in nobody's calendar."""
    assert agenda([said(quote, date(2025, 6, 17))], NOON - DAY, NOON) == ()


def test_a_long_sentence_is_cut_to_what_leads_to_its_day() -> None:
    """Verbatim, at a place where a reader would pause, with what hangs on the day."""
    sentence = (
        "Officials from a dozen ministries sought to convince their visitors that the agreement on "
        "memory chips is working ahead of a June 10 deadline set by the United States."
    )
    words = line(sentence, date(2025, 6, 10), NOON)
    assert words == "that the agreement on memory chips is working ahead of a June 10 deadline"
    later = (
        "The committee of the lower house will on Thursday consider what legal options are open "
        "to it to try to gain access to markets that have been closed to its exporters for years."
    )
    words = line(later, date(2025, 6, 5), NOON)
    assert later.startswith(words)
    assert words.endswith("consider what legal options are open")


def test_what_undoes_a_date_is_never_cut_off() -> None:
    """A condition or a denial stays, however long the line."""
    sentence = (
        "The minister, who spoke to reporters for the first time since he took office in the spring, "
        "denied that the two sides had agreed on talks that are to begin in Geneva on June 10."
    )
    assert "denied" in line(sentence, date(2025, 6, 10), NOON)


def test_a_span_has_an_end() -> None:
    """ "April 29 to May 5" ends on 5 May; a deadline after another date does not."""
    assert ends_span("A visit from June 12 to June 17.", date(2025, 6, 17), NOON)
    assert not ends_span("A visit from June 12 to June 17.", date(2025, 6, 12), NOON)
    assert not ends_span("Answers are due by June 5 and by June 9.", date(2025, 6, 9), NOON)


def test_what_a_meeting_is_for_gives_way_to_its_day() -> None:
    """A line ends behind its day rather than running on; a span keeps its end."""
    day = date(2025, 6, 5)
    meets = "The Strelsau council for economic affairs is expected to meet on June 5"
    whole = f"{meets} to review how the island keeps to the accord that was hammered out last year."
    assert line(whole, day, NOON) == meets
    span = "The delegation of the island will stay in Strelsau from June 5 to June 9 for more talks on beef."
    assert "to June 9" in line(span, day, NOON)


def test_a_long_sentence_that_points_at_another_is_no_date() -> None:
    """Nobody knows who "they" are in a list of dates."""
    day = date(2025, 6, 5)
    long = (
        "They said that the plan would dominate what the officials of the two countries will talk "
        "about in Strelsau on June 5."
    )
    assert agenda([said(long, day)], NOON - DAY, NOON) == ()
    assert len(agenda([said("It expires on June 5.", day)], NOON - DAY, NOON)) == 1
