"""Who acts in a headline that is all capitals."""

import pytest

from parley.domain.ledger.actors import actor_of


@pytest.mark.parametrize(
    ("headline", "actor"),
    [
        ("SENIOR MEXICAN OFFICIAL TO VISIT OTTAWA AS ROW GROWS", "SENIOR MEXICAN OFFICIAL"),
        ("OTTAWA WARNS OF COUNTER-DUTIES", "OTTAWA"),
        ("CORRECTION - OTTAWA WARNS OF COUNTER-DUTIES", "OTTAWA"),
        ("STEEL TALKS GO NOWHERE AGAIN", ""),
        ("TRADE MINISTERS OF ALL FOURTEEN COUNTRIES MEET IN LIMA", ""),
    ],
)
def test_the_subject_stands_before_the_verb(headline: str, actor: str) -> None:
    """Capitals tell no name, so a headline without a known verb names nobody, and never itself."""
    assert actor_of(headline) == actor
