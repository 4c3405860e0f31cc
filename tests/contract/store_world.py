"""The stores that every contract test of the archive runs over, and small values to put in them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from parley.app.ports import Archive
from parley.domain import identity
from parley.domain.model import (
    Archived,
    Desk,
    Placement,
    Platform,
    Reading,
    Revision,
    Schedule,
    Subscription,
    Tenant,
)
from parley_adapters.store import open_archive

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

# A place for PostgreSQL: another name with the URL of an empty database.
STORES: dict[str, Callable[[Path], str]] = {
    "memory": lambda _: "sqlite+aiosqlite://",
    "file": lambda folder: f"sqlite+aiosqlite:///{folder / 'parley.db'}",
}


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Archive]:
    archive = await open_archive(url)
    try:
        yield archive
    finally:
        await archive.aclose()


def article(
    name: str,
    title: str = "Talks resume in Geneva",
    text: str = "",
    *,
    at: datetime = NOON,
    source: str = "wire",
    relevant: bool = True,
    story: str | None = None,
) -> Archived:
    url = f"https://example.org/{name}"
    article_id = identity.article_id(url)
    content = identity.content_hash(title, text)
    placement = None
    if relevant:
        founder = identity.article_id(f"https://example.org/{story or name}")
        placement = Placement(
            article_id=article_id, story_id=founder, thread_id="t" + founder, placed_at=at
        )
    return Archived(
        revision=Revision(
            id=identity.revision_id(article_id, content),
            article_id=article_id,
            source_id=source,
            url=url,
            title=title,
            text=text,
            published_at=at - HOUR,
            first_seen=at,
            content=content,
            family=source,
        ),
        reading=Reading(relevant=relevant, score=0.1 + 0.2, tracks=("us-china", "wto")),
        placement=placement,
    )


def tenant(name: str = "T1") -> Tenant:
    return Tenant(id=f"slack:{name}", platform=Platform.SLACK, name=name, joined_at=NOON)


def subscription(
    tenant_id: str = "slack:T1", channel: str = "C1", cursor: datetime | None = None
) -> Subscription:
    return Subscription(
        id=identity.subscription_id(tenant_id, channel, "daily"),
        tenant_id=tenant_id,
        channel=channel,
        name="daily",
        desk=Desk(tracks=("us-china",), watch_words=("soy",)),
        schedule=Schedule(cron="0 8 * * mon-fri", zone="Europe/Berlin", quiet_days=(NOON.date(),)),
        cursor=cursor,
    )
