"""Words that may stand for each other, in the English of news."""

from functools import cache

from parley.domain.evidence.lexicon import lines
from parley.domain.evidence.opposites import directions, opposites
from parley.domain.evidence.text import stem

_SYNONYMS = """
rise increase climb gain jump surge soar grow advance rally hike raise uptick boost up | go
fall decline drop decrease slip slide plunge plummet sink dip tumble slump lower cut reduce slash
  shrink
start begin commence launch initiate open
end finish conclude stop halt cease terminate close
say state tell announce declare report claim note remark comment mention add assert
arrest detain apprehend
prop support bolster sustain maintain uphold shore buoy underpin
deal agreement accord pact treaty arrangement
talk negotiation discussion dialogue consultation negotiate discuss meeting
meeting summit gathering conference session
meet gather convene
tariff duty levy
trade commerce
nation country state
firm company corporation business enterprise
chief head leader boss
attorney lawyer counsel solicitor
court tribunal
judge justice magistrate
buy purchase acquire
sell market
show reveal indicate demonstrate disclose display
find discover detect
big large huge major massive giant significant substantial considerable
small little minor tiny modest
kill slay murder
die dead death perish
child kid minor youngster
car vehicle automobile auto
police officer cop authority
plan scheme plot proposal project intend
help aid assist assistance
try attempt seek effort bid
need require requirement necessary
ask request call urge appeal plead
warn caution alert
threaten threat
accuse allege charge blame
crime offence offense
money fund cash financing finance
fund finance financial economic economy
important key crucial vital critical significant
problem issue trouble difficulty
troubled struggling ailing distressed embattled beleaguered challenged faltering precarious
fight battle combat struggle conflict
war conflict
worry concern fear anxiety
hit strike affect
hurt harm damage injure
injure wound
destroy demolish ruin
build construct erect
make produce create manufacture
maker producer manufacturer
worker employee staff labor labour
job employment work
home house residence
live reside dwell
old elderly aged
new novel recent fresh latest
fast quick rapid swift
choose select pick elect
allow permit let enable authorise authorize
ban prohibit forbid bar outlaw
block prevent stop halt obstruct
reject refuse decline rebuff
approve endorse back support
leave depart exit withdraw quit
flee escape
return come back
vote ballot election poll
win victory triumph defeat
lead head guide
follow pursue
use employ utilize utilise
give provide offer supply grant deliver
get receive obtain acquire gain
show exhibit
think believe consider feel
hope expect anticipate
expect predict forecast project anticipate estimate
cause lead prompt trigger result spark
due because owing
part portion share segment
group organization organisation body
area region zone
city town
storm hurricane tempest
rain shower precipitation
hard difficult tough
easy simple
happen occur take place
change shift alter modify
fix repair
send dispatch ship
keep retain maintain hold
protect safeguard shield defend
save rescue
hide conceal
join enter
attack assault strike raid
bomb explosion blast
gun firearm weapon
look search seek hunt
investigate probe examine inquiry investigation look
test trial examination
study research survey
data information
method approach technique
model system framework
improve enhance better boost
propose present introduce suggest
discuss talk address cover
explain describe detail outline
student pupil
teacher instructor educator
doctor physician
sick ill unwell
movie film
picture photo image photograph
song track
singer vocalist musician artist
author writer
actor performer star
party celebration
gift present
eat dine
like enjoy love
happy glad pleased delighted
angry furious irate
sad unhappy
beautiful attractive
strange odd unusual
often frequently
maybe perhaps possibly
roughly about approximately around nearly almost
alleged purported reported supposed claimed
former previous prior past ex
suspect suspected accused
victim casualty
prison jail
sentence convict
sue lawsuit suit litigation
ruling decision verdict judgment judgement
law legislation statute act bill
rule regulation
government administration
president leader
lawmaker legislator congressman senator representative
spokesman spokeswoman spokesperson
official officer
military army
soldier troop
money payment
cost price expense
price cost value
tax levy
pay compensate salary
debt loan
deficit gap shortfall
surplus gap
bank lender
stock share equity
investor shareholder
customer client consumer
product good item merchandise
goods product
shop store retailer
area sector industry field
industry sector
technology tech
phone telephone call cellphone
internet online web
semiconductor chip microchip
computer pc
weather climate
power electricity energy
oil petroleum crude
delay postpone defer
suspend pause halt freeze
cancel scrap abandon drop call
extend prolong lengthen
limit restrict curb cap restrain restriction constraint
retaliate retaliation countermeasure reprisal
dispute row conflict disagreement quarrel friction spat
crisis emergency
recession downturn slump
growth expansion
demand call request insist
pledge promise vow commit commitment
pressure push press
visit trip tour travel
travel journey trip
ease relax loosen
tighten toughen
strict stringent tough rigorous
widespread extensive broad wide
wide broad
step measure action move
stage phase
goal aim target objective purpose
chance opportunity possibility
risk danger hazard
result outcome consequence
reason cause motive
aware know
mainly mostly chiefly primarily largely
quickly rapidly swiftly
currently now presently
various several multiple numerous many
total overall
annual yearly
next following upcoming
final last
initial first early
suggest imply propose recommend
recommend advise suggest
complain complaint
criticise criticize criticism condemn denounce
praise laud applaud hail commend
resign quit step
appoint name
remove oust expel
replace substitute
combine merge
divide split
struggle difficulty
aim intend
argue contend claim maintain
insist maintain
confirm verify
deny refute
admit acknowledge concede confess
agree consent
decide determine resolve
solve resolve settle
settle resolve
handle manage tackle address
control manage
obvious clear evident
secret covert
fake false bogus
real actual genuine
usual normal regular typical
special particular
different distinct
wealthy rich affluent
poor impoverished
frequent common
fraud deception scam
steal rob theft
hurt injured wounded
scared afraid frightened
shut close
raise increase lift
gather collect assemble
finish complete
hold host stage
consist comprise contain include
contain include
involve include
focus concentrate centre center
base found establish
opinion view
view see regard
remain stay continue
continue keep proceed persist
understand comprehend grasp
teach instruct
speak talk
write pen
mistake error
order command instruct
"""


@cache
def synonyms() -> dict[str, frozenset[str]]:
    """Each stem with the stems that may stand for it, never one of its opposites."""
    found: dict[str, set[str]] = {}
    groups = [frozenset(stem(word) for word in line.split()) for line in lines(_SYNONYMS)]
    for group in (*groups, *directions()):
        for word in group:
            found.setdefault(word, set()).update(group)
    against = opposites()
    empty: frozenset[str] = frozenset()
    return {
        word: frozenset(same - {word} - against.get(word, empty)) for word, same in found.items()
    }
