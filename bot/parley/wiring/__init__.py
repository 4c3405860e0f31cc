"""Puts the pieces together: finds adapters by entry point and hands them to the use cases.

This module has what every command may need; ``pipeline`` and ``service`` are imported by those that
brief and serve.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, cast

from parley import settings
from parley.app import prompts
from parley.app.evaluate import Tools
from parley.app.ports import Archive, Migrate, Sources, Writer
from parley.domain.catalogue import track_ids
from parley.domain.errors import ConfigError
from parley.domain.identity import make_desk
from parley.domain.model import Desk, Form, Task
from parley.settings import Config, OpenAISettings


@cache
def plug(group: str, name: str) -> Any:
    """The adapter registered under ``parley.<group>`` as ``name``. Raises ``ConfigError``."""
    for point in entry_points(group=f"parley.{group}", name=name):
        return point.load()
    known = ", ".join(adapters(group))
    raise ConfigError(f'There is no adapter "{name}" for {group}; installed are: {known}.')


def adapters(group: str) -> list[str]:
    """The names of the adapters that are installed for a group, in order."""
    return sorted(point.name for point in entry_points(group=f"parley.{group}"))


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


async def open_archive(
    url: str, migrate: Migrate = Migrate.UPGRADE, *, secrets: Sequence[str] = ()
) -> Archive:
    """The store that a database URL names, by default with its schema brought up to date."""
    store = plug("stores", "sqlalchemy")
    return cast("Archive", await store(url, migrate=migrate, secrets=secrets))


def open_sources(config: Config) -> Sources:
    """The guarded fetcher with the operator's settings."""
    http = config.settings.http
    return cast(
        "Sources",
        plug("sources", "http")(
            user_agent=http.user_agent,
            connections=http.connections,
            per_host=timedelta(seconds=http.per_host_seconds),
            timeout=timedelta(seconds=http.timeout_seconds),
            max_bytes=http.max_bytes,
            exempt_hosts=http.exempt_hosts,
            env=os.environ,
        ),
    )


def open_writers(config: Config) -> list[Writer]:
    """The chain of writers; models only where there is a key or an endpoint for them.

    Raises ``ConfigError``.
    """
    chat = config.settings.openai
    writers: list[Writer] = []
    for name in config.settings.writer.chain:
        if name != "openai":
            writers.append(plug("writers", name)())
        elif chat.api_key or chat.base_url:
            writers.extend(_model_writer(chat, model) for model in chat.models)
    return writers


def open_ledger_readers(config: Config) -> list[Writer]:
    """The models that read for the ledger: none unless switched on, with a key or an endpoint.

    Raises ``ConfigError``.
    """
    chat = config.settings.openai
    if not config.settings.ledger.model or not (chat.api_key or chat.base_url):
        return []
    return [_model_writer(chat, model, [Task.LEDGER]) for model in chat.models]


def _model_writer(
    chat: OpenAISettings, model: str, tasks: Iterable[Task] = prompts.WRITING
) -> Writer:
    price = chat.prices.get(model)
    return cast(
        "Writer",
        plug("writers", "openai")(
            model=model,
            prompts=prompts.load(settings.data_dir("prompts"), chat.prompt, tasks),
            base_url=chat.base_url,
            api_key=chat.api_key.get_secret_value() if chat.api_key else None,
            timeout=chat.timeout_seconds,
            max_tokens=chat.max_tokens,
            price_in=Decimal(str(price.input if price else 0)),
            price_out=Decimal(str(price.output if price else 0)),
        ),
    )


def desk_of(config: Config, tracks: str, *, form: Form = Form.BRIEF) -> Desk:
    """The desk of these tracks (ids, aliases or names, comma-separated; none means all).

    Raises ``InputError`` for a track that is not known.
    """
    words = [word.strip() for word in tracks.split(",") if word.strip()]
    return make_desk(
        track_ids(config.tracks, words), language=config.settings.writer.language, form=form
    )


def eval_tools(source: Path, index: Path | None) -> Tools:
    """What the evaluation tasks need from outside; adapters are loaded when they are first used."""
    return Tools(
        parse_feed=lambda body: plug("readers", "feed")(body, source_id="eval"),
        extract_page=lambda html, url: plug("readers", "page")(html, url),  # noqa: PLW0108 - loads late
        tracks=settings.load_tracks,
        open_archive=lambda: plug("stores", "sqlalchemy")("sqlite+aiosqlite://"),
        index=index,
        base=source.parent,
    )
