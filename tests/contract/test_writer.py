"""What every writer promises, whoever it is."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from fakes.newsroom import COURT, GOOD, PAYWALLED, STALLED, assignment
from fakes.openai_server import OpenAIServer, says
from parley import settings
from parley.app import prompts
from parley.app.ports import Writer
from parley.app.prompts import WRITING
from parley.domain import identity
from parley.domain.errors import WriterRefused
from parley.domain.model import Claim, Evidence, Task, WriterKind, Written
from parley_adapters.llm import extractive, openai, scripted

LINE = Written(
    headline=Claim("Talks stall", (Evidence("a-stalled", "stalled"),)),
    claims=(Claim("Talks stall.", (Evidence("a-stalled", "stalled"),)),),
)


@pytest.fixture(params=["extractive", "scripted", "openai"])
async def writer(request: pytest.FixtureRequest) -> AsyncIterator[Writer]:
    match request.param:
        case "extractive":
            yield extractive.open_writer()
        case "scripted":
            yield scripted.open_writer([LINE] * 9)
        case _:
            async with OpenAIServer(says(GOOD)) as server:
                model = openai.open_writer(
                    model="m",
                    prompts=prompts.load(settings.data_dir("prompts"), "v1"),
                    base_url=server.base_url,
                    timeout=20.0,
                    max_retries=0,
                )
                yield model
                await model.aclose()


@pytest.mark.parametrize("task", WRITING)
async def test_claims_cite_articles_of_the_assignment(writer: Writer, task: Task) -> None:
    """Every claim names articles it was handed, by their ids and not by their numbers."""
    question = "What did Bessent say of trade talks?" if task is Task.ANSWER else None
    work = assignment(STALLED, COURT, task=task, question=question)
    written = await writer.write(work)
    known = {source.article_id for source in work.sources}
    for claim in (written.headline, *written.claims):
        assert {evidence.article_id for evidence in claim.evidence} <= known
        assert claim.evidence
    assert written.claims


async def test_who_writes_is_part_of_the_key(writer: Writer) -> None:
    """The identity is steady, and another assignment has another key."""
    assert writer.identity == writer.identity
    first = identity.draft_key(assignment(), writer.identity)
    assert first == identity.draft_key(assignment(), writer.identity)
    assert first != identity.draft_key(assignment(COURT), writer.identity)
    assert first != identity.draft_key(assignment(), replace(writer.identity, model="other"))


async def test_the_estimate_is_an_upper_bound(writer: Writer) -> None:
    """What is used is never more than what was booked before, and quoting is free."""
    estimate = writer.estimate(assignment(STALLED, COURT))
    used = (await writer.write(assignment(STALLED, COURT))).usage
    if writer.identity.kind is WriterKind.EXTRACTIVE:
        assert estimate == used
    assert used.cost_usd <= estimate.cost_usd
    assert used.tokens_out <= estimate.tokens_out


async def test_models_refuse_what_they_may_not_read(writer: Writer) -> None:
    """A headline-only source is shown by the one that quotes, and refused by one that sends away."""
    if writer.identity.kind is WriterKind.EXTRACTIVE:
        written = await writer.write(assignment(PAYWALLED))
        assert written.headline.text == PAYWALLED.title
        assert written.claims == ()
    else:
        with pytest.raises(WriterRefused):
            await writer.write(assignment(STALLED, PAYWALLED))
