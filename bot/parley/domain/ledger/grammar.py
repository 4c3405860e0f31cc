"""The words that tell a deed that is done from one that is named, denied, supposed or to come; data."""

import re

HOUSE = (
    r"(?:house|senate|parliament|congress|lawmakers|legislators|(?:sub)?committee|panel|bundestag|"
    r"assembly|lower house|upper house|diet|lok sabha)"
)
VOTED = re.compile(
    rf"\b{HOUSE}\b(?:(?!\b(?:said|told|predicted|expects?|urged|chairman|"
    rf"leader)\b)[^.;]){{0,60}}?\b(?:vote[sd]?(?: \S+){{0,4}} (?:to|for|against|in favou?r)|"
    r"vote[sd]?|(?:unanimously |overwhelmingly )?(?:approve[sd]?|pass(?:es|ed)?|adopt(?:s|ed)|"
    r"clear(?:s|ed)|ratif(?:y|ies|ied)|reject(?:s|ed))|completed? (?:action|work)|agreed to|"
    r"(?:called on|urged|asked)[^.;]{0,60}? resolution)\b",
    re.IGNORECASE,
)
MAKES_LAW = re.compile(
    r"\b(?:house|senate|parliament|congress|lawmakers|legislators|bundestag|diet|lok sabha|bill|"
    r"legislation|law|resolution|amendment)\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:will|would|could|may|might|should|if|is to|are to|to be|expected|due|plans?|scheduled|"
    r"tomorrow|next (?:week|month)|before|hopes?|urge[sd]?|set to|must|avoid|can)\b"
)
LIFTED_TO = re.compile(r"\blift\w*\b[^.;]{0,60}?\bto \d[\d.]*\s?(?:%|per ?cent|pct)", re.IGNORECASE)
NO_RESULT = re.compile(r"\bwithout (?:an? )?(?:agreement|deal|accord|result)\b", re.IGNORECASE)
OTHERWISE = re.compile(r"\b(?:could|would|may|might|court shuts)\b", re.IGNORECASE)
NOT_DONE = re.compile(
    r"\b(?:will|would|could|may|might|should|if|not|never|no|to be|is to|are to|expected|due|plans?|"
    r"hopes?|hoped|urge[sd]?|set to|deny|denie[sd]|denies|refuse[sd]?|reject(?:s|ed)?|wants?|says he|"
    r"fail(?:s|ed)?|seeks?|seeking|sought|asks?|asked|call(?:s|ed) (?:on|for)|before|once|unless|"
    r"until|under the|close to|near(?:s|ing)?|verge of)\b"
)
# "The action to slap tariffs", "for retaliating": a deed is named, not told.
SUPPOSED = re.compile(
    r"\b(?:because|whether|if|unless|when|either|lest)\b[^,;]{0,40}$", re.IGNORECASE
)
BE = re.compile(
    r"\b(?:is|are|was|were|been|be|’s|'s)(?: (?:now|also|temporarily|\w+ly))? $", re.IGNORECASE
)
# "The increase", "an earlier imposed duty", "sign of": behind these the word is no verb.
NOUN_NEXT = re.compile(
    r"\b(?:which|that|who|the|an?|its|their|his|her|our|any|no|some|this|of|in|on|over|against|"
    r"with|without|from|"
    r"wins?|won|gets?|got|seeks?|secure[sd]?|faces?|recently|earlier|newly|previously|already|"
    r"threatened|planned|possible|new|further|"
    r"\w+(?:'s|’s))\s+$",
    re.IGNORECASE,
)
# A passive opens with its thing: "an agreement was reached", "a bill was introduced".
THING = re.compile(
    r"tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|sanctions|curbs|penalt(?:y|ies)|tax(?:es)?|"
    r"deals?|agreements?|accords?|pacts?|treat(?:y|ies)|framework|settlement|understanding|truce|"
    r"compromise|bill|legislation|amendment|measure|resolution|act|retaliatory|export|house|senate|"
    r"committee|subcommittee|lawmakers|court|appeals?|panel|talks|negotiations",
    re.IGNORECASE,
)
_TALKS = (
    r"(?:talks|negotiations|meetings?|hearings?|round|consultations|discussions|summit|session)"
)
# Somebody meets or is to meet; "after talks with" and "in the talks" only speak of it.
MET = re.compile(
    r"\b(?:met|meets)\b|"
    r"\b(?:will|would|to|and) (?:\w+ )?(?:meet|visit|hold|begin|open|resume|start|host|attend|discuss|"
    r"travel|kick off)\b|"
    r"\b(?:are|is|was|were) (?:\w+ )?(?:meeting|holding|visiting)\b|"
    r"\bmeet (?:on|tomorrow|today|in|next|here|with|for)\b|"
    r"\b(?:held|holds?|open(?:s|ed)?|began|begins?|start(?:s|ed)?|resum(?:es?|ed)|host(?:s|ed)?|"
    r"attend(?:s|ed)?|conclud(?:es?|ed)|end(?:s|ed)?|wrap(?:s|ped)? up|kick(?:s|ed)? off)\b"
    rf"[^.;]{{0,40}}?\b{_TALKS}\b|"
    rf"\b{_TALKS}\b[^.;]{{0,60}}?\b(?:began|begins?|open(?:s|ed)?|start(?:s|ed)?|resum(?:es?|ed)|"
    r"end(?:s|ed)?|conclud(?:es?|ed)|continued?s?|stall(?:s|ed)?|slow(?:s|ed)|collaps(?:es?|ed)|"
    r"fail(?:s|ed)?|br(?:eak|oke|oken) (?:down|up|off)|adjourn\w*|get under ?way|set for|"
    r"t(?:ake|ook|akes) place|due|scheduled|(?:be|is|are|was|were) (?:\w+ )?(?:held|planned|"
    r"postponed|expected|under ?way|at a standstill))\b|"
    r"\b(?:visit(?:s|ed)|fl(?:ies|ew) to|heads to|travels to|arriv(?:es|ed))\b",
    re.IGNORECASE,
)
TO = re.compile(r"(?:(\w+)(?: (?:today|yesterday|on \w+day))? )?\bto (?:\w+ly )?$", re.IGNORECASE)
DONE_TO = re.compile(r"(?:mov|act|agree)(?:s|ed|d)?$", re.IGNORECASE)
RETALIATED = re.compile(
    r"\b(?:retaliate[sd]|(?:hit|hits|struck|strikes) back|(?:answer|counter|respond|repli)(?:s|"
    r"ed|es) (?:\w+ ){0,3}with (?:\S+ ){0,4}(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|curbs|bans?|"
    r"measures|countermeasures)|"
    r"(?:impos|announc|slapp?|adopt|approv|tak|took|unveil|launch|appl)\w* [^.;]{0,40}?"
    r"(?:retaliatory|count[e]r-?(?:measure|tariff|dut)\w*|reprisals?)|"
    r"(?:retaliatory|counter-?(?:measures?|tariffs?|duties))[^.;]{0,40}? (?:imposed|announced|took)|"
    r"match(?:es|ed) (?:the )?(?:tariffs?|duties))\b",
    re.IGNORECASE,
)
RULED = re.compile(
    r"\b(?:ruled|ruling (?:that|against|for|in)|rules (?:that|against|for|in favou?r|\w+(?: \w+){0,4} "
    r"(?:illegal|unlawful|invalid|legal|lawful))|str(?:uck|ikes) down|block(?:s|ed)|uph(?:eld|olds)|"
    r"invalidat\w+|overturn\w*|overrul\w+|found that|finds|reject(?:s|ed)|sid(?:es|ed) with|"
    r"dismiss(?:es|ed)|void(?:s|ed)?)\b",
    re.IGNORECASE,
)
TOOK_EFFECT = re.compile(
    r"\b(?:took effect|went into (?:force|effect)|came into (?:force|effect)|entered into force|"
    r"kicked in|became effective|(?:takes|comes into|goes into|enters into) (?:effect|force) "
    r"(?:today|on \w+day|at midnight))\b",
    re.IGNORECASE,
)
# "When it expires": a date is named, not set.
WHEN = re.compile(r"\b(?:when|before|until|once|after|which|that) (?:\w+ ){0,5}$", re.IGNORECASE)
TRIP = re.compile(
    r"\b(?:trip|visits?|tour|talks|negotiations|hearings?|meetings?)\b", re.IGNORECASE
)
DATED = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tomorrow|today|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d)"
)
SPEAKS = re.compile(
    r"\b(?:sa(?:id|ys|ying)|t(?:old|ells)|warn(?:s|ed)|stat(?:es|ed)|add(?:s|ed)|insist\w*|den(?:y|"
    r"ies|ied)|"
    r"declar\w+|stress\w*|prais\w+|welcom\w+|criticis\w+|criticiz\w+|attack\w*|accus\w+|blam\w+|"
    r"expect\w*|predict\w*|hop(?:es|ed)|sees|believes?|thinks?|calls|called|describ\w+|rejects?|"
    r"rejected|dismiss\w+|urg\w+|note[sd]?|question(?:s|ed)|doubts?|hails?|slams?|blasts?|"
    r"plays? down|signals?|hints?|comment\w*|defend\w*|oppos\w+|agree[sd])\b",
)
DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied)|(?<!not )(?<!n't )rul(?:es?|ed|ing) out|no (?:plans?|intention|thought)|"
    r"(?:has|have|had) (?:not|no)|(?:hasn|haven|hadn)'t|"
    r"(?:withdraws?|withdrew|withdrawn|retracts?|retracted) (?:\w+ ){0,3}?(?:report|story|alert)|"
    r"(?<!in a )(?<!in the )(?:report|story|rumou?rs?|speculation) that)\b",
    re.IGNORECASE,
)
# Where the main clause ends: what follows was known before, or explains.
BEHIND = re.compile(
    r",? (?:(?:\w+ ){0,2}(?:days?|weeks?|months?|hours?) )?(?:after|since|because|following|when|"
    r"while|as|"
    r"before|despite|unless|until|which|in (?:response|answer|retaliation) (?:to|for))\b|[;:] "
)
EARLIER = re.compile(
    r",? (?:(?:\w+ ){0,2}(?:days?|weeks?|months?|hours?) )?(?:after|since|because|following|when|"
    r"before|"
    r"despite|unless|until)\b"
)
