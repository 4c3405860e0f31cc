"""Words of one family that exclude each other ("quota", "tariff"): is it the source's own member?"""

from functools import cache

from parley.domain.evidence.align import outdone, singles
from parley.domain.evidence.lexicon import lines
from parley.domain.evidence.synonyms import synonyms
from parley.domain.evidence.text import Passage, stem
from parley.domain.model.claim import Reason, ReasonKind

MARGIN = 0.28
LEAST = 0.6
LEAST_OF_SMALL = 0.72  # for function words, which are everywhere
_NONE: frozenset[str] = frozenset()

_FAMILIES = """
tariff duty levy | quota | subsidy | embargo | licence license
trade | budget fiscal
goods merchandise | services
agricultural farm | industrial manufacturing
bilateral | multilateral | unilateral | trilateral | plurilateral
dollar | yen | euro | pound sterling | yuan renminbi | mark | franc | won | rupee | peso | rouble ruble | real
steel | aluminium aluminum | copper | iron | zinc | nickel | lithium | cobalt | gold | silver
wheat | corn maize | rice | soybean soya | barley | sugar | cotton | coffee | cocoa | beef | pork | poultry
  chicken | dairy milk cheese | fish seafood | timber lumber | tobacco | wine | whisky whiskey | rubber
oil crude petroleum | gas | coal | nuclear | solar | wind
car auto automobile | truck lorry | aircraft plane airliner | ship vessel boat | train | bus | motorcycle
semiconductor chip microchip | battery | phone smartphone | television | computer | drug pharmaceutical
president | minister | secretary | ambassador | governor | senator | chancellor | mayor | commissioner
prime | foreign | finance | defence defense | interior | health | commerce | treasury
founder | cofounder | chairman chairwoman | analyst economist | investor shareholder | customer client
  | supplier | employee worker staff
supreme | appeals appeal appellate | district
ruling verdict decision | complaint lawsuit suit | investigation probe inquiry
state | federal | local | international | regional | global | provincial
senate | house
congress | parliament | court | cabinet
mother | father | brother | sister | son | daughter | wife | husband | uncle | aunt | cousin | grandmother
  | grandfather | nephew | niece | neighbour neighbor
teacher | student pupil | doctor physician | nurse | lawyer attorney | judge | soldier | farmer | engineer
  | scientist | journalist reporter | actor | singer | pilot | driver | athlete | chef | writer author
murder | robbery | fraud | arson | bribery | perjury | theft | kidnapping | rape | espionage | treason
earthquake | flood | hurricane | tornado | drought | avalanche | eruption | wildfire
football | basketball | baseball | hockey | tennis | cricket | golf | rugby
university college | school | hospital | church | museum | airport | factory plant | hotel | restaurant
morning | afternoon | evening | night overnight
daily | weekly | monthly | quarterly | annual annually yearly
spring | summer | autumn | winter
first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth
north northern | south southern | east eastern | west western
red | blue | green | yellow | black | white | orange | purple | brown | pink
second minute | hour | day | week | month | quarter | year | decade | century
doubled double | tripled triple trebled | halved half | quadrupled
always | often frequently | sometimes occasionally | rarely seldom
all every | some | most | half | none
before | after
with | without
above over | below under
since | until
everyone everybody | someone somebody | nobody
to | by
"""
_BEFORE_A_FIGURE = frozenset({"to", "by"})


@cache
def _families() -> dict[str, frozenset[str]]:
    """Each stem with those that it excludes."""
    found: dict[str, set[str]] = {}
    for line in lines(_FAMILIES):
        members = [{stem(word) for word in part.split()} for part in line.split("|")]
        whole = set().union(*members)
        for member in members:
            for word in member:
                found.setdefault(word, set()).update(whole - member)
    return {word: frozenset(others - {word}) for word, others in found.items()}


def check(claim: Passage, source: Passage) -> list[Reason]:
    """One reason for each word whose place in the source another of its family holds."""
    reasons = []
    families, same = _families(), synonyms()
    for at, token in enumerate(claim.tokens):
        others = families.get(token.key)
        if not others or (token.word in _BEFORE_A_FIGURE and not _figure_follows(claim, at)):
            continue
        others -= same.get(token.key, _NONE)
        rivals = [p for key in others for p in source.where.get(key, ())]
        if token.word in _BEFORE_A_FIGURE:
            rivals = [p for p in rivals if _figure_follows(source, p)]
        if not rivals:
            continue
        own = list(source.where.get(token.key, ()))
        own += [p for key in same.get(token.key, _NONE) for p in source.where.get(key, ())]
        place = outdone(
            claim,
            (at, at),
            source,
            singles(own),
            singles(rivals),
            margin=MARGIN,
            least=LEAST if token.content else LEAST_OF_SMALL,
        )
        if place is not None:
            there = source.tokens[place[0]]
            shown, said = claim.raw[token.start : token.end], source.raw[there.start : there.end]
            detail = f'The cited article says "{said}" at this place, not "{shown}".'
            reasons.append(Reason(ReasonKind.TERM, token.start, token.end, detail))
    return reasons


def _figure_follows(passage: Passage, at: int) -> bool:
    after = passage.tokens[at + 1] if at + 1 < len(passage.tokens) else None
    return after is not None and (after.number or after.word in {"$", "€", "£"})
