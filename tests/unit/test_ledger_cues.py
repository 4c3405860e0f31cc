"""A sentence that tells a development is told from one that only mentions a matter."""

import pytest

from parley.domain.ledger.cues import cue
from parley.domain.model import DevelopmentKind as K

DONE = [
    ("Trump imposes 25% tariffs on imported cars from April 3.", K.TARIFF_IMPOSED),
    ("China raises tariffs on American goods to 84%.", K.TARIFF_RAISED),
    ("Trump doubles steel tariffs to 50%, effective Wednesday.", K.TARIFF_RAISED),
    ("Washington cut its duties on Japanese cars to 15%.", K.TARIFF_LOWERED),
    ("The president paused most reciprocal tariffs for 90 days.", K.TARIFF_SUSPENDED),
    ("US and China agree a 90-day tariff truce in Geneva.", K.DEAL),
    ("A US trade court blocked most of the tariffs on Wednesday.", K.RULING),
    ("A federal appeals court temporarily reinstated the tariffs.", K.STAY),
    ("Beijing tightened export controls on rare earths.", K.EXPORT_CONTROL),
    ("Washington restricted sales of chip design software to China.", K.EXPORT_CONTROL),
    ("The Commerce Department opened a Section 232 probe into drones.", K.INVESTIGATION),
    ("China filed a complaint at the WTO against steel tariffs.", K.COMPLAINT),
    ("The EU and Indonesia signed a trade agreement.", K.SIGNATURE),
    ("Parliament ratified the Mercosur agreement.", K.RATIFICATION),
    ("The new duties took effect at midnight.", K.ENTRY_INTO_FORCE),
    ("The House Ways and Means Committee approved the trade bill.", K.LEGISLATION),
    ("Canada pulled out of the trade negotiations.", K.WITHDRAWAL),
    ("China retaliated with duties on soybeans.", K.RETALIATION),
    ("On May 12 the two sides agreed to cut tariffs.", K.DEAL),
    ("Washington imposed sanctions against Japan in May.", K.TARIFF_IMPOSED),
    ("The court rejected the president's tariffs.", K.RULING),
    ("The ministry said it had suspended the tariffs.", K.TARIFF_SUSPENDED),
]
NOT_YET = [
    ("The US threatens to impose 50% tariffs on EU goods from June 1.", K.THREAT),
    ("Brussels is preparing countermeasures worth 95 billion euros.", K.THREAT),
    ("Farm groups urged the White House to lower tariffs on fertiliser.", K.PROPOSAL),
    ("Japan may impose duties on steel.", K.THREAT),
    ("Washington did not impose the tariffs.", K.TARIFF_IMPOSED),
    ("Akazawa will visit Washington for a fourth round of talks.", K.MEETING),
]


@pytest.mark.parametrize(("sentence", "kind"), DONE)
def test_a_deed_is_told_by_its_kind_and_is_settled(sentence: str, kind: K) -> None:
    """What has been done is settled, and strong enough to carry a briefing's sentence."""
    found = cue(sentence)
    assert found is not None
    assert (found.kind, found.settled, found.telling) == (kind, True, True)


@pytest.mark.parametrize(("sentence", "kind"), NOT_YET)
def test_what_is_threatened_or_asked_for_is_never_settled(sentence: str, kind: K) -> None:
    """A threat, a demand and a date in the diary are not deeds."""
    found = cue(sentence)
    assert found is not None
    assert (found.kind, found.settled) == (kind, False)


@pytest.mark.parametrize(
    "sentence",
    [
        "Shares fell as investors weighed the tariffs.",
        "Exporters worry about the strong franc.",
        "",
    ],
)
def test_a_mention_in_passing_is_no_development(sentence: str) -> None:
    """A matter that is only named moves nothing."""
    found = cue(sentence)
    assert found is None or not found.telling


def test_background_is_weaker_than_news() -> None:
    """A deed of years ago, told again, does not carry a sentence."""
    old = cue("The United States imposed tariffs on steel in 2018.")
    assert old is not None
    assert not old.telling


def test_the_span_is_verbatim_in_the_sentence() -> None:
    """The words that tell it can be pointed at."""
    sentence = "On Friday Beijing raised duties on canola oil."
    found = cue(sentence)
    assert found is not None
    assert sentence[slice(*found.span)] == "raised duties"
