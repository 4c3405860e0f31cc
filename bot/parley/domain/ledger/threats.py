"""The words by which somebody threatens or asks for something; data, no decisions."""

import re

HARM = (
    r"(?:retaliat\w+|counter-?\w+|sanctions?|tariffs?|dut(?:y|ies)|lev(?:y|ies)|reprisals?|impose|"
    r"quotas?|curbs?|bans?|measures|action|veto|raise|scrap|withdraw|pull out|tax(?:es)?|hit back)"
)
# A headline's "to" is the future: "US to put 100% on drugs".
ANNOUNCED = re.compile(
    r"(?:[A-Z][\w.'’-]*\s){1,4}(?i:to (?:impose|restrict|charge|raise|hit|double|triple|"
    r"quadruple|ban|bar|curb|slap|levy|tax|"
    r"tighten|retaliate|reimpose|put (?:\d|an? |new |tariffs|duties)))\b"
)
THREATENED = re.compile(
    rf"\b(?:threatens?|(?<!had )threatened (?=to|with|that)|threatening to|vow(?:s|ed)? "
    rf"to)\b[^.;]{{0,70}}?\b{HARM}\b|"
    r"\b(?:will|would) not (?:hesitate|stand idly)\b|\bnot stand idly\b|\ball options\b|\bultimatum\b|"
    rf"\b(?:will|would|'ll|may|might|could) (?:have to |be forced to |be likely to |likely |"
    rf"immediately |soon )*"
    r"(?:retaliate|strike back|hit back|respond in kind|react in kind|impose)\b|"
    r"\b(?:ready|prepared|likely|poised|prepar\w+) to (?:soon |immediately )?"
    rf"(?:retaliate|impose|respond|react|hit|raise|take)\b[^.;]{{0,50}}?\b{HARM}?|"
    rf"\b(?:announc\w+|unveil\w+) plans to\b[^.;]{{0,60}}?\b{HARM}|\b"
    r"(?:plan(?:s|ned)|intend(?:s|ed)|decided|going|decision) to "
    rf"(?:impose|put|raise|retaliate|take|slap|hit|withdraw)\b[^.;]{{0,60}}?\b{HARM}|"
    rf"\bconsidering (?:taking|imposing|retaliat\w+|raising|new|higher|"
    rf"further)\b[^.;]{{0,60}}?\b(?:{HARM}|gatt|wto)|"
    r"\bno (?:option|choice) but to\b|"
    r"\b(?:vow(?:s|ed)?|pledg(?:es|ed)|promis(?:es|ed)) (?!to\b|not\b)"
    r"(?:\w+ ){0,3}?(?:\d[\d.]*% )?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|retaliation|sanctions)\b|"
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|sanctions|curbs)\b(?:(?!\b(?:cuts?|lower|"
    r"fall|drop|deal|truce|pause)\b)[^.;]){0,70}?\b(?:will|would|to|due to) "
    r"(?:take effect|(?:come|go) into (?:force|effect)|start|begin|apply|kick in|go up|rise)\b|"
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)) (?:\w+ ){0,4}?(?:starts?|begins?|applies|"
    r"apply) (?:on|from)\b|"
    r"\b(?:weighs?|mulls?|eyes|prepares|readies|draw(?:s|n) up|drew up|lists|names)\b[^.;]{0,50}?"
    r"\b(?:tariffs?|dut(?:y|ies)|retaliation|count[e]r-?\w+|sanctions|curbs)\b|"
    r"\bfor possible (?:tariffs?|dut(?:y|ies)|retaliation|sanctions)\b|"
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies))\b[^.;]{0,30}? (?:is|are) coming\b|"
    rf"\b(?:will|would|to) (?:face|carry|pay)\b[^.;]{{0,30}}?\b{HARM}|"
    r"(?:\bnot|n't|\bnever|\brefus\w+ to|\bdeclin\w+ to) rul\w+ out (?:\w+ ){0,2}(?:retaliat\w+|"
    r"counter\w+|tariffs|measures|sanctions)|"
    rf"\bfaces?\b[^.;]{{0,30}}?\b{HARM}|"
    rf"\b(?:could|may|might|would) (?:soon |well )?(?:prompt|trigger|provoke|"
    rf"invite)\b[^.;]{{0,40}}?\b{HARM}",
)
# Who threatens has it within his power; who only fears it, does not threaten.
TALKS_DOWN = re.compile(
    r"\b(?:avert|avoid|head off|halt|discounts?|dismiss\w*|unlikely|fears?|feared|foolish|prais\w+|"
    r"regret\w*|react\w* (?:\w+ )?to|asked (?:if|whether)|(?:came|comes) (?:\w+ )?(?:day|days|"
    r"weeks|hours) after|"
    r"urg(?:ed|es)|called? (?:on|for)|premature)\b",
)
# Somebody asks for something; "proposed by", "a plan to" and "suggested" only speak of it.
PROPOSED = re.compile(
    r"\b(?:urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|(?<!\bthe )(?<!\ba )call(?:s|ed|"
    r"ing)? (?:on(?! (?:mon|tues|wednes|thurs|fri|satur|sun)day)|for)|appeal(?:s|ed)?|"
    r"proposes|proposing|(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bits )(?<!\bnew )(?<!\btheir )(?<!\bthis )"
    r"(?<!\bthat )(?<!\bany )(?<!\bother )(?<!\bsuch )proposed (?!by\b)|recommend\w*|"
    r"demand(?:s|ed|ing)?|"
    r"request(?:s|ed)?|seek(?:s|ing)?|sought|press(?:es|ed|ing)|tabled?|submit(?:s|ted)?|"
    r"wants? (?:\w+ ){1,3}to|consider(?:s|ed|ing)? (?:\w+ing|a|an|measures)|weigh(?:s|ing)?|"
    r"order(?:s|ed) (?:\w+ ){1,8}to)\b",
)
IF = re.compile(
    r"\b(?:if|once|provided|as long as|willing|prepared to (?:lift|drop|remove))\b", re.IGNORECASE
)
