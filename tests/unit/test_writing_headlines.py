"""Headlines of sources as a briefing prints them."""

import pytest

from parley.domain.headlines import sentence_case, tidy

BODY = (
    "TOKYO, March 2 - The spokesman told Eishiro Saito of Keidanren that U.S. Pressure on Japan "
    "would go on. Trade Representative Clayton Yeutter met Saito in Osaka, and MITI agreed."
)


@pytest.mark.parametrize(
    ("title", "calm"),
    [
        ("U.S. ASKS JAPAN END FARM IMPORT CONTROLS", "U.S. asks Japan end farm import controls"),
        ("YEUTTER MEETS SAITO IN OSAKA", "Yeutter meets Saito in Osaka"),
        ("MITI'S PLEDGE ON CHIPS", "MITI's pledge on chips"),
        ("S. KOREAN SURPLUS NARROWS IN FEB", "S. Korean surplus narrows in Feb"),
        ("CHINA-JAPAN TRADE FALLS", "China-Japan trade falls"),
        ("NORWAY'S BAN ON UK'S SHIPS", "Norway's ban on UK's ships"),
        ("PRESSURE ON THE U.S.", "Pressure on the U.S."),
        ("US and China agree a truce", "US and China agree a truce"),
        ("EU", "EU"),
    ],
)
def test_a_shouted_headline_is_calmed_with_its_names_kept(title: str, calm: str) -> None:
    """The text says how a name is written; only the case of letters ever changes."""
    assert sentence_case(title, [BODY]) == calm
    assert sentence_case(title, [BODY]).lower() == title.lower()


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("****** JAPAN RAISES DUTY", "JAPAN RAISES DUTY"),
        ("UPDATE 2-EU delays its countermeasures", "EU delays its countermeasures"),
        ("BREAKING: Court blocks tariffs", "Court blocks tariffs"),
        ("USX <X> CHAIRMAN SPEAKS", "USX CHAIRMAN SPEAKS"),
        ("EU and India agree on cars - Harbour Wire", "EU and India agree on cars"),
        ("EU and India agree on cars | Harbour Wire", "EU and India agree on cars"),
        ("Tariffs stay for now - court", "Tariffs stay for now - court"),
        ("Duties  fall\n to 30% .", "Duties fall to 30%"),
    ],
)
def test_what_is_not_the_headline_is_taken_off(title: str, plain: str) -> None:
    """Slugs, stars, tickers and the site's own name go; a source behind a dash stays."""
    assert tidy(title, "Harbour Wire") == plain
