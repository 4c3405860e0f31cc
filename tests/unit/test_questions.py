"""Questions taken apart, ranked for and judged answerable: the pure decisions."""

from datetime import UTC, date, datetime

import pytest

from parley.domain.questions import answerable, asof, quoting, ranking
from parley.domain.questions.asked import Question, taken_apart
from parley.domain.questions.ranking import Passage, Ranked, Rarity
from parley.domain.questions.words import cleaned, lowered, stems

PUBLISHERS = {
    "The Age": "age",
    "Harbour Wire": "harbour",
    "Court Post": "court",
    "Japan: Ministry of Finance": "mof",
}
GENEVA = ranking.passage(
    "geneva",
    "US and China agree in Geneva to cut tariffs for 90 days",
    "Scott Bessent said the duty on Chinese goods falls to 30% from 145%.",
    publisher="harbour",
    day=date(2025, 5, 12),
    tracks=["us-china"],
)
COURT = ranking.passage(
    "court",
    "Court strikes down tariffs under IEEPA",
    "The Court of International Trade ruled that Donald Trump exceeded his authority.",
    publisher="court",
    day=date(2025, 5, 28),
)
STEEL = ranking.passage(
    "steel",
    "EU weighs an answer to steel tariffs",
    "Maros Sefcovic said the Commission regretted the duty on steel.",
    publisher="harbour",
    day=date(2025, 5, 31),
    tracks=["us-eu"],
)
GOODS = ranking.passage("goods", "Chinese goods pile up", "Goods and more goods.", publisher="age")
ALL = (GENEVA, COURT, STEEL, GOODS)
RARITY = Rarity(
    1_000,
    {stem: 1 for entry in ALL for word in (*entry.title, *entry.text) for stem in stems(word)},
)


def ranked(text: str, *, tracks: tuple[str, ...] = ()) -> tuple[Question, tuple[Ranked, ...]]:
    question = taken_apart(text, PUBLISHERS)
    return question, ranking.rank(question, ALL, RARITY, tracks=tracks)


def best(text: str) -> str:
    return ranked(text)[1][0].passage.key


def score(text: str) -> float:
    question, order = ranked(text)
    return answerable.score(answerable.signs(question, order, RARITY))


@pytest.mark.parametrize(
    ("text", "rest", "day"),
    [
        ("As of 29 May 2025, what is the duty?", "what is the duty?", date(2025, 5, 29)),
        ("What was the duty as of May 3rd, 2025?", "What was the duty  ?", date(2025, 5, 3)),
        ("as of 2025-05-29 who leads", "who leads", date(2025, 5, 29)),
        ("as at April 2025: who leads", "who leads", date(2025, 4, 30)),
    ],
)
def test_as_of_is_understood(text: str, rest: str, day: date) -> None:
    """The date's last instant in UTC, and the question without it."""
    question, until = asof.parted(text)
    assert question.split() == rest.split()
    assert until is not None
    assert until.date() == day
    assert until.astimezone(UTC) > datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", ["as of 31 February 2025, what?", "what as of today", "as of", ""])
def test_what_is_no_date_is_left_in_the_question(text: str) -> None:
    """Nothing is guessed."""
    assert asof.parted(text) == (text, None)


def test_a_day_and_a_month_in_a_question() -> None:
    """Both ends of what is named."""
    [day, month] = asof.days("between October 13, 2023 and Nov. 2023")
    assert (day.first, day.last) == (date(2023, 10, 13), date(2023, 10, 13))
    assert (month.first, month.last) == (date(2023, 11, 1), date(2023, 11, 30))


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("How far do American tariffs fall?", {"american", "tariff", "fall"}),
        ("By how much did exports grow?", {"export", "grow"}),
        ("How the long strike ended", {"long", "strike", "end"}),
    ],
)
def test_what_is_asked_the_measure_of_is_no_word_to_be_found(asked: str, about: set[str]) -> None:
    """ "How far" stands in no answer; the same word elsewhere does."""
    assert taken_apart(asked, {}).stems == about


def test_publishers_are_told_from_words() -> None:
    """A paper is named by its capitals; a country before a colon is no publisher's name."""
    named = taken_apart("What did The Age say about the age of steel?", PUBLISHERS)
    assert set(named.publishers) == {"age"}
    assert not taken_apart("How do the ministers of Japan see it?", PUBLISHERS).publishers
    assert set(taken_apart("what did the age say", PUBLISHERS).publishers) == {"age"}


def test_a_publisher_that_is_no_source_is_a_stranger() -> None:
    """What is attributed to nobody whom we read cannot be answered."""
    question = taken_apart("What did the Moon Gazette article say on steel?", PUBLISHERS)
    assert question.strangers == (frozenset({"moon", "gazett"}),)
    assert not taken_apart("According to Harbour Wire, what of steel?", PUBLISHERS).strangers


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("How far does the US duty on Chinese goods fall after Geneva?", "geneva"),
        ("Which court ruled on IEEPA?", "court"),
        ("What did Sefcovic regret?", "steel"),
        ("What did Court Post report on tariffs?", "court"),
        ("What of tariffs on 31 May 2025?", "steel"),
    ],
)
def test_the_article_that_answers_comes_first(question: str, key: str) -> None:
    """By its words, its publisher or its day."""
    assert best(question) == key


def test_a_track_weighs_a_little() -> None:
    """Of two that fit alike, the one on the track; never against what was asked."""
    assert ranked("What of tariffs?", tracks=("us-eu",))[1][0].passage is STEEL
    assert ranked("Which court ruled on IEEPA?", tracks=("us-eu",))[1][0].passage is COURT


def test_a_question_of_two_parts_gets_an_article_for_each() -> None:
    """Two that tell the same come after one that tells the other half."""
    twin = ranking.passage(
        "twin", "US and China agree in Geneva", "Bessent said duty on Chinese goods falls to 30%."
    )
    question = taken_apart(
        "Does the duty on Chinese goods fall to 30% after Geneva, "
        "while Maros Sefcovic of the Commission regretted a duty on steel?",
        PUBLISHERS,
    )
    order = ranking.rank(question, [GENEVA, twin, STEEL, COURT], RARITY)
    assert {entry.passage.key for entry in order[:2]} in ({"geneva", "steel"}, {"twin", "steel"})
    assert len(order) == 4


def test_the_score_tells_what_is_there_from_what_is_not() -> None:
    """Well above the threshold for one, well below for the other, and always within 0 and 1."""
    assert score("How far does the US duty on Chinese goods fall after Geneva?") > 0.8
    for nothing in (
        "Who won the football cup in Madrid?",
        "What does the Moon Gazette article say of Atlantis?",
        "How do I bake a loaf?",
    ):
        assert 0 <= score(nothing) < 0.2
    assert answerable.score(answerable.signs(taken_apart("", {}), (), Rarity(0, {}))) < 0.2


def test_sentences_that_answer_together() -> None:
    """The one that has most, then what adds to it; nothing where nothing fits."""

    class Line:
        worth = 1.0

        def __init__(self, text: str) -> None:
            self.stems = frozenset(stems(text))

    lines = [
        Line("the weather was fine in the old town that day"),
        Line("the duty on chinese goods falls to 30 per cent"),
        Line("the duty on chinese goods falls to 30 per cent now"),
        Line("sefcovic regretted the steel move"),
    ]
    none = [frozenset[str]()] * len(lines)
    asked = frozenset(stems("duty chinese goods sefcovic steel"))
    assert quoting.chosen(asked, lines, none) == [1, 3]
    assert quoting.chosen(frozenset(stems("football cup madrid")), lines, none) == []
    assert quoting.chosen(frozenset(), lines, none) == []


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("<!channel> what of steel <@U123>", "what of steel"),
        ("see <https://evil.example|the ruling>", "see the ruling"),
        ("[bank](https://evil.example/x) tariffs", "bank tariffs"),
        ("ste\u200bel ta\u200driffs", "steel tariffs"),
        ("\u202esteel\u202c tariffs", "steel tariffs"),
        ("https://example.org/a?b=c", ""),
        ("🙂🙂", "🙂🙂"),
    ],
)
def test_a_question_is_plain_words(typed: str, plain: str) -> None:
    """No mention, no address behind a link, nothing invisible."""
    assert cleaned(typed) == plain


def test_words_of_other_scripts_are_words() -> None:
    """Chinese in pairs, Arabic and Hebrew as they are, acronyms and figures as one."""
    assert lowered("关税战") == ["关税", "税战"]
    assert lowered("the U.S. paid 1,000.5") == ["the", "us", "paid", "1000.5"]
    assert taken_apart("ما هي الرسوم على الصلب؟", {}).words
    assert taken_apart("🙂 🙃", {}).words == ()


def test_an_essay_is_cut() -> None:
    """Four thousand characters are a question of so many words."""
    assert len(taken_apart("tariff steel " * 2_000, {}).text.split()) <= 160


def test_a_rare_word_weighs_more_in_every_archive() -> None:
    """Weights are shares of an absent word's, so that archives can be compared."""
    for total in (0, 1, 10, 300_000):
        rarity = Rarity(total, {"rare": 1, "common": total})
        assert rarity.weight("absent") == pytest.approx(1.0)
        assert 0 < rarity.weight("common") <= rarity.weight("rare") <= 1


def test_an_article_is_read_once_for_every_question() -> None:
    """A passage holds words, and no trace of what was asked."""
    assert isinstance(GENEVA, Passage)
    assert GENEVA.names >= {"bessent", "geneva", "china"}
