"""Turns answers, summaries and search results into neutral messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from parley.domain.model import (
    Answer,
    ArticleRef,
    Block,
    Citation,
    Claim,
    Heading,
    Link,
    Listing,
    Message,
    Moment,
    Note,
    Paragraph,
    Span,
    Text,
)

NOTHING = "Nothing in the archive on that."
# A question is shown again above its answer, but a longer one is an essay.
_SHOWN = 150


def answer(given: Answer, *, zone: str, language: str = "en") -> Message:
    """An answer with its sources, or what comes nearest; times are shown in ``zone`` (IANA)."""
    as_of = moment(given.as_of, zone, language)
    if not given.claims:
        blocks: list[Block] = [Heading((Text(NOTHING),))]
        if given.nearest:
            blocks += [Paragraph((Text("What comes nearest:"),)), listing(given.nearest, zone)]
        blocks.append(Note((Text("As of "), as_of, Text("."), *said(given.note))))
        return Message(title=NOTHING, blocks=tuple(blocks))
    return Message(
        title=given.claims[0].text[:_SHOWN],
        blocks=(
            Heading((Text(short(given.question)),)),
            Paragraph(sentences(given)),
            listing(given.articles, zone),
            Note((Text("From the archive, as of "), as_of, Text("."), *said(given.note))),
        ),
    )


def summary(given: Answer, *, zone: str, language: str = "en") -> Message:
    """A summary of one page, for whoever asked."""
    return Message(
        title=given.question,
        blocks=(
            Heading((Text(short(given.question)),)),
            Paragraph(sentences(given)),
            listing(given.articles, zone),
            Note((Text("For you alone; kept in no archive."), *said(given.note))),
        ),
    )


def results(words: str, found: Sequence[ArticleRef], *, zone: str) -> Message:
    """The best articles for words, each with its source, date and link."""
    if not found:
        return Message(title=NOTHING, blocks=(Heading((Text(NOTHING),)),))
    title = f"In the archive: {short(words)}"
    return Message(title=title, blocks=(Heading((Text(title),)), listing(found, zone)))


def sentences(given: Answer) -> tuple[Span, ...]:
    """The claims in a row, each with its citations."""
    references = {article.id: article for article in given.articles}
    spans: list[Span] = []
    for claim in given.claims:
        spans += [Text(" " if spans else ""), Text(claim.text), *_citations(claim, references)]
    return tuple(spans[1:])


def _citations(claim: Claim, references: Mapping[str, ArticleRef]) -> list[Span]:
    cited = {references[item.article_id].number: item.article_id for item in claim.evidence}
    return [
        span
        for number, key in sorted(cited.items())
        for span in (Text(" "), Citation(number, references[key].url))
    ]


def listing(articles: Sequence[ArticleRef], zone: str) -> Listing:
    """Articles, a line each."""
    return Listing(tuple(source_line(article, zone) for article in articles))


def source_line(article: ArticleRef, zone: str) -> tuple[Span, ...]:
    """An article's number, publisher, time and linked title."""
    linked = article.url.startswith(("https://", "http://"))
    return (
        Citation(article.number, article.url),
        Text(f" {article.publisher}, "),
        moment(article.published_at, zone, "en"),
        Text(": "),
        Link(article.title, article.url) if linked else Text(article.title),
    )


def moment(at: datetime, zone: str, language: str) -> Moment:
    """A time, in ``zone`` (IANA) where the platform does not know the reader's own."""
    locale = "en_GB" if language == "en" else language
    local = at.astimezone(ZoneInfo(zone))
    return Moment(at, format_datetime(local, "d MMM y HH:mm", locale=locale))


def said(note: str | None) -> tuple[Span, ...]:
    """A note behind other words, if there is one."""
    return (Text(f" {note}"),) if note else ()


def short(text: str) -> str:
    """Text in one line, cut where it is too long to be shown again."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1].rstrip()}…"
