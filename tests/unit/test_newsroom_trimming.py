"""What of its drafts an edition prints: nothing twice, and no more than two minutes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from parley.domain.ledger.history import MOST, steps, telling
from parley.domain.model import (
    Claim,
    Development,
    DevelopmentKind,
    Draft,
    Evidence,
    Usage,
    WriterIdentity,
    WriterKind,
)
from parley.domain.repeats import Repeats, plain
from parley.domain.sentences import length
from parley.domain.trimming import WORDS, carrying, fitting, without

NOON = datetime(2025, 5, 29, 12, tzinfo=UTC)


def claim(text: str, article: str = "a") -> Claim:
    return Claim(f"“{text}”", (Evidence(article, text),))


def draft(*texts: str, headline: str = "Talks") -> Draft:
    claims = tuple(claim(text) for text in texts)
    return Draft(
        key=headline,
        writer=WriterIdentity(name="extractive", kind=WriterKind.EXTRACTIVE),
        headline=claim(headline),
        lead=claims[0] if claims else None,
        claims=claims,
        dropped=(),
        usage=Usage(),
        written_at=NOON,
    )


RULED = "A court ruled that the tariffs on goods from nearly every country go too far."
BLOCKED = "Three judges blocked the baseline tariff of 10%."
APPEALS = "He said that the government would appeal."


def test_what_was_said_is_not_said_again() -> None:
    """A sentence that is old falls, with the one that leans on it; the lead is what stands alone."""
    kept = without(draft(RULED, BLOCKED), {plain(RULED)})
    assert [c.text for c in kept.claims] == [f"“{BLOCKED}”"]
    assert kept.lead == kept.claims[0]
    leaning = without(draft(BLOCKED, RULED, APPEALS), {plain(RULED)})
    assert [c.text for c in leaning.claims] == [f"“{BLOCKED}”"]
    nothing = without(draft(RULED), {plain(RULED)})
    assert (nothing.claims, nothing.lead) == ((), None)


def test_a_sentence_is_found_wherever_it_stood() -> None:
    """Behind a dateline, over two lines, with other quotation marks; a changed figure is another."""
    repeats = Repeats([RULED, BLOCKED, 'The talks are "a bit stalled", he said.'])
    repeats.read(f"WASHINGTON, May 28 (Wire) - {RULED.replace(' on ', chr(10) + 'on ')} And more.")
    repeats.read("But the talks went on. The talks are “a bit stalled”, he said.")
    repeats.read(BLOCKED.replace("10%", "12%"))
    assert repeats.found == {plain(RULED), plain('The talks are "a bit stalled", he said.')}


def test_an_edition_fits_two_minutes() -> None:
    """Six long stories keep a sentence each, the first two; with fewer there is room for more."""
    long = [
        draft(
            f"The {thing} duty rose by a tenth {'of late ' * 9}as ministers had agreed in spring.",
            f"Makers in Ohio pay {'for years ' * 10}8% more for all of the {thing} they need.",
            headline=f"The {thing} duty",
        )
        for thing in ("steel", "beef", "wine", "maize", "silk", "glass")
    ]
    assert [len(one.claims) for one in fitting(long)] == [2, 1, 1, 1, 1, 1]
    short = fitting(long[:2])
    assert [len(one.claims) for one in short] == [2, 2]
    assert sum(length(c.text) for one in short for c in one.claims) <= WORDS


def test_what_a_better_story_says_is_not_said_again() -> None:
    """The second story is told by its next sentence; of another thing the same may be said."""
    cut = (
        "Chip makers will cut output from June to ward off the duties of 25%, their spokesmen said."
    )
    again = (
        "Chip makers will cut output in June to ward off the duties of 25%, company spokesmen said."
    )
    steel = "Steel makers will cut output from June to ward off the duties of 25%, their spokesmen said."
    plan = "The minister will meet 150 companies and ask them to import more."
    [_, second] = fitting([draft(cut), draft(again, plan, headline="Minister asks for imports")])
    assert [c.text for c in second.claims] == [f"“{plan}”"]
    [_, second] = fitting([draft(cut), draft(steel, plan, headline="Steel makers cut output")])
    assert f"“{steel}”" in [c.text for c in second.claims]
    [alone] = fitting([draft(plan, cut)], beside=[cut])
    assert [c.text for c in alone.claims] == [f"“{plan}”"]


def test_a_rewording_is_no_news_and_a_turn_is() -> None:
    """Four fifths of the words, the same figures and days, and nothing that turns the sense."""
    rest = "last year after heated talks, called on Ruritania to stop selling cheap chips abroad."
    old, new = f"The pact, reached {rest}", f"That pact, struck {rest}"
    turned = new.replace("to stop selling", "not to stop selling")
    dated = new.replace("last year", "on Tuesday")
    repeats = Repeats([new, turned, dated])
    repeats.read(f"The ministers met in Strelsau. {old} They will meet again.")
    assert repeats.found == {plain(new)}


def test_a_sentence_is_not_kept_without_the_one_it_leans_on() -> None:
    """ "He said" is nobody's word where the sentence before it had no room."""
    [_, second] = fitting([draft(RULED), draft(BLOCKED, f"{RULED} {'Word ' * 170}.", APPEALS)])
    assert [c.text for c in second.claims] == [f"“{BLOCKED}”"]


def test_a_move_is_told_in_the_words_that_say_it() -> None:
    """They lead the story, once, and what says much the same gives way."""
    stay = "An appeals court put the ruling on the tariffs on hold."
    other = "Beijing called on Washington to take its measures back."
    added = carrying(draft(other), claim(stay))
    assert added.lead == claim(stay)
    assert [c.text for c in added.claims] == [f"“{stay}”", f"“{other}”"]
    twin = carrying(draft("The appeals court put on hold the ruling on tariffs."), claim(stay))
    assert [c.text for c in twin.claims] == [f"“{stay}”"]
    there = carrying(draft(other, stay), claim(stay))
    assert there.lead == claim(stay)
    assert len(there.claims) == 2
    headed = draft(RULED, headline=stay)
    assert carrying(headed, claim(stay)) == headed


def step(kind: DevelopmentKind, day: int, quote: str = "") -> Development:
    return Development(
        id=f"{kind}{day}",
        track="us-china",
        kind=kind,
        event_date=date(2025, 5, day),
        actor="",
        article_id=f"a{day}",
        quote=quote or f"On {day} May something happened.",
        known_at=NOON,
    )


def test_a_track_s_story_is_a_few_deeds_with_the_one_it_stands_on() -> None:
    """The latest that weigh, the oldest first; never two of a day, nor a sentence of a page."""
    by = step(DevelopmentKind.DEAL, 12)
    known = [
        by,
        step(DevelopmentKind.STATEMENT, 29),
        step(DevelopmentKind.EXPORT_CONTROL, 28),
        step(DevelopmentKind.THREAT, 28),
        step(DevelopmentKind.RULING, 20, "Long " * 60),
        step(DevelopmentKind.RETALIATION, 16),
        step(DevelopmentKind.TARIFF_RAISED, 14),
    ]
    chosen = steps(telling(known, by), by)
    assert [one.event_date.day for one in chosen] == [12, 16, 28]
    assert len(chosen) == MOST


def test_a_model_s_draft_tells_the_move_as_well() -> None:
    """Where none of its sentences rests on the words that moved the track, they lead it."""
    stay = "An appeals court put the ruling on the tariffs on hold."
    identity = WriterIdentity(name="model", kind=WriterKind.MODEL)
    silent = replace(draft("Beijing called on Washington to act."), writer=identity)
    told = carrying(silent, claim(stay))
    assert (told.lead, len(told.claims)) == (claim(stay), 2)
    there = replace(draft(stay), writer=identity)
    assert carrying(there, claim(stay)) == there
