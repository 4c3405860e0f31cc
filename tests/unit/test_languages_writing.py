"""What is told of reports in other languages: the reader's own first, the original where it adds."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from parley.domain import checking, writing
from parley.domain.evidence.check import check
from parley.domain.languages.figures import values
from parley.domain.languages.names import name, quoted_from
from parley.domain.model import AssignedSource, Assignment, Authority, Rights, Task

_ENGLISH = AssignedSource(
    number=2,
    article_id="a-english",
    revision_id="r-english",
    publisher="Harbour Wire",
    authority=Authority.WIRE,
    rights=Rights.FULL_TEXT,
    title="China puts duties on Canadian canola",
    text=(
        "BEIJING, Aug 12 (Harbour Wire) - China said on Tuesday it would levy an anti-dumping deposit "
        "of 75.8 percent on canola from Canada from August 14. Ottawa denied dumping."
    ),
    published_at=datetime(2025, 8, 12, 9, tzinfo=UTC),
)
_CHINESE = AssignedSource(
    number=1,
    article_id="a-chinese",
    revision_id="r-chinese",
    publisher="Hafen Agentur",
    authority=Authority.OFFICIAL,
    rights=Rights.FULL_TEXT,
    title="商务部：对原产于加拿大的油菜籽实施临时反倾销措施",
    text=(
        "新华社北京8月12日电（记者王小明）商务部12日公布初步裁定，自8月14日起，对原产于加拿大的进口油菜籽"
        "征收75.8%的反倾销保证金。商务部表示，调查期限延长至2026年3月9日，涉及企业共23家。"
    ),
    published_at=datetime(2025, 8, 12, 8, tzinfo=UTC),
    language="zh",
)


def assignment(*sources: AssignedSource) -> Assignment:
    """A story on these sources, for an English reader."""
    return Assignment(task=Task.STORY, sources=sources, tracks=("China-Canada",))


def test_the_readers_own_language_comes_first() -> None:
    """Headline and lead are of the English source, though the Chinese one is official and first."""
    written = writing.write(assignment(_CHINESE, _ENGLISH))
    assert written.headline.text == _ENGLISH.title
    assert written.lead is not None
    assert written.lead.evidence[0].article_id == "a-english"


def test_the_original_is_quoted_only_for_what_no_english_source_says() -> None:
    """Its second sentence brings a day and a number; its first repeats the English report's."""
    work = assignment(_CHINESE, _ENGLISH)
    written = writing.write(work)
    quoted = [c.text for c in written.claims if c.evidence[0].article_id == "a-chinese"]
    assert quoted == ["“商务部表示，调查期限延长至2026年3月9日，涉及企业共23家。”"]
    assert checking.foreign(work, written.claims) == ("zh",)
    repeated = replace(_CHINESE, text=_CHINESE.text.partition("商务部表示")[0])
    alone = assignment(repeated, _ENGLISH)
    assert checking.foreign(alone, writing.write(alone).claims) == ()


def test_a_story_told_abroad_alone_is_quoted_in_the_original() -> None:
    """Verbatim, without its dateline, and it stands before the evidence check."""
    work = assignment(_CHINESE)
    written = writing.write(work)
    assert written.claims[0].text.startswith("“商务部12日公布初步裁定")
    sources = checking.texts(work)
    assert all(check(claim, sources).supported for claim in written.claims)
    assert quoted_from(checking.foreign(work, written.claims)) == (
        "Quoted from the original Chinese."
    )


def test_languages_are_named() -> None:
    """One, several, an unknown one, none."""
    assert quoted_from(("fr", "zh", "de")) == "Quoted from the original Chinese, French and German."
    assert (name("pt-BR"), name("xx")) == ("Portuguese", "xx")
    assert not quoted_from(())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It levies 25% on goods worth $1.5 billion from August 1."),
        ("zh", "自8月1日起对价值15亿美元的商品征收25%的关税。"),
        ("ja", "8月1日から15億ドル相当の製品に25％の関税を課す。"),
        ("es", "Grava con un 25 % bienes por 1.500 millones de dólares desde el 1 de agosto."),
        ("fr", "Une taxe de 25 % frappe 1,5 milliard de dollars de biens dès le 1er août."),
        ("de", "Ab dem 1. August gilt ein Zoll von 25 Prozent auf Waren für 1,5 Mrd. Dollar."),
    ],
)
def test_figures_are_the_same_in_every_language(language: str, text: str) -> None:
    """A share, a sum and a day, as each language writes them."""
    assert values(text, language) == {25.0, 1.5e9, 801.0}
