"""What changed in a story: copies bring nothing, one rate that moved brings exactly one item."""

from datetime import UTC, datetime, timedelta

import pytest

from parley.domain.model import Archived, Change, ChangeKind, Reading, Revision, Story
from parley.domain.stories.change import change

START = datetime(2025, 5, 12, 8, tzinfo=UTC)
SINCE = START + timedelta(hours=12)
TITLE = "US raises duty on Chinese goods"
TEXT = (
    "WASHINGTON, May 12 (Reuters) - The United States raised the additional duty on Chinese goods to "
    "145% on Monday, the White House said. Beijing called the step a mistake and promised to answer "
    "it. Shipments through Long Beach have slowed since April, port officials said."
)


def report(
    number: int, text: str, *, hours: float, title: str = TITLE, article: str = ""
) -> Archived:
    at = START + timedelta(hours=hours)
    return Archived(
        revision=Revision(
            id=f"r{number}",
            article_id=article or f"a{number}",
            source_id="wire",
            url=f"https://example.org/{number}",
            title=title,
            text=text,
            published_at=at,
            first_seen=at,
            content=str(number),
            family="wire",
        ),
        reading=Reading(relevant=True, score=0.9),
    )


def told(*reports: Archived, since: datetime = SINCE) -> Change:
    return change(Story(id="a0", thread_id="a0", articles=reports), since)


def test_a_story_that_nobody_knew_is_new() -> None:
    """All its articles are fresh, each once."""
    first, again = report(0, TEXT, hours=13), report(1, TEXT, hours=14)
    revised = report(2, TEXT + " More.", hours=15, article="a0")
    assert told(first, again, revised) == Change(kind=ChangeKind.NEW, fresh=("a0", "a1"))


def test_nothing_later_is_no_change() -> None:
    """A story that stood still is unchanged."""
    assert told(report(0, TEXT, hours=0)) == Change(kind=ChangeKind.UNCHANGED)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("May 12 (Reuters)", "May 13 (Reuters)"),
        TEXT.replace("WASHINGTON, May 12 (Reuters)", "TAUPO, New Zealand, May 13"),
        "Updated 13 May 2025, 09:14\n" + TEXT,
        TEXT + "\n(Reporting by Ann Bee; Editing by Cee Dee)",
        (
            "The White House said the United States raised the additional duty on Chinese goods to 145 "
            "percent. Beijing promised to answer the step, which it called a mistake."
        ),
    ],
    ids=["copy", "re-dated", "elsewhere", "stamped", "signed", "rewritten"],
)
def test_a_copy_brings_nothing(text: str) -> None:
    """A copy, a re-dated one, a stamped or signed one and a rewrite are no news."""
    known, later = report(0, TEXT, hours=0), report(1, text, hours=20)
    assert told(known, later).kind is ChangeKind.UNCHANGED


def test_a_rate_that_moved_is_shown_old_and_new() -> None:
    """The same sentence with another rate is a development, with both rates."""
    later = report(1, TEXT.replace("145%", "30%"), hours=20)
    assert told(report(0, TEXT, hours=0), later) == Change(
        kind=ChangeKind.DEVELOPED, fresh=("a1",), old="145%", new="30%"
    )


def test_a_correction_of_the_same_article_is_a_change() -> None:
    """A revision counts like an article: it names the article it revises."""
    later = report(1, TEXT.replace("145%", "125%"), hours=20, article="a0")
    found = told(report(0, TEXT, hours=0), later)
    assert (found.fresh, found.old, found.new) == (("a0",), "145%", "125%")


def test_a_deadline_that_moved_is_shown() -> None:
    """A date is a figure too."""
    before = "The pause on reciprocal duties for goods from Europe ends on July 9, officials said."
    after = before.replace("July 9", "August 1")
    found = told(report(0, before, hours=0), report(1, after, hours=20, title=""))
    assert (found.old, found.new) == ("July 9", "August 1")


def test_figures_of_different_things_are_not_set_against_each_other() -> None:
    """A new figure about something else is a development, without old and new."""
    later = report(
        1,
        "The tariff on Canadian lumber mills in Quebec rises by 35% in autumn, the ministry said.",
        hours=20,
        title="Lumber duty to rise by 35%",
    )
    found = told(report(0, TEXT, hours=0), later)
    assert found.kind is ChangeKind.DEVELOPED
    assert (found.old, found.new) == (None, None)


def test_a_new_actor_is_a_development() -> None:
    """A party that was not in the story before makes it move."""
    later = report(
        1,
        TEXT
        + " Brussels trade commissioner Maros Sefcovic offered mediation between both capitals.",
        hours=20,
    )
    assert told(report(0, TEXT, hours=0), later).fresh == ("a1",)


def test_a_rounded_figure_is_the_same_figure() -> None:
    """$3.58 billion and "about 3.6 bln dlrs" say the same."""
    before = (
        "The trade surplus of Japan with the United States jumped to $3.58 billion in February."
    )
    after = "Japan's trade surplus with the United States jumped to 3.6 bln dlrs in February."
    found = told(report(0, before, hours=0), report(1, after, hours=20))
    assert found.kind is ChangeKind.UNCHANGED
