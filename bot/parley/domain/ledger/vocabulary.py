"""The nouns of trade policy as pieces of patterns, and how a verb stands to them; data."""

DUTY = (
    r"tariffs?|dut(?:y(?!-free)|ies)|lev(?:y|ies)|surcharges?|import tax(?:es)?|sanctions|curbs|"
    r"penalt(?:y|ies)|trade barriers|import controls|import restrictions|"
    r"(?:import )?tax(?:es)? on"
)
EXPORT = (
    r"export (?:controls?|curbs?|restrictions?|bans?|licen[cs](?:es?|ing)|limits)|"
    r"(?:chip|microchip|rare[- ]earths?|technology)[ -]export\w*|entity list|blacklist|"
    r"(?:controls?|curbs?|restrictions?|limits|ban) on (?:\w+ ){0,3}?(?:exports|sales|shipments)|"
    r"restrictions? on (?:\w+ ){0,3}?exports"
)
PACT = (
    r"deals?|agreements?|accords?|pacts?|truce|treat(?:y|ies)|framework|settlement|understanding|"
    r"compromise|memorandum"
)
BILL = r"bill|legislation|trade laws?|amendment|measure|resolution|act"
CASE = r"court|tribunal|judges?|panel|justices|appellate body|wto|gatt|commission"


# Behind these a word is the object of another: "introduce a bill to end tariffs", "study of tariffs".
_BETWEEN = (
    r"\b(?:to (?!\d|(?:the |its |their |a )?(?:\w+ )?"
    r"(?:entity|black|export|trade|control|restricted))|"
    r"study|bill|review|hearings?|talks|deal|agreement|accord|plans?|whether|if)\b"
)
# "Tariff relief", "tariff talks".
_OF_IT = (
    r" (?:deal|talks|truce|package|plan|relief|exemptions?|threats?|policy|war|dispute|row|"
    r"hearings?)\b"
)


def near(verb: str, noun: str) -> str:
    """A verb and its object within a clause, active or passive."""
    return (
        rf"\b(?:{verb})\b(?:(?!{_BETWEEN})[^.;:]){{0,60}}?\b(?:{noun})(?!{_OF_IT})"
        rf"|\b(?:{noun})\b[^.;:]{{0,45}}?\b(?:be|is|are|was|were|been|"
        rf"being)\s(?:\w+\s)?(?:{verb})\b"
    )
