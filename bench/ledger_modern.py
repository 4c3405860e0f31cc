"""Developments of modern trade news, read from headlines and teasers of our own; the seed article."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from bench.report import Row
from parley.app.ledger import Ledger
from parley.domain.model import Development, TrackCatalogue, TrackState

_HERE = Path(__file__).parent / "data"
_FIELD = re.compile(r'[^\s"]*"[^"]*"|\S+')
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Report:
    article_id: str
    title: str
    text: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should (``needed``) or may be told: one of the tracks, kinds and days; ``flags`` must hold."""

    tracks: Sequence[str]
    kinds: Sequence[str]
    days: Sequence[date]
    flags: Mapping[str, str]
    needed: bool

    def fits(self, told: Development) -> bool:
        return (
            (_ANY in self.tracks or told.track in self.tracks)
            and (_ANY in self.kinds or told.kind in self.kinds)
            and (not self.days or told.event_date in self.days)
        )


@dataclass(slots=True)
class Item:
    day: date
    title: str
    text: str = ""
    wanted: list[Wanted] = field(default_factory=list)


@dataclass(slots=True)
class Score:
    told: int = 0
    right: int = 0
    wanted: int = 0
    found: int = 0
    flags: int = 0
    held: int = 0


def items(part: str) -> list[Item]:
    """The ``development`` or the ``held_out`` half."""
    found: list[Item] = []
    for line in (_HERE / f"ledger_{part}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and re.match(r"# \d{4}-", line):
            day, title = line[2:].split(" | ")
            found.append(Item(date.fromisoformat(day), title))
        elif found and line[:2] in {"+ ", "~ "}:
            found[-1].wanted.append(_wanted(line))
        elif found and line.strip():
            found[-1].text = line
    return found


def _wanted(line: str) -> Wanted:
    tracks, kinds, *rest = [*_FIELD.findall(line[2:]), _ANY][:2] + _FIELD.findall(line[2:])[2:]
    flags = dict(part.partition("=")[::2] for part in rest if not part[0].isdigit())
    return Wanted(
        tracks=tracks.split(","),
        kinds=kinds.split("/"),
        days=[date.fromisoformat(d) for part in rest if part[0].isdigit() for d in part.split(",")],
        flags={name: value.strip('"') for name, value in flags.items()},
        needed=line[0] == "+",
    )


def score(part: str, catalogue: TrackCatalogue) -> Score:
    """Each item by itself: what is told of it, and whether that is wanted."""
    total = Score()
    for item in items(part):
        ledger = Ledger(catalogue)
        at = datetime.fromisoformat(f"{item.day}T15:00:00+00:00")
        told = ledger.take(Report("1", item.title, item.text, at))
        total.told += len(told)
        total.right += sum(any(one.fits(d) for one in item.wanted) for d in told)
        for one in (one for one in item.wanted if one.needed):
            total.wanted += 1
            first = next((d for d in told if one.fits(d)), None)
            if first is not None:
                total.found += 1
                state = ledger.standing(first.track, item.day).state
                held = [_HOLDS[name](first, value, state) for name, value in one.flags.items()]
                total.flags += len(held)
                total.held += sum(held)
    return total


_HOLDS: Mapping[str, Callable[[Development, str, TrackState], bool]] = {
    "auth": lambda told, value, _: told.authority == value,
    "deadline": lambda told, value, _: str(told.deadline) == value,
    "force": lambda told, _, __: told.in_force,
    "noforce": lambda told, _, __: not told.in_force,
    "sched": lambda told, _, __: told.scheduled,
    "state": lambda _, value, state: state == value,
}


def rows(catalogue: TrackCatalogue) -> Iterator[Row]:
    """Both halves: misses of one were looked at, those of the other never."""
    for part, name in (("development", "in view"), ("held_out", "held out")):
        found = score(part, catalogue)
        note = (
            f"{len(items(part))} headlines with a teaser; {found.told} told, {found.wanted} wanted"
        )
        yield Row(name=f"modern, {name}, precision", value=found.right / found.told, note=note)
        yield Row(
            name=f"modern, {name}, recall, exact day", value=found.found / found.wanted, note=note
        )
        yield Row(
            name=f"modern, {name}, deadline, authority, force, state",
            value=found.held / found.flags,
            note=f"{found.flags} that the key names, of those found",
        )


def seed(data: Path, catalogue: TrackCatalogue) -> Iterator[Row]:
    """A real article: the talks stalled, in its words; the ruling and its stay, in order."""
    text = (data / "seed_article" / "article.txt").read_text(encoding="utf-8")
    day = date(2025, 5, 29)
    ledger = Ledger(catalogue)
    ledger.take(Report("seed", "", text, datetime.fromisoformat(f"{day}T18:00:00+00:00")))
    now = ledger.standing("us-china", day)
    quoted = now.by is not None and now.by.quote in text and "impasse" in now.by.quote
    courts = [item.kind.value for item in ledger.developments("tariff-litigation", day)]
    checks = (now.state is TrackState.STALLED, quoted, courts == ["ruling", "stay"])
    yield Row(
        name="seed article",
        value=sum(checks) / len(checks),
        note="US-China stalled; with the quote; the court's ruling and its stay in order",
    )
