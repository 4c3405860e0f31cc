"""Settings and catalogues: our defaults, an operator's directory over them, the environment first."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.domain.errors import ConfigError
from parley.domain.model import Source, TrackCatalogue
from parley.settings.catalogues import load_sources, load_tracks, parse_sources
from parley.settings.files import data_dir, overlay, toml, value_of
from parley.settings.sections import OpenAISettings, Settings

__all__ = [
    "Config",
    "OpenAISettings",
    "Settings",
    "data_dir",
    "keys",
    "load",
    "load_sources",
    "load_tracks",
    "parse_sources",
]

_PREFIX = "PARLEY_"

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


def _settings(own: Path | None, env: Mapping[str, str]) -> Settings:
    values = toml(data_dir("config") / "parley.toml")
    if own is not None and (own / "parley.toml").is_file():
        overlay(values, toml(own / "parley.toml"))
    for name, (section, key) in _KNOWN_ENV.items():
        if env.get(name):
            values[section][key] = env[name]
    for name, value in env.items():
        if name.startswith(_PREFIX) and name not in _OTHER_ENV and "__" in name:
            *path, key = name.removeprefix(_PREFIX).lower().split("__")
            table = values
            for section in path:
                table = table.setdefault(section, {})
            table[key] = value if _SECRET.search(key) else _env_value(value)
    return value_of(Settings, values, "parley.toml")


# What is said in them is never a number, however it looks.
_SECRET = re.compile(r"(?:token|secret|password|key)$")


def _env_value(text: str) -> Any:
    """A value from the environment: TOML where it is (numbers, lists, true), else the words."""
    try:
        return tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        return text
