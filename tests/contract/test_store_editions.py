"""The port ``Editions``, and the form in which whole values are kept."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.store_world import HOUR, NOON
from parley.app.ports import Archive
from parley.domain import identity
from parley.domain.errors import StoreError
from parley.domain.model import (
    Claim,
    Coverage,
    Desk,
    Draft,
    Edition,
    Evidence,
    LeftOut,
    Schedule,
    Usage,
    WriterIdentity,
    WriterKind,
)
from parley_adapters.store.codec import decode, encode
from parley_adapters.store.types import instant

NOTHING = Coverage(0, 0, 0, 0, 0, {})
DESK = identity.make_desk(["us-china"], ["soy"])

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
instants = st.integers(0, 4 * 10**15).map(instant)
numbers = st.floats(allow_nan=False, allow_infinity=False)
money = st.decimals("0", "1000", allow_nan=False, allow_infinity=False)
st.register_type_strategy(str, words)
st.register_type_strategy(datetime, instants)
st.register_type_strategy(float, numbers)
st.register_type_strategy(Decimal, money)
counts = st.dictionaries(st.sampled_from(LeftOut), st.integers(0, 9))
st.register_type_strategy(
    Coverage,
    st.builds(lambda whole, left_out: replace(whole, left_out=left_out), st.just(NOTHING), counts),
)


def edition(until: datetime = NOON) -> Edition:
    desk_id = identity.desk_id(DESK)
    return Edition(
        id=identity.edition_id(desk_id, NOON - HOUR, until),
        desk_id=desk_id,
        since=NOON - HOUR,
        until=until,
        top_line=None,
        items=(),
        articles=(),
        coverage=Coverage(1, 0, 0, 0, 0, {LeftOut.IRRELEVANT: 1}),
        dropped=(),
        writer="extractive",
        notes=("Quiet.",),
    )


@pytest.mark.parametrize("kind", [Draft, Edition, Desk, Schedule, Usage])
@settings(max_examples=10, deadline=None, derandomize=True)
@given(data=st.data())
def test_whole_values_survive_their_json(kind: type[object], data: st.DataObject) -> None:
    """Whatever is in them: nested tuples, decimals, instants, dates, enums, floats to the digit."""
    value = data.draw(st.from_type(kind))
    assert decode(kind, encode(value)) == value


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"tracks":"us-china"}', "tracks"),
        ('{"tracks":[1]}', "tracks.0"),
        ('{"form":"epic"}', "form"),
        ('{"colour":"red"}', "colour"),
        ("{", ""),
    ],
)
def test_what_is_not_whole_is_refused(text: str, where: str) -> None:
    """By the name of the value and the place in it."""
    with pytest.raises(StoreError, match=f'stored Desk cannot be read at "{where}"'):
        decode(Desk, text)


def test_a_missing_field_is_refused() -> None:
    """Nothing is made up for it."""
    with pytest.raises(StoreError, match="cron"):
        decode(Schedule, '{"zone":"UTC"}')


async def test_the_first_edition_under_an_id_is_kept(archive: Archive) -> None:
    """With its desk; the second writer gets the first one's back."""
    first = edition()
    assert await archive.editions.save_edition(first, DESK) == first
    assert await archive.editions.save_edition(replace(first, writer="other"), DESK) == first
    assert await archive.editions.edition(first.id) == first
    assert await archive.editions.desk(first.desk_id) == DESK
    assert await archive.editions.edition("e-unknown") is None
    assert await archive.editions.desk("k-unknown") is None


async def test_recent_editions_come_newest_first(archive: Archive) -> None:
    """By the end of what they tell of, as many as asked for."""
    made = [edition(NOON + hours * HOUR) for hours in (1, 3, 2)]
    for one in made:
        await archive.editions.save_edition(one, DESK)
    assert await archive.editions.recent(limit=2) == [made[1], made[2]]


async def test_the_first_draft_under_a_key_is_kept(archive: Archive) -> None:
    """So that a finished model call is never paid twice."""
    draft = Draft(
        key="f1",
        writer=WriterIdentity(name="openai", kind=WriterKind.MODEL, model="m", prompt_hash="h"),
        headline=Claim("Talks resume", (Evidence("a1", "talks resume"),)),
        lead=None,
        claims=(Claim("They met.", (Evidence("a1", "met"), Evidence("a2", "did meet"))),),
        dropped=(),
        usage=Usage(900, 80, Decimal("0.000385")),
        written_at=NOON,
    )
    assert await archive.editions.draft("f1") is None
    assert await archive.editions.save_draft(draft) == draft
    assert await archive.editions.save_draft(replace(draft, note="Later.")) == draft
    assert await archive.editions.draft("f1") == draft
