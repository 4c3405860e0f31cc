"""A composed briefing has the reader's form: top line, stories, dates ahead, the coverage sum."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from parley.app.compose import Composer
from parley.app.compose_lines import coverage_line
from parley.domain.identity import make_desk
from parley.domain.model import (
    ArticleRef,
    Authority,
    Change,
    ChangeKind,
    CheckedClaim,
    Citation,
    Claim,
    Coverage,
    DateChange,
    DatedClaim,
    Edition,
    Evidence,
    Item,
    Layout,
    LeftOut,
    Message,
    NextDate,
    Note,
    Reason,
    ReasonKind,
    Rights,
    SoFar,
    StateMove,
    Text,
    Track,
    TrackKind,
    TrackState,
    Verdict,
)

SLOT = datetime(2025, 5, 30, 12, 0, tzinfo=UTC)
TRACKS = {
    "us-china": Track(id="us-china", name="US-China", kind=TrackKind.BILATERAL),
    "other": Track(id="other", name="Other trade talks", kind=TrackKind.OTHER),
}


def claim(text: str, *articles: str) -> Claim:
    return Claim(text, tuple(Evidence(article, text) for article in articles))


def article(number: int, url: str = "https://wire.example/a") -> ArticleRef:
    return ArticleRef(
        number=number,
        id=f"a{number}",
        url=url,
        title=f"Title {number}",
        source_id="wire",
        publisher="Demo Wire",
        authority=Authority.WIRE,
        rights=Rights.FULL_TEXT,
        published_at=SLOT,
    )


STALLED = claim("The talks are a bit stalled.", "a1")
EDITION = Edition(
    id="e1",
    desk_id="k1",
    since=datetime(2025, 5, 29, 11, 45, tzinfo=UTC),
    until=datetime(2025, 5, 30, 11, 45, tzinfo=UTC),
    top_line=STALLED,
    items=(
        Item(
            story_id="s1",
            thread_id="s1",
            headline="Talks stall",
            headline_evidence=(Evidence("a1", "Talks stall"),),
            change=Change(kind=ChangeKind.DEVELOPED, old="145%", new="30%"),
            tracks=("us-china",),
            claims=(STALLED, claim("More talks may follow.", "a2", "a1")),
            rank=(),
            writer="extractive",
            state=StateMove(
                "us-china", TrackState.TRUCE, TrackState.STRUCK_DOWN, date(2025, 5, 29)
            ),
        ),
        Item(
            story_id="s2",
            thread_id="s2",
            headline="A headline alone",
            headline_evidence=(Evidence("a2", "A headline alone"),),
            change=Change(kind=ChangeKind.NEW),
            tracks=(),
            claims=(),
            rank=(),
            writer="extractive",
        ),
    ),
    articles=(article(1), article(2, "urn:parley:x")),
    coverage=Coverage(9, 4, 3, 2, 2, {LeftOut.IRRELEVANT: 5, LeftOut.NOTHING_NEW: 2}, checked=4),
    dropped=(
        CheckedClaim(
            claim("30", "a1"),
            Verdict(0.1, (Reason(ReasonKind.UNIT, 0, 2, "a figure without unit."),)),
        ),
    ),
    writer="extractive",
    next_dates=(NextDate(date(2025, 8, 12), "the pause ends", "us-china", STALLED),),
    notes=("Quoted instead.",),
)


def compose(edition: Edition = EDITION, layout: Layout = Layout.WHOLE) -> Message:
    desk = make_desk(["us-china"])
    return Composer(TRACKS).briefing(
        edition, desk, slot=SLOT, zone="America/New_York", layout=layout
    )


def lines(message: Message) -> list[str]:
    found = []
    for block in message.blocks:
        rows = getattr(block, "lines", None) or [getattr(block, "spans", ())]
        found += [
            "".join(
                f"[{s.number}]" if isinstance(s, Citation) else getattr(s, "text", "") for s in r
            )
            for r in rows
        ]
    return found


def test_a_briefing_has_the_reader_s_form() -> None:
    """Title in the reader's zone, top line, numbered stories with chips, dates ahead, the sum."""
    shown = lines(compose())
    assert shown[0] == "Trade talks · Friday 30 May 2025, 08:00 New York · US-China"
    assert shown[1] == "The talks are a bit stalled. [1]"
    assert "1 · Talks stall" in shown
    assert "US-China: truce → struck down · developed: 145% → 30%" in shown
    assert "Demo Wire, 30 May: More talks may follow. [1] [2]" in shown
    assert "12 Aug: the pause ends (in 74 days) [1]" in shown


def test_a_quotation_in_another_language_is_named() -> None:
    """The voice before it says that it stands in the original, unless that is the reader's own."""
    chinese = replace(article(2), language="zh-CN")
    shown = lines(compose(replace(EDITION, articles=(article(1), chinese))))
    assert "Demo Wire, 30 May, in the original Chinese: More talks may follow. [1] [2]" in shown


def test_the_top_line_is_not_said_twice() -> None:
    """The first story's sentence stands at the top and not again below."""
    assert sum("a bit stalled" in line for line in lines(compose())) == 1


def test_a_headline_without_claims_carries_its_source() -> None:
    """Headline and link, for sources of which nothing else may be shown."""
    assert "2 · A headline alone [2]" in lines(compose())


def test_a_top_line_of_another_day_says_of_which() -> None:
    """A sentence with "tomorrow" in it is not read as today's; a model's says its days itself."""
    yesterday = replace(article(1), published_at=SLOT - timedelta(days=1))
    edition = replace(EDITION, articles=(yesterday, article(2)))
    assert lines(compose(edition))[1] == "Demo Wire, 29 May: The talks are a bit stalled. [1]"
    first, *others = EDITION.items
    written = replace(edition, items=(replace(first, writer="model"), *others))
    assert lines(compose(written))[1] == "The talks are a bit stalled. [1]"


def test_what_is_on_no_track_that_people_follow_has_no_chip() -> None:
    """ "Other trade talks" tells nobody anything; a lone sentence above leaves its source below."""
    first, second = EDITION.items
    elsewhere = replace(second, tracks=("other",))
    lone = replace(first, claims=(STALLED,))
    shown = lines(compose(replace(EDITION, items=(lone, elsewhere))))
    assert "new" in shown
    assert not any("Other" in line for line in shown)
    assert "1 · Talks stall [1]" in shown


def test_a_date_names_its_track_unless_it_is_the_only_one() -> None:
    """A desk with several tracks is told of which a date is."""
    message = Composer(TRACKS).briefing(EDITION, make_desk(), slot=SLOT, zone="UTC")
    assert "12 Aug · US-China: the pause ends (in 74 days) [1]" in lines(message)


def test_the_coverage_line_adds_up_and_says_what_was_dropped() -> None:
    """Seen is the sum of used and each reason; what was dropped is counted with its reason."""
    line = coverage_line(EDITION, "07:45")
    assert line.startswith("9 seen: 2 used, 5 not trade talks, 2 nothing new.")
    assert "4 claims checked; 1 dropped: a figure without unit." in line
    assert line.endswith("Quoted instead. As of 07:45.")


def test_sources_go_to_the_thread_where_the_channel_wants_it() -> None:
    """A threaded layout keeps the message short; nothing is lost."""
    whole, threaded = compose(), compose(layout=Layout.THREADED)
    assert whole.thread == ()
    assert (*threaded.blocks, *threaded.thread) == whole.blocks


def test_only_web_addresses_become_links() -> None:
    """An article without a web address is named, not linked."""
    shown = compose()
    links = [
        s for b in shown.blocks for r in getattr(b, "lines", ()) for s in r if hasattr(s, "url")
    ]
    assert all(getattr(s, "number", 0) == 2 or s.url.startswith("https://") for s in links)


def test_headlines_and_the_story_so_far_stand_between_the_stories_and_the_dates() -> None:
    """What is only named has its source, and a state that moved; a new reader sees how it came about."""
    named = replace(
        EDITION.items[1],
        headline="A bid is tabled",
        headline_evidence=STALLED.evidence,
        state=StateMove("us-china", TrackState.TRUCE, TrackState.STALLED, date(2025, 5, 29)),
    )
    past = SoFar(
        "us-china", TrackState.STALLED, date(2025, 5, 29), (DatedClaim(date(2025, 5, 12), STALLED),)
    )
    text = lines(compose(replace(EDITION, also=(named,), background=(past,))))
    at = text.index("Also")
    assert text[at + 1] == "A bid is tabled [1] · US-China: truce → stalled"
    at = text.index("The story so far")
    assert text[at + 1] == "US-China: stalled since 29 May 2025"
    assert text[at + 2] == f"12 May: {STALLED.text} [1]"
    assert text.index("Also") < at < text.index("Ahead")


def test_a_date_that_is_new_or_moved_says_so() -> None:
    """New once; moved, with the day on which it was."""
    [known] = EDITION.next_dates
    new = replace(known, day=date(2025, 6, 5), change=DateChange.NEW)
    moved = replace(known, change=DateChange.MOVED, was=date(2025, 7, 1))
    text = lines(compose(replace(EDITION, next_dates=(new, moved))))
    assert "5 Jun: the pause ends (in 6 days, new) [1]" in text
    assert "1 Jul → 12 Aug: the pause ends (in 74 days, moved) [1]" in text


def test_quiet_and_blind_are_told_apart() -> None:
    """No movement is only claimed where something was read."""
    quiet = replace(
        EDITION,
        top_line=None,
        items=(),
        articles=(),
        next_dates=(),
        dropped=(),
        coverage=replace(EDITION.coverage, told=0),
    )
    assert lines(compose(quiet))[1].startswith("No movement since Thursday 29 May 2025, 07:45")
    blind = replace(quiet, coverage=Coverage(0, 0, 0, 0, 0, {}))
    assert "No source brought an article" in lines(compose(blind))[1]
    [note] = [block for block in compose(blind).blocks if isinstance(block, Note)]
    assert isinstance(note.spans[0], Text)


def test_a_day_that_is_over_where_the_reader_is_is_not_ahead() -> None:
    """An edition's days are UTC's; in Auckland its last may be yesterday."""
    day = NextDate(SLOT.date(), "today in UTC", "us-china", STALLED)
    edition = replace(EDITION, next_dates=(day, *EDITION.next_dates))
    desk = make_desk(["us-china"])
    here, there = (
        Composer(TRACKS).briefing(edition, desk, slot=SLOT, zone=zone)
        for zone in ("Europe/London", "Pacific/Auckland")
    )
    assert any("today in UTC (today)" in line for line in lines(here))
    assert not any("today in UTC" in line for line in lines(there))
    assert any("the pause ends" in line for line in lines(there))
