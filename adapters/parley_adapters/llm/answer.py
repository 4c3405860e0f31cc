"""What came back from a model, taken apart without trust: any endpoint may answer anything."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parley.domain.errors import WriterError
from parley.domain.ledger.proposals import packed
from parley.domain.model import Assignment, Claim, Evidence, Form, Task, Usage, Written

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THOUGHT_TAIL = re.compile(r"\A.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_THOUGHT_OPEN = re.compile(r"<(?:think|thinking|reasoning)>.*\Z", re.DOTALL | re.IGNORECASE)
_MARKED_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_REFERENCE = re.compile(
    r"\s*(?:\[(?:source\s*)?\d+(?:\s*[,;]\s*\d+)*\]|【[^】]*】|\(source \d+\))", re.IGNORECASE
)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_NUMBER = re.compile(r"\d+")
_DECODER = json.JSONDecoder(strict=False)
_TRIES = 64  # opening braces that are tried before an answer counts as no JSON
_CLAIMS = {Task.STORY: 3, Task.ANSWER: 3, Task.SUMMARY: 5, Task.LEDGER: 5}
_LONG = 8


@dataclass(frozen=True, slots=True)
class Reply:
    """A completion: its text, why it ended, and the tokens in and out if the endpoint counted."""

    content: str
    finish: str
    tokens: tuple[int, int] | None


def read(body: str) -> Reply:
    """The first choice of a chat completion. Raises ``WriterError`` where there is none."""
    try:
        whole = json.loads(body)
    except ValueError as error:
        raise WriterError(
            "The model's endpoint answered with something that is not JSON; "
            "check that [openai] base_url ends in /v1."
        ) from error
    if not isinstance(whole, dict):
        raise WriterError("The model's endpoint answered with JSON that is no completion.")
    tokens = _tokens(whole.get("usage"))
    choices = whole.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise WriterError("The model's endpoint answered without a choice.", _usage(tokens))
    finish = str(choice.get("finish_reason") or "")
    if message.get("refusal") or finish == "content_filter":
        raise WriterError("The model declined to write from these sources.", _usage(tokens))
    return Reply(_content(message.get("content")), finish, tokens)


def _usage(tokens: tuple[int, int] | None) -> Usage | None:
    return Usage(*tokens) if tokens else None


def _tokens(usage: Any) -> tuple[int, int] | None:
    if not isinstance(usage, dict):
        return None
    into, out = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if not isinstance(into, int) or not isinstance(out, int) or min(into, out) < 0:
        return None
    return into, out


def _content(content: Any) -> str:
    """The text; some endpoints send a list of parts, some null."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def written(reply: Reply, assignment: Assignment, usage: Usage) -> Written:
    """The answer as claims. Raises ``WriterError`` where no such object is in it."""
    text = _unthought(reply.content)
    if assignment.task is Task.LEDGER:
        return _proposed(text, assignment, usage)
    found = next((found for found in _objects(text) if _looks_right(found)), None)
    if found is None:
        found = _rescued(text)
    if found is None:
        if reply.finish == "length":
            raise WriterError("The model was cut off; raise [openai] max_tokens.", usage)
        if not reply.content.strip():
            raise WriterError("The model answered with nothing.", usage)
        raise WriterError("The model's answer holds no JSON of the form asked for.", usage)
    numbers = {source.number: source.article_id for source in assignment.sources}
    rows = found.get("claims")
    claims = [_claim(row, numbers) for row in rows] if isinstance(rows, list) else []
    if not assignment.failures:  # in a repair, an empty one takes a sentence back
        claims = [claim for claim in claims if claim.text]
    lead = _claim(found.get("lead"), numbers)
    most = _LONG if assignment.form is Form.LONG else _CLAIMS[assignment.task]
    return Written(
        headline=_headline(_claim(found.get("headline"), numbers), claims),
        claims=tuple(claims[: len(assignment.failures) or most]),
        lead=lead if lead.text else None,
        usage=usage,
    )


def _proposed(text: str, assignment: Assignment, usage: Usage) -> Written:
    """Proposed developments, each a claim whose text is its particulars."""
    rows = next(
        (found["developments"] for found in _objects(text) if "developments" in found), None
    )
    if not isinstance(rows, list):
        raise WriterError("The model's answer holds no JSON of the form asked for.", usage)
    article = assignment.sources[0].article_id
    claims = tuple(
        Claim(packed(row), (Evidence(article, str(row["quote"])),))
        for row in rows[: _CLAIMS[Task.LEDGER]]
        if isinstance(row, dict) and str(row.get("quote") or "").strip()
    )
    # There is no headline to write; the first stands for it, or falls with it.
    return Written(headline=claims[0] if claims else Claim("", ()), claims=claims, usage=usage)


def _unthought(text: str) -> str:
    """The text without the thoughts that some models leak into it, whole or cut at either end."""
    return _THOUGHT_OPEN.sub("", _THOUGHT_TAIL.sub("", _THOUGHT.sub("", text)))


def _rescued(text: str) -> dict[str, Any] | None:
    """What is whole of an answer that was cut off: the headline, the lead and the first claims."""
    claims = re.search(r'"claims"\s*:\s*\[', text)
    if claims is None:
        return None
    found: dict[str, Any] = {
        "claims": [row for row in _objects(text[claims.end() :]) if "text" in row]
    }
    for part in ("headline", "lead"):
        opening = re.search(rf'"{part}"\s*:\s*(?=\{{)', text[: claims.start()])
        if opening is not None:
            found[part] = next(_objects(text[opening.end() : claims.start()]), None)
    return found if found["claims"] else None


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Every JSON object in a text, whatever stands around it: fences, chatter."""
    at = text.find("{")
    for _ in range(_TRIES):
        if at < 0:
            return
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict):
                yield value
        at = text.find("{", end)


def _looks_right(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("claims"), list)


def _claim(row: Any, numbers: Mapping[int, str]) -> Claim:
    """A text with its evidence; an empty claim for what is none.

    A number that is not in the list is kept as it was given, so that the check can name it.
    """
    if isinstance(row, str):
        return Claim(_plain(row), ())
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return Claim("", ())
    items = row.get("evidence")
    evidence = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and isinstance(item.get("quote"), str) and item["quote"].strip():
            number = _NUMBER.search(str(item.get("source", "")))
            key = numbers.get(int(number.group()[:6])) if number else None
            evidence.append(Evidence(key or f"source {item.get('source')}"[:40], item["quote"]))
    return Claim(_plain(row["text"]), tuple(dict.fromkeys(evidence)))


def _headline(headline: Claim, claims: list[Claim]) -> Claim:
    """A headline that came without evidence stands on that of the first claim, or falls with it."""
    if headline.text and not headline.evidence and claims:
        return Claim(headline.text.rstrip("."), claims[0].evidence)
    return headline


def _plain(text: str) -> str:
    """One line without the markup that models add; a bare address stays, and fails the check."""
    text = _REFERENCE.sub("", _MARKED_LINK.sub(r"\1", text))
    return " ".join(_STRONG.sub(r"\2", text).split())
