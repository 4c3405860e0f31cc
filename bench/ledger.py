"""Developments, states and next dates against a key made by reading; dated facts given back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import ledger_modern
from bench.report import Row, at_least
from parley import settings
from parley.app import jsonl
from parley.app.ledger import Ledger
from parley.domain.ledger.cues import cue
from parley.domain.model import NextDate, TrackCatalogue
from parley.domain.sentences import prose

Key = Mapping[str, Any]
# The key goes by the names of its day.
_NAMES = {"us-ec": "us-eu", "gatt": "wto"}


@dataclass(frozen=True, slots=True)
class Report:
    article_id: str
    title: str
    text: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A development as it is compared: ``reported`` is the day of its report."""

    track: str
    kind: str
    day: date
    reported: date


def run(data: Path | None) -> Iterator[Row]:
    """Every figure of the ledger."""
    if data is None:
        return
    catalogue = settings.load_tracks()
    keys = data / "keys" / "ledger_dev"
    wire = [_report(row) for row in jsonl.read(data / "reuters21578" / "trade_train.jsonl.gz")]
    key = list(jsonl.read(keys / "developments.jsonl"))
    last = max(date.fromisoformat(row["reported"]) for row in key)
    wire = [item for item in wire if item.published_at.date() <= last]
    ledger = Ledger(catalogue)
    said = [
        Said(told.track, told.kind, told.event_date, report.published_at.date())
        for report in wire
        for told in ledger.take(report)
    ]
    tracks = {_track(row["track"]) for row in key}
    said = [item for item in said if item.track in tracks]
    yield from _developments(said, _floor(wire, ledger, tracks), key)
    yield from _states(ledger, list(jsonl.read(keys / "states.jsonl")))
    yield from _next(ledger, list(jsonl.read(keys / "next_dates.jsonl")))
    yield from _actions(catalogue, list(jsonl.read(data / "tradewar_actions" / "actions.jsonl")))
    yield from ledger_modern.rows(catalogue)
    yield from ledger_modern.seed(data, catalogue)


def _report(row: Key) -> Report:
    return Report(row["id"], row["title"], row["body"], datetime.fromisoformat(row["published_at"]))


def _track(name: str) -> str:
    return _NAMES.get(name, name)


def _floor(wire: Sequence[Report], ledger: Ledger, tracks: set[str]) -> Sequence[Said]:
    """Every sentence with a cue, on each track of its article, dated by its publication."""
    said = []
    for report in wire:
        on = set(ledger.tracks_of(report)) & tracks
        day = report.published_at.date()
        for text in [report.title, *(sentence.text for sentence in prose(report.text)[:8])]:
            found = cue(" ".join(text.split()))
            if found is not None:
                said += [Said(track, found.kind, day, day) for track in on]
    return list(dict.fromkeys(said))


def _matches(said: Said, row: Key) -> bool:
    """Same track, same kind, a day apart at most; by the day of the report where the key has no other."""
    if said.track not in {_track(row["track"]), *map(_track, row.get("also", ()))}:
        return False
    if said.kind not in {row["kind"], row.get("kind_alt")}:
        return False
    mine = said.day if row["date"] else said.reported
    return abs((mine - date.fromisoformat(row["date"] or row["reported"])).days) <= 1


def _pairs(said: Sequence[Said], key: Sequence[Key]) -> int:
    """How many can be matched one to one (augmenting paths)."""
    fits = [[n for n, row in enumerate(key) if _matches(item, row)] for item in said]
    taken: dict[int, int] = {}

    def place(item: int, tried: set[int]) -> bool:
        for row in fits[item]:
            if row not in tried:
                tried.add(row)
                if row not in taken or place(taken[row], tried):
                    taken[row] = item
                    return True
        return False

    return sum(place(item, set()) for item in range(len(said)))


def _developments(said: Sequence[Said], floor: Sequence[Said], key: Sequence[Key]) -> Iterator[Row]:
    hits, low = _pairs(said, key), _pairs(floor, key)
    how = f"{hits} of {len(said)} told match one each of {len(key)} in the key"
    against = f"every sentence with a cue, dated by publication: {low / len(floor):.3f}"
    value = hits / len(said)
    yield Row(
        name="developments, precision",
        value=value,
        against=against,
        note=how,
        **_least(0.75, value),
    )
    value = hits / len(key)
    against = f"the same: {low / len(key):.3f}"
    yield Row(
        name="developments, recall", value=value, against=against, note=how, **_least(0.65, value)
    )
    any_ = sum(any(_matches(item, row) for row in key) for item in said) / len(said)
    found = sum(any(_matches(item, row) for item in said) for row in key) / len(key)
    note = "several may match one"
    yield Row(name="developments, precision, not one to one", value=any_, note=note)
    yield Row(name="developments, recall, not one to one", value=found, note=note)


def _least(goal: float, value: float) -> dict[str, Any]:
    return at_least(goal, value)


def _states(ledger: Ledger, key: Sequence[Key]) -> Iterator[Row]:
    for name, rows in (
        ("state, high confidence", [row for row in key if row["confidence"] == "high"]),
        ("state, all", key),
    ):
        right = floor = 0
        for row in rows:
            good = {row["state"], row.get("alt")}
            now = ledger.standing(_track(row["track"]), date.fromisoformat(row["as_of"]))
            right += now.state in good
            floor += "threatened" in good
        value = right / len(rows)
        goal = _least(0.85, value) if "high" in name else {}
        note = f"{right} of {len(rows)} tracks and days"
        yield Row(
            name=name,
            value=value,
            against=f'"threatened" always: {floor / len(rows):.3f}',
            note=note,
            **goal,
        )


def _next(ledger: Ledger, key: Sequence[Key]) -> Iterator[Row]:
    right = listed = exact = 0
    for row in key:
        ahead = ledger.next_dates(_track(row["track"]), date.fromisoformat(row["as_of"]))
        right += any(_same_date(item, row) for item in ahead)
    for track, as_of in {(row["track"], row["as_of"]) for row in key}:
        wanted = [row for row in key if (row["track"], row["as_of"]) == (track, as_of)]
        ahead = ledger.next_dates(_track(track), date.fromisoformat(as_of))
        listed += len(ahead)
        exact += sum(any(_same_date(item, row) for row in wanted) for item in ahead)
    value = right / len(key)
    note = f"{right} of {len(key)} dates that a desk would list on ten days"
    yield Row(name="next dates, recall", value=value, note=note, **_least(0.8, value))
    yield Row(
        name="next dates, precision",
        value=exact / (listed or 1),
        note=f"{listed} listed; the key lists what one reader would",
    )


def _same_date(item: NextDate, row: Key) -> bool:
    """Whether they mean the same day, week, month or end of a year, as precise as the key is."""
    parts = [int(part) for part in row["date"].split("-")]
    last = item.until or item.day
    match row["precision"]:
        case "month":
            return (parts[0], parts[1]) in {(d.year, d.month) for d in (item.day, last)}
        case "week":
            day = date(*parts)
            return item.day <= day + timedelta(days=6) and last >= day - timedelta(days=6)
        case "year":
            return last.year == parts[0] and last.month == 12
    day = date(*parts)
    return item.day - timedelta(days=1) <= day <= last + timedelta(days=1) and (
        last - item.day <= timedelta(days=7)
    )


# ── The actions of 2025, as headlines of our own ─────────────────────────────────────────────

_RATE = re.compile(r"\d+(?:\.\d+)?%")
_MILDER = re.compile(
    r"exempt|carve-out|pause|reduced|reset|capped|ceiling|from 125% to|deal", re.IGNORECASE
)
_HARSHER = re.compile(r"escalated|raised", re.IGNORECASE)
_MILD = {"tariff_lowered", "tariff_suspended", "deal"}
_HARSH = {"tariff_imposed", "tariff_raised"}


def _headline(action: Key) -> tuple[str, str, set[str]]:
    """A headline and teaser of our own from an action's facts, and the kinds that are right for it."""
    what = action["description"]
    day = date.fromisoformat(action["date"])
    rate = (_RATE.findall(what) or ["higher"])[-1]
    when = f"on {day:%B} {day.day}"
    authority = action["authority"].split(" / ")[0]
    country = next(
        (c for c in ("China", "Canada", "Switzerland", "South Korea", "Brazil") if c in what), ""
    )
    goods = next(
        (
            g
            for g in (
                "steel and aluminium",
                "cars",
                "copper",
                "lumber",
                "trucks",
                "electronics",
                "farm goods",
            )
            if g.split()[0][:5]
            in what.lower().replace("aluminum", "aluminium").replace("automobiles", "cars")
        ),
        "imports",
    )
    on = f"{goods} from {country}" if country else goods
    if "pause" in what and "harsh" not in what:
        verb, kinds = f"pauses tariffs on {on}", {"tariff_suspended"}
    elif _MILDER.search(what):
        verb, kinds = f"cuts tariffs on {on} to {rate}", _MILD
    elif _HARSHER.search(what):
        verb, kinds = f"raises tariffs on {on} to {rate}", _HARSH
    else:
        verb, kinds = f"imposes {rate} tariffs on {on}", _HARSH
    past = re.sub(r"^(\w+?)e?s\b", lambda m: {"cuts": "cut"}.get(m[0], m[1] + "ed"), verb)
    return (
        f"US {verb}",
        f"The United States {past} {when}, the White House said, citing {authority}.",
        kinds,
    )


def _actions(catalogue: TrackCatalogue, actions: Sequence[Key]) -> Iterator[Row]:
    """Each action reported two days after it, in words of a script's own: is it given back?"""
    dated = named = kept = 0
    for number, action in enumerate(actions):
        title, text, kinds = _headline(action)
        day = date.fromisoformat(action["date"])
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=2)
        told = Ledger(catalogue).take(Report(str(number), title, text, at))
        dated += any(item.event_date == day for item in told)
        named += any(item.authority and item.authority in action["authority"] for item in told)
        kept += any(item.kind in kinds for item in told)
    size = len(actions)
    note = (
        f"{size} dated actions of 2025, each as a headline made by a script, reported two days late"
    )
    yield Row(name="actions, date", value=dated / size, note=note, against="day of publication: 0")
    yield Row(name="actions, authority", value=named / size, note=note)
    yield Row(name="actions, kind", value=kept / size, note=note)
