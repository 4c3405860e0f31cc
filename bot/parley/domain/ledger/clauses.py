"""What a sentence of news does: a deed done, a threat, or only words about them."""

from parley.domain.ledger.cues import Cue, cues, lowered
from parley.domain.ledger.deeds import DEEDS, TITLED
from parley.domain.ledger.grammar import (
    BE,
    BEHIND,
    DATED,
    DENIED,
    DONE_TO,
    EARLIER,
    LIFTED_TO,
    MAKES_LAW,
    MET,
    NO_RESULT,
    NOT_DONE,
    NOT_YET,
    NOUN_NEXT,
    OTHERWISE,
    RETALIATED,
    RULED,
    SPEAKS,
    SUPPOSED,
    THING,
    TO,
    TOOK_EFFECT,
    TRIP,
    VOTED,
    WHEN,
)
from parley.domain.ledger.threats import ANNOUNCED, IF, PROPOSED, TALKS_DOWN, THREATENED
from parley.domain.model import DevelopmentKind as K

# Words are worth less than deeds; a sentence that has no word of any kind still opens an article.
_THREAT, _SAID, _NOTHING = 0.75, 0.3, 0.2
# A main clause has at least so many characters.
_CLAUSE = 24


def told(sentence: str) -> Cue | None:
    """What a sentence tells as news, none if it tells nothing: as ``cue``, but a deed must be done.

    Deeds that are only named ("the action to slap tariffs", "retaliatory step", "threatened
    sanctions") are words about them; so is a warning that threatens nothing of the speaker's own.
    """
    main = _main(sentence)
    for part in (main, sentence) if main else (sentence,):
        found = _told(part)
        if found is not None and found.kind is not K.STATEMENT:
            denied = DENIED.search(sentence[: found.span[0]])
            named = (
                main
                and found.settled
                and found.span[0] > len(main)
                and EARLIER.match(sentence[len(main) :])
            )
            return Cue(K.STATEMENT, _SAID, True, found.span) if denied or named else found
    return found


def headline(title: str) -> Cue | None:
    """As ``told``, of a headline, which leaves words out: "Tariffs on Canada paused"."""
    low = lowered(title)
    for kind, pattern in TITLED:
        done = pattern.search(low)
        if done is not None and not NOT_DONE.search(low[: done.end()]):
            return Cue(kind, 0.9, True, done.span())
    return told(title)


def _main(sentence: str) -> str:
    """The sentence up to where its main clause ends, "" if that is all of it."""
    end = next((m.start() for m in BEHIND.finditer(sentence) if m.start() > _CLAUSE), None)
    return "" if end is None else sentence[:end]


def _told(sentence: str) -> Cue | None:
    low = lowered(sentence)
    voted = VOTED.search(sentence)
    if voted is not None and MAKES_LAW.search(sentence) and not NOT_YET.search(low[: voted.end()]):
        return Cue(K.LEGISLATION, 0.9, True, voted.span())
    for kind, pattern in DEEDS:
        for done in pattern.finditer(low):
            before = sentence[: done.start()]
            if not NOT_DONE.search(low[: done.end()]) and _finite(before, done[0]):
                return Cue(kind, 0.9, True, done.span())
    threat = THREATENED.search(low) or ANNOUNCED.match(sentence)
    if threat is not None and not TALKS_DOWN.search(low):
        return Cue(K.THREAT, _THREAT, False, threat.span())
    named = None
    for found in cues(sentence):
        if found.kind is K.STATEMENT or _stands(sentence, found):
            return found
        named = named or found
    if named is not None:
        return Cue(K.STATEMENT, _SAID, True, named.span)
    spoken = SPEAKS.search(low)
    return Cue(K.STATEMENT, _NOTHING, True, spoken.span()) if spoken else None


def _stands(sentence: str, found: Cue) -> bool:
    """Whether the deed or threat is told, not only named."""
    start, end = found.span
    named = sentence[start:end]
    match found.kind:
        case K.PROPOSAL:
            return bool(PROPOSED.search(lowered(sentence))) and not IF.search(sentence)
        case K.LEGISLATION | K.DEAL | K.SIGNATURE | K.RATIFICATION | K.WITHDRAWAL:
            return found.settled and _finite(sentence[:start], named)
        case K.THREAT:
            return False
        case K.MEETING:
            dated = found.settled or DATED.search(sentence)
            return bool(dated and MET.search(sentence))
        case K.RETALIATION:
            done = RETALIATED.search(sentence)
            return done is not None and _finite(sentence[: done.start()], done[0])
        case K.ENTRY_INTO_FORCE:
            return bool(TOOK_EFFECT.search(sentence))
        case K.RULING:
            reach = sentence[start : end + 40]
            return bool(RULED.search(reach)) and not OTHERWISE.search(sentence[:end])
        case K.WITHDRAWAL if NO_RESULT.search(sentence):
            return False
        case K.TARIFF_LOWERED if LIFTED_TO.search(sentence):
            return False
        case K.DEADLINE_SET:
            return not TRIP.search(sentence) and not WHEN.search(sentence[:start])
        case K.STAY | K.COMPLAINT | K.INVESTIGATION:
            return _finite(sentence[:start], named)
        case _:
            return found.settled and _finite(sentence[:start], named)


def _finite(before: str, named: str) -> bool:
    """Whether the verb that opens ``named`` is a finite one, or does what an earlier verb says."""
    if SUPPOSED.search(before):
        return False
    first = named.split(" ", 1)[0].lower()
    if before.endswith((" be ", " not ")):  # "that criteria be set"
        return False
    to = TO.search(before)
    if to is not None and first.isalpha():
        return bool(to[1] and DONE_TO.fullmatch(to[1]))
    if first.endswith(("tion", "sion")):  # "the imposition of tariffs"
        return False
    if first.endswith("ing"):
        return bool(BE.search(before))
    return THING.fullmatch(first) is not None or NOUN_NEXT.search(before) is None
