"""Is anything told twice, and is a rate that changed in one article told once, old and new?"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.report import Row
from parley import settings, wiring
from parley.app import jsonl
from parley.app.replay import Dated, dated, unknown_source
from parley.domain import identity, schedule
from parley.domain.model import ChangeKind, Edition, Entry, Item
from parley.wiring.pipeline import Pipeline, open_pipeline

_EVERY = "0 8 * * *"
_LATER = timedelta(hours=1)
# So far back a feed is read again: no feed lists more, and an older report is no news by rule.
_LISTED = timedelta(days=3)
_RATE = re.compile(r"(?<![\d.,])(\d{1,3})(?= ?(?:%|pct\b|per ?cent\b))")


@dataclass(slots=True)
class Count:
    """What came of reading everything again after each slot, and of changing one rate."""

    slots: int = 0
    first_told: int = 0
    told_again: int = 0
    changed: int = 0
    one_item: int = 0
    shown: int = 0
    odd: list[str] = field(default_factory=list)


def run(data: Path | None) -> Iterator[Row]:
    """On reports made up here, and on the wire of 1987 if it is there."""
    yield from _rows("made-up reports", asyncio.run(_count(list(made_up()))))
    if data is not None:
        wire = jsonl.read(data / "reuters21578" / "trade_train.jsonl.gz")
        corpus = sorted(map(dated, wire), key=lambda row: row.published_at)
        yield from _rows("the wire of 1987", asyncio.run(_count(corpus)))


def _rows(name: str, count: Count) -> Iterator[Row]:
    yield Row(
        name=f"{name}: told again when all was read again",
        value=count.told_again,
        goal="0",
        met=count.told_again == 0,
        note=f"items, after {count.slots} daily editions of {count.first_told} items: every report of "
        f"three days again, at its address and as a new one",
    )
    yield Row(
        name=f"{name}: one rate changed, one item told",
        value=count.one_item / (count.changed or 1),
        goal="1",
        met=count.one_item == count.changed,
        note=f"{count.one_item} of {count.changed} changes of a rate in one article gave exactly one "
        f"item; {count.shown} show the old and the new rate" + _odd(count),
    )


def _odd(count: Count) -> str:
    return "; else: " + ", ".join(count.odd[:3]) if count.odd else ""


async def _count(corpus: Sequence[Dated]) -> Count:
    count, archive = Count(), await wiring.open_archive("sqlite+aiosqlite://")
    try:
        pipeline = await open_pipeline(settings.load(env={}), archive, sources=())
        said: dict[str, Dated] = {}
        since = corpus[0].published_at - timedelta(seconds=1)
        waiting = list(corpus)
        for slot in schedule.slots(_EVERY, "UTC", since):
            while waiting and waiting[0].published_at <= slot:
                row = waiting.pop(0)
                said[_article(row)] = row
                await _take(pipeline, [row], row.published_at)
            edition = await _edition(pipeline, since, slot)
            count.slots, count.first_told = count.slots + 1, count.first_told + len(edition.items)
            since = await _again(pipeline, edition, slot, said, count)
            if not waiting:
                break
    finally:
        await archive.aclose()
    return count


async def _again(
    pipeline: Pipeline, edition: Edition, slot: datetime, said: dict[str, Dated], count: Count
) -> datetime:
    """Read the last days' reports again, then with one rate changed; returns up to when is told."""
    listed = [row for row in said.values() if slot - row.published_at <= _LISTED]
    moved = [replace(row, entry=_moved(row.entry)) for row in listed]
    once, twice = slot + _LATER, slot + 2 * _LATER
    await _take(pipeline, [*listed, *moved], once)
    count.told_again += len((await _edition(pipeline, slot, once)).items)
    change = next(filter(None, (_changed(item, said) for item in edition.items)), None)
    if change is None:
        return once
    row, old, new = change
    said[_article(row)] = row
    await _take(pipeline, [row if _article(one) == _article(row) else one for one in listed], twice)
    items = (await _edition(pipeline, once, twice)).items
    count.changed += 1
    if [item.change.kind for item in items] == [ChangeKind.DEVELOPED]:
        count.one_item += 1
        told = items[0].change
        count.shown += old in (told.old or "") and new in (told.new or "")
    else:
        count.odd.append(f"{row.id} gave {len(items)}")
    return twice


def _changed(item: Item, said: dict[str, Dated]) -> tuple[Dated, str, str] | None:
    """A report that an item quotes with another rate in it, and the two rates; none without one."""
    for claim in item.claims:
        for evidence in claim.evidence:
            row, rate = said.get(evidence.article_id), _RATE.search(evidence.quote)
            if row is None or rate is None or evidence.quote not in row.entry.body:
                continue
            old = rate[1]
            taken = {found[1] for found in _RATE.finditer(row.entry.body)}
            new = next(str(n) for n in range(int(old) + 7, 1000) if str(n) not in taken)
            body = _with_rate(row.entry.body, old, new)
            title = _with_rate(row.entry.title, old, new)
            return replace(row, entry=replace(row.entry, body=body, title=title)), old, new
    return None


def _with_rate(text: str, old: str, new: str) -> str:
    return _RATE.sub(lambda rate: new if rate[1] == old else rate[1], text)


def _article(row: Dated) -> str:
    return identity.article_id(row.entry.url or "")


def _moved(entry: Entry) -> Entry:
    """The same words at a new address, as when a site renames its pages."""
    return replace(entry, url=f"{entry.url}-again", guid=f"{entry.guid}-again")


async def _take(pipeline: Pipeline, rows: Sequence[Dated], at: datetime) -> None:
    for row in rows:
        source = pipeline.sources.setdefault(row.source, unknown_source(row.source))
        await pipeline.intake.take([(source, [row.entry])], at)


async def _edition(pipeline: Pipeline, since: datetime, until: datetime) -> Edition:
    return await pipeline.briefing.edition(identity.make_desk(), since, until)


# ── Reports made up ──────────────────────────────────────────────────────────────────────────

_DAYS = 20
_PARTNERS = ("China", "Canada", "Mexico", "Japan", "India", "Brazil", "Switzerland")
_GOODS = ("steel pipes", "lumber", "solar panels", "wine", "copper wire", "tomatoes", "car parts")
_TOLD = (
    (
        "US puts {rate}% tariff on {goods} from {country}",
        (
            "The United States imposed a tariff of {rate}% on {goods} from {country} on {day}, the "
            "Commerce Department said. Importers have been told to pay at once. The trade ministry of "
            "{country} called the measure a breach of the rules of world trade."
        ),
    ),
    (
        "{country} faces {rate}% US duty on {goods}",
        (
            "A duty of {rate}% now applies to {goods} that the United States buys from {country}, after "
            "the Commerce Department announced the tariff on {day}. Exporters in {country} said that "
            "they would look for other markets."
        ),
    ),
)


def made_up() -> Iterator[Dated]:
    """A tariff a day, each on another country's goods, told by two papers some hours apart."""
    for number in range(_DAYS):
        day = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=number)
        facts = {
            "rate": 10 + number * 3,
            "goods": _GOODS[number * 3 % len(_GOODS)],
            "country": _PARTNERS[number % len(_PARTNERS)],
            "day": f"{day:%A}",
        }
        for paper, (title, body) in zip(("reuters", "gazette"), _TOLD, strict=True):
            at = day + timedelta(hours=14 if paper == "reuters" else 17)
            yield Dated(
                id=f"{paper}-{number}",
                source=paper,
                entry=Entry(
                    source_id=paper,
                    title=title.format(**facts),
                    url=f"https://{paper}.example/{number}",
                    guid=f"{paper}-{number}",
                    body=body.format(**facts),
                    published_at=at,
                ),
                published_at=at,
            )
