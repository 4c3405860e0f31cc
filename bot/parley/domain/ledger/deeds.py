"""The words by which deeds are told that the patterns of briefings leave out; data, no decisions.

In small letters, as the patterns are.
"""

import re

from parley.domain.model import DevelopmentKind as K

# "Agreed in Geneva on Monday to cut": a deal, wherever it was struck.
AGREED_TO = re.compile(
    r"\bagree[sd]?\b[^.;]{0,60}?\bto (?:temporarily |mutually )?(?:lower|cut|reduce|suspend|pause|"
    r"drop|lift|remove|extend|roll back|end|resume|settle|slash|eliminate|exempt|open)\b"
    r"(?! (?:talks|debate|negotiations))",
)
# A government that has sellers stop needs no word of export controls.
CUT_OFF = re.compile(
    r"\b(?:t(?:old|ells)|order(?:s|ed)|instruct(?:s|ed)|direct(?:s|ed)|ask(?:s|ed))\b[^.;]{0,80}?"
    r"\bto (?:stop|halt|suspend|cease) (?:\w+ ){0,3}?(?:sales|shipments|exports|suppl\w+|selling|"
    r"shipping)\b",
)
# News in verbs that the patterns of briefings leave out, as headlines have it.
RATE = r"(?:rates?|charges?|fees?|lev(?:y|ies)|tariffs?|dut(?:y|ies))"
COURT = r"(?:courts?|judges?|justices|panel)"
DONE: tuple[tuple[K, str], ...] = (
    (
        K.RULING,
        (
            rf"\b{COURT}\b(?: \w+){{0,3}}? (?:said|says|held|holds|found|finds|decided)\b[^.;]{{0,60}}?"
            r"\b(?:overstepped|exceed(?:s|ed)|do(?:es)? not (?:let|allow|authori[sz]e)|illegal|"
            r"unlawful|"
            r"no (?:authority|power)|lack(?:s|ed))\b"
        ),
    ),
    (
        K.RULING,
        (
            r"\bwto (?:lets|allows|authori[sz]es|clears|backs)\b|"
            r"\b(?:arbitrators?|judges?|justices|panel)\b[^.;]{0,30}?\bruled\b"
        ),
    ),
    (
        K.MEETING,
        r"\bagree[sd]? (?:on|to) (?:\w+ ){0,4}?(?:talks|negotiations|meet|round)\b",
    ),
    (
        K.DEAL,
        (
            r"\b(?:agree[sd]?|settle[sd]?|conclude[sd]?|wrap(?:s|ped)? up|close[sd]?|seal(?:s|ed)?|"
            r"clinch(?:es|ed)?|secure[sd]?|announce[sd]?|strikes?|struck)\b[^.;]{0,30}?"
            r"\b(?:(?:\d+%|per ?cent) (?:tariff )?rate|pact|accord|deal|agreement|negotiations|"
            r"framework|"
            r"terms)\b|"
            r"\baccept(?:s|ed)\b[^.;]{0,30}?\b(?:rate|deal|terms|offer)\b|"
            r"\bcall(?:s|ed)? (?:an? )?(?:\S+ )?(?:truce|cease-?fire)\b|"
            r"\bsettle[sd]?\b[^.;]{0,40}?\b(?:fight|feud|spat|war)\b"
        ),
    ),
    (
        K.TARIFF_IMPOSED,
        (
            rf"\bhits? (?:\S+ ){{1,5}}?with (?:\S+ ){{0,4}}?{RATE}\b|"
            rf"\b(?:puts?|sets?|unveil(?:s|ed)) (?:an? |new )?(?:\d\S* )?(?:\S+ )?{RATE} on\b|"
            r"\bsign(?:s|ed) (?:an? )?(?:orders?|proclamations?) (?:hitting|imposing|putting)\b|"
            r"\badd(?:s|ed) (?:\S+ ){1,4}?to (?:\S+ ){0,3}?(?:tariffs|duties)\b"
        ),
    ),
    (
        K.EXPORT_CONTROL,
        (
            r"\bcuts? (?:\S+ )?off from\b|\bneeds? (?:an? )?licen[cs]es? to (?:sell|export|ship)\b|"
            r"\b(?:widen|tighten|publish|expand)(?:s|ed|es)?\b[^.;]{0,50}?\b(?:licensing|"
            r"(?:limits|curbs) on "
            r"(?:\w+ ){0,2}(?:semiconductors|chips|exports))\b|"
            r"\b(?:puts?|placed?|places|brings?|brought)\b[^.;]{0,40}?\bunder (?:export |"
            r"a )?(?:controls?|licen[cs]e)"
        ),
    ),
    (
        K.TARIFF_RAISED,
        (
            rf"\b(?:raise[sd]?|hike[sd]?|double[sd]?|lift(?:s|ed)?|"
            rf"increase[sd]?)\b[^.;]{{0,40}}?\b{RATE}\b"
            r"[^.;]{0,50}?\bto \d[\d.]*\s?(?:%|per ?cent|pct)"
        ),
    ),
    (
        K.TARIFF_SUSPENDED,
        (
            rf"\b(?:put|puts|placed) (?:\w+ ){{0,3}}?(?:{RATE}|curbs|measures|"
            rf"counter\S+)\b[^.;]{{0,40}}?"
            rf"\bon (?:ice|hold)\b|\bpause[sd]?\b[^.;]{{0,30}}?\b{RATE}\b|"
            r"\b(?:gets?|got|gives?|gave|wins?|won|grant(?:s|ed))\b[^.;]{0,30}?\b(?:\d+ (?:more |"
            r"extra )?"
            r"(?:days|weeks|months)|reprieve|extension|delay)\b|"
            r"\b(?:holds? back|held back|put(?:s)? off)\b[^.;]{0,40}?\b(?:counter-?\w+|tariffs|duties)"
        ),
    ),
    (
        K.TARIFF_LOWERED,
        (
            rf"\b(?:cuts?|lower(?:s|ed)|halve[sd]|trim(?:s|med)?|slash(?:es|"
            rf"ed))\b[^.;]{{0,40}}?\b{RATE}\b"
            r"[^.;]{0,40}?\b(?:goods|imports|products|shipments|cars|to \d[\d.]*\s?(?:%|per ?cent|pct))"
        ),
    ),
    (
        K.INVESTIGATION,
        (
            r"\b(?:set(?:s)? up|establish(?:es|ed)|appoint(?:s|ed)) (?:an? )?(?:\w+ ){0,2}panel\b|"
            r"\binvestigates\b|\bto investigate\b|\bopen(?:s|ed)? (?:an? )?(?:\S+ )?(?:case|"
            r"inquiry) on\b"
        ),
    ),
    (
        K.MEETING,
        r"\b(?:meets?|met|hosts?|hosted)\b[^.;]{0,60}?\btalks\b|\b(?:flies|heads|travels) to\b",
    ),
    (
        K.ENTRY_INTO_FORCE,
        (
            rf"\b{RATE}\b[^.;]{{0,50}}?\b(?:applied|began|started) (?:from|on|at)\b|"
            r"\bbec(?:ame|omes?) subject to (?:\w+ )?(?:duties|tariffs|levies)\b"
        ),
    ),
    (
        K.STAY,
        (
            r"\b(?:freez(?:es)|froze|suspend(?:s|ed)|halt(?:s|ed)|paus(?:es|"
            r"ed))\b[^.;]{0,30}?\b(?:ratification|"
            r"work on|vote on|approval of)\b"
        ),
    ),
    (
        K.RULING,
        (
            rf"\b{COURT}\b[^.;]{{0,40}}?\b(?:throws? out|threw out|quash(?:es|ed)|"
            rf"declare[sd]?[^.;]{{0,40}}?"
            r"(?:illegal|unlawful|invalid))\b"
        ),
    ),
    (
        K.QUOTA,
        (
            r"\b(?:accepts?|accepted|agree[sd]? to|agrees) (?:an? |the )?(?:\w+ ){0,2}quotas?\b|"
            r"\b(?:limit|cap)(?:s|ed|ped)? (?:its |their )?(?:\w+ )?exports to\b"
        ),
    ),
    (
        K.MEETING,
        r"\b(?:sp(?:eaks?|oke) (?:by phone|with)|sits? down|sat down|lands? in|landed in)\b",
    ),
    (K.ENTRY_INTO_FORCE, r"\b(?<!to )(?:takes?|took) effect\W*$"),
)
# A headline leaves "were" out: "Tariffs on Canada paused for 30 days".
_CHARGE = r"(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|retaliation|curbs|surcharges?)"
_GAP = r"(?:(?!\b(?:be|to|is|are|not|deal|talks)\b)[^.;,]){0,45}?"
_TITLED: tuple[tuple[K, str], ...] = (
    (
        K.TARIFF_SUSPENDED,
        (
            rf"\b{_CHARGE}\b{_GAP}\b(?:paused|suspended|delayed|postponed|put off|put on hold|on hold)\b|"
            rf"\b(?:spared|exempted?|exempt)\b{_GAP}\b{_CHARGE}"
        ),
    ),
    (
        K.TARIFF_RAISED,
        (
            rf"\b{_CHARGE}\b{_GAP}\b(?:raised|doubled|hiked|lifted|increased|tripled|"
            rf"quadrupled) (?:to|by)\b"
        ),
    ),
    (
        K.TARIFF_LOWERED,
        (
            rf"\b{_CHARGE}\b{_GAP}\b(?:cut (?:to|by|from|in)|lowered|reduced|halved|scrapped|removed|"
            rf"dropped|lifted|axed)\b"
        ),
    ),
    (K.TARIFF_IMPOSED, rf"\b{_CHARGE}\b{_GAP}\b(?:imposed|slapped|reimposed)\b"),
    (
        K.ENTRY_INTO_FORCE,
        (
            rf"\b(?:{_CHARGE}|deal|pact|agreement|accord)\b{_GAP}\b(?<!to )(?:takes? effect|"
            rf"kicks? in|begin|"
            r"(?:come|go|enter)s? into (?:effect|force))\b"
        ),
    ),
    (
        K.DEAL,
        (
            r"\b(?:gets?|wins?|secures?|cuts?|accepts?|drops?|lowers?|spared)\b[^.;]{0,50}?\bin (?:an? )?"
            r"(?:\w+ ){0,2}(?:deal|pact|accord|agreement)\b"
        ),
    ),
    (K.SIGNATURE, r"\b(?:deal|pact|agreement|accord|treaty)\b[^.;,]{0,30}?\bsigned\b"),
    (K.RATIFICATION, r"\b(?:deal|pact|agreement|accord|treaty)\b[^.;,]{0,30}?\bratified\b"),
)
TITLED = tuple((kind, re.compile(pattern)) for kind, pattern in _TITLED)
DEEDS = (
    (K.DEAL, AGREED_TO),
    (K.EXPORT_CONTROL, CUT_OFF),
    *((kind, re.compile(pattern)) for kind, pattern in DONE),
)
