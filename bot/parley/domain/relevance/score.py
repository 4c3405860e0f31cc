"""How likely an article is wanted by a trade desk: a sum of named weights, each with its reason."""

import math
import re
from collections import Counter
from collections.abc import Mapping

from parley.domain.model import TrackCatalogue, TrackKind
from parley.domain.relevance.scan import Scan

# The cues that by themselves speak of trade policy; the others only lean one way.
STRONG = (
    "tariff",
    "control",
    "remedy",
    "talks",
    "deal",
    "dispute",
    "access",
    "law",
    "body",
    "farm",
)
_STRONG = frozenset(STRONG)
# A matter of trade, and a move in it: together they speak of policy where two parties are named.
MATTER = ("trade", "sector", "charge", "rate")
MOVES = ("negotiation", "meet", "act", "retaliation")
# What moves between a pair that negotiates, even where nobody says "trade".
_PAIR_MATTER = ("sector", "charge", "rate", "goods", "office")
_PAIR_MOVES = (*MOVES, "order", "step")
# Who by office deals with trade, rather than with everything.
_TRADE_OFFICE = re.compile(r"trade|tariff|commerce|econom|treasury|industry", re.IGNORECASE)


def features(
    scan: Scan, negotiators: Mapping[str, str], pairs: frozenset[frozenset[str]] = frozenset()
) -> dict[str, float]:
    """What the score weighs, by name; what is absent is left out.

    ``title.X`` and ``lede.X`` say that a cue is there, ``body.X`` is log2(1 + its number) in the
    rest. ``negotiators`` are the people who deal with trade by office, each with their party;
    ``pairs`` the parties that have a track between them.
    """
    title, lede, rest = scan.title, scan.lede, scan.rest
    found: dict[str, float] = {"bias": 1.0}
    found.update((f"title.{cue}", 1.0) for cue in title.cues)
    found.update((f"lede.{cue}", 1.0) for part in lede for cue in part.cues)
    often = Counter(cue for part in rest for cue in part.cues.elements())
    found.update((f"body.{cue}", math.log2(1 + count)) for cue, count in often.items())
    found.update(_head(scan, negotiators, pairs))
    if rest:
        found["body.policy-share"] = sum(_strong(part.cues) for part in rest) / len(rest)
    return found


def _head(
    scan: Scan, negotiators: Mapping[str, str], pairs: frozenset[frozenset[str]]
) -> dict[str, float]:
    """What title and lede say together: who, on how many kinds of policy, with how many figures."""
    title, lede, head = scan.title, scan.lede, (scan.title, *scan.lede)
    cues = {cue for part in head for cue in part.cues}
    in_title, in_head = len(_STRONG & title.cues.keys()), len(_STRONG & cues)
    size = sum(part.size for part in head) or 1
    people = {person for part in head for person in part.people}
    sides = {negotiators[person] for person in people if person in negotiators}
    moves = not title.cues.keys().isdisjoint(MOVES)
    moved = moves and (bool(title.terms) or not title.cues.keys().isdisjoint(MATTER))
    between = (moved or "charge" in title.cues) and len(title.parties) > 1
    sanctioned = moves and "sanction" in title.cues
    matter = not cues.isdisjoint(_PAIR_MATTER) and not cues.isdisjoint(_PAIR_MOVES)
    pair = (matter or "negotiation" in cues) and _names_pair(scan, pairs)
    paired, parleyed = pair and matter, pair and "negotiation" in cues
    dealt = matter and bool(sides)
    facts = {
        "head.matter-between-pair": paired,
        "head.talks-between-pair": parleyed,
        "head.matter-by-negotiator": dealt,
        "head.court-on-duties": "charge" in cues and any(part.bodies for part in head),
        "headline-only": not scan.text,
        "title.policy-by-party": bool(in_title and title.parties),
        "title.policy-between-parties": bool(in_title and len(title.parties) > 1),
        "lede.policy-between-parties": any(
            len(part.parties) > 1 and _strong(part.cues) for part in lede
        ),
        "title.matter-between-parties": between,
        "title.matter-by-negotiator": (moved or sanctioned)
        and any(person in negotiators for person in title.people),
        "head.negotiator": bool(sides),
        "head.negotiators": len(sides) > 1,
        "head.no-policy": not in_head and not (between or paired or parleyed or dealt),
        "head.nobody": in_head and not any(part.parties for part in head),
    }
    return {
        **{name: 1.0 for name, true in facts.items() if true},
        "head.policy-kinds": math.log2(1 + in_head),
        "head.figures": min(1.0, 5 * sum(part.figures for part in head) / size),
    }


def _strong(cues: Mapping[str, int]) -> bool:
    return not _STRONG.isdisjoint(cues)


def _names_pair(scan: Scan, pairs: frozenset[frozenset[str]]) -> bool:
    """Whether both of a pair are named: in the title, in a sentence of the lede, or across them.

    Across them only where the title names one.
    """
    title, head = scan.title, (scan.title, *scan.lede)
    together = [set(part.parties) for part in head]
    if title.parties:
        together.append({party for part in head for party in part.parties})
    return any(both <= named for named in together for both in pairs)


class Scorer:
    """Adds the weights up."""

    def __init__(self, catalogue: TrackCatalogue) -> None:
        self.negotiators = {
            person.id or person.name: person.party
            for person in catalogue.people
            if _TRADE_OFFICE.search(person.office)
        }
        self._pairs = frozenset(
            frozenset(track.parties)
            for track in catalogue.tracks
            if track.kind is TrackKind.BILATERAL
        )
        self._weights = {weight.id: weight.value for weight in catalogue.weights}
        for cue in catalogue.cues:
            for place, value in (("title", cue.title), ("lede", cue.lede), ("body", cue.body)):
                self._weights[f"{place}.{cue.id}"] = value

    def reasons(self, scan: Scan) -> dict[str, float]:
        """What each feature adds, in log odds."""
        found = features(scan, self.negotiators, self._pairs)
        return {name: value * self._weights.get(name, 0.0) for name, value in found.items()}

    def score(self, scan: Scan) -> float:
        """The likelihood, 0 to 1."""
        odds = sum(self.reasons(scan).values())
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, odds))))
