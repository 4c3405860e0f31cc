"""Drafts become an edition: each thing said once, each article numbered once."""

from dataclasses import replace
from datetime import UTC, datetime

from parley.domain.assembly import Told, standing, worth_telling
from parley.domain.model import (
    Archived,
    Change,
    ChangeKind,
    Claim,
    Draft,
    Evidence,
    LeftOut,
    RankedStory,
    Reading,
    Revision,
    Story,
    Usage,
    WriterIdentity,
    WriterKind,
)

NOON = datetime(2025, 5, 29, 12, tzinfo=UTC)


def told(story: str, headline: str, *claims: str, text: str = "") -> Told:
    revision = Revision(
        id=f"r{story}",
        article_id=story,
        source_id="wire",
        url=f"https://wire.example/{story}",
        title=headline,
        text=text or " ".join(claims),
        published_at=NOON,
        first_seen=NOON,
        content=story,
        family="wire",
    )
    archived = Archived(revision=revision, reading=Reading(relevant=True, score=1.0))
    return Told(
        RankedStory(
            story=Story(id=story, thread_id=story, articles=(archived,)),
            change=Change(kind=ChangeKind.NEW, fresh=(story,)),
            score=1.0,
            reasons=(),
        ),
        Draft(
            key=story,
            writer=WriterIdentity(name="extractive", kind=WriterKind.EXTRACTIVE),
            headline=Claim(headline, (Evidence(story, headline),)),
            lead=None,
            claims=tuple(Claim(text, (Evidence(story, text),)) for text in claims),
            dropped=(),
            usage=Usage(),
            written_at=NOON,
        ),
    )


def test_what_is_in_the_edition_is_not_told_again_under_another_story() -> None:
    """The same headline, or only sentences that were told, is a repetition; anything new is not."""
    first = told("a1", "Talks stall", "They stall.", "More may follow.")
    same_headline = told("a2", "TALKS  STALL", "Something else.")
    same_words = told("a3", "A stall", "they stall.")
    some_new = told("a4", "After the stall", "They stall.", "A date is set.")
    assert worth_telling([first, same_headline, same_words, some_new]) == (
        [first, some_new],
        [(same_headline, LeftOut.SAME_STORY), (same_words, LeftOut.SAME_STORY)],
    )


def test_a_headline_alone_is_its_own_words() -> None:
    """Two stories that are headline and link are one only if the headline is the same."""
    one, other, again = (
        told(f"a{n}", t) for n, t in enumerate(("Talks stall", "Rule", "Talks stall"))
    )
    assert worth_telling([one, other, again]) == ([one, other], [(again, LeftOut.SAME_STORY)])


def test_a_flash_whose_text_says_nothing_is_left_out() -> None:
    """A source that may be quoted and holds no sentence has nothing to show for its headline."""
    flash = told("a1", "Talks stall", text="Blah blah.")
    assert worth_telling([flash]) == ([], [(flash, LeftOut.WITHOUT_WORDS)])


def test_a_lead_that_is_one_of_the_claims_is_counted_once() -> None:
    """The number of claims that the coverage line gives is that of distinct sentences."""
    draft = told("a1", "Talks stall", "They stall.", "More may follow.").draft
    assert len(standing(replace(draft, lead=draft.claims[0]))) == 3
    assert len(standing(replace(draft, lead=Claim("Another.", draft.claims[0].evidence)))) == 4
