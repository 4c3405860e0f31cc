"""The verbatim words that carry a story, by the article that they stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parley.domain.model import ArticleRef, Claim, Edition, Evidence, Item, Rights


@dataclass(frozen=True, slots=True)
class Quoted:
    """A cited article with the words of it that carry the story."""

    article: ArticleRef
    quotes: tuple[str, ...]


def claims_of(item: Item) -> tuple[Claim, ...]:
    """Every sentence that a reader is told of a story, the headline first."""
    return (Claim(item.headline, item.headline_evidence), *item.claims)


def quoted(item: Item, edition: Edition) -> list[Quoted]:
    """The articles that a story cites, by number; no quotes where only a headline may be shown."""
    return quotes_of(claims_of(item), edition.articles)


def quotes_of(claims: Iterable[Claim], articles: Sequence[ArticleRef]) -> list[Quoted]:
    """The articles that claims cite, in the order of ``articles``, with the words of each."""
    quotes = _by_article(evidence for claim in claims for evidence in claim.evidence)
    return [
        Quoted(ref, tuple(quote for quote in quotes[ref.id] if _adds(quote, ref)))
        for ref in articles
        if ref.id in quotes
    ]


def _adds(quote: str, ref: ArticleRef) -> bool:
    """Whether a quote is more than the headline, which is shown anyway, and may be shown."""
    return ref.rights is not Rights.HEADLINE_ONLY and quote.strip() != ref.title.strip()


def _by_article(evidence: Iterable[Evidence]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in evidence:
        found.setdefault(one.article_id, []).append(one.quote)
    return {key: tuple(dict.fromkeys(quotes)) for key, quotes in found.items()}
