"""Gets an assignment written, checked and kept: by the first writer of the chain that can."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Protocol

import structlog

from parley.app.ports import Clock, Tenants, Writer
from parley.domain import budget, checking, identity
from parley.domain.budget import Allowance
from parley.domain.errors import BudgetSpent, ConfigError, WriterError
from parley.domain.languages.names import quoted_from
from parley.domain.model import (
    Assignment,
    CheckedClaim,
    Claim,
    Draft,
    SourceText,
    Task,
    Verdict,
    WriterKind,
    Written,
)

log = structlog.get_logger(__name__)

Check = Callable[[Claim, Mapping[str, SourceText]], Verdict]

SPENT = "The day's model budget is used up; quoted instead."
FAILED = "No model gave a usable answer; quoted instead."
FELL = "What the model wrote did not stand up to its sources; quoted instead."


class DraftStore(Protocol):
    """Where drafts are kept; ``Editions`` is one."""

    async def draft(self, key: str) -> Draft | None:
        """The draft under this key, if it was written before."""
        ...

    async def save_draft(self, draft: Draft) -> Draft:
        """Keep a draft, key ``draft.key``; returns the one that was there first."""
        ...


class Drafting:
    """Finds a draft by what it is written from, or has it written once, whoever asks for it.

    ``check`` holds a claim against the articles that it cites. ``total`` is everybody's allowance
    for a day together, ``each`` one tenant's own.
    """

    def __init__(
        self,
        writers: Sequence[Writer],
        editions: DraftStore,
        tenants: Tenants,
        clock: Clock,
        *,
        check: Check,
        total: Allowance,
        each: Allowance,
    ) -> None:
        if not writers or writers[-1].identity.kind is not WriterKind.EXTRACTIVE:
            raise ConfigError(
                'The chain of writers must end in "extractive", which never fails; '
                "put it last in [writer] chain."
            )
        self._writers = tuple(writers)
        self._editions = editions
        self._tenants = tenants
        self._clock = clock
        self._check = check
        self._total = total
        self._each = each
        self._flights: dict[str, asyncio.Task[Draft]] = {}
        self._books = asyncio.Lock()

    async def draft(self, assignment: Assignment, *, tenant_id: str | None = None) -> Draft:
        """Checked writing on an assignment; ``tenant_id`` pays, none for the operator.

        Falls back along the chain and says so in ``note``. Raises ``StoreError`` alone.
        """
        note: str | None = None
        *models, last = self._writers
        for writer in models:
            work = checking.readable_by(writer.identity, assignment)
            if work is None:
                continue
            try:
                return await self._shared(writer, work, tenant_id)
            except BudgetSpent:
                note = note or SPENT
            except WriterError as error:
                log.warning("writer_failed", writer=writer.identity.name, why=str(error))
                note = FAILED
        draft = await self._shared(last, assignment, tenant_id)
        return replace(draft, note=_joined(note, draft.note))

    async def kept(self, assignment: Assignment) -> Draft | None:
        """What the first writer that may read it wrote on this before; nobody is asked or paid.

        Raises ``StoreError``.
        """
        for writer in self._writers:
            work = checking.readable_by(writer.identity, assignment)
            if work is not None:
                return await self._editions.draft(identity.draft_key(work, writer.identity))
        return None

    # ── Once for everybody ───────────────────────────────────────────────────────────────────

    async def _shared(self, writer: Writer, work: Assignment, tenant_id: str | None) -> Draft:
        """The kept draft, the one that is just being written for somebody else, or a new one."""
        key = identity.draft_key(work, writer.identity)
        while (flight := self._flights.get(key)) is not None:
            try:
                return await asyncio.shield(flight)
            except BudgetSpent:
                continue  # somebody else's budget; there may be room in ours
        flight = asyncio.create_task(self._found_or_written(key, writer, work, tenant_id))
        self._flights[key] = flight
        flight.add_done_callback(lambda _: self._flights.pop(key))
        # Shielded: that one reader hangs up is no reason to lose what others wait for and pay for.
        return await asyncio.shield(flight)

    async def _found_or_written(
        self, key: str, writer: Writer, work: Assignment, tenant_id: str | None
    ) -> Draft:
        if (known := await self._editions.draft(key)) is not None:
            return known
        if writer.identity.kind is WriterKind.EXTRACTIVE:
            draft = self._quoted(key, work, await writer.write(work), writer)
        else:
            draft = await self._modelled(key, writer, work, tenant_id)
        return await self._editions.save_draft(draft)

    # ── Quoting ──────────────────────────────────────────────────────────────────────────────

    def _quoted(self, key: str, work: Assignment, written: Written, writer: Writer) -> Draft:
        """A draft of quotations. They are checked as well; the title stands as it is."""
        checked = [self._checked(claim, work) for claim in written.claims]
        stands = tuple(entry.claim for entry in checked if entry.verdict.supported)
        lead = written.lead if written.lead in stands else next(iter(stands), None)
        return Draft(
            key=key,
            writer=writer.identity,
            headline=written.headline,
            lead=lead,
            claims=stands,
            dropped=tuple(entry for entry in checked if not entry.verdict.supported),
            usage=written.usage,
            written_at=self._clock.now(),
            note=quoted_from(checking.foreign(work, stands)) or None,
        )

    # ── Models ───────────────────────────────────────────────────────────────────────────────

    async def _modelled(
        self, key: str, writer: Writer, work: Assignment, tenant_id: str | None
    ) -> Draft:
        """A model's work: written, checked, sent back once where it fails, then cut to what stands."""
        written = await self._paid(writer, work, tenant_id)
        usage = written.usage
        parts = [
            None if claim is None else self._checked(claim, work)
            for claim in (written.headline, written.lead, *written.claims)
        ]
        # Silence is not mended: a headline without a sentence under it is not worth another call.
        if written.claims and (failures := checking.failures(parts)):
            try:
                repaired = await self._paid(writer, replace(work, failures=failures), tenant_id)
                usage = budget.add(usage, repaired.usage)
                parts = self._mended(parts, repaired, work)
            except WriterError as error:
                log.warning("repair_failed", writer=writer.identity.name, why=str(error))
        headline, lead, *claims = parts
        # By its words: a model that is sent a sentence back likes to repeat one that stood.
        standing = {
            identity.folded(entry.claim.text): entry.claim
            for entry in claims
            if entry and entry.verdict.supported
        }
        stands = tuple(standing.values())
        dropped = tuple(entry for entry in parts if entry and not entry.verdict.supported)
        honest_silence = work.task in {Task.ANSWER, Task.LEDGER} and not written.claims
        if not stands and not honest_silence:
            last = self._writers[-1]
            quoted = self._quoted(key, work, await last.write(work), last)
            return replace(
                quoted,
                dropped=(*dropped, *quoted.dropped),
                usage=usage,
                note=_joined(FELL, quoted.note),
            )
        if headline is None or not headline.verdict.supported:
            title = (await self._writers[-1].write(work)).headline
        else:
            title = headline.claim
        first = next(iter(stands), None)
        return Draft(
            key=key,
            writer=writer.identity,
            headline=title,
            lead=lead.claim if lead and lead.verdict.supported else first,
            claims=stands,
            dropped=dropped,
            usage=usage,
            written_at=self._clock.now(),
        )

    def _mended(
        self, parts: Sequence[CheckedClaim | None], repaired: Written, work: Assignment
    ) -> list[CheckedClaim | None]:
        """The parts with those that failed replaced, in order, by what came back for them."""
        headline, lead, *claims = parts
        result = [
            self._instead(headline, repaired.headline, work),
            self._instead(lead, repaired.lead, work),
        ]
        failed = [at for at, entry in enumerate(claims) if entry and not entry.verdict.supported]
        for at, claim in zip_longest(failed, repaired.claims[: len(failed)]):
            claims[at] = self._instead(claims[at], claim, work)
        return [*result, *claims]

    def _instead(
        self, part: CheckedClaim | None, new: Claim | None, work: Assignment
    ) -> CheckedClaim | None:
        if part is None or part.verdict.supported or new is None or not new.text:
            return part
        return self._checked(new, work)

    def _checked(self, claim: Claim, work: Assignment) -> CheckedClaim:
        sources = checking.texts(work, claim)
        return CheckedClaim(claim, checking.unfit(claim, sources) or self._check(claim, sources))

    # ── Money ────────────────────────────────────────────────────────────────────────────────

    async def _paid(self, writer: Writer, work: Assignment, tenant_id: str | None) -> Written:
        """Write within the budget: the estimate is booked before, the difference set right after.

        What a process takes with it when it dies stays booked. Raises ``WriterError``.
        """
        estimate = writer.estimate(work)
        day = self._clock.now().date()
        async with self._books:
            everybody = await self._tenants.spent(None, day)
            if not budget.fits(self._total, everybody, estimate):
                raise BudgetSpent("The day's model budget is used up; raise [writer] daily_usd.")
            if tenant_id is not None and not budget.fits(
                self._each, await self._tenants.spent(tenant_id, day), estimate
            ):
                raise BudgetSpent("This workspace's model budget for the day is used up.")
            await self._tenants.spend(tenant_id, day, estimate)
        try:
            written = await writer.write(work)
        except WriterError as error:
            await self._tenants.spend(tenant_id, day, budget.settle(estimate, error.usage))
            raise
        await self._tenants.spend(tenant_id, day, budget.settle(estimate, written.usage))
        return written


def _joined(*notes: str | None) -> str | None:
    return " ".join(note for note in notes if note) or None
