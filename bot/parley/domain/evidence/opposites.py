"""Words that mean the opposite, in the English of news."""

from functools import cache

from parley.domain.evidence.lexicon import lines
from parley.domain.evidence.text import stem

_OPPOSITES = """
rise increase climb gain jump surge soar grow widen expand higher up upward upturn advance rally
  rebound boost raise hike lift uptick rising escalate accelerate strengthen more | fall decline
  drop decrease slip slide plunge plummet sink shrink narrow lower down downward downturn dip
  tumble cut reduce slash retreat weaken diminish lessen contract slump falling slow less fewer
  ease
export exporter outbound outgoing | import importer inbound incoming
surplus | deficit
uphold affirm | strike overturn invalidate void annul quash block
approve accept adopt ratify endorse welcome agree pass embrace allow permit authorise authorize clear
  uphold grant | reject refuse veto decline block deny dismiss rebuff disapprove ban prohibit bar
  forbid overturn disagree
support back favour favor endorse | oppose resist
impose levy introduce enact add | lift remove scrap abolish repeal waive suspend cancel end
  withdraw drop eliminate
above exceed over beyond | below under beneath
open reopen opened opening | close shut closed closing closure shutter
begin start launch commence initiate resume kick | end finish conclude halt stop cease terminate
  suspend
win victory triumph victorious | lose defeat loss losing
succeed success successful successfully | fail failure unsuccessful unsuccessfully failed
profit profitable | loss unprofitable
buy purchase acquire | sell
buyer | seller
lend creditor | borrow debtor
accuse blame charge condemn criticise criticize convict denounce guilty | praise acquit exonerate
  applaud commend innocent clear hail
admit acknowledge confirm concede | deny denial dispute contradict
tighten toughen harden stricter strict tough tight | loosen relax soften ease lax loose lenient
strong strengthen robust strongest stronger | weak weaken fragile weakest weaker feeble
best better improve improvement good positive favourable favorable optimistic optimism upbeat
  hopeful encouraging progress | worst worse worsen deteriorate deterioration bad negative
  unfavourable unfavorable pessimistic pessimism gloomy bleak discouraging setback
first | last
earlier previous previously prior | later next subsequent subsequently following
early | late
before | after
former | latter
with | without
majority most mostly | minority
maximum most largest biggest highest greatest top peak large big high great huge major | minimum
  least smallest lowest fewest bottom trough small little low minor tiny
join enter enroll | leave exit quit withdraw
hire recruit employ appoint | fire dismiss sack lay
arrive come | depart leave
ally partner friend friendly cooperative cooperation friendship constructive | enemy foe rival adversary
  hostile confrontation opponent
peace truce ceasefire | war conflict
public publicly | private privately secret secretly
legal lawful legally | illegal unlawful illegally
likely probable probably | unlikely improbable
able capable | unable incapable
possible | impossible
fair fairly | unfair unfairly
certain certainty sure | uncertain uncertainty unsure
stable stability steady calm | unstable instability volatile turmoil
domestic home internal | foreign overseas abroad external
friendly | unfriendly
popular | unpopular
necessary | unnecessary
complete completely full fully entire entirely total | partial partially partly incomplete
permanent permanently | temporary temporarily interim
direct directly | indirect indirectly
encourage urge promote persuade | discourage deter dissuade
protect defend safeguard shield | attack expose endanger threaten harm
help assist aid | hinder hamper impede hurt harm obstruct
create build establish | destroy demolish dismantle
include | exclude
expand extend lengthen | shorten curtail
ahead | behind
north northern | south southern
east eastern | west western
left leftist | right
liberal progressive | conservative
democrat democratic | republican
male man men boy father son husband brother king | female woman women girl mother daughter wife
  sister queen
old elderly older oldest | young youthful younger youngest new
alive survive survivor live | dead die death killed
rich wealthy richer | poor impoverished poorer
cheap cheaper inexpensive | expensive costly dearer
always | never
unanimous unanimously | divided
voluntary voluntarily | mandatory compulsory forced
appear emerge | disappear vanish
accurate correct true truth | inaccurate incorrect false wrong untrue
safe safety secure | unsafe dangerous danger risky
happy pleased delighted glad satisfied content joy | unhappy displeased sad angry dissatisfied
  upset disappointed disappointing disappointment
love like enjoy | hate dislike despise
attract | repel
remember | forget
increase | decrease
hot warm warmer heat | cold cool cooler
wet rainy | dry
heavy | light
fast quick rapid quickly rapidly swift swiftly sharply sharp steep | slow slowly gradual gradually
  slightly slight modest modestly
easy easily simple | difficult hard complex complicated
day daytime | night nighttime
many numerous | few
employed employment | unemployed unemployment jobless
struggling troubled ailing distressed failing bankrupt insolvent embattled beleaguered | thriving
  prosperous successful flourishing booming healthy solvent
release free freed | detain arrest jail imprison capture seize
attack assault offensive | defend defence defense
advance forward | retreat backward
urban city | rural countryside
ancient | modern
natural | artificial
guilty | innocent
demand | supply offer
agree agreement consensus | disagree disagreement dispute
united unite unity | divided divide split
transparent openly | secret opaque covertly
effective | ineffective
active | inactive
formal formally official officially | informal informally unofficial unofficially
presence present | absence absent
ignore neglect overlook disregard | heed consider address
delay postpone defer | hasten expedite accelerate
wealth | poverty
"""


@cache
def opposites() -> dict[str, frozenset[str]]:
    """Each stem with the stems of its opposites."""
    found: dict[str, set[str]] = {}
    for line in lines(_OPPOSITES):
        one, other = ([stem(word) for word in side.split()] for side in line.split("|"))
        for word in one:
            found.setdefault(word, set()).update(w for w in other if w not in one)
        for word in other:
            found.setdefault(word, set()).update(w for w in one if w not in other)
    return {word: frozenset(others - {word}) for word, others in found.items() if others}


@cache
def directions() -> tuple[frozenset[str], ...]:
    """The sides of the first rows: within a side the words mean the same."""
    return tuple(
        frozenset(stem(word) for word in side.split())
        for line in lines(_OPPOSITES)[:8]
        for side in line.split("|")
    )
