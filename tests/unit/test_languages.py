"""Reports in five languages join the tracks and stories of the English ones, and no others."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from parley import settings
from parley.domain.languages import Glossary, language_of
from parley.domain.model import Archived, Placement, Reading, Revision
from parley.domain.relevance import TradeReader
from parley.domain.stories.placing import StoryIndex

_SETS = Path(__file__).parents[1] / "data" / "languages"
_LANGUAGES = ("en", "zh", "ja", "es", "fr", "de")
_ORDERS = 5


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is placed, with the event that it tells."""

    article_id: str
    title: str
    text: str
    first_seen: datetime
    language: str
    event: str
    reading: Reading


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_SETS / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader() -> TradeReader:
    """The news sense with the catalogue that is shipped."""
    return TradeReader(settings.load_tracks())


@pytest.fixture(params=["events", "heldout", "later"])
def table(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A set of events, each told in English and in other languages."""
    return _table(request.param)


def _reports(table: dict[str, Any], reader: TradeReader, seed: int = 0) -> list[Report]:
    """The reports of a set as they arrive, each within half a day of its event."""
    chance = random.Random(seed)
    found = []
    for event in table["event"]:
        morning = datetime.combine(event["day"], time(10), UTC)
        for language in _LANGUAGES:
            if language in event:
                title, _, text = event[language].partition("\n")
                at = morning + timedelta(hours=10 * chance.random())
                told = reader.glossary.language_of(title, text)
                reading = reader.read(title, text, at)
                name = f"{event['id']}/{language}"
                found.append(Report(name, title, text, at, told, event["id"], reading))
    return sorted(found, key=lambda report: report.first_seen)


def _events(table: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Each event with each of its reports in another language: language, headline, text."""
    for event in table["event"]:
        for language in _LANGUAGES[1:]:
            if language in event:
                title, _, text = event[language].partition("\n")
                yield event, language, title, text


def test_the_language_is_told_from_the_words(table: dict[str, Any]) -> None:
    """Whatever the feed says of itself, or where it says nothing."""
    for event, language, title, text in _events(table):
        assert language_of(title, text) == language, event["id"]
        assert language_of(title, text, "en") == language
        english = event["en"].partition("\n")
        assert language_of(english[0], english[2], language) == "en"


@pytest.mark.parametrize(
    ("title", "declared", "language"),
    [
        ("米中首脳会談", "ja", "ja"),
        ("米中首脳会談", None, "zh"),
        ("한미 관세 협상 타결", None, "ko"),
        ("Governo anuncia tarifa de 50% para o aço", "pt-BR", "pt"),
        ("Tariffs: 25%", "de", "de"),
        ("Xi und Trump beraten über Zölle", "en", "de"),
        ("", None, "en"),
        ("", "fr-CA", "fr"),
    ],
)
def test_a_short_text_is_taken_as_declared(title: str, declared: str | None, language: str) -> None:
    """Where words say too little, the feed's own word counts; an unknown language is left alone."""
    assert language_of(title, "", declared) == language


def test_foreign_reports_are_wanted_and_on_the_tracks(
    table: dict[str, Any], reader: TradeReader
) -> None:
    """Nineteen of twenty of those whose English report is, on every track of their event."""
    told = []
    for event, _, title, text in _events(table):
        at = datetime.combine(event["day"], time(10), UTC)
        english = event["en"].partition("\n")
        if not reader.read(english[0], english[2], at).relevant:
            continue
        reading = reader.read(title, text, at)
        told.append(reading.relevant and set(event["tracks"]) <= set(reading.tracks))
    assert sum(told) >= 0.95 * len(told)


def test_other_foreign_news_is_not_wanted(table: dict[str, Any], reader: TradeReader) -> None:
    """Football, profits, interest rates and pensions stay out in every language."""
    for item in table["unlike"]:
        title, _, text = item["text"].partition("\n")
        assert not reader.read(title, text, None).relevant, title


def test_foreign_reports_join_the_english_story(table: dict[str, Any], reader: TradeReader) -> None:
    """In any order of arrival at least nine of ten are in the English report's story.

    Twins on one track, days apart or on the same day, are told apart nearly as well as in English.
    """
    joined = together = apart = wrong = 0
    for seed in range(_ORDERS):
        reports = _reports(table, reader, seed)
        index = StoryIndex(reader.glossary)
        story = {one.article_id: index.place(one, one.reading).story_id for one in reports}
        for one, other in combinations(reports, 2):
            same = story[one.article_id] == story[other.article_id]
            if one.event == other.event:
                together += 1
                joined += same
            else:
                apart += 1
                wrong += same
    assert joined >= 0.9 * together
    assert wrong <= 0.03 * apart


def test_a_restored_index_places_every_language_as_the_one_that_never_stopped(
    table: dict[str, Any], reader: TradeReader
) -> None:
    """Wherever the service stops among reports in six languages, what follows is placed alike."""
    reports = _reports(table, reader)
    never = StoryIndex(reader.glossary)
    places = [never.place(one, one.reading) for one in reports]
    rows = [_archived(one, place) for one, place in zip(reports, places, strict=True)]
    for stop in (1, len(reports) // 3, 2 * len(reports) // 3):
        restarted = StoryIndex(reader.glossary)
        restarted.restore(rows[:stop])
        following = [restarted.place(one, one.reading) for one in reports[stop:]]
        assert following == places[stop:]


def _archived(report: Report, placement: Placement) -> Archived:
    revision = Revision(
        id=report.article_id,
        article_id=report.article_id,
        source_id="wire",
        url=f"https://wire.example/{report.article_id}",
        title=report.title,
        text=report.text,
        published_at=report.first_seen,
        first_seen=report.first_seen,
        content=report.article_id,
        family="wire",
        language=report.language,
    )
    return Archived(revision=revision, reading=report.reading, placement=placement)


def test_without_a_glossary_every_language_is_its_own(reader: TradeReader) -> None:
    """The floor: by words and figures as they stand less than half of the pairs come together."""
    joined = together = 0
    reports = _reports(_table("heldout"), reader)
    index = StoryIndex()
    story = {one.article_id: index.place(one, one.reading).story_id for one in reports}
    for one, other in combinations(reports, 2):
        if one.event == other.event:
            together += 1
            joined += story[one.article_id] == story[other.article_id]
    assert joined < 0.5 * together


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("zh", "加征30%关税", "impose 30 percent tariff"),
        ("zh", "关税提高三成", "tariff raise 30 percent"),
        ("zh", "关税为百分之二十五", "tariff 25 percent"),
        ("zh", "投资1500亿美元", "invest 150 billion dollars"),
        ("zh", "自8月1日起", "August 1"),
        ("ja", "５５００億ドルを投資", "550 billion dollars invest"),
        ("ja", "80兆円", "80 trillion yen"),
        ("ja", "90日間停止", "90 days suspend"),
        ("es", "480.000 millones de dólares", "480 billion dollars"),
        ("es", "un 18,4 %", "18.4 percent"),
        ("es", "1,5 mil millones de euros", "1.5 billion euros"),
        ("fr", "1,5 milliard d'euros", "1.5 billion euros"),
        ("fr", "235 000 emplois", "235000 x"),
        ("fr", "le 1er août", "1 August"),
        ("de", "1,5 Mrd. Euro", "1.5 billion euros"),
        ("de", "ab dem 1. August gelten Zölle", "1 August x tariff"),
        ("de", "US-Stahlzölle", "US steel tariff"),
        ("de", "Vergeltungszölle", "retaliatory tariff"),
        ("de", "Autoexporte", "cars exports"),
    ],
)
def test_figures_and_terms_are_read_in_english(
    reader: TradeReader, language: str, text: str, english: str
) -> None:
    """Shares, scales of money, days and compounds, however a language writes them."""
    assert reader.glossary.gist(text, language).english == english


def test_unknown_words_are_kept_for_reports_in_the_same_language(reader: TradeReader) -> None:
    """What no entry has is an x in the gist, and a word of the article's own."""
    gist = reader.glossary.gist("青州市大雪", "zh")
    assert gist.english == "x x"
    assert gist.own == ("青州", "州市", "市大", "大雪")


def test_english_is_read_as_it_is(reader: TradeReader) -> None:
    """No word of an English text is looked up, nor is anything of a language without entries."""
    text = "Trump hebt Zölle an"
    assert reader.glossary.english("a headline", text, "en") == ("a headline", text)
    assert Glossary().gist(text, "de").english == text
    assert reader.glossary.gist("관세", "ko").english == "관세"


def test_an_entry_stands_once() -> None:
    """Entries of one id would be merged, and of two meanings of a word only the first be read."""
    words = tomllib.loads((settings.data_dir("config") / "glossary.toml").read_text("utf-8"))[
        "word"
    ]
    assert len({row["id"] for row in words}) == len(words)
    for language in _LANGUAGES[1:]:
        listed = [word.lower() for row in words for word in row.get(language, ())]
        assert len(set(listed)) == len(listed)
