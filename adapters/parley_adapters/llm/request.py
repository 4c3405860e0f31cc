"""An assignment as messages for a model: the instructions first, then the sources, fenced."""

import math
from collections.abc import Iterator
from typing import Any

from parley.domain import identity
from parley.domain.model import AssignedSource, Assignment, DevelopmentKind, Form, Task
from parley.domain.prompts import Prompt

Message = dict[str, str]

# What is read of one article, in characters: news says what happened at its top.
_READ = {Task.STORY: 6_000, Task.ANSWER: 4_000, Task.SUMMARY: 24_000, Task.LEDGER: 6_000}
_LENGTH = {
    Form.BRIEF: "brief",
    Form.LONG: "long (up to eight sentences and 220 words in claims)",
}

_TEXT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "evidence": {
            "type": "array",
            "maxItems": 3,
            "items": {
                "type": "object",
                "properties": {"source": {"type": "integer"}, "quote": {"type": "string"}},
                "required": ["source", "quote"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["text", "evidence"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "headline": _TEXT,
        "lead": _TEXT,
        "claims": {"type": "array", "maxItems": 8, "items": _TEXT},
    },
    "required": ["headline", "lead", "claims"],
    "additionalProperties": False,
}
_OPTIONAL: dict[str, Any] = {"type": ["string", "null"]}
_LEDGER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "developments": {
            "type": "array",
            "maxItems": 5,
            "items": {
                "type": "object",
                "properties": {
                    "track": {"type": "string"},
                    "kind": {"type": "string", "enum": [kind.value for kind in DevelopmentKind]},
                    "date": {"type": "string"},
                    "actor": {"type": "string"},
                    "authority": _OPTIONAL,
                    "deadline": _OPTIONAL,
                    "scheduled": {"type": "boolean"},
                    "quote": {"type": "string"},
                },
                "required": [
                    "track",
                    "kind",
                    "date",
                    "actor",
                    "authority",
                    "deadline",
                    "scheduled",
                    "quote",
                ],
                "additionalProperties": False,
            },
        }
    },
    "required": ["developments"],
    "additionalProperties": False,
}


def schema(task: Task) -> dict[str, Any]:
    """The answer's form, as endpoints with structured output enforce it."""
    return _LEDGER if task is Task.LEDGER else SCHEMA


def messages(assignment: Assignment, prompt: Prompt) -> list[Message]:
    """The conversation: a system message that never varies, and one with everything else."""
    return [
        {"role": "system", "content": prompt.instructions},
        {"role": "user", "content": "\n".join(_lines(assignment, prompt))},
    ]


def _lines(assignment: Assignment, prompt: Prompt) -> Iterator[str]:
    key = _key(assignment)
    yield f"Key of this request: {key}"
    yield f"Language of your answer: {assignment.language}"
    yield f"Length: {_LENGTH[assignment.form]}"
    if assignment.tracks:
        yield f"Negotiations: {', '.join(assignment.tracks)}"
    if assignment.question is not None:
        yield from _fenced("question", key, [assignment.question])
    for source in assignment.sources:
        yield from _fenced(f"source {source.number}", key, _source(source, assignment.task))
    if assignment.failures:
        yield ""
        yield prompt.repair
        for number, failure in enumerate(assignment.failures, 1):
            yield from _fenced(
                f"text {number}", key, [f"Text: {failure.text}", f"Fault: {failure.why}"]
            )


def _key(assignment: Assignment) -> str:
    """A word that no source can contain on purpose: a hash of all of them.

    A text that would close its own fence had to know the hash of what it is part of.
    """
    parts = [part for source in assignment.sources for part in (source.title, source.text)]
    return identity.digest(*parts, assignment.question or "", size=6)


def _fenced(name: str, key: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield f"=== {name} · {key} ==="
    yield from lines
    yield f"=== end of {name} · {key} ==="


def _source(source: AssignedSource, task: Task) -> list[str]:
    return [
        f"Publisher: {source.publisher} ({source.authority})",
        f"Published: {source.published_at:%A %Y-%m-%d %H:%M} UTC",
        f"Language: {source.language}; new: {'yes' if source.fresh else 'no'}",
        f"Title: {source.title}",
        _cut(source.text, _READ[task]),
    ]


def _cut(text: str, most: int) -> str:
    """The beginning of a text, up to the last whole word that fits."""
    if len(text) <= most:
        return text
    head = text[:most]
    return head[: max(head.rfind(" "), head.rfind("\n"))] if " " in head else head


def tokens(conversation: list[Message]) -> int:
    """An upper bound of the tokens of a conversation, without a tokeniser.

    English runs at four characters a token, figures and names at about three; a sign outside ASCII
    costs up to one and a half tokens.
    """
    text = "".join(message["content"] for message in conversation)
    plain = sum(letter.isascii() for letter in text)
    return math.ceil(plain / 3.0 + (len(text) - plain) * 1.5) + 16 * len(conversation)
