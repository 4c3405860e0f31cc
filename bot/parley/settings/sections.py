"""Everything that can be set, by the section of ``parley.toml`` it stands in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr


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
