"""A report in another language is news only where it says what the story did not have."""

from datetime import UTC, datetime, timedelta

import pytest

from parley import settings
from parley.domain.languages import Glossary
from parley.domain.model import Archived, ChangeKind, Reading, Revision, Story
from parley.domain.stories.change import change

_AT = datetime(2025, 8, 12, 9, tzinfo=UTC)
_ENGLISH = (
    "China puts duties on Canadian canola",
    (
        "China's commerce ministry said on Tuesday it would levy an anti-dumping deposit of 75.8 percent "
        "on canola seed from Canada from August 14. Ottawa said it did not dump and wanted talks."
    ),
)
_CHINESE = (
    "商务部对加拿大油菜籽征收反倾销保证金",
    "商务部12日宣布，自8月14日起，对原产于加拿大的油菜籽征收75.8%的反倾销保证金。",
)
_GERMAN = (
    "China verhängt Antidumping-Abgabe auf kanadischen Raps",
    "China erhebt vom 14. August an eine Abgabe von {share} Prozent auf Raps aus Kanada.",
)


def _told(number: int, language: str, title: str, text: str) -> Archived:
    at = _AT + timedelta(hours=number)
    revision = Revision(
        id=f"r{number}",
        article_id=f"a{number}",
        source_id=language,
        url=f"https://news.example/{number}",
        title=title,
        text=text,
        published_at=at,
        first_seen=at,
        content=str(number),
        family=language,
        language=language,
    )
    return Archived(revision=revision, reading=Reading(relevant=True, score=1.0, tracks=()))


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    """The words that are shipped."""
    return Glossary(settings.load_tracks())


def test_the_same_news_in_chinese_is_no_news(glossary: Glossary) -> None:
    """Without the glossary every word of it would be new."""
    story = Story(
        id="s", thread_id="t", articles=(_told(0, "en", *_ENGLISH), _told(2, "zh", *_CHINESE))
    )
    since = _AT + timedelta(hours=1)
    assert change(story, since, glossary).kind is ChangeKind.UNCHANGED
    assert change(story, since).kind is ChangeKind.DEVELOPED


def test_another_figure_in_german_is_news(glossary: Glossary) -> None:
    """The German report's share is another than the English one's."""
    title, text = _GERMAN
    articles = (
        _told(
            0, "en", "China levies 75.8 percent on canola", "China raises its duty to 75.8 percent."
        ),
        _told(2, "de", title, text.format(share="80,2")),
    )
    moved = change(
        Story(id="s", thread_id="t", articles=articles), _AT + timedelta(hours=1), glossary
    )
    assert moved.kind is ChangeKind.DEVELOPED
