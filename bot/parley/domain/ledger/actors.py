"""Who acts in a sentence, as written: the subject before the verb, or the speaker behind a quotation."""

import re

# Up to five words with capitals, small ones between them: "U.S. Trade Representative Clayton Yeutter".
_NAME = (
    r"(?:(?:[A-Z][\w'’.&/-]*|of|the|and|for|representative|minister|secretary|leader|president|"
    r"chairman|commissioner|negotiator|ambassador|spokes(?:man|woman)|chief|trade|foreign)\s+){0,8}"
    r"[A-Z][\w'’.&/-]*(?:\s(?:officials|ministers|lawmakers|negotiators|senators|court|panel|ministry|"
    r"government|council|commission|department|judges?|parliament))?"
)
_SPOKE = r"(?:said|told|says|added|stated|warned|announced|urged|declared|insisted|noted)"
_BEHIND = re.compile(rf"[,\"”’]\s*(?P<name>{_NAME})\s+{_SPOKE}\b")
_INVERTED = re.compile(rf"[,\"”’]\s*(?i:said)\s+(?P<name>{_NAME})")
_RUN = re.compile(_NAME)
_VERB = re.compile(
    r"\b(?:said|says|told|tells|will|would|is|are|was|were|has|have|had|may|might|could|should|must|"
    r"agree[sd]?|ask(?:s|ed)?|call(?:s|ed)?|urge[sd]?|warn(?:s|ed)?|threaten(?:s|ed)?|plan(?:s|ned)?|"
    r"vote[sd]?|approve[sd]?|impose[sd]?|rais(?:es|ed)|cut(?:s)?|lift(?:s|ed)?|announce[sd]?|"
    r"lets?|keeps?|kept|strikes?|struck|ruled?|tells?|order(?:s|ed)?|reject(?:s|ed)?|accuse[sd]?|propose[sd]?|meet(?:s)?|met|block(?:s|ed)?|"
    r"expects?|expected|wants?|wanted|seeks?|sought|sees?|saw|opens?|opened|begins?|began|"
    r"postponed?s?|deferred?s?|pause[sd]?|suspend(?:s|ed)?|slap(?:s|ped)?|hits?|"
    r"considers?|considered|praise[sd]?|describe[sd]?|denie[sd]|denies|defends?|defended)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:But|And|The|A|An|In|On|At|As|If|While|Both|Some|Mr\.?|He|She|It|They|Earlier|"
    r"Yesterday|Today|Last|This|That|There|We|I|By|For|Under|After|Any|Already|More|Senior|Also|From|Since|and|of|Despite|Following|Faced|Top|Several)\s+)+"
)
_EMPTY = re.compile(
    r"(?:[A-Z]\w+ing|Under|From|Since|While|Despite|Already|Several|More|Testifying|Asked|Officials|His|Her|Our|"
    r"He|She|It|They|We|I|This|That|There|The|A|An|If|In|On|At|Any|These|Those|But|And|"
    r"Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_LONGEST = 80
# A body without a name of its own.
_BODY = re.compile(
    r"\b(?:an?|the) (?P<name>(?:\w+ ){0,3}?(?:court|panel|ministry|government|commission|department|"
    r"council|committee|judges?|lawmakers|officials))\b"
)


def actor_of(sentence: str) -> str:
    """The party, person or body that acts, in the sentence's own words; "" where it names nobody."""
    speaker = speaker_of(sentence)
    if speaker:
        return speaker
    plain = " ".join(sentence.split())
    if plain.isupper():
        return _in_capitals(plain)
    verb = _VERB.search(plain)
    before = plain[: verb.start()] if verb else plain
    body = _BODY.search(before)
    for part in (before, plain):
        if body is not None and part is plain:
            return body["name"]
        for run in _RUN.finditer(part):
            name = _trimmed(run[0])
            if name and not _EMPTY.fullmatch(name):
                return name
    body = _BODY.search(plain)
    return body["name"] if body else ""


# What a headline in capitals calls itself, and what its subject stands before: "EC TO ACT".
_LABEL = re.compile(
    r"^(?:CORRECTION|CORRECTED|UPDATE|RPT|REPEAT|URGENT|FLASH)\b[ :,-]*", re.IGNORECASE
)
_FUTURE = re.compile(r"\bTO\b")
_MOST_WORDS = 5


def _in_capitals(headline: str) -> str:
    """The subject of a headline that is all capitals, which tell no name: what stands before its verb.

    "" where no verb is known, or where so much stands before it that it is no name.
    """
    plain = _LABEL.sub("", headline)
    ends = [found.start() for found in (_VERB.search(plain), _FUTURE.search(plain)) if found]
    subject = plain[: min(ends)].strip(" ,.:-’'\"") if ends else ""
    return subject if len(subject.split()) <= _MOST_WORDS else ""


_COURT = re.compile(
    r"\b(?:[A-Z][\w.]* |federal |trade |appeals? |lower |district |US |U\.S\. ){0,3}"
    r"(?:[Cc]ourt(?: of (?:[A-Z]\w+ ?)+)?|[Cc]ircuit|[Jj]udges?|[Jj]ustices|[Tt]ribunal|[Pp]anel|"
    r"[Aa]rbitrators|GATT [Cc]ouncil|WTO)(?! (?:ruling|decision|order|case))\b"
)


def court_of(sentence: str) -> str:
    """The court, judges or panel that rules in a sentence, in its own words; "" where none is named."""
    found = _COURT.search(" ".join(sentence.split()))
    return _trimmed(found[0]) if found else ""


def _trimmed(name: str) -> str:
    short = _LEADING.sub("", name).strip(" ,.-’'")
    return "" if _EMPTY.fullmatch(short) else short[:_LONGEST].strip()


# Words in a description that do not tell one actor from another.
_TITLES = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "a",
        "an",
        "u.s",
        "us",
        "mr",
        "sir",
        "president",
        "minister",
        "ministers",
        "ministry",
        "secretary",
        "foreign",
        "trade",
        "prime",
        "officials",
        "official",
        "government",
        "representative",
        "deputy",
        "chairman",
        "chief",
        "senior",
        "former",
        "white",
        "house",
        "department",
        "administration",
        "spokesman",
        "spokeswoman",
        "senator",
        "sen",
        "rep",
        "commission",
        "committee",
    ]
)
_SAID_BY = re.compile(rf"(?P<name>{_NAME})(?:,[^,.;]{{3,60}},)?\s+(?:also |has |had )?{_SPOKE}\b")


def names(actor: str) -> frozenset[str]:
    """The words of a description that tell who it is."""
    words = (word.strip(".,()'’").removesuffix("'s") for word in actor.lower().split())
    return frozenset(word for word in words if len(word) > 1) - _TITLES


def speaker_of(sentence: str) -> str:
    """The named person or body that speaks, in the sentence's own words; "" where nobody does."""
    plain = " ".join(sentence.split())
    for pattern in (_INVERTED, _BEHIND, _SAID_BY):
        found = pattern.search(plain)
        if found is not None:
            return _trimmed(found["name"])
    return ""
