"""What is left of an edition for one channel, by what was decided on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from parley.domain.model import (
    ArticleRef,
    Authority,
    Change,
    ChangeKind,
    Claim,
    Coverage,
    Decision,
    DecisionKind,
    Edition,
    Evidence,
    Item,
    NextDate,
    Rights,
)
from parley.domain.redaction import number_of, shown

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)


def claim(text: str, article: str) -> Claim:
    return Claim(text, (Evidence(article, text),))


def item(name: str, *claims: Claim) -> Item:
    return Item(
        story_id=name,
        thread_id=name,
        headline=f"Headline {name}",
        headline_evidence=(Evidence(name, "Headline"),),
        change=Change(kind=ChangeKind.NEW),
        tracks=(),
        claims=claims,
        rank=(),
        writer="extractive",
    )


def article(number: int, name: str) -> ArticleRef:
    return ArticleRef(
        number=number,
        id=name,
        url=f"https://example.org/{name}",
        title=name,
        source_id="wire",
        publisher="The Wire",
        authority=Authority.WIRE,
        rights=Rights.FULL_TEXT,
        published_at=NOON,
    )


EDITION = Edition(
    id="e1",
    desk_id="k1",
    since=NOON - timedelta(days=1),
    until=NOON,
    top_line=claim("A first.", "a"),
    items=(
        item("a", claim("A first.", "a"), claim("A second.", "a")),
        item("b", claim("B first.", "b")),
        item("c"),
    ),
    articles=tuple(article(number, name) for number, name in enumerate("abcd", 1)),
    coverage=Coverage(4, 4, 3, 3, 4, {}),
    dropped=(),
    writer="extractive",
    next_dates=(NextDate(NOON.date(), "a hearing", "wto", claim("On Monday.", "d")),),
)


def decided(
    kind: DecisionKind, story: str = "", number: int | None = None, minutes: int = 0
) -> Decision:
    return Decision(
        tenant_id="slack:T1",
        delivery_id="d1",
        kind=kind,
        user="U1",
        at=NOON + timedelta(minutes=minutes),
        story_id=story,
        claim=number,
    )


def test_undecided_it_is_whole() -> None:
    """Nothing is taken out, and answers to the draft alone change nothing."""
    whole = shown(EDITION)
    assert (whole.edition, whole.numbers, whole.amended_at) == (EDITION, (1, 2, 3), None)
    approved = shown(EDITION, [decided(DecisionKind.APPROVE), decided(DecisionKind.KEEP, "a")])
    assert approved.edition == EDITION


def test_a_dropped_story_takes_its_top_line_and_sources_along() -> None:
    """The next story leads, numbers stay, and the coverage line says what happened."""
    left = shown(EDITION, [decided(DecisionKind.DROP, "a")])
    assert left.numbers == (2, 3)
    assert left.edition.top_line == claim("B first.", "b")
    assert [one.id for one in left.edition.articles] == ["b", "c", "d"]
    assert left.edition.notes == ("1 item was dropped by a manager.",)
    assert left.amended_at is None
    assert left.edition.id == EDITION.id


def test_without_sentences_there_is_no_top_line() -> None:
    """Stories that are headline and link lead with nothing."""
    left = shown(EDITION, [decided(DecisionKind.DROP, "a"), decided(DecisionKind.DROP, "b")])
    assert left.edition.top_line is None
    assert left.edition.notes == ("2 items were dropped by a manager.",)


def test_a_top_line_in_other_words_is_known_by_its_article() -> None:
    """It goes with the story that cites the same article."""
    other = replace(EDITION, top_line=claim("Put otherwise.", "a"))
    assert shown(other, [decided(DecisionKind.DROP, "b")]).edition.top_line == other.top_line
    assert shown(other, [decided(DecisionKind.DROP, "a")]).edition.top_line == claim(
        "B first.", "b"
    )


def test_a_retraction_says_when() -> None:
    """Of several items the last time; of the whole its own."""
    left = shown(
        EDITION,
        [
            decided(DecisionKind.RETRACT, "a", minutes=1),
            decided(DecisionKind.RETRACT, "b", minutes=2),
        ],
    )
    assert left.numbers == (3,)
    assert left.item_retracted_at == left.amended_at == NOON + timedelta(minutes=2)
    assert left.edition.notes == ()
    whole = shown(EDITION, [decided(DecisionKind.RETRACT, minutes=3)])
    assert whole.retracted_at == NOON + timedelta(minutes=3)


def test_a_correction_strikes_one_sentence() -> None:
    """Of a story, of the top line, of the dates ahead, or a story whose headline fell."""
    left = shown(EDITION, [decided(DecisionKind.CORRECT, "a", 1)])
    assert left.edition.items[0].claims == (claim("A first.", "a"),)
    assert left.corrected_at == NOON
    line = shown(
        EDITION, [decided(DecisionKind.CORRECT, "", 0), decided(DecisionKind.CORRECT, "a", 0)]
    )
    assert line.edition.top_line == claim("A second.", "a")
    dates = shown(EDITION, [decided(DecisionKind.CORRECT, "", 1)])
    assert dates.edition.next_dates == ()
    assert [one.id for one in dates.edition.articles] == ["a", "b", "c"]
    assert shown(EDITION, [decided(DecisionKind.CORRECT, "b")]).numbers == (1, 3)


def test_a_storys_number_is_the_whole_editions() -> None:
    """It counts from 1; of another story there is none."""
    assert [number_of(EDITION, name) for name in "abx"] == [1, 2, None]
