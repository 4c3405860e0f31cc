"""Settings and catalogues: our defaults, an operator's directory over them, the environment first."""

import difflib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from parley.domain.errors import ConfigError
from parley.domain.model import Gloss, Source, TrackCatalogue

T = TypeVar("T")
ENV_PREFIX = "PARLEY_"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ArchiveSettings(_Section):
    """Where the archive is. ``secret_key`` seals tokens in it: several, the newest first, by commas."""

    database: str
    secret_key: SecretStr | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The keys, the newest first."""
        given = self.secret_key.get_secret_value() if self.secret_key else ""
        return tuple(part.strip() for part in given.split(",") if part.strip())


class WriterSettings(_Section):
    """Who writes, in which order, and for how much a day."""

    chain: tuple[str, ...]
    language: str
    daily_tokens: int = Field(ge=0)
    daily_usd: float = Field(ge=0)
    tenant_daily_tokens: int = Field(ge=0)
    tenant_daily_usd: float = Field(ge=0)


class Price(_Section):
    """US dollars for a million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class LedgerSettings(_Section):
    """Who reads developments off the articles: rules always, a model besides if it is switched on."""

    model: bool


class OpenAISettings(_Section):
    """Any OpenAI-compatible endpoint."""

    models: tuple[str, ...]
    prompt: str
    timeout_seconds: float = Field(gt=0)
    max_tokens: int = Field(gt=0)
    prices: Mapping[str, Price]
    base_url: str | None = None
    api_key: SecretStr | None = None


class BriefSettings(_Section):
    """The size of an edition."""

    stories: int = Field(ge=1, le=20)


class HttpSettings(_Section):
    """The one fetcher."""

    user_agent: str
    connections: int = Field(ge=1)
    per_host_seconds: float = Field(ge=0)
    timeout_seconds: float = Field(gt=0)
    max_bytes: int = Field(gt=0)
    exempt_hosts: tuple[str, ...]


class WebSettings(_Section):
    """The built-in web channel. ``hosts`` are the names that it may be reached by."""

    enabled: bool
    host: str
    port: int = Field(ge=0, le=65535)
    hosts: tuple[str, ...]
    token: SecretStr | None = Field(default=None, min_length=16)


class SlackSettings(_Section):
    """Slack; on when a bot token is there, or an app's id and secret for many workspaces.

    The HTTP address is for signed requests and for installing alone.
    """

    base_url: str
    authorize_url: str
    http_host: str
    http_port: int = Field(ge=0, le=65535)
    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None


class DiscordSettings(_Section):
    """Discord; on when a token is there."""

    api_url: str
    gateway_url: str
    state_dir: Path | None = None
    token: SecretStr | None = None


class Settings(_Section):
    """Everything that can be set, after defaults, an operator's file and the environment."""

    archive: ArchiveSettings
    writer: WriterSettings
    openai: OpenAISettings
    ledger: LedgerSettings
    brief: BriefSettings
    http: HttpSettings
    web: WebSettings
    slack: SlackSettings
    discord: DiscordSettings
    chats: Mapping[str, Mapping[str, Any]] = Field(default={}, repr=False)
    """Platforms of other packages, by the name of their entry point, with what each is called with."""


# The names that people already have, and where they go.
_KNOWN_ENV = {
    "SLACK_BOT_TOKEN": ("slack", "bot_token"),
    "SLACK_APP_TOKEN": ("slack", "app_token"),
    "SLACK_SIGNING_SECRET": ("slack", "signing_secret"),
    "SLACK_CLIENT_ID": ("slack", "client_id"),
    "SLACK_CLIENT_SECRET": ("slack", "client_secret"),
    "DISCORD_TOKEN": ("discord", "token"),
    "OPENAI_API_KEY": ("openai", "api_key"),
    "OPENAI_BASE_URL": ("openai", "base_url"),
    "DATABASE_URL": ("archive", "database"),
    "PARLEY_SECRET_KEY": ("archive", "secret_key"),
}
_NO_SECRETS = {"OPENAI_BASE_URL", "DATABASE_URL", "SLACK_CLIENT_ID"}
# Read by other parts, not settings: the operator's directory, and the evaluation data of the tests.
_OTHER_ENV = {"PARLEY_CONFIG", "PARLEY_DATA"}


@dataclass(frozen=True, slots=True)
class Config:
    """Settings with the catalogues of sources and tracks."""

    settings: Settings
    sources: tuple[Source, ...]
    tracks: TrackCatalogue


def data_dir(name: str) -> Path:
    """Where ``config`` or ``prompts`` are: inside the wheel, or beside the sources."""
    here = Path(__file__).resolve().parent
    packed = here / "_data" / name
    return packed if packed.is_dir() else here.parents[1] / name


def load(directory: Path | None = None, env: Mapping[str, str] | None = None) -> Config:
    """Read everything; ``directory`` (or ``PARLEY_CONFIG``) is the operator's, and may be absent.

    Raises ``ConfigError`` that names file and key, and the nearest key that is known.
    """
    env = os.environ if env is None else env
    own = directory or (Path(env["PARLEY_CONFIG"]) if env.get("PARLEY_CONFIG") else None)
    if own is not None and not own.is_dir():
        raise ConfigError(
            f"The configuration directory {own} does not exist; make it with: parley init {own}"
        )
    return Config(
        settings=_settings(own, env),
        sources=load_sources(own),
        tracks=load_tracks(own),
    )


def keys(settings: Settings) -> dict[str, bool]:
    """Which secrets are set, by the name that people know; never the secrets themselves."""
    return {
        name: getattr(getattr(settings, section), key) is not None
        for name, (section, key) in _KNOWN_ENV.items()
        if name not in _NO_SECRETS
    }


def load_sources(own: Path | None = None) -> tuple[Source, ...]:
    """The catalogue of sources, an operator's entries over ours by id."""
    return parse_sources(_merge_by_id("sources.toml", own), "sources.toml")


def parse_sources(raw: Mapping[str, Any], where: str) -> tuple[Source, ...]:
    """Sources from the tables of a TOML document. Raises ``ConfigError`` naming ``where``."""
    return tuple(_value(Source, row, where) for row in raw.get("source", []))


def load_tracks(own: Path | None = None) -> TrackCatalogue:
    """The catalogue of tracks, parties, people and words, an operator's entries over ours by id."""
    merged = _merge_by_id("tracks.toml", own)
    words = _merge_by_id("glossary.toml", own).get("word", [])
    catalogue = _value(
        TrackCatalogue,
        {
            "tracks": [_named(row) for row in merged.get("track", [])],
            "parties": [_named(row) for row in merged.get("party", [])],
            "people": merged.get("person", []),
            "cues": merged.get("cue", []),
            "weights": merged.get("weight", []),
        },
        "tracks.toml",
    )
    glosses = _value(tuple[Gloss, ...], words, "glossary.toml")
    return replace(catalogue, glosses=glosses)


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A track or party whose plain names are written out: ``"EU"`` is ``{text = "EU"}``."""
    return {
        key: [{"text": name} if isinstance(name, str) else name for name in value]
        if key in {"names", "terms", "bodies"} and isinstance(value, list)
        else value
        for key, value in row.items()
    }


def _settings(own: Path | None, env: Mapping[str, str]) -> Settings:
    values = _toml(data_dir("config") / "parley.toml")
    if own is not None and (own / "parley.toml").is_file():
        _overlay(values, _toml(own / "parley.toml"))
    for name, (section, key) in _KNOWN_ENV.items():
        if env.get(name):
            values[section][key] = env[name]
    for name, value in env.items():
        if name.startswith(ENV_PREFIX) and name not in _OTHER_ENV and "__" in name:
            *path, key = name.removeprefix(ENV_PREFIX).lower().split("__")
            table = values
            for section in path:
                table = table.setdefault(section, {})
            table[key] = _env_value(value)
    return _value(Settings, values, "parley.toml")


def _env_value(text: str) -> Any:
    """A value from the environment: TOML where it is (numbers, lists, true), else the words."""
    try:
        return tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        return text


def _overlay(base: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _overlay(base[key], value)
        else:
            base[key] = value


def _merge_by_id(name: str, own: Path | None) -> dict[str, list[dict[str, Any]]]:
    merged: dict[str, dict[str, dict[str, Any]]] = {}
    paths = [data_dir("config") / name]
    if own is not None and (own / name).is_file():
        paths.append(own / name)
    for path in paths:
        for table, rows in _toml(path).items():
            if not isinstance(rows, list):
                raise ConfigError(f'{path}: "{table}" must be a list; write [[{table}]].')
            for row in rows:
                key = row.get("id") or row.get("name")
                if not key:
                    raise ConfigError(f"{path}: an entry of [[{table}]] has no id; give it one.")
                _overlay(merged.setdefault(table, {}).setdefault(key, {}), row)
    return {table: list(rows.values()) for table, rows in merged.items()}


def _toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8; save it as that in your editor.") from error


def _value(kind: type[T], raw: Any, where: str) -> T:
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    try:
        return adapter.validate_python(raw, extra="forbid")
    except ValidationError as error:
        raise ConfigError(_sentence(error, adapter, where)) from error


def _sentence(error: ValidationError, adapter: TypeAdapter[Any], where: str) -> str:
    """The first fault in one sentence, with the nearest known key for an unknown one."""
    fault = error.errors(include_url=False, include_input=False)[0]
    path = ".".join(str(step) for step in fault["loc"])
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if fault["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        known = _keys_beside(adapter.json_schema(), fault["loc"])
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else "."
        return f'{where}: "{path}" is not known{hint}{more}'
    return f'{where}: "{path}" is wrong: {fault["msg"]}.{more}'


def _keys_beside(schema: Mapping[str, Any], path: Sequence[int | str]) -> list[str]:
    """The keys that are known where the last step of a path was not."""
    here: Mapping[str, Any] = schema
    for step in path[:-1]:
        here = _resolved(schema, here)
        here = here.get("items", {}) if isinstance(step, int) else here.get("properties", {})[step]
    return list(_resolved(schema, here).get("properties", {}))


def _resolved(schema: Mapping[str, Any], here: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(here.get("$ref", "")).rpartition("/")[2]
    return schema["$defs"][name] if name else here
