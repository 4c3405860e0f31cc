"""What a writer is asked for, what it hands in, and what is kept of it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from parley.domain.model.claim import CheckedClaim, Claim
from parley.domain.model.source import Authority, Rights


class Task(StrEnum):
    """What is to be written."""

    STORY = "story"
    ANSWER = "answer"
    SUMMARY = "summary"
    LEDGER = "ledger"


class Form(StrEnum):
    """How long: ``BRIEF`` is one to three sentences a story, ``LONG`` the account behind *More*."""

    BRIEF = "brief"
    LONG = "long"


class WriterKind(StrEnum):
    """``EXTRACTIVE`` writers only quote and run in this process; ``MODEL`` writers send text away.

    Nothing of a source with ``Rights.HEADLINE_ONLY`` may be handed to a ``MODEL``.
    """

    EXTRACTIVE = "extractive"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedSource:
    """A numbered article in an assignment (``number`` counts from 1).

    ``fresh`` says that it became known after the reader's last briefing.
    """

    number: int
    article_id: str
    revision_id: str
    publisher: str
    authority: Authority
    rights: Rights
    title: str
    text: str
    published_at: datetime
    language: str = "en"
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim that was sent back, with why in one sentence."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a writer is asked for. It is the whole input: the same assignment gives the same key.

    ``tracks`` are the tracks' names for people; ``terms`` are the words of those tracks, by which an
    extractive writer finds the sentences that carry the development. ``question`` is set for
    ``Task.ANSWER`` alone. ``failures`` is set when claims come back for their one repair. ``told`` are
    sentences of the sources, ``repeats.plain``, that the reader has met in an older article.
    """

    task: Task
    sources: tuple[AssignedSource, ...]
    language: str = "en"
    form: Form = Form.BRIEF
    tracks: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    question: str | None = None
    failures: tuple[Failure, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterIdentity:
    """What makes two writers' work interchangeable, and what a draft records of its author."""

    name: str
    kind: WriterKind
    model: str | None = None
    prompt: str | None = None
    prompt_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, and money in US dollars; zero for extractive writers."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a writer hands in: unchecked claims, each with article ids and verbatim quotes.

    ``headline`` is in the present tense and says what happened; ``headline_claim`` is the same
    sentence with its evidence, so that it is checked like any other. ``lead`` is the one sentence
    to know, used as a briefing's top line if the story comes first; none if there is none.
    An answer without claims is an honest "not in these sources".
    """

    headline: Claim
    claims: tuple[Claim, ...]
    lead: Claim | None = None
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Checked work on one assignment, kept under the hash of what it was written from.

    ``headline`` and ``lead`` have passed the check. ``claims`` are the ones that stand, ``dropped``
    those that fell. ``note`` says in one sentence why a fallback wrote it, if one did.
    """

    key: str
    writer: WriterIdentity
    headline: Claim
    lead: Claim | None
    claims: tuple[Claim, ...]
    dropped: tuple[CheckedClaim, ...]
    usage: Usage
    written_at: datetime
    note: str | None = None
