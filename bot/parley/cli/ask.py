"""``parley ask``: a question, answered from the archive alone."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say_json, show

if TYPE_CHECKING:
    from parley.domain.model import Answer, ArticleRef


def ask(
    question: Annotated[
        str, typer.Argument(help='In words; "as of 29 May 2025, …" asks what was known then.')
    ],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Only what was known by then, ISO; a bare date is its end."),
    ] = None,
    tracks: Annotated[
        str, typer.Option(help="Prefer these tracks: ids, separated by commas.")
    ] = "",
    timezone: Annotated[str, typer.Option(help="Show times in this zone (IANA).")] = "UTC",
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Ask the archive. Every sentence of the answer cites the article that carries it.

    Where the archive does not say, it says so and names what comes nearest.
    """
    run(_ask(question, as_of, tracks, timezone, as_json, config))


async def _ask(
    question: str,
    as_of: str | None,
    tracks: str,
    timezone: str,
    as_json: bool,
    config: Path | None,
) -> None:
    from parley import settings, wiring
    from parley.app import compose_answers
    from parley.app.replay import instant
    from parley.domain.schedule import zone_of
    from parley.wiring.pipeline import open_pipeline

    loaded = settings.load(config)
    zone_of(timezone)
    until = instant(as_of, end_of_day=True) if as_of else None
    desk = wiring.desk_of(loaded, tracks)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        pipeline = await open_pipeline(loaded, archive)
        answer = await pipeline.asking.ask(question, as_of=until, tracks=desk.tracks)
        if as_json:
            say_json(row(answer))
            return
        await show(compose_answers.answer(answer, zone=timezone))
    finally:
        await archive.aclose()


def row(answer: "Answer") -> dict[str, object]:
    """An answer as JSON."""
    return {
        "question": answer.question,
        "as_of": iso(answer.as_of),
        "answer": answer.text,
        "claims": [
            {
                "text": claim.text,
                "evidence": [
                    {"article": item.article_id, "quote": item.quote} for item in claim.evidence
                ],
            }
            for claim in answer.claims
        ],
        "articles": [reference(article) for article in answer.articles],
        "nearest": [reference(article) for article in answer.nearest],
        "score": round(answer.score, 4),
        "writer": answer.writer,
        "note": answer.note,
    }


def reference(article: "ArticleRef") -> dict[str, object]:
    """An article as JSON."""
    return {
        "number": article.number,
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "source": article.publisher,
        "published_at": iso(article.published_at),
    }


def iso(at: datetime) -> str:
    """A time as JSON has it."""
    return at.isoformat().replace("+00:00", "Z")
