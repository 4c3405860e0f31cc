"""One address for one article, whichever of the two ways it takes to find it."""

import random

import pytest

from parley.domain import identity
from parley.domain.identity import article_id, canonical_url, folded

_SCHEMES = ("http://", "https://")
_HOSTS = ("", "www.", "www2.", "m.", "mobile.", "amp.", "news.", "a-b.")
_DOMAINS = (
    "example.com",
    "x.co.uk",
    "m.example",
    "amp.dev",
    "9to5.example",
    "localhost",
    "e.org:8080",
)
_PARTS = (
    "news", "amp", "ampere", "x.amp.html", "a.html", "a.ampx", "2025", "us-china_talks", "a:b",
    "a%20b", "é", "", "(x)", ".amp", "~u", "a;b", "AMP", "x.AMP", "Amp",
)  # fmt: skip
_ENDS = ("", "", "/", "?a=b", "?utm_source=x", "#x", "//", " ")


class _Never:
    """A pattern that nothing matches."""

    def fullmatch(self, _text: str) -> None:
        return None


def test_the_quick_way_says_what_the_long_way_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty thousand addresses of every kind: those that are plain at a glance, and all others."""
    rng = random.Random(20250512)
    urls = [
        rng.choice(_SCHEMES)
        + rng.choice(_HOSTS)
        + rng.choice(_DOMAINS)
        + "".join("/" + rng.choice(_PARTS) for _ in range(rng.randint(0, 4)))
        + rng.choice(_ENDS)
        for _ in range(40_000)
    ]
    quick = [canonical_url(url) for url in urls]
    assert sum(bool(identity._PLAIN_URL.fullmatch(url)) for url in urls) > 500
    monkeypatch.setattr(identity, "_PLAIN_URL", _Never())
    assert quick == [canonical_url(url) for url in urls]


@pytest.mark.parametrize(
    "twin",
    [
        "http://www.example.com/world/talks/",
        "https://m.example.com/world/talks?utm_campaign=x",
        "https://example.com/amp/world/talks#top",
        "HTTPS://EXAMPLE.COM:443/world//talks",
    ],
)
def test_twins_have_one_id(twin: str) -> None:
    """Scheme, host, slashes and tracking make no article of their own."""
    assert article_id(twin) == article_id("https://example.com/world/talks")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Tariff   Talks ", "tariff talks"),
        ("Tariff\tTalks\n", "tariff talks"),
        ("Tariff\u00a0Talks\u3000on", "tariff talks on"),
        ("STRASSE straße", "strasse strasse"),
        ("", ""),
    ],
)
def test_words_are_compared_whatever_their_case_and_spacing(text: str, expected: str) -> None:
    """White space of every kind is one blank, and none at the ends."""
    assert folded(text) == expected
