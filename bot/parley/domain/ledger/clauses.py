"""What a sentence of news does: a deed done, a threat, or only words about them."""

import re

from parley.domain.ledger.cues import Cue, cue
from parley.domain.model import DevelopmentKind as K

# Words are worth less than deeds; a sentence that has no word of any kind still opens an article.
_THREAT, _SAID, _NOTHING = 0.75, 0.3, 0.2
_HOUSE = (
    r"(?:house|senate|parliament|congress|lawmakers|legislators|(?:sub)?committee|panel|bundestag|"
    r"assembly|lower house|upper house|diet|lok sabha)"
)
_VOTED = re.compile(
    rf"\b{_HOUSE}\b(?:(?!\b(?:said|told|predicted|expects?|urged|chairman|"
    rf"leader)\b)[^.;]){{0,60}}?\b(?:vote[sd]?(?: \S+){{0,4}} (?:to|for|against|in favou?r)|"
    r"vote[sd]?|(?:unanimously |overwhelmingly )?(?:approve[sd]?|pass(?:es|ed)?|adopt(?:s|ed)|"
    r"clear(?:s|ed)|ratif(?:y|ies|ied)|reject(?:s|ed))|completed? (?:action|work)|agreed to|"
    r"(?:called on|urged|asked)[^.;]{0,60}? resolution)\b",
    re.IGNORECASE,
)
_MAKES_LAW = re.compile(
    r"\b(?:house|senate|parliament|congress|lawmakers|legislators|bundestag|diet|lok sabha|bill|"
    r"legislation|law|resolution|amendment)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:will|would|could|may|might|should|if|is to|are to|to be|expected|due|plans?|scheduled|"
    r"tomorrow|next (?:week|month)|before|hopes?|urge[sd]?|set to)\b"
)
# "Agreed in Geneva on Monday to cut": a deal, wherever it was struck.
_AGREED_TO = re.compile(
    r"\bagree[sd]?\b[^.;]{0,60}?\bto (?:temporarily |mutually )?(?:lower|cut|reduce|suspend|pause|"
    r"drop|lift|remove|extend|roll back|end|resume|settle|slash|eliminate|exempt|open)\b"
    r"(?! (?:talks|debate|negotiations))",
    re.IGNORECASE,
)
# A government that has sellers stop needs no word of export controls.
_CUT_OFF = re.compile(
    r"\b(?:t(?:old|ells)|order(?:s|ed)|instruct(?:s|ed)|direct(?:s|ed)|ask(?:s|ed))\b[^.;]{0,80}?"
    r"\bto (?:stop|halt|suspend|cease) (?:\w+ ){0,3}?(?:sales|shipments|exports|suppl\w+|selling|"
    r"shipping)\b",
    re.IGNORECASE,
)
# News in verbs that the patterns of briefings leave out, as headlines have it.
_RATE = r"(?:rates?|charges?|fees?|lev(?:y|ies)|tariffs?|dut(?:y|ies))"
_COURT = r"(?:courts?|judges?|justices|panel)"
_DONE: tuple[tuple[K, str], ...] = (
    (
        K.RULING,
        (
            rf"\b{_COURT}\b(?: \w+){{0,3}}? (?:said|says|held|holds|found|finds|decided)\b[^.;]{{0,60}}?"
            r"\b(?:overstepped|exceed(?:s|ed)|do(?:es)? not (?:let|allow|authori[sz]e)|illegal|unlawful|"
            r"no (?:authority|power)|lack(?:s|ed))\b"
        ),
    ),
    (
        K.DEAL,
        (
            r"\b(?:agree[sd]?|settle[sd]?|conclude[sd]?|wrap(?:s|ped)? up|close[sd]?|seal(?:s|ed)?|"
            r"clinch(?:es|ed)?|secure[sd]?|announce[sd]?|strikes?|struck)\b[^.;]{0,30}?"
            r"\b(?:(?:\d+%|per ?cent) (?:tariff )?rate|pact|accord|deal|agreement|negotiations|framework|"
            r"terms)\b"
        ),
    ),
    (
        K.TARIFF_RAISED,
        (
            rf"\b(?:raise[sd]?|hike[sd]?|double[sd]?|lift(?:s|ed)?|increase[sd]?)\b[^.;]{{0,40}}?\b{_RATE}\b"
            r"[^.;]{0,50}?\bto \d[\d.]*\s?(?:%|per ?cent|pct)"
        ),
    ),
    (
        K.TARIFF_SUSPENDED,
        (
            rf"\b(?:put|puts|placed) (?:\w+ ){{0,3}}?(?:{_RATE}|curbs|measures|counter\S+)\b[^.;]{{0,40}}?"
            rf"\bon (?:ice|hold)\b|\bpause[sd]?\b[^.;]{{0,30}}?\b{_RATE}\b"
        ),
    ),
    (
        K.TARIFF_LOWERED,
        (
            rf"\b(?:cuts?|lower(?:s|ed)|halve[sd]|trim(?:s|med)?|slash(?:es|ed))\b[^.;]{{0,40}}?\b{_RATE}\b"
            r"[^.;]{0,40}?\b(?:goods|imports|products|shipments|cars|to \d[\d.]*\s?(?:%|per ?cent|pct))"
        ),
    ),
    (
        K.INVESTIGATION,
        (
            r"\b(?:set(?:s)? up|establish(?:es|ed)|appoint(?:s|ed)) (?:an? )?(?:\w+ ){0,2}panel\b|"
            r"\binvestigates\b|\bto investigate\b|\bopen(?:s|ed)? (?:an? )?(?:\S+ )?(?:case|inquiry) on\b"
        ),
    ),
    (
        K.MEETING,
        r"\b(?:meets?|met|hosts?|hosted)\b[^.;]{0,60}?\btalks\b|\b(?:flies|heads|travels) to\b",
    ),
    (K.ENTRY_INTO_FORCE, r"\b(?<!to )(?:takes?|took) effect\W*$"),
)
# A headline's "to" is the future: "US to put 100% on drugs".
_ANNOUNCED = re.compile(
    r"(?:[A-Z][\w.'’-]*\s){1,4}to (?:impose|restrict|charge|raise|hit|double|ban|curb|slap|levy|"
    r"put \d)\b"
)
_LIFTED_TO = re.compile(
    r"\blift\w*\b[^.;]{0,60}?\bto \d[\d.]*\s?(?:%|per ?cent|pct)", re.IGNORECASE
)
_NO_RESULT = re.compile(r"\bwithout (?:an? )?(?:agreement|deal|accord|result)\b", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(?:could|would|may|might|court shuts)\b", re.IGNORECASE)
_NOT_DONE = re.compile(
    r"\b(?:will|would|could|may|might|should|if|not|never|no|to be|is to|are to|expected|due|plans?|"
    r"hopes?|hoped|urge[sd]?|set to|deny|denie[sd]|denies|refuse[sd]?|reject(?:s|ed)?|wants?|says he|"
    r"fail(?:s|ed)?|seeks?|seeking|sought|asks?|asked|call(?:s|ed) (?:on|for)|before|once|unless|"
    r"until|under the|close to|near(?:s|ing)?|verge of)\b"
)
# "The action to slap tariffs", "for retaliating": a deed is named, not told.
_SUPPOSED = re.compile(
    r"\b(?:because|whether|if|unless|when|either|lest)\b[^,;]{0,40}$", re.IGNORECASE
)
_BE = re.compile(
    r"\b(?:is|are|was|were|been|be|’s|'s)(?: (?:now|also|temporarily|\w+ly))? $", re.IGNORECASE
)
_TO = re.compile(r"(?:(\w+)(?: (?:today|yesterday|on \w+day))? )?\bto (?:\w+ly )?$", re.IGNORECASE)
_DONE_TO = re.compile(r"(?:mov|act|agree)(?:s|ed|d)?$", re.IGNORECASE)
_RETALIATED = re.compile(
    r"\b(?:retaliate[sd]|(?:hit|hits|struck|strikes) back|responds?(?:ed)? with|"
    r"(?:impos|announc|slapp?|adopt|approv|tak|took|unveil|launch|appl)\w* [^.;]{0,40}?"
    r"(?:retaliatory|count[e]r-?(?:measure|tariff|dut)\w*|reprisals?)|"
    r"(?:retaliatory|counter-?(?:measures?|tariffs?|duties))[^.;]{0,40}? (?:imposed|announced|took)|"
    r"match(?:es|ed) (?:the )?(?:tariffs?|duties))\b",
    re.IGNORECASE,
)
_HARM = (
    r"(?:retaliat\w+|counter-?\w+|sanctions?|tariffs?|dut(?:y|ies)|lev(?:y|ies)|reprisals?|impose|"
    r"quotas?|curbs?|bans?|measures|action|veto|raise|scrap|withdraw|pull out|tax(?:es)?|hit back)"
)
_THREATENED = re.compile(
    rf"\b(?:threatens?|(?<!had )threatened (?=to|with|that)|threatening to|vow(?:s|ed)? "
    rf"to)\b[^.;]{{0,70}}?\b{_HARM}\b|"
    r"\b(?:will|would) not (?:hesitate|stand idly)\b|\bnot stand idly\b|\ball options\b|\bultimatum\b|"
    rf"\b(?:will|would|'ll|may|might|could) (?:have to |be forced to |be likely to |likely |"
    rf"immediately |soon )*"
    r"(?:retaliate|strike back|hit back|respond in kind|react in kind|impose)\b|"
    r"\b(?:ready|prepared|likely|poised|prepar\w+) to (?:soon |immediately )?"
    rf"(?:retaliate|impose|respond|react|hit|raise|take)\b[^.;]{{0,50}}?\b{_HARM}?|"
    rf"\b(?:announc\w+|unveil\w+) plans to\b[^.;]{{0,60}}?\b{_HARM}|\b"
    r"(?:plan(?:s|ned)|intend(?:s|ed)|decided|going|decision) to "
    rf"(?:impose|put|raise|retaliate|take|slap|hit|withdraw)\b[^.;]{{0,60}}?\b{_HARM}|"
    rf"\bconsidering (?:taking|imposing|retaliat\w+|raising|new|higher|"
    rf"further)\b[^.;]{{0,60}}?\b(?:{_HARM}|gatt|wto)|"
    r"\bno (?:option|choice) but to\b|"
    r"\brul\w+ out (?:\w+ ){0,2}(?:retaliat\w+|counter\w+|tariffs|measures|sanctions)|"
    rf"\bfaces?\b[^.;]{{0,30}}?\b{_HARM}|"
    rf"\b(?:could|may|might|would) (?:soon |well )?(?:prompt|trigger|provoke|"
    rf"invite)\b[^.;]{{0,40}}?\b{_HARM}",
    re.IGNORECASE,
)
# Somebody asks for something; "proposed by", "a plan to" and "suggested" only speak of it.
_PROPOSED = re.compile(
    r"\b(?:urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for)|appeal(?:s|ed)?|"
    r"propos(?:es|ing|als?)|proposed (?!by\b)|(?:has|have|had|is|are) proposed|recommend\w*|"
    r"demand(?:s|ed|ing)?|"
    r"request(?:s|ed)?|seek(?:s|ing)?|sought|press(?:es|ed|ing)|tabled?|submit(?:s|ted)?|"
    r"wants? (?:\w+ ){1,3}to|consider(?:s|ed|ing)? (?:\w+ing|a|an|measures)|weigh(?:s|ing)?|"
    r"order(?:s|ed) (?:\w+ ){1,8}to)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|once|provided|as long as|willing|prepared to (?:lift|drop|remove))\b", re.IGNORECASE
)
_RULED = re.compile(
    r"\b(?:ruled|ruling (?:that|against|for|in)|rules (?:that|against|for|in favou?r|\w+(?: \w+){0,4} "
    r"(?:illegal|unlawful|invalid|legal|lawful))|str(?:uck|ikes) down|block(?:s|ed)|uph(?:eld|olds)|"
    r"invalidat\w+|overturn\w*|overrul\w+|found that|finds|reject(?:s|ed)|sid(?:es|ed) with|"
    r"dismiss(?:es|ed)|void(?:s|ed)?)\b",
    re.IGNORECASE,
)
_TOOK_EFFECT = re.compile(
    r"\b(?:took effect|went into (?:force|effect)|came into (?:force|effect)|entered into force|"
    r"kicked in|became effective|(?:takes|comes into|goes into|enters into) (?:effect|force) "
    r"(?:today|on \w+day|at midnight))\b",
    re.IGNORECASE,
)
# Who threatens has it within his power; who only fears it, does not threaten.
_TALKS_DOWN = re.compile(
    r"\b(?:avert|avoid|head off|halt|discounts?|dismiss\w*|unlikely|fears?|feared|foolish|prais\w+|"
    r"regret\w*|urg(?:ed|es)|called? (?:on|for)|premature)\b",
    re.IGNORECASE,
)
_TRIP = re.compile(r"\b(?:trip|visits?|tour)\b", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tomorrow|today|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d)"
)
_SPEAKS = re.compile(
    r"\b(?:sa(?:id|ys|ying)|t(?:old|ells)|warn(?:s|ed)|stat(?:es|ed)|add(?:s|ed)|insist\w*|den(?:y|"
    r"ies|ied)|"
    r"declar\w+|stress\w*|prais\w+|welcom\w+|criticis\w+|criticiz\w+|attack\w*|accus\w+|blam\w+|"
    r"expect\w*|predict\w*|hop(?:es|ed)|sees|believes?|thinks?|calls|called|describ\w+|rejects?|"
    r"rejected|dismiss\w+|urg\w+|note[sd]?|comment\w*|defend\w*|oppos\w+|agree[sd])\b",
    re.IGNORECASE,
)

DEEDS = (
    (K.DEAL, _AGREED_TO),
    (K.EXPORT_CONTROL, _CUT_OFF),
    *((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _DONE),
)


def told(sentence: str) -> Cue | None:
    """What a sentence tells as news, none if it tells nothing: as ``cue``, but a deed must be done.

    Deeds that are only named ("the action to slap tariffs", "retaliatory step", "threatened
    sanctions") are words about them; so is a warning that threatens nothing of the speaker's own.
    """
    voted = _VOTED.search(sentence)
    if (
        voted is not None
        and _MAKES_LAW.search(sentence)
        and not _NOT_YET.search(sentence[: voted.end()].lower())
    ):
        return Cue(K.LEGISLATION, 0.9, True, voted.span())
    for kind, pattern in DEEDS:
        done = pattern.search(sentence)
        if done is not None and not _NOT_DONE.search(sentence[: done.end()].lower()):
            return Cue(kind, 0.9, True, done.span())
    threat = _THREATENED.search(sentence) or _ANNOUNCED.match(sentence)
    if threat is not None and not _TALKS_DOWN.search(sentence):
        return Cue(K.THREAT, _THREAT, False, threat.span())
    found = cue(sentence)
    if found is None:
        spoken = _SPEAKS.search(sentence)
        return Cue(K.STATEMENT, _NOTHING, True, spoken.span()) if spoken else None
    if found.kind is K.STATEMENT or _stands(sentence, found):
        return found
    return Cue(K.STATEMENT, _SAID, True, found.span)


def _stands(sentence: str, found: Cue) -> bool:
    """Whether the deed or threat is told, not only named."""
    start, end = found.span
    named = sentence[start:end]
    match found.kind:
        case K.PROPOSAL:
            return bool(_PROPOSED.search(sentence)) and not _IF.search(sentence)
        case K.LEGISLATION | K.DEAL | K.SIGNATURE | K.RATIFICATION | K.WITHDRAWAL:
            return found.settled and _finite(sentence[:start], named)
        case K.THREAT:
            return False
        case K.MEETING:
            return found.settled or bool(_DATED.search(sentence))
        case K.RETALIATION:
            return bool(_RETALIATED.search(sentence))
        case K.ENTRY_INTO_FORCE:
            return bool(_TOOK_EFFECT.search(sentence))
        case K.RULING:
            reach = sentence[start : end + 40]
            return bool(_RULED.search(reach)) and not _OTHERWISE.search(sentence[:end])
        case K.WITHDRAWAL if _NO_RESULT.search(sentence):
            return False
        case K.TARIFF_LOWERED if _LIFTED_TO.search(sentence):
            return False
        case K.DEADLINE_SET:
            return not _TRIP.search(sentence)
        case K.STAY | K.COMPLAINT | K.INVESTIGATION:
            return not found.settled or _finite(sentence[:start], named)
        case _:
            return found.settled and _finite(sentence[:start], named)


def _finite(before: str, named: str) -> bool:
    """Whether the verb that opens ``named`` is a finite one, or does what an earlier verb says."""
    if _SUPPOSED.search(before):
        return False
    first = named.split(" ", 1)[0].lower()
    to = _TO.search(before)
    if to is not None and first.isalpha():
        return bool(to[1] and _DONE_TO.fullmatch(to[1]))
    if first.endswith(("tion", "sion")):  # "the imposition of tariffs"
        return False
    if first.endswith("ing"):
        return bool(_BE.search(before))
    return True
