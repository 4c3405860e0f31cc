"""Messages are split within limits, and no citation is parted from its words."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from parley.domain.layout import Limits, pieces, split, width_of
from parley.domain.model import Citation, Heading, Listing, Note, Paragraph, Rule, Span, Text

URL = "https://example.org/a"


def plain(spans: Sequence[Span]) -> int:
    """Rendered length as a simple platform counts it: a citation is ``[n](url)``."""
    total = 0
    for span in spans:
        total += len(f"[{span.number}]({span.url})") if isinstance(span, Citation) else 0
        total += len(span.text) if isinstance(span, Text) else 0
    return total


words = st.text(alphabet="abc .!é", max_size=120)
spans = st.lists(
    st.one_of(st.builds(Text, words), st.builds(Citation, st.integers(1, 99), st.just(URL))),
    min_size=1,
    max_size=12,
).map(lambda found: (Text("Start."), *found))


def letters(runs: list[tuple[Span, ...]]) -> str:
    return "".join(s.text for run in runs for s in run if isinstance(s, Text)).replace(" ", "")


@settings(max_examples=200, deadline=None)
@given(spans)
def test_pieces_lose_nothing_and_fit(text: tuple[Span, ...]) -> None:
    """Every word and every citation is there once and in order, in runs within the limit."""
    runs = pieces(text, 400, plain)
    assert letters(runs) == letters([text])
    cited = [s for run in runs for s in run if isinstance(s, Citation)]
    assert cited == [s for s in text if isinstance(s, Citation)]
    for run in runs:
        assert plain(run) <= 400
        assert not isinstance(run[0], Citation)


def test_a_citation_stays_with_an_overlong_sentence() -> None:
    """A sentence that does not fit is broken at a space, and its last words keep the source."""
    runs = pieces((Text("word " * 60 + "end."), Citation(7, URL)), 120, plain)
    assert len(runs) > 2
    assert runs[-1][-1] == Citation(7, URL)
    assert isinstance(runs[-1][0], Text)
    assert runs[-1][0].text.endswith("end.")
    assert all(plain(run) <= 120 for run in runs)


def test_a_heading_goes_with_what_follows() -> None:
    """A story's headline is never the last line of a message whose story is in the next."""
    limits = Limits(block=100, heading=50, total=130, blocks=10)
    pages = split(
        [Paragraph((Text("x" * 90),)), Heading((Text("Story"),)), Paragraph((Text("y" * 90),))],
        limits,
        plain,
    )
    assert [type(block) for block in pages[0]] == [Paragraph]
    assert [type(block) for block in pages[1]] == [Heading, Paragraph]


def test_long_listings_and_headings_are_divided() -> None:
    """Sources over a block's limit become several listings; an overlong headline flows on."""
    limits = Limits(block=100, heading=20, total=1000, blocks=3)
    lines = tuple((Text(f"line {n} " + "z" * 30),) for n in range(9))
    pages = split(
        [Heading((Text("A headline of more than twenty characters"),)), Listing(lines), Rule()],
        limits,
        plain,
    )
    found = [block for page in pages for block in page]
    assert sum(len(block.lines) for block in found if isinstance(block, Listing)) == 9
    assert all(width_of(block, plain) <= 100 for block in found)
    assert all(len(page) <= 3 for page in pages)
    assert isinstance(found[1], Paragraph)


def test_notes_keep_their_kind() -> None:
    """Small print stays small print when it is divided."""
    limits = Limits(block=40, heading=20, total=1000, blocks=9)
    pages = split(
        [Note((Text("One sentence here. Another sentence there. A third."),))], limits, plain
    )
    assert {type(block) for page in pages for block in page} == {Note}
