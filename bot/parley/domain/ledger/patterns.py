"""The patterns by which a sentence is known to tell a development, a kind each; data, no decisions.

They are in small letters, for a sentence in small letters: ignoring case takes twice as long.
"""

import re

from parley.domain.ledger.vocabulary import BILL, CASE, DUTY, EXPORT, PACT, near
from parley.domain.model import DevelopmentKind as K

# The first that is found names the kind; the most telling come first. With each, its strength.
_RULES: tuple[tuple[K, float, str], ...] = (
    (
        K.STAY,
        0.9,
        (
            r"\b(?:stay(?:ed|s)?\b(?=[^.]{0,40}\b(?:ruling|order|decision|injunction|pending))"
            r"|(?:put|puts|placed) (?:\w+ ){0,4}on hold|granted? (?:\w+ ){0,3}(?:stay|reprieve)"
            r"|appeals? court[^.;]{0,60}\b(?:reinstat\w+|allow\w*|lets?|paus\w+|preserv\w+|keeps?)"
            r"|(?:reinstat\w+|paus\w+|freez\w+|froze)[^.;]{0,50}\b(?:ruling|injunction|"
            r"tariffs? (?:while|pending))"
            r"|(?:defer(?:red|s)?|postpone(?:d|s)?|suspend(?:ed|s|ing)?)[^.;]{0,40}\b"
            r"(?:decision|complaint|hearing|session|vote|case|probe|investigation))"
        ),
    ),
    (
        K.RULING,
        1.0,
        (
            rf"\b(?:{CASE})\b[^.;]{{0,50}}?\b(?:rul(?:ed|es)|struck down|strikes? down|"
            rf"block(?:ed|s)|"
            r"upholds?|upheld|invalidat\w+|overturn\w*|overrul\w+|found that|finds|reject(?:ed|s)|"
            r"sided with|sides with|dismiss(?:ed|es)|void(?:ed|s))"
            r"|\b(?:ruled (?:that|against|in favou?r|illegal|unlawful)|struck down)\b"
            r"|\bruling (?:that|in favou?r|against)\b"
        ),
    ),
    (K.RATIFICATION, 0.9, r"\bratif(?:y|ies|ied|ication)\b"),
    (
        K.RETALIATION,
        0.9,
        (
            r"\b(?:retaliat(?:e|ed|es|ing|ion|ory)|count[e]r-?measures?|counter-?tariffs?|"
            r"reprisals?|"
            r"(?:hit|hits|struck|strikes?|hitting|striking) back|(?:answer|counter|respond|"
            r"repli)(?:s|ed|es) (?:\w+ ){0,3}with|tit[- ]for[- ]tat|react in kind|"
            r"match(?:es|ed|ing)? (?:the )?(?:tariffs?|duties))\b"
        ),
    ),
    (
        K.TARIFF_SUSPENDED,
        0.9,
        near(
            r"suspend(?:s|ed|ing)?|suspension|paus(?:e|es|ed|ing)|delay(?:s|ed|ing)?|"
            r"postpon(?:e|es|ed|ing)|exempt(?:s|ed|ing|ion|ions)?|hold(?:s|ing)? off|held off|"
            r"extend(?:s|ed|ing)?|waiv(?:e|es|ed|ing)|spar(?:e|es|ed|ing)|put(?:s|ting)? off|"
            r"call(?:s|ed)? off|"
            r"shelv(?:e|es|ed)|froze|freez(?:e|es)|halt(?:s|ed)?|defer(?:s|red)?",
            rf"{DUTY}|retaliation|counter-?measures|tariff (?:truce|pause|deadline)|trade truce|truce",
        ),
    ),
    (
        K.TARIFF_LOWERED,
        0.9,
        near(
            r"cut(?:s|ting)?|lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing|tion)|slash(?:es|ed|ing)?|"
            r"eas(?:e|es|ed|ing)|drop(?:s|ped|ping)?|scrap(?:s|ped|ping)?(?! (?:metal|steel|iron|"
            r"alum))|remov(?:e|es|ed|ing)|"
            r"lift(?:s|ed|ing)?|eliminat(?:e|es|ed|ing)|roll(?:s|ed|ing)? back|abolish(?:es|ed)?|"
            r"trim(?:s|med)?|halv(?:e|es|ed)|phas(?:e|es|ed|ing) out|revok(?:e|es|ed|ing)|"
            r"rescind(?:s|ed|ing)?|repeal(?:s|ed|ing)?|end(?:s|ed|ing)?|axe[sd]?",
            DUTY,
        )
        + r"|\btariff (?:cuts?|relief|reductions?)\b",
    ),
    (
        K.EXPORT_CONTROL,
        0.9,
        near(
            r"impos(?:e|es|ed|ing)|tighten(?:s|ed|ing)?|announc(?:e|es|ed|ing)|expand(?:s|ed|"
            r"ing)?|"
            r"add(?:s|ed|ing)?|widen(?:s|ed|ing)?|plac(?:e|es|ed|ing)|order(?:s|ed)?|"
            r"introduc(?:e|es|ed|ing)|halt(?:s|ed|ing)?|requir(?:e|es|ed|ing)|put|puts|"
            r"suspend(?:s|ed|ing)?|eas(?:e|es|ed|ing)|paus(?:e|es|ed|ing)|lift(?:s|ed|ing)?|"
            r"delay(?:s|ed)?|restrict(?:s|ed|ing)?|extend(?:s|ed)?|scrap(?:s|ped)?|rescind(?:s|"
            r"ed|ing)?|"
            r"remov(?:e|es|ed|ing)|relax(?:es|ed|ing)?",
            EXPORT,
        )
        + r"|\bblacklists?\b|\b(?:ban(?:s|ned|ning)?|bar(?:s|red|ring)?|restrict(?:s|ed|ing)?|"
        r"halt(?:s|ed)?|curb(?:s|ed|ing)?|"
        r"cut(?:s|ting)? off|"
        r"block(?:s|ed)?) (?:[\w-]+ ){0,4}?(?:exports|sales|shipments|"
        r"access to (?:key )?(?:chip|semiconductor)\w*)",
    ),
    (
        K.TARIFF_RAISED,
        0.95,
        near(
            r"rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)|hik(?:e|es|ed|ing)|"
            r"tripl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|up(?:s|ped)|lift(?:s|"
            r"ed)? (?:\w+ ){0,3}to|boost(?:s|ed|ing)?|step(?:s|"
            r"ped)? up",
            r"tariffs?|dut(?:y(?!-free)|ies)|lev(?:y|ies)|surcharges?",
        )
        + r"|\btariff (?:hikes?|increases?)\b",
    ),
    (
        K.TARIFF_IMPOSED,
        0.95,
        near(
            r"impos(?:e|es|ed|ing|ition)|slap(?:s|ped|ping)?|lev(?:y|ied|ies|ying)|plac(?:e|"
            r"es|ed|ing)|"
            r"appl(?:y|ies|ied)|order(?:s|ed)?|announc(?:e|es|ed|ing)|unveil(?:s|ed)?|"
            r"sets?(?! (?:for|to)\b)|"
            r"hit(?:s|ting)?|reimpos(?:e|es|ed|ing)|restor(?:e|es|ed|ing)|reinstat(?:e|es|ed|"
            r"ing)|bring(?:s|ing)? back|"
            r"brought back|expand(?:s|ed)?|authori[sz](?:e|es|ed)|put(?:s|ting)?(?! (?:off|back|"
            r"on (?:hold|ice)))|charg(?:e|es|ed)|introduc(?:e|es|ed|ing)|sign(?:s|"
            r"ed)",
            DUTY,
        ),
    ),
    (
        K.ENTRY_INTO_FORCE,
        0.95,
        (
            r"\b(?:(?:take|takes|took|taking|taken) effect|(?:come|comes|came|go|goes|went|"
            r"gone) into (?:force|effect)"
            r"|ent(?:er|ers|ered|ering|ry) into force|kick(?:s|ed)? in|became effective|"
            r"becomes effective)\b"
        ),
    ),
    (
        K.INVESTIGATION,
        0.9,
        (
            r"\b(?:open(?:s|ed|ing)?|launch(?:es|ed|ing)?|initiat(?:e|es|ed|ing)|begin(?:s|"
            r"ning)?|began|start(?:s|ed)?|"
            r"order(?:s|ed)?|set(?:s|ting)? up|agree(?:s|d)?)\b[^.;]{0,50}?\b(?:probes?|"
            r"investigations?|"
            r"inquir(?:y|ies)|enquir(?:y|ies)|dispute panel|debate on (?:the|a) \S+ complaint|"
            r"review of imports)"
            r"|\bprobes (?!of|into|by|and|or|on|in|to\b)|\b(?:examin(?:e|es|ed|ing)|"
            r"started to examine) (?:whether )?(?:imports|subsidies)"
            r"|\b(?:under investigation|is investigating|anti-?dumping (?:probe|investigation|"
            r"inquiry))\b"
        ),
    ),
    (
        K.COMPLAINT,
        0.85,
        (
            r"\b(?:fil(?:e|es|ed|ing)|lodg(?:e|es|ed|ing)|bring(?:s|ing)?|brought|submit(?:s|"
            r"ted)?)\b[^.;]{0,40}?\b"
            r"(?:complaints?|petitions?|cases?|disputes?|challenge|protest|lawsuits?|suit)\b|"
            r"\bcomplain(?:s|ed|ing)?\b|"
            r"\bsu(?:es|ed|ing)\b|\bchalleng(?:e|es|ed|ing)\b[^.;]{0,60}?\b(?:court|wto|gatt)\b|"
            r"\b(?:ask(?:s|ed)?|request(?:s|ed)?|seeks?|sought)\b[^.;]{0,30}?\b(?:consultations|"
            r"(?:dispute )?panel)\b"
            r"|\b(?:violat(?:e|es|ed|ion|ing)|breach(?:es|ed|ing)?)\b[^.;]{0,60}?\b(?:agreement|"
            r"pact|accord|rules|gatt|wto|"
            r"obligations|spirit|truce|deal)|\brequest(?:s|ed)? (?:\w+ )?consultations"
            r"|\b(?:ask|asks|asked)\b[^.;]{0,30}\b(?:gatt|wto)\b[^.;]{0,20}\b(?:rule|consultations)"
            r"|\btak(?:e|es|ing)\b[^.;]{0,40}?\bto (?:the )?(?:wto|gatt|(?:\w+ )?court|"
            r"world trade organi[sz]ation)\b|"
            r"\btook\b[^.;]{0,40}?\bto (?:the )?(?:wto|gatt|court)\b"
        ),
    ),
    (
        K.SIGNATURE,
        0.9,
        (
            rf"\b(?:sign(?:s|ed|ing)?|ink(?:s|ed)|initial(?:s|led))\b(?! (?:of|that|"
            rf"off)\b)[^.;]{{0,40}}?\b(?:{PACT})\b|"
            rf"\b(?:{PACT})\b[^.;]{{0,25}}\b(?:was|were|be|been) signed\b"
        ),
    ),
    (
        K.WITHDRAWAL,
        0.85,
        (
            rf"\b(?:withdraw(?:s|n|al|ing)?|withdrew|exit(?:s|ed)|tear(?:s|ing) up|tore up|"
            rf"cancel(?:s|led)?|"
            rf"suspend(?:s|ed)?(?= (?:\w+ ){{0,3}}(?:talks|negotiations))|pull(?:s|ed|ing)? out|"
            rf"quit(?:s|ting)?|"
            rf"terminat(?:e|es|ed|ing)|"
            rf"walk(?:s|ed|ing)? (?:away|out)|abandon(?:s|ed)?|scrap(?:s|ped)?|break(?:s|"
            rf"ing)? off|broke off|"
            rf"call(?:s|ed)? off)\b(?:(?! to )[^.;]){{0,40}}?\b(?:{PACT}|talks|negotiations)\b"
            rf"|\bend(?:s|ed|ing)?\b (?!talks (?:here|in|on|with (?:progress|calls?|no|an?|"
            rf"out)))[^.;]{{0,30}}?\b(?:{PACT}|talks? (?:with|over)|negotiations "
            rf"(?:with|over)|all (?:\w+ )?(?:talks|negotiations))\b"
        ),
    ),
    (
        K.LEGISLATION,
        0.8,
        (
            rf"\b(?:{BILL})\b[^.;]{{0,60}}?\b(?:pass(?:es|ed)?|approv(?:e|es|ed)|introduc\w+|"
            rf"vot(?:e|es|ed)|amend\w*|clear(?:s|ed))\b"
            rf"|\b(?:pass(?:es|ed)?|approv(?:e|es|ed)|introduc(?:e|es|ed)|vot(?:e|es|ed)|"
            rf"adopt(?:s|ed)|draft(?:s|ed|ing)?|veto(?:es|ed)?)"
            rf"\b[^.;]{{0,60}}?\b(?:{BILL})\b|\b(?:house|senate|lawmakers|committee|"
            rf"subcommittee)\b[^.;]{{0,40}}?\bvot(?:e|es|ed)\b"
        ),
    ),
    (
        K.DEAL,
        0.9,
        (
            rf"\b(?:reach(?:es|ed|ing)?|hammer(?:s|ed) out|unveil(?:s|ed)|str(?:ike|ikes|uck|"
            rf"iking)|clinch(?:es|ed)?|"
            rf"conclud(?:e|es|ed|ing)|seal(?:s|ed)?|"
            rf"announc(?:e|es|ed|ing)|agree(?:s|d)?(?: on| to)?|finali[sz]e(?:s|d)?|secur(?:e|es|"
            rf"ed)|secured|cut)\b"
            rf"[^.;]{{0,40}}?\b(?:{PACT})\b|\b(?:{PACT})\b[^.;]{{0,25}}?\b(?:reached|struck|"
            rf"concluded|agreed|announced|finali[sz]ed)\b"
            r"|\b(?:agree(?:s|d)?|agreeing) to (?:drop|cut|lower|open|buy|lift|remove|pause|"
            r"suspend|roll|extend|end|resume)\b"
            r"|\b(?:settl|resolv)(?:e|es|ed)\b[^.;]{0,40}\b(?:dispute|row|case|fight|feud)\b"
            r"|\bend(?:s|ed)\b[^.;]{0,30}\b(?:dispute|row|feud|standoff|trade war)\b"
        ),
    ),
    (
        K.QUOTA,
        0.8,
        (
            r"\b(?:set|sets|rais(?:e|es|ed)|cut(?:s|ting)?|slash(?:es|ed)?|reduc(?:e|es|ed)|"
            r"increas(?:e|es|ed)|"
            r"impos(?:e|es|ed)|allocat\w+|expand(?:s|ed)?|limit(?:s|ed)?)\b[^.;]{0,40}?\bquotas?\b"
            r"|\bvoluntary (?:export )?restraints?\b|\b(?:cut|slash|reduce|cutting|"
            r"slashing)\b[^.;]{0,15}\b(?:output|production)\b"
        ),
    ),
    (
        K.DEADLINE_SET,
        0.7,
        (
            r"\b(?:(?:sets?|setting|giv(?:e|es|en|ing)|gave|extend\w*|impos\w+|"
            r"mov\w+)\b[^.;]{0,50}?\bdeadline|"
            r"deadline (?:set|of|for|is|was|to)|expir(?:es?|y|ing|ed)|ultimatum|cut-?off date|"
            r"set for (?:january|"
            r"february|march|april|may|june|"
            r"july|august|september|october|november|december)|until (?:january|february|march|"
            r"april|may|june|july|august|"
            r"september|october|november|december) \d)\b"
        ),
    ),
    (
        K.THREAT,
        0.75,
        (
            r"\b(?:threat(?:s|en|ens|ened|ening)?|ultimatum|will not (?:hesitate|stand idly)|"
            r"stand idly|"
            r"all options|vow(?:s|ed)? to|brink of (?:a )?(?:trade )?(?:war|conflict)|warn(?:s|ed|"
            r"ing)? (?:of|that)?)\b"
        ),
    ),
    (
        K.PROPOSAL,
        0.6,
        (
            r"\b(?:propos(?:e|es|ed|al|als|ing)|offer(?:s|ed|ing)? to|call(?:s|ed|ing)? (?:on|"
            r"for)|urg(?:e|es|ed|ing)|"
            r"ask(?:s|ed|ing)? (?:for|the|japan|china|congress|washington)|recommend(?:s|ed|ing)?|"
            r"wants? \w+ to|"
            r"demand(?:s|ed|ing)?|seek(?:s|ing)? (?:a|an|to)|consider(?:s|ed|ing)? (?:a|an|"
            r"whether|\w+ing)|plan(?:s|ned)? to|suggest(?:s|ed)?)\b"
        ),
    ),
    (
        K.MEETING,
        0.65,
        (
            r"\b(?:met|meets?|meeting|talks|negotiations|summit|consultations|negotiators|hearings?|"
            r"delegation)\b[^.;]{0,50}?\b"
            r"(?:with|in|begin|began|begun|start(?:s|ed)?|open(?:s|ed|ing)?|resum(?:e|es|ed)|"
            r"end(?:s|ed)?|conclud\w+|tomorrow|today|"
            r"next week|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|held|stall\w*|collaps\w+|"
            r"fail\w*|continu\w+)\b"
            r"|\b(?:hold(?:s|ing)?|held|open(?:s|ed)?|began|begin|start(?:s|ed)?|resum(?:e|es|ed)|"
            r"host(?:s|ed)?|attend(?:s|ed)?)\b"
            r"[^.;]{0,30}?\b(?:talks|negotiations|meetings?|round|consultations|discussions)\b"
            r"|\b(?:will|to) meet\b"
            r"|\b(?:will |to )?visit(?:s|ed|ing)? (?:washington|tokyo|beijing|brussels|japan|"
            r"china|the (?:u\.s\.|united states))"
        ),
    ),
    (
        K.STATEMENT,
        0.3,
        (
            r"\b(?:said|says|told|stated|declared|insisted|stressed|denied|criticis\w+|"
            r"criticiz\w+|accus\w+|blam(?:e|ed)|"
            r"reaffirmed|expects?|predicted|described|called|stalled|progress)\b"
        ),
    ),
)
PATTERNS = tuple((kind, strength, re.compile(pattern)) for kind, strength, pattern in _RULES)
