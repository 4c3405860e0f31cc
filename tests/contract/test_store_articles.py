"""The port ``Articles``: what every archive keeps of revisions, readings and places."""

from dataclasses import replace

from contract.store_world import HOUR, NOON, article
from parley.app.ports import Archive, Known
from parley.domain import identity
from parley.domain.model import PollState


async def test_what_is_added_comes_back_as_it_was(archive: Archive) -> None:
    """A revision, its reading to the last digit, and its place survive the store."""
    item = article("a", text="Tarifs douaniers — 25 %", at=NOON.replace(microsecond=123_456))
    await archive.articles.add([item])
    assert await archive.articles.window(NOON - HOUR, NOON + HOUR) == [item]


async def test_a_revision_that_is_there_stays_with_its_first_time(archive: Archive) -> None:
    """Adding again, in one batch or another, changes nothing."""
    item = article("a")
    later = replace(item, revision=replace(item.revision, first_seen=NOON + HOUR))
    await archive.articles.add([item, later])
    await archive.articles.add([later])
    assert await archive.articles.window(NOON - HOUR, NOON + 2 * HOUR) == [item]


async def test_an_article_keeps_its_first_place(archive: Archive) -> None:
    """A later revision is shown at the first one's, whether it claims another story or none."""
    first = article("a")
    second = article("a", title="Talks end", at=NOON + HOUR, story="b")
    third = replace(article("a", title="Talks fail", at=NOON + 2 * HOUR), placement=None)
    for item in (first, second, third):
        await archive.articles.add([item])
    assert await archive.articles.window(NOON - HOUR, NOON + 2 * HOUR) == [
        replace(item, placement=first.placement) for item in (first, second, third)
    ]


async def test_known_by_the_newest_words_by_time_then_by_arrival(archive: Archive) -> None:
    """An older version that arrives late does not hide the newer one; unknown ids are left out."""
    new = article("a", title="New", at=NOON)
    old = article("a", title="Old", at=NOON - HOUR, source="press")
    tied = article("a", title="Tied", at=NOON, source="other")
    name = new.revision.article_id
    await archive.articles.add([new, old])
    assert await archive.articles.known([name, "a-unknown"]) == {
        name: Known(name, source_id="wire", content=new.revision.content, placed=True)
    }
    await archive.articles.add([tied])
    assert await archive.articles.known([name]) == {
        name: Known(name, source_id="other", content=tied.revision.content, placed=True)
    }


async def test_known_without_a_place(archive: Archive) -> None:
    """What no version made relevant has none; what one did has one whatever came after."""
    noise = article("noise", relevant=False)
    placed, after = article("a"), article("a", title="Sport", at=NOON + HOUR, relevant=False)
    await archive.articles.add([noise, placed, after])
    names = [noise.revision.article_id, placed.revision.article_id]
    known = await archive.articles.known(names)
    assert [known[name].placed for name in names] == [False, True]
    assert await archive.articles.known([]) == {}


async def test_an_alias_is_answered_with_its_article(archive: Archive) -> None:
    """Another address of a stored article leads to it, and the first alias stays."""
    item, other = article("a"), article("b")
    await archive.articles.add([item, other])
    name = identity.article_id("https://example.org/elsewhere")
    await archive.articles.alias([(name, item.revision.article_id)])
    await archive.articles.alias([(name, other.revision.article_id)])
    own = item.revision.article_id
    about = Known(own, source_id="wire", content=item.revision.content, placed=True)
    assert await archive.articles.known([name, own]) == {name: about, own: about}


async def test_twins_are_found_by_publisher_and_words(archive: Archive) -> None:
    """The same words count only within a family; of two twins the first stored is named."""
    first, second = article("a", text="Same"), article("b", text="Same")
    await archive.articles.add([first])
    await archive.articles.add([second])
    key = ("wire", first.revision.content)
    assert await archive.articles.twins([key, ("press", key[1]), ("wire", "none")]) == {
        key: first.revision.article_id
    }


async def test_a_window_is_open_below_and_closed_above(archive: Archive) -> None:
    """Only relevant revisions, in the order in which they became known."""
    items = [article(str(hour), at=NOON + hour * HOUR) for hour in range(4)]
    noise = article("noise", at=NOON + HOUR, relevant=False)
    await archive.articles.add([noise, *reversed(items)])
    assert await archive.articles.window(NOON, NOON + 2 * HOUR) == items[1:3]


async def test_seen_counts_articles_once_for_their_newest_source(archive: Archive) -> None:
    """Relevant or not; what came after the window has no part in it."""
    await archive.articles.add(
        [
            article("a", at=NOON, source="wire"),
            article("a", title="Changed", at=NOON + HOUR, source="press"),
            article("a", title="Again", at=NOON + 3 * HOUR, source="other"),
            article("b", at=NOON + HOUR, source="wire", relevant=False),
            article("c", at=NOON - HOUR, source="wire"),
        ]
    )
    seen = await archive.articles.seen(NOON - HOUR, NOON + 2 * HOUR)
    assert seen == {"press": 1, "wire": 1}


async def test_stories_are_read_as_they_were_known(archive: Archive) -> None:
    """Every revision of a story up to a time; other stories and later words are left out."""
    founder, update = article("a"), article("a", title="Update", at=NOON + HOUR)
    joined = article("b", at=NOON + 2 * HOUR, story="a")
    late, other = article("c", at=NOON + 3 * HOUR, story="a"), article("d")
    await archive.articles.add([late, joined, founder, update, other])
    assert founder.placement is not None
    story = [founder.placement.story_id]
    assert await archive.articles.stories(story, NOON + 2 * HOUR) == [
        founder,
        replace(update, placement=founder.placement),
        joined,
    ]
    assert await archive.articles.stories([], NOON + 2 * HOUR) == []


async def test_placed_walks_everything_in_order(archive: Archive) -> None:
    """More than a page, many at the same instant, none twice and none left out."""
    items = [article(f"n{n:04}", at=NOON + (n // 900) * HOUR) for n in range(2_300)]
    await archive.articles.add([*items, article("noise", relevant=False)])
    assert [item async for item in archive.articles.placed(NOON - HOUR)] == items
    assert [item async for item in archive.articles.placed(NOON)] == items[900:]


async def test_founders_are_the_articles_that_began_a_story(archive: Archive) -> None:
    """Between two times, in order, without those that joined a story and without noise."""
    old, first = article("old", at=NOON - HOUR), article("a")
    second, young = article("b", at=NOON + HOUR), article("young", at=NOON + 2 * HOUR)
    joined = article("c", at=NOON + HOUR, story="a")
    await archive.articles.add([old, first, joined, second, young, article("n", relevant=False)])
    found = archive.articles.founders(NOON - HOUR, NOON + HOUR)
    assert [item async for item in found] == [first, second]


async def test_poll_states_are_replaced_by_source(archive: Archive) -> None:
    """The last state of each source is kept, whole."""
    first = PollState(source_id="wire", etag='"1"', last_try=NOON, last_success=NOON, items=30)
    second = PollState(source_id="wire", last_try=NOON + HOUR, last_error="It timed out.")
    await archive.articles.save_polls([first, PollState(source_id="ustr", failures=3)])
    await archive.articles.save_polls([second])
    await archive.articles.save_polls([])
    assert await archive.articles.polls() == {
        "wire": second,
        "ustr": PollState(source_id="ustr", failures=3),
    }
