"""``parley subscriptions``: who is briefed, where, about what and when."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json

if TYPE_CHECKING:
    from parley.app.ports import Archive
    from parley.app.subscribe import Subscribing
    from parley.domain.model import Subscription

app = typer.Typer(help="See and change who is briefed, where and when.", no_args_is_help=True)

TenantId = Annotated[
    str,
    typer.Option("--tenant", help='Whose it is: "slack:T0123", "discord:8812", "web:local".'),
]
Reference = Annotated[str, typer.Argument(help="Its id, the beginning of it, or its name.")]
Words = list[str] | None


@app.command("list")
def list_subscriptions(
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Only this workspace or guild; all by default.")
    ] = None,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """List the subscriptions with their next time."""

    async def work(archive: "Archive", subscribing: "Subscribing") -> None:
        found = await _all(archive, tenant)
        rows = [_row(one, _coming(subscribing, one, 1)) for one in found]
        if as_json:
            say_json(rows)
        elif not rows:
            say("Nobody has subscribed yet; see: parley subscriptions add --help")
        else:
            _table(rows)

    run(_with(config, work))


@app.command()
def add(
    channel: Annotated[str, typer.Option(help="Channel id; for the web page any small word.")],
    cron: Annotated[str, typer.Option(help='When, as a cron line: "0 8 * * mon-fri".')],
    timezone: Annotated[str, typer.Option(help="The zone it is read in: Europe/Brussels.")],
    platform: Annotated[str, typer.Option(help="slack, discord, web or console.")] = "web",
    team: Annotated[
        str, typer.Option(help="The Slack workspace's or Discord guild's id.")
    ] = "local",
    name: Annotated[str, typer.Option(help="A name of your own; one more per channel.")] = "daily",
    tracks: Annotated[str, typer.Option(help="Track ids with commas; all by default.")] = "",
    watch: Annotated[
        Words, typer.Option(help="A word that makes an article relevant; repeat.")
    ] = None,
    source: Annotated[Words, typer.Option(help="Only this source; repeat for more.")] = None,
    quiet_day: Annotated[Words, typer.Option(help="A day without a briefing, 2026-12-24.")] = None,
    holidays: Annotated[
        str | None, typer.Option(help="Nor on these holidays: US, US-NY, DE.")
    ] = None,
    skip_when_quiet: Annotated[
        bool, typer.Option("--skip-when-quiet", help="Post nothing on a day without movement.")
    ] = False,
    threaded: Annotated[bool, typer.Option("--threaded", help="Put detail into a thread.")] = False,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Subscribe a channel, and show the next three times. The same name again replaces it."""
    from parley.app.subscribe import Order
    from parley.domain.model import Layout, QuietPolicy

    order = Order(
        platform=_platform(platform),
        team=team,
        channel=channel,
        cron=cron,
        zone=timezone,
        name=name,
        tracks=[word.strip() for word in tracks.split(",") if word.strip()],
        watch_words=watch or (),
        sources=source or (),
        quiet_days=[_day(text) for text in quiet_day or ()],
        holidays=holidays,
        quiet=QuietPolicy.SKIP if skip_when_quiet else QuietPolicy.SAY_SO,
        layout=Layout.THREADED if threaded else Layout.WHOLE,
    )

    async def work(_: "Archive", subscribing: "Subscribing") -> None:
        _tell(subscribing, await subscribing.add(order), "Subscribed", as_json)

    run(_with(config, work))


@app.command()
def remove(
    reference: Reference,
    tenant: TenantId = "web:local",
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """End a subscription."""

    async def work(_: "Archive", subscribing: "Subscribing") -> None:
        gone = await subscribing.remove(tenant, reference)
        if as_json:
            say_json(_row(gone, ()))
        else:
            say(f"Removed {gone.name} in {gone.channel}.")

    run(_with(config, work))


@app.command()
def pause(
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why, in one sentence.")] = "Paused by the operator.",
    tenant: TenantId = "web:local",
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Send nothing until it is resumed."""

    async def work(_: "Archive", subscribing: "Subscribing") -> None:
        _tell(subscribing, await subscribing.pause(tenant, reference, reason), "Paused", as_json)

    run(_with(config, work))


@app.command()
def resume(
    reference: Reference,
    tenant: TenantId = "web:local",
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Send again; what happened meanwhile is in the next briefing."""

    async def work(_: "Archive", subscribing: "Subscribing") -> None:
        _tell(subscribing, await subscribing.resume(tenant, reference), "Resumed", as_json)

    run(_with(config, work))


@app.command("next")
def next_times(
    reference: Reference,
    count: Annotated[int, typer.Option(min=1, max=100, help="How many times.")] = 3,
    tenant: TenantId = "web:local",
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Show when a subscription is due next."""

    async def work(_: "Archive", subscribing: "Subscribing") -> None:
        found = await subscribing.find(tenant, reference)
        times = _local(found, subscribing.coming(found, count))
        if as_json:
            say_json(times)
        else:
            say("\n".join(times) or f"None while it is paused: {found.paused}")

    run(_with(config, work))


async def _with(
    config: Path | None, work: "Callable[[Archive, Subscribing], Awaitable[None]]"
) -> None:
    """Do something with the archive of a configuration, and close it."""
    from parley import settings, wiring
    from parley.app.subscribe import Subscribing

    loaded = settings.load(config)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        subscribing = Subscribing(
            tenants=archive.tenants,
            catalogue=loaded.tracks,
            sources=[source.id for source in loaded.sources],
            clock=wiring.SystemClock(),
        )
        await work(archive, subscribing)
    finally:
        await archive.aclose()


async def _all(archive: "Archive", tenant: str | None) -> "list[Subscription]":
    """Of one tenant, or of every tenant that has an order in force or was served lately."""
    if tenant is not None:
        return list(await archive.tenants.subscriptions(tenant))
    whose = {"web:local"}
    whose |= {one.tenant_id for one in await archive.tenants.due()}
    whose |= {one.tenant_id for one in await archive.deliveries.recent(None, limit=1000)}
    return [one for key in sorted(whose) for one in await archive.tenants.subscriptions(key)]


def _tell(subscribing: "Subscribing", one: "Subscription", did: str, as_json: bool) -> None:
    coming = subscribing.coming(one)
    if as_json:
        say_json(_row(one, coming))
        return
    say(f"{did} {one.name} in {one.channel} ({one.id}).")
    if coming:
        say("Next: " + ", ".join(_local(one, coming)))


def _coming(subscribing: "Subscribing", one: "Subscription", count: int) -> tuple[datetime, ...]:
    from parley.domain.errors import ScheduleError

    try:
        return subscribing.coming(one, count)
    except ScheduleError:  # one that cannot be read any more is listed all the same
        return ()


def _local(one: "Subscription", times: tuple[datetime, ...]) -> list[str]:
    from parley.domain.schedule import zone_of

    return [
        time.astimezone(zone_of(one.schedule.zone)).isoformat(timespec="minutes") for time in times
    ]


def _row(one: "Subscription", coming: tuple[datetime, ...]) -> dict[str, Any]:
    return {
        "id": one.id,
        "tenant": one.tenant_id,
        "channel": one.channel,
        "name": one.name,
        "cron": one.schedule.cron,
        "timezone": one.schedule.zone,
        "tracks": one.desk.tracks,
        "watch_words": one.desk.watch_words,
        "sources": one.desk.sources,
        "quiet_days": [day.isoformat() for day in one.schedule.quiet_days],
        "holidays": one.schedule.holidays,
        "quiet": one.quiet,
        "layout": one.layout,
        "cursor": one.cursor.isoformat() if one.cursor else None,
        "paused": one.paused,
        "next": _local(one, coming),
    }


def _table(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Id", "Whose", "Channel", "Name", "When", "Tracks", "Next"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            row["id"][:9],
            row["tenant"],
            row["channel"],
            row["name"],
            f"{row['cron']} {row['timezone']}",
            ", ".join(row["tracks"]) or "all",
            f"paused: {row['paused']}" if row["paused"] else "".join(row["next"][:1]),
        )
    Console().print(table)


def _platform(word: str) -> Any:
    from parley import wiring
    from parley.domain.errors import InputError
    from parley.domain.model import Platform

    known = sorted({*map(str, Platform), *filter(str.isalnum, wiring.adapters("chats"))})
    if word.lower() not in known:
        raise InputError(f'There is no platform "{word}"; known are: {", ".join(known)}.')
    return Platform(word.lower())


def _day(text: str) -> Any:
    from datetime import date

    from parley.domain.errors import InputError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f'"{text}" is not a day; write it like 2026-12-24.') from error
