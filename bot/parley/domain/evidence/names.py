"""Names that the source does not have: persons, countries, bodies."""

from collections.abc import Iterator
from functools import lru_cache

from parley.domain.evidence import geography, lexicon
from parley.domain.evidence.align import Span, best, countries, singles
from parley.domain.evidence.lexicon import words
from parley.domain.evidence.text import Passage, Token
from parley.domain.model.claim import Reason, ReasonKind

OFFICES = words(
    """
    president prime minister vice deputy secretary chief chairman chairwoman chair senator sen
    rep representative congressman congresswoman governor gov ambassador commissioner chancellor
    premier leader director general spokesman spokeswoman envoy undersecretary assistant
    treasury commerce trade foreign finance agriculture economy state defense defence minister
    king queen prince mr mrs ms dr sir lord speaker judge justice attorney counsel negotiator
    acting former late mayor professor economist international industry affairs bank central
    republican democrat democratic house senate committee party the a an and of for in on at by
    """
)
"""Words that stand before or between names and name nobody themselves."""

_OPENERS = words(
    """
    previously prior later earlier former formerly meanwhile however also despite today yesterday tomorrow
    once following nearby both ahead overall instead besides hence thus indeed yet still soon afterwards
    afterward elsewhere separately together likewise otherwise therefore nevertheless nonetheless
    """
)
_OPENER_ENDINGS = ("ly", "ing", "ed", "ers", "ors", "ists", "ials", "ants")
"""A sentence that begins so and goes on with a name ("Officially Japan") begins with no name itself."""

_GENERIC = words(
    """
    government congress parliament cabinet ministry department office court council commission
    union state states federal national act bill law god internet
    """
)


def headline(passage: Passage) -> bool:
    """Whether it is written in capitals throughout, so that a capital says nothing."""
    words = [t for t in passage.tokens if t.content and not t.number]
    return len(words) > 3 and sum(t.capital for t in words) > 0.75 * len(words)


@lru_cache(maxsize=512)
def runs(passage: Passage) -> tuple[Span, ...]:
    """Proper names: runs of capitalised words, split at offices and countries."""
    if headline(passage):
        return ()
    out: list[Span] = []
    first: int | None = None
    tokens = passage.tokens
    for at in range(len(tokens) + 1):
        token = tokens[at] if at < len(tokens) else None
        goes_on = first is not None and at < len(tokens) and _close(passage, at)
        inside = token is not None and _proper(passage, at, token, joined=goes_on)
        if inside and first is not None and not goes_on:
            out.append((first, at - 1))
            first = None
        if inside and first is None:
            first = at
        elif not inside and first is not None:
            out.append((first, at - 1))
            first = None
    return tuple(out)


def _close(passage: Passage, at: int) -> bool:
    tokens = passage.tokens
    between = passage.raw[tokens[at - 1].end : tokens[at].start]
    return not between.strip(" .-'") and not tokens[at].opens


def _proper(passage: Passage, at: int, token: Token, *, joined: bool) -> bool:
    if not token.capital or token.number or token.key[0] == "@" or len(token.word) < 2:
        return False
    if token.word in OFFICES or token.word in lexicon.MONTHS or token.word in lexicon.WEEKDAYS:
        return False
    if not token.content or (_after_acronym(passage, at) and _opener(token.word)):
        return False
    if token.opens and not joined:  # "The", "Exports": a name only if the next word is one too
        after = passage.tokens[at + 1] if at + 1 < len(passage.tokens) else None
        lower_elsewhere = any(
            not passage.tokens[p].capital for p in passage.where.get(token.key, ())
        )
        return bool(
            after
            and after.capital
            and _close(passage, at + 1)
            and not after.opens
            and after.key[0] != "@"
            and not lower_elsewhere
            and after.word not in OFFICES
            and not _opener(token.word)
        )
    return True


def _opener(word: str) -> bool:
    return word in _OPENERS or word.endswith(_OPENER_ENDINGS)


def _after_acronym(passage: Passage, at: int) -> bool:
    """Whether "U.S." stands before, which may end a sentence or not."""
    return (
        at > 0
        and "." in passage.raw[passage.tokens[at - 1].end - 1 : passage.tokens[at].start]
        and ("." in passage.raw[passage.tokens[at - 1].start : passage.tokens[at - 1].end])
    )


@lru_cache(maxsize=512)
def initials(passage: Passage) -> frozenset[str]:
    """The acronyms that the passage's capitalised runs would make ("World Trade Organization": wto)."""
    out: set[str] = set()
    tokens = passage.tokens
    links = {"and", "of", "on", "for", "the", "to", "in"}
    for at, token in enumerate(tokens):
        if not token.capital:
            continue
        letters = full = token.word[0]
        for near in tokens[at + 1 : at + 9]:
            if near.capital:
                letters += near.word[0]
                full += near.word[0]
            elif near.word in links:
                full += near.word[0]
            else:
                break
            if len(letters) > 1:
                out.add(letters)
                out.add(full)
    return frozenset(out)


def known(passage: Passage, token: Token) -> bool:
    """Whether the source has this word of a name, in whatever form."""
    if token.key in passage.where:
        return True
    plain = token.word
    if plain in initials(passage) or _initials_of_words(plain, passage):
        return True
    size = max(5, len(plain) - 3)
    return len(plain) > 5 and any(
        abs(len(key) - len(plain)) <= 4
        and (key[:size] == plain[:size] or (len(key) > 3 and key == plain[: len(key)]))
        for key in passage.where
    )


def _initials_of_words(acronym: str, passage: Passage) -> bool:
    """Whether so many words in a row begin with the letters ("convolutional neural network")."""
    if not 3 <= len(acronym) <= 6:
        return False
    size = len(acronym)
    tokens = passage.tokens
    return any(
        all(tokens[at + step].word[0] == acronym[step] for step in range(size))
        for at in range(len(tokens) - size + 1)
        if tokens[at].word[0] == acronym[0]
    )


def _spelled_out(claim: Passage, at: int, source: Passage) -> bool:
    """Whether the token is part of a name whose acronym the source has."""
    for first, last in runs_with_links(claim):
        if first <= at <= last:
            letters = "".join(t.word[0] for t in claim.tokens[first : last + 1] if t.capital)
            return len(letters) > 1 and letters in source.where
    return False


def runs_with_links(passage: Passage) -> Iterator[Span]:
    """Capitalised runs that go on over "of", "on", "and"."""
    tokens = passage.tokens
    at = 0
    while at < len(tokens):
        if not tokens[at].capital:
            at += 1
            continue
        last = near = at
        while near + 1 < len(tokens) and (
            tokens[near + 1].capital or tokens[near + 1].word in {"of", "on", "and", "for", "the"}
        ):
            near += 1
            if tokens[near].capital:
                last = near
        yield at, last
        at = near + 1


def check(claim: Passage, source: Passage) -> list[Reason]:
    """One reason for each country or name that the source nowhere has."""
    reasons: list[Reason] = []
    for key, places in countries(claim).items():
        if key in source.where or _bloc(key, source):
            continue
        for at in places:
            token = claim.tokens[at]
            shown = claim.raw[token.start : token.end].removesuffix("'s")
            rivals = singles(p for ps in countries(source).values() for p in ps)
            value, place = best(claim, (at, at), source, rivals)
            said = ""
            if place and value > 0.4:
                there = source.tokens[place[0]]
                said = f"; it names {source.raw[there.start : there.end].removesuffix(chr(39) + 's')} here"
            detail = f"{shown} is not in the cited article{said}."
            reasons.append(Reason(ReasonKind.NAME, token.start, token.end, detail))
    for first, last in runs(claim):
        missing = [
            at
            for at in range(first, last + 1)
            if not known(source, claim.tokens[at]) and claim.tokens[at].word not in _GENERIC
        ]
        missing = [at for at in missing if not _spelled_out(claim, at, source)]
        if missing:
            start, end = claim.tokens[missing[0]].start, claim.tokens[missing[-1]].end
            shown = claim.raw[start:end].removesuffix("'s")
            detail = f"The name {shown} is not in the cited article."
            reasons.append(Reason(ReasonKind.NAME, start, end, detail))
    return reasons


def _bloc(key: str, source: Passage) -> bool:
    """A country whose name the source has in lower case or as an acronym it explains."""
    name = key[1:]
    return name in geography.COUNTRIES and name in source.where
