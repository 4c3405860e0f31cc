"""Stories and threads as articles arrive: what is one event, what is one affair, what is forgotten."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from parley.domain.model import Archived, Placement, Reading, Revision
from parley.domain.stories.placing import STORY_WINDOW, StoryIndex

START = datetime(2025, 5, 28, 8, tzinfo=UTC)
COURT = (
    "US trade court blocks Trump's Liberation Day tariffs",
    (
        "The Court of International Trade in Manhattan ruled on Wednesday that President Donald Trump "
        "exceeded his authority under IEEPA when he imposed the Liberation Day tariffs."
    ),
)
COURT_REWRITE = (
    "Trade court strikes down Trump's IEEPA tariffs",
    (
        "A panel of the Court of International Trade in Manhattan said President Donald Trump exceeded "
        "his authority when he imposed Liberation Day tariffs under IEEPA."
    ),
)
STEEL = (
    "India and Japan open steel talks in Osaka",
    (
        "Commerce Minister Piyush Goyal met Yoji Muto in Osaka to discuss safeguard duties on "
        "cold-rolled steel coils shipped through Mundra."
    ),
)
OTHER_COURT = (
    "Ottawa tribunal upholds potash quota against Belarus",
    (
        "The Canadian International Trade Tribunal in Ottawa upheld a quota of 300,000 tonnes on potash "
        "from Belaruskali, rejecting a complaint by farmers in Saskatchewan."
    ),
)


def revision(number: int, words: tuple[str, str], *, hours: float) -> Revision:
    at = START + timedelta(hours=hours)
    return Revision(
        id=f"r{number}",
        article_id=f"a{number}",
        source_id="wire",
        url=f"https://example.org/{number}",
        title=words[0],
        text=words[1],
        published_at=at,
        first_seen=at,
        content=str(number),
        family="wire",
    )


def stream(*words: tuple[str, str]) -> list[Revision]:
    return [revision(number, one, hours=number) for number, one in enumerate(words)]


def placed(revisions: Sequence[Revision]) -> list[tuple[str, str]]:
    index = StoryIndex()
    return [(p.story_id, p.thread_id) for p in map(index.place, revisions)]


def test_a_rewrite_joins_the_story_it_retells() -> None:
    """A second report of one event, in other words, is in the story that the first founded."""
    stories = placed(stream(COURT, STEEL, COURT_REWRITE))
    assert stories[2][0] == "a0"
    assert stories[1][0] == "a1"


def test_two_rulings_are_two_stories() -> None:
    """Rulings of two courts on two things are told apart, although both are rulings on trade."""
    assert [story for story, _ in placed(stream(COURT, OTHER_COURT))] == ["a0", "a1"]


def test_figures_and_names_tell_rounds_of_talks_apart() -> None:
    """The same kind of event with other names, places and figures is another story."""
    geneva = (
        "Bessent and He Lifeng agree 90-day truce in Geneva",
        "Scott Bessent and He Lifeng agreed in Geneva to cut duties to 30% and 10% for 90 days.",
    )
    jakarta = (
        "Indonesia's Hartarto agrees 19% rate in Washington",
        "Airlangga Hartarto said Indonesia accepted a duty of 19% and would buy 50 Boeing jets.",
    )
    assert [story for story, _ in placed(stream(geneva, jakarta))] == ["a0", "a1"]


def test_a_prefix_of_the_stream_gives_the_same_places() -> None:
    """What arrives later moves nothing that was placed before, and a second run agrees."""
    whole = stream(COURT, STEEL, COURT_REWRITE, OTHER_COURT, STEEL)
    assert placed(whole)[:3] == placed(whole[:3])
    assert placed(whole) == placed(whole)


def test_a_revision_keeps_its_articles_place() -> None:
    """An article that comes again with other words stays where it was placed, and counts once."""
    index = StoryIndex()
    first = index.place(revision(0, COURT, hours=0))
    again = index.place(revision(0, STEEL, hours=2))
    assert again == first


def test_a_thread_holds_the_affair_when_the_story_is_over() -> None:
    """Weeks later the same court case is a new story of the old thread."""
    appeal = (
        "Appeals court hears case on Trump's IEEPA tariffs",
        (
            "Judges asked whether IEEPA lets President Donald Trump impose the Liberation Day tariffs "
            "that the Court of International Trade blocked."
        ),
    )
    index = StoryIndex()
    for number, words in enumerate((COURT, STEEL, OTHER_COURT)):
        index.place(revision(number, words, hours=number))
    late = index.place(revision(9, appeal, hours=24 * 60))
    assert late.story_id == "a9"
    assert late.thread_id == "a0"


def test_two_countries_deals_are_two_stories_of_two_threads() -> None:
    """Reports alike in every word but the partner are told apart by their tracks."""
    index = StoryIndex()
    text = (
        "The United States and {} agreed to cut duties on cars and steel, officials said in London."
    )
    tracks = {"Britain": ("us-uk",), "Japan": ("us-japan",)}
    places = [
        index.place(
            revision(number, (f"US and {name} agree", text.format(name)), hours=number),
            Reading(relevant=True, score=0.9, tracks=on),
        )
        for number, (name, on) in enumerate(tracks.items())
    ]
    assert [place.story_id for place in places] == ["a0", "a1"]
    assert [place.thread_id for place in places] == ["a0", "a1"]


def test_a_late_article_arrives_now() -> None:
    """An article known late is placed by its words, and the index's time does not go back."""
    index = StoryIndex()
    index.place(revision(0, COURT, hours=48))
    late = index.place(revision(1, COURT_REWRITE, hours=1))
    assert late.story_id == "a0"
    assert late.placed_at == START + timedelta(hours=48)


def test_a_restored_index_places_as_the_one_it_replaces() -> None:
    """After a restart, the archive's last weeks give back the same places for what comes next."""
    before = stream(COURT, STEEL, OTHER_COURT)
    index = StoryIndex()
    reading = Reading(relevant=True, score=0.9)
    archived = [
        Archived(revision=one, reading=reading, placement=index.place(one)) for one in before
    ]
    restarted = StoryIndex()
    restarted.restore(archived)
    late = revision(7, COURT_REWRITE, hours=9)
    assert restarted.place(late) == index.place(late)


def test_a_rested_thread_is_known_again_after_a_restart() -> None:
    """The founders of stories that are over bring an article back into its affair, and no story."""
    index = StoryIndex()
    reading = Reading(relevant=True, score=0.9)
    restarted = StoryIndex()
    for one in stream(COURT, STEEL, OTHER_COURT):
        restarted.remember(Archived(revision=one, reading=reading, placement=index.place(one)))
    late = revision(9, COURT_REWRITE, hours=24 * 60)
    assert restarted.place(late).thread_id == index.place(late).thread_id == "a0"
    assert restarted.place(late).story_id == "a9"


def test_old_stories_are_forgotten() -> None:
    """Nothing joins a story that had no article for the whole window: memory is bounded."""
    index = StoryIndex()
    index.place(revision(0, COURT, hours=0))
    hours = STORY_WINDOW.total_seconds() / 3600 + 1
    late = index.place(revision(1, COURT, hours=hours))
    assert late == Placement(
        article_id="a1",
        story_id="a1",
        thread_id="a0",
        placed_at=START + timedelta(hours=hours),
    )
    assert len(index) == 1


def test_an_article_without_words_is_a_story_of_its_own() -> None:
    """Empty and stop-word texts are placed, each by itself."""
    stories = [story for story, _ in placed(stream(("", ""), ("", ""), ("The", "of the and")))]
    assert stories == ["a0", "a1", "a2"]


def test_chinese_reports_of_one_event_join() -> None:
    """A script without spaces is compared too."""
    first = ("美国与中国在日内瓦达成关税休战", "贝森特与何立峰在日内瓦同意将关税下调九十天。")
    second = ("中美日内瓦关税休战", "何立峰与贝森特在日内瓦同意关税休战九十天。")
    assert [story for story, _ in placed(stream(first, STEEL, second))] == ["a0", "a1", "a0"]
