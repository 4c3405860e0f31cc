"""When a source is asked again, after an answer, a fault, and a store that would not take it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parley.domain import polling
from parley.domain.model import Authority, PollState, Rights, Source, SourceKind
from parley.domain.polling import LONGEST_WAIT, Health

NOW = datetime(2025, 5, 12, 8, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
NEVER = PollState(source_id="wire")
WIRE = Source(
    id="wire",
    name="Wire",
    kind=SourceKind.FEED,
    url="https://wire.example/feed",
    family="wire",
    authority=Authority.WIRE,
    rights=Rights.EXCERPT,
    interval=QUARTER,
)


def test_after_an_answer_the_interval_counts() -> None:
    """Failures are forgotten, the items counted, the validators kept."""
    before = replace(NEVER, failures=3, last_error="gone", etag='"old"', last_modified="Mon")
    after = polling.succeeded(WIRE, before, NOW, items=30, etag='"new"')
    assert after == PollState(
        source_id="wire",
        etag='"new"',
        last_try=NOW,
        last_success=NOW,
        items=30,
        next_try=NOW + QUARTER,
    )


def test_unchanged_keeps_items_and_validators() -> None:
    """A 304 often repeats no validator; the old ones still stand for what is stored."""
    before = replace(NEVER, items=30, etag='"old"', last_modified="Mon")
    after = polling.succeeded(WIRE, before, NOW)
    assert (after.items, after.etag, after.last_modified) == (30, '"old"', "Mon")


@given(st.integers(0, 10**6), st.timedeltas(timedelta(seconds=1), timedelta(days=3)))
def test_backoff_grows_within_its_bounds(failures: int, interval: timedelta) -> None:
    """Never sooner than the interval, never later than a day (or than a longer interval)."""
    source = replace(WIRE, interval=interval)
    state = polling.failed(source, replace(NEVER, failures=failures), NOW, error="gone")
    assert state.next_try is not None
    assert interval <= state.next_try - NOW <= max(LONGEST_WAIT, interval)


def test_backoff_doubles_up_to_a_day() -> None:
    """Each wait lies in the upper half of its ceiling, and the ceiling doubles."""
    state = NEVER
    for failures in range(1, 12):
        state = polling.failed(WIRE, state, NOW, error="gone")
        assert state.next_try is not None
        ceiling = min(QUARTER * 2**failures, LONGEST_WAIT)
        assert ceiling / 2 <= state.next_try - NOW <= ceiling
        assert state.failures == failures


def test_a_fault_keeps_what_is_known() -> None:
    """The validators and the last success outlive it; the sentence is kept for people."""
    before = polling.succeeded(WIRE, NEVER, NOW, items=3, etag='"v"')
    after = polling.failed(WIRE, before, NOW + QUARTER, error="It answers 500.")
    assert (after.etag, after.last_success, after.items) == ('"v"', NOW, 3)
    assert after.last_error == "It answers 500."


def test_retry_after_is_honoured_within_a_day() -> None:
    """A longer wait than ours is granted, a week is not, a shorter one changes nothing."""

    def wait(asked: timedelta | None) -> timedelta:
        state = polling.failed(WIRE, NEVER, NOW, error="429", retry_after=asked)
        assert state.next_try is not None
        return state.next_try - NOW

    assert wait(timedelta(hours=3)) == timedelta(hours=3)
    assert wait(timedelta(days=7)) == LONGEST_WAIT
    assert wait(timedelta(seconds=1)) == wait(None)


@given(st.text(), st.integers(0, 100))
def test_jitter_is_a_fraction_and_the_same_everywhere(source_id: str, failures: int) -> None:
    """No replica draws its own."""
    assert 0 <= polling.jitter(source_id, failures) < 1
    assert polling.jitter(source_id, failures) == polling.jitter(source_id, failures)


def test_jitter_parts_sources_that_fail_together() -> None:
    """A hundred feeds behind one broken host do not come back at one moment."""
    assert len({polling.jitter(f"feed-{n}", 1) for n in range(100)}) == 100


def test_what_could_not_be_stored_is_asked_for_again() -> None:
    """The validators stay old, so the server sends the same items; the source does not back off."""
    before = replace(NEVER, etag='"old"', last_success=NOW)
    after = polling.unstored(WIRE, before, NOW + QUARTER, error="The disk is full; make room.")
    assert (after.etag, after.failures, after.last_success) == ('"old"', 0, NOW)
    assert after.next_try == NOW + 2 * QUARTER


def test_due_are_the_new_then_the_longest_overdue() -> None:
    """Disabled ones and those whose time has not come are left out."""
    ids = ("late", "later", "new", "soon", "off")
    sources = [replace(WIRE, id=name, enabled=name != "off") for name in ids]
    states = {
        "late": replace(NEVER, last_try=NOW - QUARTER, next_try=NOW - timedelta(minutes=1)),
        "later": replace(NEVER, last_try=NOW - QUARTER, next_try=NOW - timedelta(minutes=9)),
        "soon": replace(NEVER, last_try=NOW - QUARTER, next_try=NOW + timedelta(seconds=1)),
    }
    assert [source.id for source in polling.due(sources, states, NOW)] == ["new", "later", "late"]


def test_a_clock_set_back_puts_no_source_to_sleep() -> None:
    """A last try in the future means that the clock was wrong then."""
    state = replace(NEVER, last_try=NOW + LONGEST_WAIT, next_try=NOW + 2 * LONGEST_WAIT)
    assert polling.due([WIRE], {"wire": state}, NOW) == [WIRE]


def test_health_in_a_word() -> None:
    """Never tried, healthy, failing, and resting once it is hardly asked any more."""
    assert polling.health(None) is Health.NEVER_TRIED
    assert polling.health(NEVER) is Health.NEVER_TRIED
    assert polling.health(replace(NEVER, last_try=NOW)) is Health.HEALTHY
    assert polling.health(replace(NEVER, last_try=NOW, failures=1)) is Health.FAILING
    assert polling.health(replace(NEVER, last_try=NOW, failures=6)) is Health.RESTING
