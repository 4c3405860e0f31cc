"""``parley feedback``: what readers say of the stories that they were told."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json

app = typer.Typer(no_args_is_help=True, help="What readers say: useful, not useful, an error.")


@app.callback()
def _group() -> None:
    """One command for now; the group's name stays when there are more."""


@app.command("list")
def list_(
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Only this workspace or guild; all by default.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    as_json: JsonFlag = False,
    config: ConfigDir = None,
) -> None:
    """Show the newest feedback; a reported error with what was said and the words behind it."""
    run(_list(tenant, limit, as_json, config))


async def _list(tenant: str | None, limit: int, as_json: bool, config: Path | None) -> None:
    from parley import settings, wiring

    loaded = settings.load(config)
    archive = await wiring.open_archive(loaded.settings.archive.database)
    try:
        found = await archive.feedback.recent(tenant, limit=limit)
    finally:
        await archive.aclose()
    rows = [
        {
            "id": one.id,
            "tenant": one.tenant_id,
            "user": one.user,
            "at": one.at.isoformat(),
            "kind": one.kind,
            "edition": one.edition_id,
            "story": one.story_id,
            "claims": [
                {
                    "text": claim.text,
                    "evidence": [
                        {"article": entry.article_id, "quote": entry.quote}
                        for entry in claim.evidence
                    ],
                }
                for claim in one.claims
            ],
        }
        for one in found
    ]
    if as_json:
        say_json(rows)
    elif not rows:
        say("Nobody has said anything yet.")
    else:
        _tell(rows)


def _tell(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        when = row["at"][:16].replace("T", " ")
        kind = str(row["kind"]).replace("_", " ")
        headline = row["claims"][0]["text"] if row["claims"] else row["story"]
        say(_line(f"{when} UTC  {kind}  {row['tenant']}  {row['user']}: {headline}"))
        for claim in row["claims"] if row["kind"] == "error" else ():
            say(_line(f"    {claim['text']}"))
            for entry in claim["evidence"]:
                say(_line(f"      {entry['article']}: {entry['quote']}"))
    counts = Counter(str(row["kind"]).replace("_", " ") for row in rows)
    say(", ".join(f"{count} {kind}" for kind, count in counts.most_common()) + ".")


def _line(text: str) -> str:
    """Text in one line, of which nothing moves the cursor."""
    return "".join(c if c.isprintable() else " " for c in text)
