"""The catalogue of sources that is shipped."""

from collections import Counter
from datetime import timedelta

from selectolax.lexbor import LexborHTMLParser

from parley.domain.model import Authority, Rights, SourceKind
from parley.settings import load_sources

SOURCES = load_sources()


def test_ids_are_unique_and_every_source_names_its_publisher() -> None:
    """Ids key the archive; families keep one publisher from corroborating itself."""
    assert [key for key, n in Counter(source.id for source in SOURCES).items() if n > 1] == []
    assert all(source.family and source.name for source in SOURCES)
    assert len({source.url for source in SOURCES}) == len(SOURCES)


def test_media_are_headline_only() -> None:
    """Nothing of a publisher's words reaches a model until an operator says it may."""
    others = [source for source in SOURCES if source.authority is not Authority.OFFICIAL]
    assert others
    assert {source.rights for source in others} == {Rights.HEADLINE_ONLY}


def test_officials_name_their_side() -> None:
    """Every official voice is somebody's, and the two great parties and the WTO are heard."""
    officials = [source for source in SOURCES if source.authority is Authority.OFFICIAL]
    assert [source.id for source in officials if not source.side] == []
    heard = {source.side for source in officials if source.enabled}
    assert {"US", "EU", "GB", "WTO"} <= heard


def test_search_is_off_and_pages_carry_selectors() -> None:
    """Searches wait for the operator's word; a list page cannot be read without a selector."""
    assert not any(
        source.enabled for source in SOURCES if source.family in {"gdelt", "google-news"}
    )
    assert all("item" in source.options for source in SOURCES if source.kind is SourceKind.PAGE)
    assert not any(source.enabled for source in SOURCES if source.kind is SourceKind.PAGE)


def test_selectors_are_css() -> None:
    """A selector that cannot be read would only show when an operator turns the page on."""
    for source in SOURCES:
        for name in {"item", "title", "link", "date"} & source.options.keys():
            LexborHTMLParser("<p>x</p>").css(source.options[name])


def test_addresses_and_intervals_are_polite() -> None:
    """https everywhere, and nobody is polled more than every quarter of an hour."""
    assert all(source.url.startswith("https://") for source in SOURCES)
    assert all(source.interval >= timedelta(minutes=15) for source in SOURCES)
    assert all(source.verified is None or source.verified.day == 1 for source in SOURCES)
