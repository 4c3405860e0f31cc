"""What is said outside the timetable, as neutral messages: breaking news, followed stories, reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from parley.app.compose_actions import LABELS, evidence
from parley.app.compose_answers import listing, moment, short
from parley.domain.assembly import QUOTED
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    ArticleRef,
    Block,
    Change,
    Citation,
    Claim,
    Edition,
    Feedback,
    Heading,
    Listing,
    Message,
    Note,
    Paragraph,
    Rule,
    Span,
    StateMove,
    Style,
    Subscription,
    Text,
)
from parley.domain.quoting import quotes_of

STOP = "Stop following"
_STATE_WORDS = str.maketrans("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking:
    """A move that is told at once. ``claims`` are quotations that stand; ``ref`` names its story."""

    move: StateMove
    track: str
    what: str
    claims: tuple[Claim, ...]
    articles: tuple[ArticleRef, ...]
    official: bool
    ref: str
    at: datetime


def breaking(news: Breaking, *, zone: str, language: str) -> Message:
    """What changed in one line, the words that say so, and who says it."""
    move = news.move
    before = f"{move.before.translate(_STATE_WORDS)} → " if move.before else "now "
    line = f"{news.track}: {before}{move.after.translate(_STATE_WORDS)}"
    title = f"Breaking · {line}"
    sources = len(news.articles)
    confirmed = "official source" if news.official else f"{sources} independent sources"
    chips = (Text(news.what, Style.CODE), Text(" · "), Text(confirmed, Style.EMPHASIS))
    return Message(
        title=title,
        blocks=(
            Heading((Text(title),), level=1),
            Paragraph(chips),
            *_said(news.claims, news.articles, zone, language, quoted=True),
            listing(news.articles, zone),
            Actions((Action(ActionKind.FOLLOW, news.ref, LABELS[ActionKind.FOLLOW]),), about=line),
            Note((Text("Known since "), moment(news.at, zone, language), Text("."))),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story of a followed thread, as it was written for those who follow it."""

    headline: Claim
    change: Change
    claims: tuple[Claim, ...]
    writer: str


def followed(
    stories: Sequence[Told],
    articles: Sequence[ArticleRef],
    stop: str,
    *,
    zone: str,
    language: str,
) -> Message:
    """What is new in something that a person follows, with the way to stop; ``stop`` names it."""
    title = f"You follow this · {short(stories[0].headline.text)}"
    blocks: list[Block] = [Heading((Text(title),), level=1)]
    for number, story in enumerate(stories):
        if number:
            blocks += [Rule(), Heading((Text(short(story.headline.text)),))]
        change = story.change
        words = change.kind.value
        if change.old and change.new:
            words += f": {change.old} → {change.new}"
        blocks.append(Paragraph((Text(words, Style.EMPHASIS),)))
        quoted = story.writer == QUOTED
        blocks += _said(story.claims, articles, zone, language, quoted=quoted)
    return Message(
        title=title,
        blocks=(
            *blocks,
            listing(articles, zone),
            Actions((Action(ActionKind.UNFOLLOW, stop, STOP),), about=title),
        ),
    )


def report(feedback: Feedback, edition: Edition | None) -> Message:
    """Who reported what as wrong: the sentences, and the words of their sources."""
    title = "An error was reported"
    articles = edition.articles if edition else ()
    cited = {article.id: article for article in articles}
    who: list[Span] = [Text("By "), Text(feedback.user, Style.CODE), Text(", ")]
    who.append(moment(feedback.at, "UTC", "en"))
    if edition is not None:
        who += [Text(", in the briefing up to "), moment(edition.until, "UTC", "en")]
    lines = tuple((Text(one.text), *_cites(one, cited)) for one in feedback.claims)
    return Message(
        title=title,
        blocks=(
            Heading((Text(title),), level=1),
            Paragraph((*who, Text("."))),
            Heading((Text("What it said"),)),
            Listing(lines),
            Heading((Text("What its sources say"),)),
            *evidence(quotes_of(feedback.claims, articles), "UTC"),
        ),
    )


def paused(subscription: Subscription) -> Message:
    """Which briefings are not sent any more, why, and how to have them again."""
    title = "Briefings are paused"
    return Message(
        title=title,
        blocks=(
            Heading((Text(title),), level=1),
            Paragraph(
                (
                    Text(f"The briefing “{subscription.name}” in "),
                    Text(subscription.channel, Style.CODE),
                    Text(f" is not sent: {subscription.paused}"),
                )
            ),
            Paragraph(
                (
                    Text("When that is put right, type "),
                    Text("/trade resume", Style.CODE),
                    Text(" in that channel; what it missed is in its next briefing."),
                )
            ),
        ),
    )


def _said(
    claims: Sequence[Claim],
    articles: Sequence[ArticleRef],
    zone: str,
    language: str,
    *,
    quoted: bool,
) -> list[Block]:
    """Sentences with their sources; of quotations also on whose word, and of which day."""
    cited = {article.id: article for article in articles}
    spans: list[Span] = []
    heard = ""
    for claim in claims:
        source = cited[claim.evidence[0].article_id]
        voice = f"{source.publisher}, {_day(source.published_at, zone, language)}: "
        if quoted and voice != heard:
            spans.append(Text(voice))
            heard = voice
        spans += [Text(claim.text), *_cites(claim, cited), Text(" ")]
    return [Paragraph(tuple(spans[:-1]))] if spans else []


def _cites(claim: Claim, cited: Mapping[str, ArticleRef]) -> list[Span]:
    """The numbers of a claim's sources; of one that is not there, none."""
    found = {cited[one.article_id] for one in claim.evidence if one.article_id in cited}
    return [
        span
        for article in sorted(found, key=lambda one: one.number)
        for span in (Text(" "), Citation(article.number, article.url))
    ]


def _day(at: datetime, zone: str, language: str) -> str:
    locale = "en_GB" if language == "en" else language
    return format_date(at.astimezone(ZoneInfo(zone)).date(), "d MMM", locale=locale)
