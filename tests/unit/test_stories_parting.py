"""What does not make one event: datelines, publishers' names, common subjects; a story found to be two."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from parley.domain.model import Archived, Reading, Revision
from parley.domain.stories.furniture import bare, without_dateline, without_publisher
from parley.domain.stories.groups import Groups
from parley.domain.stories.parting import Members
from parley.domain.stories.placing import StoryIndex
from parley.domain.stories.vectors import terms_of

START = datetime(2025, 5, 28, 8, tzinfo=UTC)


def revisions(*words: tuple[str, str]) -> Iterator[Revision]:
    for number, (title, text) in enumerate(words):
        at = START + timedelta(hours=number)
        yield Revision(
            id=f"r{number}",
            article_id=f"a{number}",
            source_id="wire",
            url=f"https://example.org/{number}",
            title=title,
            text=text,
            published_at=at,
            first_seen=at,
            content=str(number),
            family="wire",
        )


def stories(*words: tuple[str, str]) -> list[str]:
    index = StoryIndex()
    return [index.place(one).story_id for one in revisions(*words)]


def test_a_ruling_and_its_stay_and_an_interview_are_three_stories() -> None:
    """On a desk where every report says tariffs, court and Trump, those words join nothing."""
    assert stories(
        (
            "US trade court strikes down most of the president's tariffs",
            (
                "NEW YORK, May 28 (Test Wire) - Three judges of the Court of International Trade in "
                "Manhattan ruled that President Donald Trump may not use emergency powers for tariffs."
            ),
        ),
        (
            "Appeals court lets tariffs stand while it decides",
            (
                "WASHINGTON, May 29 (Test Wire) - The Federal Circuit granted the government a stay on "
                "Thursday, so that President Donald Trump's tariffs are collected; plaintiffs are to "
                "answer by June 5."
            ),
        ),
        (
            'US-China trade talks are "a bit stalled", Bessent says',
            (
                "WASHINGTON, May 29 (Test Wire) - Treasury Secretary Scott Bessent told Fox News that "
                "President Donald Trump and Xi Jinping may need to speak."
            ),
        ),
        (
            "Federal Circuit pauses tariff ruling",
            "The Federal Circuit granted a stay; plaintiffs have until June 5 to answer.",
        ),
    ) == ["a0", "a1", "a2", "a1"]


def test_datelines_and_publishers_are_no_shared_names() -> None:
    """Two reports of one bureau and one paper on two events have nothing in common."""
    opening = "GENEVA, May 29 (Test Wire) - "
    assert stories(
        (
            "Peru opens its lentil market - Harbour Gazette",
            opening + "Lima ended a ban on lentils.",
        ),
        ("Ferries strike in Piraeus - Harbour Gazette", opening + "Crews walked out over wages."),
    ) == ["a0", "a1"]


def test_only_what_stands_around_a_report_is_taken_away() -> None:
    """Words with a dash or brackets of their own stay; so does a headline's second half."""
    assert without_dateline("PARIS, May 29 (Test Wire) - Duties end.") == "Duties end."
    assert without_dateline("Duties (on steel) rose - a little.") == (
        "Duties (on steel) rose - a little."
    )
    assert without_publisher("Talks stall - Harbour Gazette") == "Talks stall"
    assert without_publisher("Talks stall | The Ledger") == "Talks stall"
    assert without_publisher("Duties rise - but not for wool") == "Duties rise - but not for wool"
    assert (
        bare("Duties end. (Reporting by A. Person; Editing by B. Person)").strip() == "Duties end."
    )


def test_capitals_of_a_headline_are_no_names() -> None:
    """A word that the text also writes small is no name, whoever capitalised it."""
    terms = terms_of("Lima Ends Lentil Ban", "The ban on lentils ends, Lima said.")
    assert terms.names == terms_of("", "Lima").names


def test_a_story_that_turns_out_to_be_two_is_parted() -> None:
    """Once two articles of another event are in it, the third founds that event's own story."""
    members = Members()
    for weights in _two_events(3, 2):
        members.add("a0", weights)
    newcomer = _weights(1, 9)
    assert members.part("a0", "a9", newcomer)
    assert (len(members.of("a0")), len(members.of("a9"))) == (3, 2)
    assert not members.part("a0", "a10", _weights(0, 10))


def test_a_story_of_one_event_is_never_parted() -> None:
    """Articles that share their event, each with words of its own, stay together."""
    members = Members()
    for number in range(8):
        assert not members.part("a0", f"a{number}", _weights(0, number)) if number else True
        members.add("a0", _weights(0, number))


def _two_events(first: int, second: int) -> Iterator[Mapping[int, float]]:
    yield from (_weights(0, number) for number in range(first))
    yield from (_weights(1, 4 + number) for number in range(second))


def _weights(event: int, own: int) -> Mapping[int, float]:
    """A subject that all share a little, an event's five terms, and one of the article's own."""
    terms = {1: 0.2, **{10 + 10 * event + n: 0.4 for n in range(5)}, 100 + own: 0.37}
    length = sum(weight * weight for weight in terms.values()) ** 0.5
    return {term: weight / length for term, weight in terms.items()}


def test_a_renewed_group_is_found_by_its_new_terms_only() -> None:
    """What a parted story lost no longer brings it up."""
    groups = Groups(timedelta(days=1), terms=8)
    groups.add("a", {1: 0.8, 2: 0.6}, START)
    groups.renew("a", [{2: 1.0}])
    assert [group.id for group in groups.candidates({2: 1.0}, 3)] == ["a"]
    assert groups.candidates({1: 1.0}, 3) == []


def test_a_restored_index_parts_what_was_parted() -> None:
    """After a restart the archive gives back the same two stories, and the same next place."""
    told = (
        "Ministers met in {} on fish quotas for {} and {}; {} said herring and cod were settled, and "
        "the fleets of {} sail on the twelfth."
    )
    events = (
        ("Bergen", "Norway", "Iceland", "Solberg", "Tromso"),
        ("Agadir", "Morocco", "Senegal", "Benali", "Dakhla"),
    )
    order = (0, 0, 0, 1, 1, 1, 0, 1)
    items = [
        replace(one, title="Ministers meet on fish quotas, herring and cod")
        for one in revisions(*(("", told.format(*events[number])) for number in order))
    ]
    index = StoryIndex()
    reading = Reading(relevant=True, score=0.9)
    archived = [
        Archived(revision=one, reading=reading, placement=index.place(one)) for one in items
    ]
    restarted = StoryIndex()
    restarted.restore(archived)
    for number, event in enumerate(events):
        (late,) = revisions(("Fish quotas", told.format(*event)))
        late = replace(late, article_id=f"late{number}", first_seen=START + timedelta(hours=20))
        assert restarted.place(late) == index.place(late)
