"""English words that say nothing, or little, of what a report on trade talks is about."""

_STOP = """
a an the and or but nor if then else of to in on at by for from with without within into onto over
under up down out off about above after again against all almost also although always am among amid
any anyone anything are as away back be became because been before began being below between both can
cannot could did do does done during each either enough even ever every few first get gets give given
go goes going gone got had has have having he her here hers herself him himself his how however i in
instead is isn it its itself just keep last least less let like likely made make makes making many may
maybe me might more most much must my myself near never new next no none not nothing now often once
one only other others our ours out own per perhaps put quite rather re really said same say saying
says see seen several shall she should since so some someone something still such take taken than that
their theirs them themselves there these they thing things this those though three through thus
together too took toward towards two until upon us use used very via was way we well went were what
when where whether which while who whole whom whose why will would year years yes yet you your yours
mr mrs ms dr told tell according report reported reports reportedly news today yesterday tomorrow
monday tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december day days week weeks month months morning night afternoon evening
time times ll ve don didn doesn won wasn hasn people don't didn't
"""

STOP_WORDS = frozenset(_STOP.split())

# Common on a desk for trade talks, however rare in English: none of them tells one event from another.
_TRADE = """
trade trading tariff tariffs duty duties levy levies import imports importer export exports exporter
goods product products commerce economy economic economist market markets industry industries company
companies business talk talks negotiation negotiations negotiate negotiator deal deals agreement agree
agreed accord pact truce round meeting meet dispute tension tensions war measure measures retaliation
retaliate threat threaten impose imposed raise raised cut cuts lower rate rates percent pct billion
million bln mln dollar dollars dlr dlrs government president minister ministry secretary official
officials spokesman spokeswoman representative ambassador administration white house congress senate
country countries nation nations world global international foreign domestic states united us usa
american america washington china chinese beijing japan japanese tokyo europe european eu ec brussels
trump donald court courts judge judges ruling ruled order orders law legal authority act
powers ieepa policy rule rules statement announce announced plan plans decision access
"""

TRADE_WORDS = frozenset(_TRADE.split())
