"""The service of ``parley run``, put together from the configuration."""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

from pydantic import SecretStr

from parley.app.amend import Amending
from parley.app.collect import Collector, bodies
from parley.app.compose_shown import compose_with
from parley.app.correct import Correcting
from parley.app.deliver import Delivering
from parley.app.ports import Archive, Chat, Engine
from parley.app.service import Service
from parley.domain.errors import ConfigError
from parley.domain.model import Platform, Tenant
from parley.settings import Config
from parley.wiring import SystemClock, open_archive, open_sources, plug
from parley.wiring.conversation import front_desk
from parley.wiring.outside import open_outside
from parley.wiring.pipeline import Pipeline, open_pipeline
from parley.wiring.web import open_web


async def open_service(
    config: Config,
    *,
    chats: Sequence[Chat] | None = None,
) -> Service:
    """Everything that ``parley run`` needs, opened but not started.

    ``chats`` are by default those of the configuration. Raises ``ConfigError``,
    ``StoreError``; what was opened by then is closed again.
    """
    clock = SystemClock()
    archive = await open_archive(
        config.settings.archive.database, secrets=config.settings.archive.secrets
    )
    sources = open_sources(config)
    try:
        pipeline = await open_pipeline(config, archive, clock=clock, body=bodies(sources))
        platforms = open_chats(config, pipeline) if chats is None else chats
        collector = Collector(sources, archive.articles, config.sources, pipeline.intake.take)
        engine: Engine = plug("engines", "local")(clock)
        connected = {chat.platform: chat for chat in platforms}
        compose = compose_with(pipeline.composer)
        outside = open_outside(config, pipeline, connected, clock, engine.defer)
        delivering = Delivering(
            tenants=archive.tenants,
            deliveries=archive.deliveries,
            decisions=archive.decisions,
            editions=archive.editions,
            chats=connected,
            make=pipeline.briefing.edition,
            compose=compose,
            clock=clock,
            ask=outside.deciding.approving.ask,
            paused=outside.managers.paused,
        )
        amending = Amending(
            tenants=archive.tenants,
            deliveries=archive.deliveries,
            decisions=archive.decisions,
            editions=archive.editions,
            chats=connected,
            compose=compose,
            clock=clock,
        )
        front = front_desk(
            config, pipeline, platforms, sources, clock=clock, outside=outside, engine=engine
        )
        return Service(
            clock=clock,
            tenants=archive.tenants,
            delivering=delivering,
            amending=amending,
            notifying=outside.notifying,
            engine=engine,
            timetable=plug("timetables", "apscheduler")(clock),
            chats=platforms,
            dispatch=front,
            pressed=front.press,
            collect=collector.collect,
            look=outside.look,
            correct=Correcting(archive, bodies(sources), pipeline.sources).look,
            watch=pipeline.intake.watch,
            closers=[sources.aclose, archive.aclose],
        )
    except BaseException:
        await sources.aclose()
        await archive.aclose()
        raise


def open_chats(config: Config, pipeline: Pipeline | None = None) -> list[Chat]:
    """The platforms that the configuration switches on; the terminal where there is no other.

    The web channel shows what is in the archive, and so comes with a pipeline only.
    """
    opened = (_slack(config, pipeline), _discord(config, pipeline))
    found = [chat for chat in opened if chat is not None]
    found += [_other(name, options) for name, options in config.settings.chats.items()]
    web = open_web(config, pipeline, SystemClock()) if pipeline else None
    return [*(found or [plug("chats", "console")()]), *([web] if web else [])]


def _slack(config: Config, pipeline: Pipeline | None) -> Chat | None:
    """Slack, where there is a bot token, or an app that many workspaces install.

    A workspace that removes the app is forgotten. Raises ``ConfigError`` for half of an app.
    """
    slack = config.settings.slack
    common = {
        "app_token": _revealed(slack.app_token),
        "signing_secret": _revealed(slack.signing_secret),
        "base_url": slack.base_url,
        "http_host": slack.http_host,
        "http_port": slack.http_port,
        "tracks": [(track.id, track.name) for track in config.tracks.tracks],
        "left": pipeline.archive.tenants.remove if pipeline else None,
        "group_of": _group_of(pipeline.archive) if pipeline else None,
        "clock": SystemClock(),
    }
    if slack.bot_token is not None:
        chat = plug("chats", "slack")(bot_token=_revealed(slack.bot_token), **common)
        return cast("Chat", chat)
    if slack.client_id is None and slack.client_secret is None:
        return None
    if not (slack.client_id and slack.client_secret and (slack.app_token or slack.signing_secret)):
        raise ConfigError(
            "For many workspaces set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PARLEY_SECRET_KEY, and "
            "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET; for one set SLACK_BOT_TOKEN alone."
        )
    if pipeline is None:  # nothing to look at without the archive that has the tokens
        return None
    chat = plug("chats", "slack-app")(
        client_id=slack.client_id,
        client_secret=_revealed(slack.client_secret),
        authorize_url=slack.authorize_url,
        installations=pipeline.archive.installations,
        joined=_joined(pipeline.archive, Platform.SLACK),
        **common,
    )
    return cast("Chat", chat)


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _group_of(archive: Archive) -> Callable[[str], Awaitable[str | None]]:
    """The group of managers that a tenant has set."""

    async def group_of(tenant_id: str) -> str | None:
        return (await archive.tenants.settings(tenant_id)).group

    return group_of


def _joined(archive: Archive, platform: Platform) -> Callable[[str, str], Awaitable[None]]:
    """Notes a workspace or server that has taken Parley in."""

    async def joined(tenant_id: str, name: str) -> None:
        at = SystemClock().now()
        await archive.tenants.join(Tenant(id=tenant_id, platform=platform, name=name, joined_at=at))

    return joined


def _discord(config: Config, pipeline: Pipeline | None) -> Chat | None:
    """Discord, where there is a token. A server that removes the bot is forgotten."""
    discord = config.settings.discord
    if discord.token is None:
        return None
    return cast(
        "Chat",
        plug("chats", "discord")(
            token=discord.token.get_secret_value(),
            api_url=discord.api_url,
            gateway_url=discord.gateway_url,
            state_dir=discord.state_dir,
            tracks=[(track.id, track.name) for track in config.tracks.tracks],
            joined=_joined(pipeline.archive, Platform.DISCORD) if pipeline else None,
            left=pipeline.archive.tenants.remove if pipeline else None,
            group_of=_group_of(pipeline.archive) if pipeline else None,
            clock=SystemClock(),
        ),
    )


def _other(name: str, options: Mapping[str, Any]) -> Chat:
    """A platform of another package, with what ``[chats.<name>]`` says. Raises ``ConfigError``."""
    factory = plug("chats", name)
    try:
        inspect.signature(factory).bind(clock=SystemClock(), **options)
    except TypeError as error:
        raise ConfigError(f"[chats.{name}] does not fit what it is for: {error}.") from error
    return cast("Chat", factory(clock=SystemClock(), **options))
