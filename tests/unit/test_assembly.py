"""Drafts become an edition: each thing said once, each article numbered once."""

from dataclasses import replace
from datetime import UTC, datetime

from parley.domain.assembly import Told, distinct
from parley.domain.model import (
    Archived,
    Change,
    ChangeKind,
    Claim,
    Draft,
    Evidence,
    RankedStory,
    Reading,
    Revision,
    Story,
    Usage,
    WriterIdentity,
    WriterKind,
)

NOON = datetime(2025, 5, 29, 12, tzinfo=UTC)


def told(story: str, headline: str, *claims: str) -> Told:
    revision = Revision(
        id=f"r{story}",
        article_id=story,
        source_id="wire",
        url=f"https://wire.example/{story}",
        title=headline,
        text=" ".join(claims),
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
    assert distinct([first, same_headline, same_words, some_new]) == (
        [first, some_new],
        [same_headline, same_words],
    )


def test_a_headline_alone_is_its_own_words() -> None:
    """Two stories that are headline and link are one only if the headline is the same."""
    one, other = told("a1", "Talks stall"), told("a2", "Court rules")
    again = replace(told("a3", "Talks stall"))
    assert distinct([one, other, again]) == ([one, other], [again])
