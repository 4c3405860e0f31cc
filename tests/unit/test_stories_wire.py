"""Whose words a report is: credits and copies, and how many voices stand behind a story."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parley.domain.model import Authority, Revision, Rights, Source, SourceKind
from parley.domain.stories.wire import credit, families, independent, publisher, same_words

START = datetime(2025, 5, 30, 8, tzinfo=UTC)
TALKS = (
    "Treasury Secretary Scott Bessent said talks with China were a bit stalled and that a call "
    "between the two presidents might be needed before the next round of negotiations begins."
)
BEIJING = (
    "Beijing urged Washington to correct its wrong practices and lift restrictions on chip design "
    "software, a commerce ministry spokesperson told a regular briefing on Friday afternoon."
)


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("WASHINGTON (Reuters) - The United States said", "reuters"),
        ("BEIJING, May 30 (Xinhua) -- China", "xinhua"),
        ("PARIS, AFP - France said", "afp"),
        ("MADRID, 30 may (EFE).- El ministro", "efe"),
        ("TOKYO (Kyodo) -- Japan", "kyodo"),
        ("SEOUL (Yonhap) -- South Korea", "yonhap"),
        ("It was agreed.\n- AP", "ap"),
        ("It was agreed. — AFP", "afp"),
        ("It was agreed.\nReuters contributed to this report.", "reuters"),
        ("It was agreed. (With inputs from PTI)", "pti"),
        ("It was agreed. With reporting by the Associated Press.", "ap"),
        ("It was agreed. (Reporting by A B in Beijing; Editing by C D)", "reuters"),
        ("Berlin (dpa) - Die Bundesregierung", "dpa"),
        ("(ANSA) - ROMA, 30 MAG - Il governo", "ansa"),
        ("By staff, Bloomberg - Officials", "bloomberg"),
        ("新华社北京5月30日电 商务部发言人", "xinhua"),
        ("He told Reuters that talks would go on.", None),
        ("Bloomberg reported that a deal was near, officials said.", None),
        ("An AP photo shows the ministers.", None),
        ("", None),
    ],
)
def test_a_credit_is_read_where_credits_stand(text: str, wire: str | None) -> None:
    """A dateline, a sign-off or a contribution is a credit; being quoted or named is none."""
    assert credit(text) == wire


def article(number: int, source: str, text: str) -> Revision:
    at = START + timedelta(minutes=number)
    return Revision(
        id=f"r{number}",
        article_id=f"a{number}",
        source_id=source,
        url=f"https://example.org/{number}",
        title=f"Headline {number}",
        text=text,
        published_at=at,
        first_seen=at,
        content=str(number),
        family=source,
    )


FAMILIES = {"herald": "herald", "herald-north": "herald", "post": "post", "reuters": "reuters"}


def test_editions_of_one_publisher_are_one_voice() -> None:
    """Two section feeds of one family do not corroborate each other, two families do."""
    one, two = article(1, "herald", TALKS), article(2, "herald-north", BEIJING)
    assert independent([one, two], FAMILIES) == 1
    assert independent([one, two, article(3, "post", BEIJING + " More.")], FAMILIES) == 1
    assert independent([one, article(3, "post", BEIJING)], FAMILIES) == 2


def test_a_credited_copy_is_the_wires_voice() -> None:
    """Two papers that print Reuters are Reuters, with or without Reuters itself."""
    credited = [
        article(1, "herald", "WASHINGTON (Reuters) - " + TALKS),
        article(2, "post", BEIJING + " (Reuters)"),
    ]
    assert independent(credited, FAMILIES) == 1
    assert independent([*credited, article(3, "reuters", "Other words altogether.")], FAMILIES) == 1


def test_a_copy_without_credit_is_no_second_voice() -> None:
    """Nearly identical text counts once, even if only a later copy names the wire."""
    first, second = article(1, "herald", TALKS), article(2, "post", TALKS + " It was late.")
    assert same_words(first, second)
    assert independent([first, second], FAMILIES) == 1
    named = article(3, "post", "WASHINGTON (Reuters) - " + TALKS)
    assert independent([first, named], FAMILIES) == 1


def test_the_offices_of_one_side_are_one_voice() -> None:
    """Two official sources of one government do not corroborate each other; the press does."""

    def source(key: str, authority: Authority, side: str | None) -> Source:
        return Source(
            id=key,
            name=key,
            kind=SourceKind.FEED,
            url="https://example.org",
            family=key,
            authority=authority,
            rights=Rights.FULL_TEXT,
            side=side,
        )

    known = families(
        {
            "ustr": source("ustr", Authority.OFFICIAL, "US"),
            "commerce": source("commerce", Authority.OFFICIAL, "US"),
            "post": source("post", Authority.PRESS, None),
        }
    )
    statements = [article(1, "ustr", TALKS), article(2, "commerce", BEIJING)]
    assert independent(statements, known) == 1
    assert independent([*statements, article(3, "post", "The press has its own.")], known) == 2


def test_a_search_brings_its_publishers_voices() -> None:
    """Two papers found by one search are two voices; two pages of one paper are one."""

    def search(kind: SourceKind, url: str) -> Source:
        return Source(
            id="search",
            name="Search",
            kind=kind,
            url=url,
            family="search",
            authority=Authority.OTHER,
            rights=Rights.HEADLINE_ONLY,
        )

    gdelt = search(SourceKind.GDELT, "https://api.gdeltproject.org/api/v2/doc/doc")
    feed = search(SourceKind.FEED, "https://news.google.com/rss/search?q=tariff")
    plain = search(SourceKind.FEED, "https://herald.example/feed")
    for source in (gdelt, feed):
        assert publisher(source, "https://www.herald.example/a") == "herald.example"
        assert publisher(source, "https://m.herald.example/b") == "herald.example"
        assert publisher(source, "https://post.example/c") == "post.example"
        assert publisher(source, "urn:parley:search:1") == "search"
    assert publisher(plain, "https://post.example/c") == "search"
    first = replace(
        article(1, "search", TALKS), family=publisher(gdelt, "https://herald.example/a")
    )
    second = replace(
        article(2, "search", BEIJING), family=publisher(gdelt, "https://post.example/")
    )
    assert independent([first, second], families({"search": gdelt})) == 2
