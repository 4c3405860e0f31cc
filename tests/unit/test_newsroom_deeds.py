"""What weighs how much: deeds before offers before words, and comment behind them all."""

from datetime import UTC, date, datetime, timedelta

import pytest

from parley.domain.ledger.moves import Moved
from parley.domain.model import (
    Archived,
    Authority,
    Change,
    ChangeKind,
    Development,
    DevelopmentKind,
    RankedStory,
    Reading,
    Revision,
    Rights,
    Source,
    SourceKind,
    StateMove,
    Story,
    Track,
    TrackKind,
    TrackState,
)
from parley.domain.stories.deeds import Grade, grade, is_comment, is_notice, news_of, tells
from parley.domain.stories.ranking import rank
from parley.domain.stories.selection import select

NOON = datetime(2025, 5, 30, 12, tzinfo=UTC)
TODAY = NOON.date()
WIRE = Source(
    id="wire",
    name="Harbour Wire",
    kind=SourceKind.FEED,
    url="https://wire.example",
    family="wire",
    authority=Authority.WIRE,
    rights=Rights.FULL_TEXT,
)
TRACKS = {
    "us-china": Track(id="us-china", name="US-China", kind=TrackKind.BILATERAL),
    "us-eu": Track(id="us-eu", name="US-EU", kind=TrackKind.BILATERAL),
    "other": Track(id="other", name="Other", kind=TrackKind.OTHER),
}
AFFAIRS = frozenset({"us-china", "us-eu"})


def told(
    kind: DevelopmentKind,
    quote: str,
    article: str = "a",
    *,
    track: str = "us-china",
    day: date = TODAY,
    scheduled: bool = False,
) -> Development:
    return Development(
        id=f"{article}-{kind}-{quote[:9]}",
        track=track,
        kind=kind,
        event_date=day,
        actor="the United States",
        article_id=article,
        quote=quote,
        known_at=NOON,
        scheduled=scheduled,
    )


def article(key: str, title: str, text: str = "", track: str = "us-china") -> Archived:
    return Archived(
        revision=Revision(
            id="r" + key,
            article_id=key,
            source_id="wire",
            url=f"https://wire.example/{key}",
            title=title,
            text=text or f"{title}.",
            published_at=NOON - timedelta(hours=2),
            first_seen=NOON - timedelta(hours=2),
            content=key,
            family="wire",
        ),
        reading=Reading(relevant=True, score=0.9, tracks=(track,)),
    )


def ranked(one: Archived, *news: Development, move: StateMove | None = None) -> RankedStory:
    key = one.revision.article_id
    return rank(
        Story(id=key, thread_id=key, articles=(one,)),
        Change(kind=ChangeKind.NEW, fresh=(key,)),
        until=NOON,
        sources={"wire": WIRE},
        tracks=TRACKS,
        cue=lambda _: None,
        told={key: news},
        move=None if move is None else Moved(move, news[0]),
    )


def test_a_deed_weighs_more_than_an_offer_and_that_than_a_word() -> None:
    """In an article of the same wire and hour, what happened decides; the reasons add up."""
    deed = ranked(article("a", "A duty"), told(DevelopmentKind.TARIFF_IMPOSED, "A duty"))
    offer = ranked(article("b", "A bid"), told(DevelopmentKind.THREAT, "A bid", "b"))
    word = ranked(article("c", "A word"), told(DevelopmentKind.STATEMENT, "A word", "c"))
    nothing = ranked(article("d", "A day"))
    scores = [one.score for one in (deed, offer, word, nothing)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4
    for one in (deed, offer, word, nothing):
        assert one.score == pytest.approx(sum(reason.value for reason in one.reasons))
    assert "tariff imposed (us-china)" in [reason.note for reason in deed.reasons]


def test_what_lies_ahead_is_not_done() -> None:
    """A duty that is due is an offer; talks that will be held, and a call for a duty, are words."""
    assert grade(told(DevelopmentKind.TARIFF_IMPOSED, "x", scheduled=True)) is Grade.OFFER
    assert grade(told(DevelopmentKind.MEETING, "They will meet on Monday.")) is Grade.WORD
    assert grade(told(DevelopmentKind.MEETING, "They met in Geneva.")) is Grade.OFFER
    assert grade(told(DevelopmentKind.PROPOSAL, "Makers urged a duty on steel.")) is Grade.WORD
    assert grade(told(DevelopmentKind.PROPOSAL, "The EU tabled an offer.")) is Grade.OFFER


def test_news_stands_at_the_head_of_an_article() -> None:
    """Background is not news: an old deed, one told late in a text, a threat behind the first sentence."""
    text = (
        "Ministers toured a port. The US had threatened duties of 20%. A court struck duties down. "
        "More words stand here. And more stand here. Steel was taxed. "
    )
    one = article("a", "Ministers tour a port", text)
    threat = told(DevelopmentKind.THREAT, "The US had threatened duties of 20%.")
    ruling = told(DevelopmentKind.RULING, "A court struck duties down.")
    late = told(DevelopmentKind.TARIFF_IMPOSED, "Steel was taxed.")
    old = told(DevelopmentKind.RULING, "A court struck duties down.", day=date(2025, 5, 12))
    assert news_of(one, [threat, ruling, late, old]) == [
        (Grade.WORD, threat),
        (Grade.DEED, ruling),
    ]


def test_comment_is_told_from_events() -> None:
    """Forecasts, reactions and denials are comment; what somebody does is not."""
    assert all(
        map(
            is_comment,
            (
                "Minister predicts an end of the row",
                "Steel makers angered by the new duties",
                "Ministry denies plans to cut duties",
                "Duties may rise again",
                "Is this the end of free trade?",
            ),
        )
    )
    assert not any(
        map(
            is_comment,
            (
                "US raises the duty on steel to 50%",
                "Brussels threatens to answer in kind",
                "Synopsys withdraws its forecast after a letter on China",
            ),
        )
    )
    assert is_notice("CORRECTION - Story headlined Duties rise")
    assert not is_notice("Court corrects its ruling on duties")


def test_comment_is_named_where_something_happened() -> None:
    """A forecast does not lead a day, and is told only on a day that has nothing else."""
    forecast = ranked(
        article("a", "Minister predicts an end of the row", track="us-eu"),
        told(DevelopmentKind.STATEMENT, "Minister predicts an end of the row", track="us-eu"),
    )
    event = ranked(article("b", "Talks open"), told(DevelopmentKind.MEETING, "Talks open", "b"))
    both = select([forecast, event], 6, AFFAIRS)
    assert [one.story.id for one in both.told] == ["b"]
    assert [one.story.id for one in both.named] == ["a"]
    assert [one.story.id for one in select([forecast], 6, AFFAIRS).told] == ["a"]


def test_one_affair_is_told_once_unless_more_was_done() -> None:
    """Of one track's stories the weightiest is told; a second deed is told too, a statement is named."""
    duty = ranked(
        article("a", "US taxes chips"), told(DevelopmentKind.TARIFF_IMPOSED, "US taxes chips")
    )
    answer = ranked(
        article("b", "China taxes beef"),
        told(DevelopmentKind.RETALIATION, "China taxes beef", "b"),
    )
    word = ranked(
        article("c", "Beijing speaks of steel"),
        told(DevelopmentKind.STATEMENT, "Beijing speaks of steel", "c"),
    )
    selection = select([word, answer, duty], 6, AFFAIRS)
    assert {one.story.id for one in selection.told} == {"a", "b"}
    assert [one.story.id for one in selection.named] == ["c"]
    assert [one.story.id for one in select([word, duty], 6).told] == ["a", "c"], (
        "no affair is given"
    )


def test_a_move_of_state_is_told_whatever_else_there_is() -> None:
    """One place, a weightier deed elsewhere: the story that moved a track is told."""
    title = "Talks at a standstill, minister sees"
    moved = ranked(
        article("a", title),
        told(DevelopmentKind.STATEMENT, title),
        move=StateMove("us-china", TrackState.TRUCE, TrackState.STALLED, TODAY),
    )
    deed = ranked(
        article("b", "EU taxes beef", track="us-eu"),
        told(DevelopmentKind.TARIFF_IMPOSED, "EU taxes beef", "b", track="us-eu"),
    )
    selection = select([deed, moved], 1, AFFAIRS)
    assert [one.story.id for one in selection.told] == ["a"]
    assert [one.story.id for one in selection.named] == ["b"]
    assert "us-china: truce → stalled" in [reason.note for reason in moved.reasons]


def test_what_happens_between_others_weighs_half() -> None:
    """A deal off every track that is kept does not top a threat on one."""
    barter = ranked(
        article("a", "A barter deal", track="other"),
        told(DevelopmentKind.SIGNATURE, "A barter deal", track="other"),
    )
    threat = ranked(article("b", "A threat"), told(DevelopmentKind.THREAT, "A threat", "b"))
    assert barter.score < threat.score


MOVES = DevelopmentKind


@pytest.mark.parametrize(
    ("kind", "title", "quote", "plain"),
    [
        (MOVES.THREAT, "Duties to rise", "Washington threatened to raise its duties.", True),
        (
            MOVES.THREAT,
            "Panel amends bill",
            "The panel asks what any retaliation that he might impose would cost farmers.",
            False,
        ),
        (MOVES.DEAL, "Ministers shake hands", "The two sides reached an agreement on beef.", True),
        (MOVES.DEAL, "Envoy on beef", 'The envoy said "I think we can reach an agreement".', False),
        (
            MOVES.TARIFF_IMPOSED,
            "Growers criticise the levy",
            "The growers doubted the pact after the Union imposed tariffs on oils.",
            False,
        ),
    ],
)
def test_a_move_is_printed_where_its_article_tells_it(
    kind: DevelopmentKind, title: str, quote: str, plain: bool
) -> None:
    """What is supposed, conceivable or recalled may stand in the ledger, and in no chip."""
    assert tells(article("a", title, quote), told(kind, quote)) is plain


def test_a_move_of_another_week_is_not_printed() -> None:
    """A deed that the report only recalls is its background."""
    quote = "Washington imposed duties on beef."
    old = told(MOVES.TARIFF_IMPOSED, quote, day=TODAY - timedelta(days=9))
    assert not tells(article("a", "Beef", quote), old)
