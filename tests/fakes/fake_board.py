"""A board with one briefing on it, and whatever a test puts there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from parley.app.ports import Posted
from parley.domain.model import (
    Archived,
    ArticleRef,
    Authority,
    Change,
    ChangeKind,
    Citation,
    Claim,
    Coverage,
    Delivery,
    DeliveryState,
    Edition,
    Evidence,
    Heading,
    Item,
    Link,
    Listing,
    Message,
    Note,
    Notice,
    Paragraph,
    Placement,
    PollState,
    PostedPart,
    Reading,
    Revision,
    Rights,
    Rule,
    Source,
    SourceKind,
    Style,
    Subscription,
    TenantSettings,
    Text,
)

SLOT = datetime(2025, 5, 30, 12, 0, tzinfo=UTC)
WIRE = Source(
    id="wire",
    name="Harbour Wire",
    kind=SourceKind.FEED,
    url="https://wire.example/feed",
    family="wire",
    authority=Authority.WIRE,
    rights=Rights.FULL_TEXT,
)


def posted(
    *,
    headline: str = "Talks resume in Geneva",
    quote: str = "Both sides agreed to meet in Geneva.",
    url: str = "https://wire.example/1",
    rights: Rights = Rights.FULL_TEXT,
    days: int = 0,
) -> Posted:
    """A briefing of one story with one source, ``days`` after the first."""
    slot = SLOT + timedelta(days=days)
    claim = Claim(f"“{quote}”", (Evidence("a1", quote),))
    article = ArticleRef(
        number=1,
        id="a1",
        url=url,
        title=headline,
        source_id="wire",
        publisher="Harbour Wire",
        authority=Authority.WIRE,
        rights=rights,
        published_at=SLOT - timedelta(hours=9),
    )
    item = Item(
        story_id="s1",
        thread_id="t1",
        headline=headline,
        headline_evidence=(Evidence("a1", headline),),
        change=Change(kind=ChangeKind.NEW),
        tracks=("us-china",),
        claims=(claim,),
        rank=(),
        writer="extractive",
    )
    edition = Edition(
        id=f"e{days}",
        desk_id="d",
        since=slot - timedelta(days=1),
        until=slot - timedelta(minutes=15),
        top_line=None,
        items=(item,),
        articles=(article,),
        coverage=Coverage(seen=3, relevant=1, stories=1, told=1, used=1, left_out={}),
        dropped=(),
        writer="extractive",
    )
    title = f"Trade talks · {slot:%A} {slot.day} May 2025"
    message = Message(
        title=title,
        blocks=(
            Heading((Text(title),), level=1),
            Rule(),
            Heading((Text(f"1 · {headline}"),)),
            Paragraph((Text("US-China", Style.CODE), Text(" · "), Text("new", Style.EMPHASIS))),
            Paragraph((Text(claim.text), Text(" "), Citation(1, url))),
            Note((Text("3 seen = 1 used + 2 not about trade talks."),)),
            Rule(),
            Heading((Text("Sources"),)),
            Listing(((Citation(1, url), Text(" Harbour Wire: "), Link(headline, url)),)),
        ),
    )
    delivery = Delivery(
        id=f"delivery{days}",
        subscription_id="s",
        tenant_id="web:local",
        slot=slot,
        state=DeliveryState.SENT,
        edition_id=edition.id,
        posted=(PostedPart(0, f"delivery{days}-0"),),
    )
    return Posted(delivery=delivery, edition=edition, message=message)


def archived(title: str = "Talks resume in Geneva", *, hours: int = 9, text: str = "") -> Archived:
    """A revision of the article ``a1`` of the story ``s1``."""
    seen = SLOT - timedelta(hours=hours)
    revision = Revision(
        id=f"r{hours}",
        article_id="a1",
        source_id="wire",
        url="https://wire.example/1",
        title=title,
        text=text,
        published_at=seen,
        first_seen=seen,
        content=f"c{hours}",
        family="wire",
    )
    reading = Reading(relevant=True, score=1.0, tracks=("us-china",))
    place = Placement(article_id="a1", story_id="s1", thread_id="t1", placed_at=seen)
    return Archived(revision=revision, reading=reading, placement=place)


@dataclass
class FakeBoard:
    """A ``Board`` in memory."""

    briefings: list[Posted] = field(default_factory=lambda: [posted()])
    revisions: list[Archived] = field(default_factory=lambda: [archived()])
    drafts: list[Message] = field(default_factory=list)
    said: list[tuple[Notice, Message | None]] = field(default_factory=list)
    standing: list[Subscription] = field(default_factory=list)
    follows: Message = field(default_factory=lambda: Message(title="You follow", blocks=()))
    polls: list[tuple[Source, PollState | None]] = field(default_factory=lambda: [(WIRE, None)])

    async def posted(self, *, limit: int) -> Sequence[Posted]:
        return self.briefings[:limit]

    async def edition(self, edition_id: str) -> Posted | None:
        return next((one for one in self.briefings if one.edition.id == edition_id), None)

    async def story(self, story_id: str) -> Sequence[Archived]:
        return self.revisions if story_id == "s1" else []

    async def waiting(self) -> Sequence[Message]:
        return self.drafts

    async def notices(self, user: str) -> Sequence[tuple[Notice, Message | None]]:
        return [one for one in self.said if one[0].channel in {"trade", f"@{user}"}]

    async def orders(self) -> Sequence[Subscription]:
        return self.standing

    async def settings(self) -> TenantSettings:
        return TenantSettings()

    async def following(self, user: str) -> Message:
        return self.follows

    async def sources(self) -> Sequence[tuple[Source, PollState | None]]:
        return self.polls
