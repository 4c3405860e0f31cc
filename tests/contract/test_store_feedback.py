"""The port ``Feedbacks``: one word a person on each matter, its tenant's own, gone with it."""

from dataclasses import replace

import pytest

from contract.store_world import HOUR, NOON
from parley.app.ports import Archive
from parley.domain.identity import feedback_id
from parley.domain.model import Claim, Evidence, Feedback, FeedbackKind


def word(tenant_id: str = "slack:T1", user: str = "U1", matter: str = "opinion") -> Feedback:
    return Feedback(
        id=feedback_id(tenant_id, user, "e1", "s1", matter),
        tenant_id=tenant_id,
        user=user,
        at=NOON,
        kind=FeedbackKind.ERROR if matter == "error" else FeedbackKind.USEFUL,
        edition_id="e1",
        story_id="s1",
        claims=(
            Claim("Talks resume", (Evidence("a1", "Talks resume in Geneva"),)),
            Claim("“Both sides agreed.”", (Evidence("a1", "Both sides agreed."),)),
        ),
    )


async def test_a_word_comes_back_with_its_claims(archive: Archive) -> None:
    """Everything as it was said, the newest first, so many at most."""
    first, second = word(), replace(word(matter="error"), at=NOON + HOUR)
    for one in (first, second):
        await archive.feedback.save(one)
    assert await archive.feedback.recent("slack:T1", limit=9) == [second, first]
    assert await archive.feedback.recent("slack:T1", limit=1) == [second]


async def test_the_same_word_again_is_one_word(archive: Archive) -> None:
    """Pressed twice it is there once; the other opinion takes its place, a report does not."""
    await archive.feedback.save(word())
    await archive.feedback.save(word())
    changed = replace(word(), kind=FeedbackKind.NOT_USEFUL, at=NOON + HOUR)
    await archive.feedback.save(changed)
    await archive.feedback.save(word(matter="error"))
    assert await archive.feedback.recent("slack:T1", limit=9) == [changed, word(matter="error")]


@pytest.mark.parametrize("removed", ["slack:T1", "slack:T2"])
async def test_a_tenants_words_are_its_own_and_go_with_it(archive: Archive, removed: str) -> None:
    """No answer crosses tenants; the operator sees all; removing one leaves the other's."""
    mine, theirs = word(), word("slack:T2")
    for one in (mine, theirs):
        await archive.feedback.save(one)
    assert await archive.feedback.recent("slack:T1", limit=9) == [mine]
    assert set(await archive.feedback.recent(None, limit=9)) == {mine, theirs}
    await archive.tenants.remove(removed)
    left = await archive.feedback.recent(None, limit=9)
    assert [one.tenant_id for one in left] == [({"slack:T1", "slack:T2"} - {removed}).pop()]
