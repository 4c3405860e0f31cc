"""The evidence check by kind of error: what is caught, and what fair rewording passes."""

from datetime import UTC, datetime

import pytest

from parley.domain.evidence.check import check, verify
from parley.domain.model import Claim, Evidence, ReasonKind, SourceText

TRUCE = SourceText(
    "truce",
    "US and China agree to cut tariffs for 90 days",
    "GENEVA, May 12 - The United States and China agreed on Monday to cut tariffs on each other's goods "
    "for 90 days after two days of talks in Geneva. The United States will lower its additional duty on "
    "Chinese goods from 145% to 30%, while China will reduce its duty on American goods from 125% to 10%. "
    "Treasury Secretary Scott Bessent said neither side wanted a decoupling. Vice Premier He Lifeng led "
    "the Chinese delegation and called the meeting candid and constructive. The cuts take effect on May "
    "14. Sectoral tariffs on steel and aluminium will not be lowered. The US goods deficit with China was "
    "$295.4 billion in 2024. Bessent said the two governments may meet again within weeks. Beijing "
    "suspended its export curbs on seven rare earths. Analysts at a bank in Hong Kong estimated that the "
    "truce could add about 0.4 percentage points to Chinese growth. The White House rejected a request to "
    "exempt small parcels.",
    datetime(2025, 5, 12, 15, tzinfo=UTC),
)
COURT = SourceText(
    "court",
    "Appeals court keeps tariffs in force while it weighs ruling",
    "WASHINGTON, May 29 - A federal appeals court on Thursday allowed the tariffs to stay in place while "
    "it considers the government's appeal. A day earlier the Court of International Trade had struck down "
    "most of the tariffs, ruling that President Donald Trump had exceeded his authority under the "
    "International Emergency Economic Powers Act. Twelve states and five small businesses had sued. The "
    "ruling did not affect duties on steel, aluminium and cars. Commerce Ministry spokeswoman He Yongqian "
    "urged Washington to withdraw the measures.",
    datetime(2025, 5, 29, 20, tzinfo=UTC),
)

FAIR = [
    "The United States and China agreed to cut tariffs on each other's goods for 90 days.",
    "Washington and Beijing agreed on a 90-day tariff truce after two days of talks in Geneva.",
    "The additional US duty on Chinese goods falls from 145% to 30%.",
    "China will cut its duty on US goods to 10 percent from 125 percent.",
    "The U.S. lowers its duty to 30 pct; China lowers its own to 10 pct.",
    "Neither side wants a decoupling, Treasury Secretary Scott Bessent said.",
    "The cuts take effect on 14 May.",
    "The cuts take effect on Wednesday.",
    "Tariffs on steel and aluminium stay as they are.",
    "The US goods deficit with China was $295.4bn in 2024.",
    "The US ran a goods deficit of about 295 billion dollars with China in 2024.",
    "Bessent said that the governments may meet again within weeks.",
    "China suspended export curbs on seven rare earths.",
    "A Hong Kong bank's analysts put the effect of the truce on Chinese growth at about 0.4 points.",
    "The White House refused to exempt small parcels.",
    "He Lifeng, who led China's delegation, called the talks candid and constructive.",
    "The two sides agreed on Monday, 12 May.",
    "The truce, agreed in Geneva on May 12, takes effect on May 14 and lasts 90 days.",
]
FAIR_OF_BOTH = [
    "A federal appeals court let the tariffs stay in force during the appeal.",
    "The trade court had ruled a day earlier that Trump exceeded his authority under IEEPA.",
    "The mutual cuts agreed in Geneva are not the duties on steel, aluminium and cars.",
    "An appeals court on Thursday let the tariffs stay; the trade court had struck them down on Wednesday.",
    "China's Commerce Ministry urged the US to withdraw the tariffs.",
    "Twelve states and five small firms had sued.",
    "Duties on steel, aluminium and cars are not affected by the ruling.",
]


@pytest.mark.parametrize("text", FAIR)
def test_fair_rewording_passes(text: str) -> None:
    """What a good writer makes of an article is not rejected."""
    assert verify(text, [TRUCE]).reasons == ()


@pytest.mark.parametrize("text", FAIR_OF_BOTH)
def test_claims_merged_from_two_articles_pass(text: str) -> None:
    """A claim may join what two cited articles say."""
    assert verify(text, [TRUCE, COURT]).reasons == ()


WRONG = [
    ("The additional US duty on Chinese goods falls from 145% to 35%.", ReasonKind.FIGURE, "35%"),
    ("China will reduce its duty on American goods to 30%.", ReasonKind.FIGURE, "30%"),
    (
        "The US goods deficit with China was $295.4 million in 2024.",
        ReasonKind.UNIT,
        "$295.4 million",
    ),
    ("The truce could add 0.4 basis points to growth.", ReasonKind.UNIT, "0.4 basis points"),
    ("The cuts take effect on June 14.", ReasonKind.DATE, "June 14"),
    ("The cuts take effect on May 19.", ReasonKind.DATE, "May 19"),
    ("The US goods deficit with China was $295.4 billion in 2022.", ReasonKind.DATE, "2022"),
    ("The United States and Japan agreed on Monday to cut tariffs.", ReasonKind.NAME, "Japan"),
    (
        "Treasury Secretary Janet Yellen said neither side wanted a decoupling.",
        ReasonKind.NAME,
        "Janet Yellen",
    ),
    (
        "The United States suspended its export curbs on seven rare earths.",
        ReasonKind.ROLE,
        "United States",
    ),
    ("Vice Premier Scott Bessent led the Chinese delegation.", ReasonKind.ROLE, "Scott Bessent"),
    ("Sectoral tariffs on steel and aluminium will be lowered.", ReasonKind.POLARITY, "lowered"),
    (
        "The United States will raise its additional duty on Chinese goods to 30%.",
        ReasonKind.POLARITY,
        "raise",
    ),
    ("Beijing suspended its import curbs on seven rare earths.", ReasonKind.POLARITY, "import"),
    (
        "The White House accepted a request to exempt small parcels.",
        ReasonKind.POLARITY,
        "accepted",
    ),
    (
        "Treasury Secretary Scott Bessent said the two governments will meet again within weeks.",
        ReasonKind.MODALITY,
        "meet",
    ),
    (
        "The United States and China agreed on Monday to cut quotas on each other's goods.",
        ReasonKind.TERM,
        "quotas",
    ),
    (
        "The central bank kept interest rates unchanged as inflation eased.",
        ReasonKind.UNSUPPORTED,
        None,
    ),
]


@pytest.mark.parametrize(("text", "kind", "words"), WRONG)
def test_each_kind_of_error_is_caught_at_its_place(
    text: str, kind: ReasonKind, words: str | None
) -> None:
    """The reason names the kind, and its span is the words at fault, in code points of the claim."""
    reasons = verify(text, [TRUCE]).reasons
    assert kind in {reason.kind for reason in reasons}
    if words is not None:
        assert words in {text[r.start : r.end] for r in reasons if r.kind == kind}


def test_a_reason_is_one_sentence_that_helps_a_model() -> None:
    """The detail says what is wrong and what the article says."""
    (reason,) = verify("The US duty on Chinese goods falls from 145% to 35%.", [TRUCE]).reasons
    assert reason.detail == "The figure 35% is not in the cited article; it says 30%."


def test_every_sentence_of_a_claim_must_stand() -> None:
    """One false sentence after a true one is enough."""
    text = "The cuts take effect on May 14. China will reduce its duty on American goods to 15%."
    (reason,) = verify(text, [TRUCE]).reasons
    assert text[reason.start : reason.end] == "15%"


def test_spans_are_code_points_after_wide_characters() -> None:
    """A character outside the basic plane before the fault does not move the span."""
    text = "🌍 “Truce” — the cuts take effect on July 14."
    reasons = verify(text, [TRUCE]).reasons
    assert "July 14" in {text[r.start : r.end] for r in reasons}


def test_a_claim_without_evidence_does_not_stand() -> None:
    """Nothing is posted that cannot be traced."""
    verdict = check(Claim("The cuts take effect on May 14.", ()), {"truce": TRUCE})
    assert [reason.kind for reason in verdict.reasons] == [ReasonKind.NO_EVIDENCE]
    unknown = Claim("The cuts take effect on May 14.", (Evidence("gone", "The cuts take effect"),))
    assert check(unknown, {"truce": TRUCE}).reasons[0].kind == ReasonKind.NO_EVIDENCE


def _claim(text: str, quote: str) -> Claim:
    return Claim(text, (Evidence("truce", quote),))


@pytest.mark.parametrize(
    "quote",
    [
        "The cuts take effect on May 14.",
        "the cuts take effect on May\u00a014",
        "“The cuts take effect on May 14.”",
        "China will reduce its duty on American goods … to 10%",
        "for 90 days after two days of talks in Geneva",
        "each other’s goods for 90 days",
    ],
)
def test_a_quote_may_differ_in_typography_only(quote: str) -> None:
    """Marks, dashes, spaces, an ellipsis and the case of the start are no differences."""
    reasons = check(_claim("The cuts take effect on May 14.", quote), {"truce": TRUCE}).reasons
    assert ReasonKind.QUOTE not in {reason.kind for reason in reasons}


@pytest.mark.parametrize(
    "quote",
    ["The cuts take effect on May 15.", "The cuts come into force", "", "ake effect on May 14"],
)
def test_a_paraphrase_is_no_quote(quote: str) -> None:
    """Words that the article does not have in this order are reported as such."""
    verdict = check(_claim("The cuts take effect on May 14.", quote), {"truce": TRUCE})
    assert ReasonKind.QUOTE in {reason.kind for reason in verdict.reasons}


def test_the_quoted_words_must_carry_the_claim() -> None:
    """A true claim under words about something else is sent back."""
    claim = _claim("The cuts take effect on May 14.", "called the meeting candid and constructive")
    (reason,) = check(claim, {"truce": TRUCE}).reasons
    assert reason.kind == ReasonKind.UNSUPPORTED
    assert "quote the words" in reason.detail


def test_only_cited_articles_count() -> None:
    """A figure of another article does not support a claim that does not cite it."""
    claim = _claim(
        "Twelve states sued over tariffs on each other's goods.", "tariffs on each other's goods"
    )
    kinds = {r.kind for r in check(claim, {"truce": TRUCE, "court": COURT}).reasons}
    assert ReasonKind.FIGURE in kinds


def test_a_better_supported_claim_scores_higher() -> None:
    """The score ranks: verbatim, reworded, false, unrelated."""
    verbatim = verify("The cuts take effect on May 14.", [TRUCE]).score
    reworded = verify("The reductions take effect as of May 14.", [TRUCE]).score
    false = verify("The cuts take effect on July 14.", [TRUCE]).score
    unrelated = verify("The central bank kept interest rates at 7% in Mexico.", [TRUCE]).score
    assert verbatim == 1.0
    assert verbatim > reworded > false > unrelated


@pytest.mark.parametrize("text", ["", "   ", "…", "?!", "-", "US", "1", "$", "“”"])
def test_odd_texts_get_a_verdict(text: str) -> None:
    """Nothing that a model may return makes the check fail."""
    assert 0.0 <= verify(text, [TRUCE]).score <= 1.0
    assert 0.0 <= verify(text, []).score <= 1.0
    assert 0.0 <= verify("The cuts take effect.", [SourceText("x", "", text)]).score <= 1.0


def test_words_cut_out_after_a_negation_do_not_stand() -> None:
    """A verbatim piece that begins behind "not" says the contrary of its article."""
    source = SourceText("a", "", "The ministers did not agree to lift the duty on steel from June.")
    kinds = {r.kind for r in verify("Agree to lift the duty on steel from June.", [source]).reasons}
    assert kinds == {ReasonKind.POLARITY}
    assert verify("The ministers did not agree to lift the duty on steel.", [source]).supported
