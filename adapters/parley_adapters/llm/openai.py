"""The writer behind any OpenAI-compatible endpoint, over Chat Completions."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from parley.domain import prompts as prompt_sets
from parley.domain.errors import ConfigError, WriterError, WriterRefused
from parley.domain.model import Assignment, Rights, Task, Usage, WriterIdentity, WriterKind, Written
from parley.domain.prompts import Prompt
from parley_adapters.llm import answer, request

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_MILLION = Decimal(1_000_000)
# The vendor's client waits up to two minutes where a server asks for it; nobody here has that long.
_PATIENCE = 3  # times the timeout, all attempts together
_LIMITS = ("max_completion_tokens", "max_tokens")
_UNKNOWN = r"(?:support|unknown|unrecogni|extra|permitted|unexpected)"
_REASONING = ("gpt-5", "o1", "o3", "o4")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint understands; learnt from its refusals, kept for as long as the writer lives.

    ``form`` is "json_schema", "json_object" or none. ``limits`` are the names that the token limit
    may have, the first in use: OpenAI's newer models refuse ``max_tokens``, Ollama does not know
    ``max_completion_tokens``.
    """

    form: str | None
    limits: tuple[str, ...]
    cache_key: bool
    effort: bool


class OpenAIWriter:
    """Sends assignments to one model and makes claims of what comes back."""

    def __init__(
        self,
        client: "AsyncOpenAI",
        identity: WriterIdentity,
        prompts: Mapping[Task, Prompt],
        dialect: Dialect,
        *,
        max_tokens: int,
        price_in: Decimal,
        price_out: Decimal,
        deadline: float,
    ) -> None:
        self._client = client
        self._identity = identity
        self._prompts = prompts
        self._dialect = dialect
        self._max_tokens = max_tokens
        self._price_in = price_in
        self._price_out = price_out
        self._deadline = deadline

    @property
    def identity(self) -> WriterIdentity:
        """The model and the whole set of prompts."""
        return self._identity

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    def estimate(self, assignment: Assignment) -> Usage:
        """All of the prompt and the longest answer."""
        conversation = request.messages(assignment, self._prompts[assignment.task])
        return self._usage(request.tokens(conversation), self._max_tokens)

    async def write(self, assignment: Assignment) -> Written:
        """Ask, and take the answer apart. Raises ``WriterError``, ``WriterRefused``."""
        if any(source.rights is Rights.HEADLINE_ONLY for source in assignment.sources):
            raise WriterRefused("A source that is shown as headline and link only was handed over.")
        conversation = request.messages(assignment, self._prompts[assignment.task])
        try:
            async with asyncio.timeout(self._deadline):
                body = await self._ask(conversation, assignment.task)
        except TimeoutError as error:
            raise WriterError(f"The model {self._name} took too long.") from error
        try:
            reply = answer.read(body)
        except WriterError as error:
            error.usage = self._usage(error.usage.tokens_in, error.usage.tokens_out)
            raise
        # An endpoint that does not count is booked at the upper bound.
        counts = reply.tokens or (request.tokens(conversation), self._max_tokens)
        return answer.written(reply, assignment, self._usage(*counts))

    @property
    def _name(self) -> str:
        return self._identity.model or "?"

    def _usage(self, tokens_in: int, tokens_out: int) -> Usage:
        cost = (tokens_in * self._price_in + tokens_out * self._price_out) / _MILLION
        return Usage(tokens_in, tokens_out, cost)

    async def _ask(self, conversation: list[request.Message], task: Task) -> str:
        """The raw answer; where a server refuses a parameter, again without it.

        Errors of a status are raised ``from None``: the vendor's carry the server's body, which may
        repeat the key.
        """
        import openai

        while True:
            dialect = self._dialect
            try:
                raw = await self._client.chat.completions.with_raw_response.create(
                    **self._parameters(conversation, task, dialect)
                )
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                simpler = _simpler(dialect, str(error.body or error.message))
                if simpler is None:
                    raise WriterRefused(
                        f"The model {self._name} refused the request ({error.status_code}); "
                        "check the model's name and its context length."
                    ) from None
                self._dialect = simpler
            except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
                raise WriterRefused(
                    f"The model's endpoint does not accept the key ({error.status_code}); "
                    "set OPENAI_API_KEY."
                ) from None
            except openai.NotFoundError:
                raise WriterRefused(
                    f"The endpoint knows no model {self._name} (404); "
                    "check [openai] models and base_url."
                ) from None
            except openai.APIStatusError as error:
                raise WriterError(
                    f"The model's endpoint is out of order ({error.status_code})."
                ) from None
            except openai.OpenAIError as error:
                raise WriterError(
                    f"The model's endpoint could not be reached ({type(error).__name__})."
                ) from error
            else:
                return str(raw.text)

    def _parameters(
        self, conversation: list[request.Message], task: Task, dialect: Dialect
    ) -> dict[str, Any]:
        extra: dict[str, Any] = dict.fromkeys(dialect.limits[:1], self._max_tokens)
        if dialect.form == "json_schema":
            schema = {"name": "story", "strict": True, "schema": request.schema(task)}
            extra["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif dialect.form == "json_object":
            extra["response_format"] = {"type": "json_object"}
        if dialect.cache_key:
            extra["prompt_cache_key"] = f"parley-{self._identity.prompt_hash}"
        if dialect.effort:
            extra["reasoning_effort"] = "low"
        return {"model": self._name, "messages": conversation, **extra}


def _simpler(dialect: Dialect, refusal: str) -> Dialect | None:
    """The dialect without what the server objects to; none if nothing is left to leave out."""
    text = refusal.lower()
    if dialect.cache_key and "prompt_cache_key" in text:
        return replace(dialect, cache_key=False)
    if dialect.effort and "reasoning" in text:
        return replace(dialect, effort=False)
    limit = next(iter(dialect.limits), "-")
    if re.search(rf"\b{limit}\b.*{_UNKNOWN}|{_UNKNOWN}.*\b{limit}\b", text, re.DOTALL):
        return replace(dialect, limits=dialect.limits[1:])
    if "context" in text and ("length" in text or "size" in text or "window" in text):
        return None
    if dialect.form == "json_schema":
        return replace(dialect, form="json_object")
    if dialect.form == "json_object":
        return replace(dialect, form=None)
    if dialect.cache_key or dialect.effort:
        return replace(dialect, cache_key=False, effort=False)
    return None


def open_writer(
    *,
    model: str,
    prompts: Mapping[Task, Prompt],
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 45.0,
    max_tokens: int = 1200,
    price_in: Decimal = Decimal(0),
    price_out: Decimal = Decimal(0),
    max_retries: int = 2,
) -> OpenAIWriter:
    """A writer for one model. ``timeout`` in seconds an attempt; prices in US dollars a million tokens.

    Without ``base_url`` it is OpenAI's own endpoint, which needs a key; a local server may not.
    Raises ``ConfigError``.
    """
    from openai import AsyncOpenAI

    if base_url is None and not api_key:
        raise ConfigError("There is no key for OpenAI; set OPENAI_API_KEY, or OPENAI_BASE_URL.")
    host = (urlsplit(base_url).hostname or "") if base_url else "api.openai.com"
    own = host == "api.openai.com" or host.endswith((".azure.com", ".azure.us"))
    client = AsyncOpenAI(
        base_url=base_url or "https://api.openai.com/v1",
        api_key=api_key or "none",
        timeout=timeout,
        max_retries=max_retries,
    )
    return OpenAIWriter(
        client,
        WriterIdentity(
            name="openai",
            kind=WriterKind.MODEL,
            model=model,
            prompt=prompt_sets.set_id(prompts),
            prompt_hash=prompt_sets.set_hash(prompts),
        ),
        prompts,
        Dialect(
            form="json_schema",
            limits=_LIMITS if own else _LIMITS[::-1],
            cache_key=own,
            effort=own and model.startswith(_REASONING),
        ),
        max_tokens=max_tokens,
        price_in=price_in,
        price_out=price_out,
        deadline=timeout * _PATIENCE,
    )
