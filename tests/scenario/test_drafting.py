"""Drafting: what the chain of writers, the check and the budget make of an assignment."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from fakes.newsroom import COURT, PAYWALLED, STALLED, assignment, newsroom
from parley.app.drafting import FAILED, FELL, SPENT, Drafting
from parley.domain.errors import ConfigError, WriterError, WriterRefused
from parley.domain.model import (
    Assignment,
    Claim,
    Evidence,
    ReasonKind,
    Task,
    Usage,
    WriterKind,
    Written,
)
from parley_adapters.llm.scripted import ScriptedWriter

TRUE = Claim(
    "Bessent said he expected more talks with China in the next few weeks.",
    (
        Evidence(
            "a-stalled", "Bessent said he expected more talks with China in the next few weeks."
        ),
    ),
)
HEADLINE = Claim(
    "Bessent says US-China trade talks are a bit stalled",
    (Evidence("a-stalled", "Bessent says US-China trade talks are 'a bit stalled'"),),
)
WRONG_FIGURE = Claim(
    "The US duty on Chinese goods falls to 10% from 145%.",
    (Evidence("a-stalled", "the US duty on Chinese goods falling to 30% from 145%"),),
)
RIGHT_FIGURE = replace(WRONG_FIGURE, text="The US duty on Chinese goods falls to 30% from 145%.")
INVENTED_QUOTE = Claim(
    "China has agreed to new talks on 3 June.", (Evidence("a-stalled", "new talks on 3 June"),)
)
USED = Usage(900, 100, Decimal("0.01"))


def written(*claims: Claim, headline: Claim = HEADLINE, lead: Claim | None = TRUE) -> Written:
    return Written(headline=headline, claims=claims, lead=lead, usage=USED)


async def test_a_sound_answer_is_kept_with_its_author_and_its_cost() -> None:
    """A model's work that stands is the draft, and says who wrote it and for how much."""
    model = ScriptedWriter([written(TRUE)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment())
        assert draft.claims == (TRUE,)
        assert draft.headline == HEADLINE
        assert draft.writer == model.identity
        assert draft.usage == USED == await room.spent()
        assert draft.note is None
        assert draft.dropped == ()


async def test_a_failing_claim_is_sent_back_once_with_its_reason() -> None:
    """The repair names the fault, and what comes back takes the failed sentence's place."""
    model = ScriptedWriter([written(WRONG_FIGURE, TRUE), written(RIGHT_FIGURE)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment())
        assert draft.claims == (RIGHT_FIGURE, TRUE)
        assert draft.dropped == ()
        assert draft.usage.tokens_in == 1800
    [failure] = model.asked[1].failures
    assert failure.text == WRONG_FIGURE.text
    assert "10" in failure.why


async def test_what_fails_twice_is_dropped_and_the_draft_goes_on() -> None:
    """One bad sentence costs that sentence, never the briefing; the draft says what fell and why."""
    model = ScriptedWriter([written(TRUE, WRONG_FIGURE), written(INVENTED_QUOTE)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment())
    assert draft.claims == (TRUE,)
    assert [entry.claim for entry in draft.dropped] == [INVENTED_QUOTE]
    assert ReasonKind.QUOTE in {reason.kind for reason in draft.dropped[0].verdict.reasons}
    assert len(model.asked) == 2


async def test_nothing_that_stands_means_quotations() -> None:
    """Where all of a model's work falls, the story is told in the sources' words, and says so."""
    model = ScriptedWriter([written(INVENTED_QUOTE, lead=None), written(INVENTED_QUOTE)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment())
        assert draft.writer.kind is WriterKind.EXTRACTIVE
        assert draft.claims
        assert draft.note == FELL
        assert [entry.claim for entry in draft.dropped] == [INVENTED_QUOTE]
        assert draft.usage.tokens_in == 1800, "what was paid stays on the books"
        again = await room.drafting.draft(assignment())
    assert again == draft
    assert len(model.asked) == 2, "a failure that was paid for is not paid for again"


async def test_a_headline_that_falls_is_replaced_by_the_sources_own() -> None:
    """A headline that its source does not carry never goes out."""
    loud = Claim("China surrenders in trade war", (Evidence("a-stalled", "a bit stalled"),))
    model = ScriptedWriter([written(TRUE, headline=loud), written(headline=loud)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment())
    assert draft.headline.text == "Bessent says US-China trade talks are 'a bit stalled'"
    assert draft.claims == (TRUE,)
    assert draft.writer == model.identity


@pytest.mark.parametrize(
    "text",
    [
        "Bessent said more at https://evil.example/x today.",
        "Bessent said [he expected](x) more talks.",
        "",
        "Bessent said " + "more and " * 100 + "more.",
    ],
    ids=["address", "markup", "empty", "endless"],
)
async def test_a_claim_unfit_to_print_never_stands(text: str) -> None:
    """Links, markup, nothing at all and a page in one sentence fall before any evidence is weighed."""
    bad = replace(TRUE, text=text)
    model = ScriptedWriter([written(bad, TRUE)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment())
    assert draft.claims == (TRUE,)
    assert [entry.claim for entry in draft.dropped] == [bad]


async def test_a_claim_on_a_source_that_is_not_there_falls() -> None:
    """A source number out of range is a fault with a reason, not a citation of something else."""
    stray = replace(TRUE, evidence=(*TRUE.evidence, Evidence("source 4", "more talks")))
    model = ScriptedWriter([written(TRUE, stray)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment())
    assert draft.claims == (TRUE,)
    assert draft.dropped[0].verdict.reasons[0].kind is ReasonKind.NO_EVIDENCE


async def test_headline_only_sources_reach_no_model() -> None:
    """What a model is handed holds nothing of a headline-only source, and its key does not either."""
    model = ScriptedWriter([written(TRUE)])
    async with newsroom([model]) as room:
        with_it = await room.drafting.draft(assignment(STALLED, PAYWALLED))
        without = await room.drafting.draft(assignment(STALLED))
    assert "Zanzibar" not in repr(model.asked)
    assert without == with_it, "one draft serves both desks"


@pytest.mark.parametrize(
    "sources",
    [(PAYWALLED,), (replace(STALLED, fresh=False), PAYWALLED)],
    ids=["alone", "beside old news"],
)
async def test_a_story_whose_only_news_is_a_headline_is_not_given_to_a_model(
    sources: tuple[object, ...],
) -> None:
    """A model that cannot read what is new would tell what is old; the headline itself is shown."""
    model = ScriptedWriter([written(TRUE)])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(assignment(*sources))  # type: ignore[arg-type]  # by id
    assert model.asked == []
    assert draft.headline.text == PAYWALLED.title
    assert draft.claims == ()
    assert draft.note is None


async def test_the_next_writer_takes_over() -> None:
    """A model that fails is passed over for the next; only the last of all says so to the reader."""
    broken = ScriptedWriter([WriterError("down")], name="first")
    refused = ScriptedWriter([WriterRefused("no such model")], name="second")
    sound = ScriptedWriter([written(TRUE)], name="third")
    async with newsroom([broken, refused, sound]) as room:
        draft = await room.drafting.draft(assignment())
    assert draft.writer.name == "third"
    assert draft.note is None
    async with newsroom([ScriptedWriter([WriterError("down")])]) as room:
        draft = await room.drafting.draft(assignment())
        assert draft.note == FAILED
        assert draft.claims
        assert await room.spent() == Usage(), "a failure that cost nothing is not booked"


async def test_what_an_unusable_answer_cost_is_booked() -> None:
    """Garbage is paid for as well: a model that babbles runs into the budget, not around it."""
    model = ScriptedWriter([WriterError("no JSON", USED)], estimate=Usage(2000, 500))
    async with newsroom([model]) as room:
        await room.drafting.draft(assignment())
        assert await room.spent() == USED


async def test_out_of_budget_the_briefing_still_comes() -> None:
    """The day's budget degrades to quotations with a sentence that says so; the next day it is back."""
    model = ScriptedWriter([written(TRUE), written(TRUE)], estimate=Usage(900, 150))
    async with newsroom([model], tokens=1500) as room:
        first = await room.drafting.draft(assignment())
        second = await room.drafting.draft(assignment(COURT))
        assert (first.note, second.note) == (None, SPENT)
        assert second.claims
        assert second.writer.kind is WriterKind.EXTRACTIVE
        assert len(model.asked) == 1
        room.clock.move_to(room.clock.now().replace(day=13))
        assert (await room.drafting.draft(assignment(COURT))).note != SPENT
    assert len(model.asked) == 2


async def test_money_is_a_limit_as_well_as_tokens() -> None:
    """A budget in US dollars stops a dear model that tokens alone would let through."""
    model = ScriptedWriter([written(TRUE)], estimate=Usage(10, 10, Decimal("0.02")))
    async with newsroom([model], usd="0.01") as room:
        assert (await room.drafting.draft(assignment())).note == SPENT
    assert model.asked == []


async def test_a_tenant_has_a_budget_of_its_own() -> None:
    """One workspace's questions cannot spend another's budget, nor the operator's briefings'."""
    model = ScriptedWriter([written(TRUE), written(TRUE)], estimate=Usage(900, 100))
    async with newsroom([model], tenant_tokens=1000) as room:
        await room.drafting.draft(assignment(), tenant_id="slack:A")
        more = await room.drafting.draft(assignment(COURT), tenant_id="slack:A")
        assert more.note == SPENT
        other = await room.drafting.draft(assignment(COURT), tenant_id="slack:B")
        assert other.note != SPENT
        assert (await room.spent("slack:A")).tokens_in == 900
        assert (await room.spent()).tokens_in == 1800, "the repair did not fit into B's either"


async def test_a_draft_is_never_paid_twice() -> None:
    """The same assignment, asked for again and after a restart, is found by its hash."""
    model = ScriptedWriter([written(TRUE)])
    async with newsroom([model]) as room:
        first = await room.drafting.draft(assignment())
        assert await room.drafting.draft(assignment(), tenant_id="slack:A") == first
        other_process = Drafting(
            [model, ScriptedWriter(kind=WriterKind.EXTRACTIVE)],
            room.archive.editions,
            room.archive.tenants,
            room.clock,
            check=room.drafting._check,
            total=room.drafting._total,
            each=room.drafting._each,
        )
        assert await other_process.draft(assignment()) == first
    assert len(model.asked) == 1


class Gate(ScriptedWriter):
    """Waits in the middle of a call until it is let through."""

    def __init__(self, *lines: Written | WriterError | Callable[[Assignment], Written]) -> None:
        super().__init__(lines)
        self.entered, self.opened = asyncio.Event(), asyncio.Event()

    async def write(self, assignment: Assignment) -> Written:
        self.entered.set()
        await self.opened.wait()
        return await super().write(assignment)


async def test_who_asks_at_the_same_time_shares_one_call() -> None:
    """Forty channels that need the same draft at 08:00 cost one call; one that hangs up harms none."""
    model = Gate(written(TRUE))
    async with newsroom([model]) as room:
        asked = [asyncio.create_task(room.drafting.draft(assignment())) for _ in range(40)]
        await model.entered.wait()
        asked[0].cancel()
        model.opened.set()
        drafts = await asyncio.gather(*asked[1:])
        with pytest.raises(asyncio.CancelledError):
            await asked[0]
    assert {draft.key for draft in drafts} == {drafts[0].key}
    assert len(model.asked) == 1


async def test_one_tenants_empty_purse_is_not_anothers() -> None:
    """Who waits for a call that another tenant could not pay makes it from its own budget."""
    model = ScriptedWriter([written(TRUE)], estimate=Usage(900, 100))
    async with newsroom([model], tenant_tokens=1000) as room:
        await room.archive.tenants.spend("slack:A", room.clock.now().date(), USED)
        poor, rich = await asyncio.gather(
            room.drafting.draft(assignment(), tenant_id="slack:A"),
            room.drafting.draft(assignment(), tenant_id="slack:B"),
        )
    assert (poor.note, rich.note) == (SPENT, None)


async def test_an_honest_no_answer_is_not_sent_back() -> None:
    """A model that finds no answer in the sources has answered: no repair, no quotation instead."""
    silent = Written(headline=Claim("", ()), claims=(), usage=USED)
    model = ScriptedWriter([silent])
    async with newsroom([model]) as room:
        draft = await room.drafting.draft(
            assignment(task=Task.ANSWER, question="Who won the football cup?")
        )
    assert draft.claims == ()
    assert draft.writer == model.identity
    assert len(model.asked) == 1


async def test_quoting_another_language_is_said() -> None:
    """A reader is told that a quotation stands in the original."""
    foreign = replace(
        STALLED,
        title="Verhandlungen mit China stocken, sagt Bessent",
        text="US-Finanzminister Scott Bessent sagte am Donnerstag, die Verhandlungen stockten.",
        language="de",
    )
    async with newsroom([]) as room:
        draft = await room.drafting.draft(assignment(foreign))
        assert draft.note == "Quoted from the original German."
        assert (await room.drafting.draft(assignment(foreign, language="de"))).note is None


async def test_a_chain_without_an_end_is_a_configuration_error() -> None:
    """The chain must end in a writer that cannot fail, or 08:00 could pass in silence."""
    async with newsroom([]) as room:
        with pytest.raises(ConfigError, match="extractive"):
            Drafting(
                [ScriptedWriter()],
                room.archive.editions,
                room.archive.tenants,
                room.clock,
                check=room.drafting._check,
                total=room.drafting._total,
                each=room.drafting._each,
            )
