"""Ranking and selection: which story comes first, why, and what there is no room for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from parley.domain.model import (
    Archived,
    Authority,
    Change,
    ChangeKind,
    LeftOut,
    RankedStory,
    Reading,
    Revision,
    Rights,
    Source,
    SourceKind,
    Story,
    Track,
    TrackKind,
)
from parley.domain.stories.ranking import Cue, rank
from parley.domain.stories.selection import select
from parley.settings import load_tracks

NOW = datetime(2025, 5, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    kind: str
    strength: float
    settled: bool


def cue(sentence: str) -> Cue | None:
    if "struck down" in sentence:
        return Told("ruling", 0.9, settled=True)
    return Told("threat", 0.9, settled=False) if "threatened" in sentence else None


def source(key: str, authority: Authority) -> Source:
    return Source(
        id=key,
        name=key.title(),
        kind=SourceKind.FEED,
        url="https://example.org",
        family=key,
        authority=authority,
        rights=Rights.FULL_TEXT,
        side="US" if authority is Authority.OFFICIAL else None,
    )


SOURCES = {
    "ustr": source("ustr", Authority.OFFICIAL),
    "wire": source("wire", Authority.WIRE),
    "post": source("post", Authority.PRESS),
    "blog": source("blog", Authority.OTHER),
}
TRACKS = {
    "us-china": Track(id="us-china", name="US-China", kind=TrackKind.BILATERAL, weight=1.5),
    "us-uk": Track(id="us-uk", name="US-UK", kind=TrackKind.BILATERAL),
}
RULING = "A court struck down the tariffs that the president imposed in April on all goods."
THREAT = "The president threatened the tariffs that a court is to hear about in April next year."
VISIT = "Officials toured a museum of trade in the old town before they flew home again on Sunday."


def article(
    key: str,
    text: str,
    *,
    by: str = "wire",
    hours: float = 1,
    track: str = "us-uk",
    score: float = 0.9,
) -> Archived:
    at = NOW - timedelta(hours=hours)
    return Archived(
        revision=Revision(
            id="r" + key,
            article_id=key,
            source_id=by,
            url=f"https://example.org/{key}",
            title=text,
            text=text,
            published_at=at,
            first_seen=at,
            content=key,
            family=by,
        ),
        reading=Reading(relevant=True, score=score, tracks=(track,)),
    )


def ranked(*articles: Archived, thread: str = "", kind: ChangeKind = ChangeKind.NEW) -> RankedStory:
    key = articles[0].revision.article_id
    story = Story(id=key, thread_id=thread or key, articles=articles)
    fresh = tuple(one.revision.article_id for one in articles)
    change = Change(kind=kind, fresh=fresh)
    return rank(story, change, until=NOW, sources=SOURCES, tracks=TRACKS, cue=cue)


def test_reasons_add_up_to_the_score() -> None:
    """What ``--explain`` shows is the whole of the score."""
    one = ranked(article("a", RULING, track="us-china"), article("b", VISIT, by="post"))
    assert one.score == pytest.approx(sum(reason.value for reason in one.reasons))
    notes = {reason.factor: reason.note for reason in one.reasons}
    assert notes["authority"] == "wire: Wire"
    assert notes["corroboration"] == "2 independent voices"
    assert notes["development"] == "a development: ruling"
    assert notes["track"] == "on US-China"


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (article("a", RULING), article("b", VISIT)),
        (article("a", RULING), article("b", THREAT)),
        (article("a", RULING, by="ustr"), article("b", RULING, by="blog")),
        (article("a", RULING), article("b", RULING, hours=30)),
        (article("a", RULING, track="us-china"), article("b", RULING)),
        (article("a", VISIT), article("b", VISIT, score=0.5)),
    ],
    ids=["development", "settled", "authority", "recency", "track", "mention"],
)
def test_what_weighs_more_comes_first(more: Archived, less: Archived) -> None:
    """All else equal, each factor alone decides."""
    assert ranked(more).score > ranked(less).score


def test_what_is_old_is_background() -> None:
    """A truce of 17 days ago, on the word of two voices, comes after yesterday's visit on one's."""
    truce = ranked(
        article("a", RULING, hours=17 * 24, track="us-china"),
        article("b", THREAT, hours=17 * 24, track="us-china", by="ustr"),
    )
    visit = ranked(article("c", VISIT, hours=20))
    assert truce.score < visit.score
    assert {reason.factor: reason.note for reason in truce.reasons}["background"] == "17 days old"


def test_a_deal_of_others_does_not_top_a_threat_to_a_partner() -> None:
    """As configured, one report of a deal off every track weighs less than a threat on one."""
    tracks = {track.id: track for track in load_tracks().tracks}
    barter = Story(id="a", thread_id="a", articles=(article("a", RULING, track="other"),))
    threat = Story(id="b", thread_id="b", articles=(article("b", THREAT, track="us-eu"),))
    scores = [
        rank(
            story,
            Change(kind=ChangeKind.NEW, fresh=(story.id,)),
            until=NOW,
            sources=SOURCES,
            tracks=tracks,
            cue=cue,
        ).score
        for story in (barter, threat)
    ]
    assert scores[0] < scores[1]


def test_copies_do_not_raise_a_story() -> None:
    """Seven copies of one wire report weigh like one; a second family's own words weigh more."""
    alone = ranked(article("a", RULING))
    copies = ranked(*(article(key, RULING, by="post") for key in "bcdefgh"), article("a", RULING))
    second = ranked(article("a", RULING), article("b", THREAT, by="post"))
    assert copies.score <= alone.score
    assert second.score > alone.score


def test_most_important_first_and_the_rest_accounted_for() -> None:
    """Every story is chosen or left out with one reason."""
    stories = [
        ranked(article("a", VISIT)),
        ranked(article("b", RULING)),
        ranked(article("c", THREAT)),
    ]
    selection = select(stories, 2)
    assert [one.story.id for one in selection.told] == ["b", "c"]
    assert [one.story.id for one in selection.named] == ["a"]
    assert selection.left == ()
    things = ["steel", "beef", "wine", "cars", "chips", "ships", "maize", "silk", "glass"]
    crowd = [ranked(article(thing, f"A court struck down duties on {thing}.")) for thing in things]
    selection = select(crowd, 2)
    assert (len(selection.told), len(selection.named)) == (2, 4)
    assert [why for _, why in selection.left] == [LeftOut.NO_ROOM] * 3


def test_the_same_story_is_not_told_twice() -> None:
    """Two stories of one thread whose leads say the same: the better one is told."""
    first = ranked(article("a", RULING), article("c", THREAT, by="post"), thread="t")
    again = ranked(article("b", RULING + " It said so."), thread="t")
    selection = select([again, first], 5)
    assert [one.story.id for one in selection.told] == ["a"]
    assert [why for _, why in selection.left] == [LeftOut.SAME_STORY]


def test_one_track_does_not_crowd_out_the_others() -> None:
    """With four places, a loud track leaves room for a quieter one; alone, it takes them all."""
    things = ("steel coils", "soybean oil", "car parts", "wine bottles", "chip tools")
    loud = [
        ranked(article(f"l{n}", f"A court struck down duties on {thing}.", track="us-china"))
        for n, thing in enumerate(things)
    ]
    quiet = ranked(article("q", THREAT, hours=2))
    chosen = select([*loud, quiet], 4).told
    assert "q" in {one.story.id for one in chosen}
    assert len(select(loud, 4).told) == 4
