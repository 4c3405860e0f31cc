"""The port ``Search``: words in, the best articles out, as known at a time."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.store_world import HOUR, NOON, article, opened
from parley.app.ports import Archive
from parley_adapters.store.database import Database
from parley_adapters.store.index import bigrams, query_term
from parley_adapters.store.search import Fts5Search


async def titles(archive: Archive, *words: str, limit: int = 10, **span: object) -> list[str]:
    hits = await archive.search.search(words, limit=limit, **{"until": NOON, **span})  # type: ignore[arg-type] # a span of times
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [hit.archived.revision.title for hit in hits]


async def test_words_are_found_by_their_stem_without_accents(archive: Archive) -> None:
    """Tariffs are found by tariff, and Brasília by brasilia."""
    await archive.articles.add([article("a", "Tariffs rise in Brasília"), article("b", "Other")])
    for word in ("tariff", "TARIFFS", "brasilia"):
        assert await titles(archive, word) == ["Tariffs rise in Brasília"]


async def test_the_title_counts_for_more_than_the_text(archive: Archive) -> None:
    """Of two articles with a word, the one that has it in its title comes first."""
    await archive.articles.add(
        [
            article("a", "Ministers meet", "They spoke of soybeans."),
            article("b", "Soybeans", "They met and spoke."),
            *(article(f"n{n}", "Nothing of the kind", "At all.") for n in range(8)),
        ]
    )
    assert await titles(archive, "soybeans") == ["Soybeans", "Ministers meet"]


@pytest.mark.parametrize(
    "soup",
    [
        '"',
        "* OR NOT NEAR(",
        "title:",
        "a AND b",
        "'; DROP TABLE revision; --",
        "🙂",
        "\0",
        "\ud800",
    ],
)
async def test_operators_are_only_words(archive: Archive, soup: str) -> None:
    """Whatever is asked is quoted: nothing fails, nothing is dropped, nothing else is matched."""
    await archive.articles.add([article("a", "Talks resume")])
    assert await titles(archive, soup) == []
    assert await titles(archive, soup, "talks") == ["Talks resume"]


async def test_nothing_asked_is_nothing_found(archive: Archive) -> None:
    """No words, no room, an empty archive, or only words that are not there."""
    assert await titles(archive, "talks") == []
    await archive.articles.add([article("a", "Talks resume")])
    assert await titles(archive) == []
    assert await titles(archive, "zinc") == []
    assert await titles(archive, "talks", limit=0) == []


async def test_only_the_newest_revision_known_then_is_found(archive: Archive) -> None:
    """Before a correction the old words are found, after it the new ones, and never both."""
    await archive.articles.add([article("a", "Tariff at 30 percent", at=NOON)])
    await archive.articles.add([article("a", "Tariff at 10 percent", at=NOON + 2 * HOUR)])
    assert await titles(archive, "tariff", until=NOON - HOUR) == []
    assert await titles(archive, "tariff", until=NOON + HOUR) == ["Tariff at 30 percent"]
    assert await titles(archive, "tariff", until=NOON + 2 * HOUR) == ["Tariff at 10 percent"]


async def test_since_leaves_out_what_was_known_before(archive: Archive) -> None:
    """The span is open below; what was stored late but known early is still in its place."""
    await archive.articles.add([article("b", "Talks on Tuesday", at=NOON)])
    await archive.articles.add([article("a", "Talks on Monday", at=NOON - 24 * HOUR)])
    assert await titles(archive, "talks", since=NOON - HOUR) == ["Talks on Tuesday"]
    assert await titles(archive, "talks", since=NOON) == []
    assert await titles(archive, "talks", until=NOON - HOUR) == ["Talks on Monday"]


async def test_irrelevant_articles_are_not_searched(archive: Archive) -> None:
    """What is not about trade talks is kept and counted, and not found."""
    await archive.articles.add([article("a", "Talks on a film", relevant=False)])
    assert await titles(archive, "film") == []


@pytest.mark.parametrize("part", ["贸易", "谈判在", "中", "中美贸易谈判", "行"])
async def test_chinese_is_found_by_any_part(archive: Archive, part: str) -> None:
    """There are no spaces between words: pairs of characters stand for them."""
    await archive.articles.add([article("a", "中美贸易谈判在日内瓦举行"), article("b", "日内瓦湖")])
    assert await titles(archive, part) == ["中美贸易谈判在日内瓦举行"]
    assert await titles(archive, "贸谈") == []


@given(
    before=st.text("ab 中美贸易", max_size=4), word=st.text("ab中美贸易", min_size=1, max_size=5)
)
@settings(max_examples=200)
def test_a_term_is_its_own_part_of_a_text(before: str, word: str) -> None:
    """The pairs of a word in a query are a run of the pairs in any text with it, or begin there."""
    term = query_term(word)
    assert term is not None
    tokens = bigrams(f"{before} {word}易").split()
    wanted = term.strip('*"').split()
    runs = [tokens[at : at + len(wanted)] for at in range(len(tokens))]
    if word[-1].isascii() or len(word) == 1 or word[-2].isascii():
        assert any(run[:-1] == wanted[:-1] for run in runs)
    else:
        assert wanted in runs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(budget=st.integers(1, 60))
async def test_the_budget_prunes_the_common_words_first(tmp_path: Path, budget: int) -> None:
    """Whatever the budget, the rarest word is looked for, and all that have it are found."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    async with opened(url) as archive:
        common = [article(f"n{n}", "Trade talks", "Said the minister.") for n in range(50)]
        await archive.articles.add([*common, article("z", "Zinc", "Trade talks on zinc.")])
        database = Database(url)
        search = Fts5Search(database, budget)
        hits = await search.search(["the", "trade", "talks", "zinc"], limit=3, until=NOON)
        again = await search.search(["the", "trade", "talks", "zinc"], limit=3, until=NOON)
        await database.aclose()
    assert hits[0].archived.revision.title == "Zinc"
    assert hits == again


async def test_how_common_words_are_as_known_at_a_time(archive: Archive) -> None:
    """Counted by stem among what was known by then; a word that nobody used counts zero."""
    await archive.articles.add(
        [
            article("a", "Tariffs rise", at=NOON - HOUR),
            article("b", "A tariff falls", at=NOON - HOUR),
            article("c", "Tariff talks", at=NOON + HOUR),
        ]
    )
    words = ["tariffs", "talks", "yak", "🙂"]
    then = await archive.search.frequencies(words, until=NOON)
    assert dict(then.counts) == {"tariffs": 2, "talks": 0, "yak": 0}
    assert then.total == 2
    later = await archive.search.frequencies(words, until=NOON + HOUR)
    assert dict(later.counts) == {"tariffs": 3, "talks": 1, "yak": 0}
    assert (await archive.search.frequencies([], until=NOON)).counts == {}


async def test_a_word_beyond_the_budget_is_estimated(tmp_path: Path) -> None:
    """Where counting stops tells how dense the word lies, and so about how often it occurs."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    async with opened(url) as archive:
        await archive.articles.add(
            [article(f"n{n}", "Tariffs" if n % 2 else "Talks") for n in range(200)]
        )
        database = Database(url)
        try:
            search = Fts5Search(database, budget=10)
            for _ in range(2):  # the second time from what is remembered
                counts = (await search.frequencies(["tariffs"], until=NOON)).counts
                assert 90 <= counts["tariffs"] <= 110
            archive_hits = await search.search(["tariffs"], limit=5, until=NOON)
            assert len(archive_hits) == 5
        finally:
            await database.aclose()
