"""``parley doctor``: what works, and what to do about the rest."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from parley.cli.terminal import ConfigDir, JsonFlag, run, say, say_json

if TYPE_CHECKING:
    from parley.app.doctor import Finding


def doctor(as_json: JsonFlag = False, config: ConfigDir = None) -> None:
    """Check configuration, keys, platforms, database, clock and feeds; estimate a month's cost.

    Ends with exit code 1 if anything is at fault. Keys are never printed.
    """
    from parley.app.doctor import Verdict

    findings = run(_examine(config, as_json))
    if as_json:
        say_json(
            [{"about": f.about, "verdict": f.verdict, "sentence": f.sentence} for f in findings]
        )
    if any(finding.verdict is Verdict.FAULT for finding in findings):
        raise typer.Exit(1)


async def _examine(config: Path | None, quiet: bool) -> "list[Finding]":
    from parley import settings, wiring
    from parley.app.doctor import Doctor, Finding, Verdict
    from parley.domain.errors import StoreError
    from parley.wiring.service import open_chats

    found: list[Finding] = []

    def note(finding: Finding) -> None:
        found.append(finding)
        if not quiet:
            marks = {Verdict.OK: "ok   ", Verdict.NOTE: "note ", Verdict.FAULT: "FAULT"}
            say(f"{marks[finding.verdict]}  {finding.about}: {finding.sentence}")

    loaded = settings.load(config)
    count = f"{len(loaded.sources)} sources, {len(loaded.tracks.tracks)} tracks"
    note(Finding("configuration", Verdict.OK, f"It is in order: {count}."))
    for name, present in settings.keys(loaded.settings).items():
        note(Finding(f"key {name}", Verdict.OK if present else Verdict.NOTE, _key(present)))
    try:
        archive = await wiring.open_archive(loaded.settings.archive.database)
    except StoreError as error:
        note(Finding("database", Verdict.FAULT, str(error)))
        return found
    chats = {chat.platform: chat for chat in open_chats(loaded)}
    try:
        doctor = Doctor(
            archive,
            wiring.open_writers(loaded),
            chats,
            loaded.sources,
            wiring.SystemClock(),
            stories=loaded.settings.brief.stories,
            page=loaded.settings.web.enabled,
        )
        async for finding in doctor.examine():
            note(finding)
    finally:
        for chat in chats.values():
            await chat.stop()
        await archive.aclose()
    return found


def _key(present: bool) -> str:
    return "It is set." if present else "It is not set; that is fine if you do not use it."
