"""Was what may be, or is only proposed, told as done or certain?"""

from functools import lru_cache

from parley.domain.evidence import lexicon
from parley.domain.evidence.align import outdone, singles
from parley.domain.evidence.text import Passage
from parley.domain.model.claim import Reason, ReasonKind

MARGIN = 0.2
LEAST = 0.55
_REACH = 4


@lru_cache(maxsize=512)
def moods(passage: Passage) -> dict[int, str]:
    """The mood of each verb that a modal or a word of intent governs: possible, future, intent."""
    found: dict[int, str] = {}
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        mood = lexicon.MODALS.get(token.word)
        if mood and token.word == "may" and (token.capital and not token.opens):
            mood = None
        if mood is None and token.word in lexicon.INTENT and at + 1 < len(tokens):
            mood = (
                "intent"
                if tokens[at + 1].word in {"to", "that"} or _gerund(passage, at + 1)
                else None
            )
        if mood is None:
            continue
        for near in range(at + 1, min(at + 1 + _REACH, len(tokens))):
            if tokens[near].content:
                found.setdefault(near, mood)
                if mood == "future" and found[near] == "future":
                    break
                break
    return found


def _gerund(passage: Passage, at: int) -> bool:
    return passage.tokens[at].word.endswith("ing")


def _told_as_done(claim: Passage, at: int) -> bool:
    word = claim.tokens[at].word
    return word.endswith("ed") or word in lexicon.IRREGULAR


def check(claim: Passage, source: Passage) -> list[Reason]:
    """One reason for each verb that the claim tells as done or certain and the source does not."""
    reasons = []
    there = moods(source)
    if not there:
        return []
    here = moods(claim)
    for at, token in enumerate(claim.tokens):
        mood = here.get(at)
        certain = mood == "future" and claim.tokens[at - 1].word in {"will", "shall"}
        if not token.content or (
            not certain and (mood is not None or not _told_as_done(claim, at))
        ):
            continue
        weaker = {"possible"} if certain else {"possible", "intent"}
        places = source.where.get(token.key, ())
        rivals = [p for p in places if there.get(p) in weaker]
        if not rivals:
            continue
        own = [p for p in places if there.get(p) not in weaker]
        place = outdone(
            claim, (at, at), source, singles(own), singles(rivals), margin=MARGIN, least=LEAST
        )
        if place is not None:
            shown = claim.raw[token.start : token.end]
            how = "only possible" if there[place[0]] == "possible" else "only intended"
            detail = f'The claim states "{shown}" as certain; in the cited article it is {how}.'
            reasons.append(Reason(ReasonKind.MODALITY, token.start, token.end, detail))
    return reasons
