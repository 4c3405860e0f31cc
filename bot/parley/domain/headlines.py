"""A source's headline as a briefing prints it: its own words, in sentence case, without trimmings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from parley.domain.evidence import geography
from parley.domain.sentences import prose

_SLUG = re.compile(
    r"^(?:[*\W]{3,}|UPDATE(?:\s*\d+)?\s*[-:–—]\s*|"
    r"(?:RPT|REFILE|WRAPUP|CORRECT(?:ED|ION)|EXCLUSIVE|BREAKING(?: NEWS)?|ALERT|"
    r"LIVE(?: UPDATES?)?|WATCH|VIDEO|JUST IN|FACTBOX|EXPLAINER|ANALYSIS)\b\s*\d*\s*[-:–—|]\s*)+",
    re.IGNORECASE,
)
# What a site puts behind its headlines: "… | Politico", "… - The New York Times".
_SITE = re.compile(r"\s+(?:\||[–—-])\s+(?P<site>[A-Z][\w.&' ]{1,30})$")
_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}|\b(?:[A-Z]\.)+[A-Z]\b|\b[A-Z]\.(?=\s?[A-Z])|"
    r"[^\W_]+(?:['’&-][^\W_]+)*"
)
_DOTTED = re.compile(r"(?:\b[A-Za-z]\.){2,}$")
_FLASH = re.compile(r"^\W*(?:<[\w.]+>\W*)+|\s*<[A-Z.]+>")
_NAMES = (
    "U.S. U.K. U.N. E.C. H.K. US UK UN EU EC EEC GATT WTO IMF OECD OPEC GDP GNP MITI USTR USDA G-5 G-6 "
    "G-7 G-10 G-20 G5 G7 G20 NAFTA USMCA CPTPP RCEP ASEAN EFTA IEEPA EEP NTT BIS AI NZ UAE CEO TV January "
    "February April June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday Jan Feb Apr Jul Aug Sept Oct Nov Dec Africa African Asia Asian Europe "
    "European Congress Senate Parliament Bundesbank Fed Pentagon Kremlin"
)
_ALWAYS = {word.lower(): word for word in _NAMES.split()}
_SMALL = "a an and as at but by for from in into of on or over the to with"
_LOWER_IN_NAMES = frozenset(_SMALL.split())


def tidy(title: str, site: str = "") -> str:
    """The headline without slugs, flash stars, tickers and the site's own name at its end."""
    plain = " ".join(_FLASH.sub("", title).split())
    plain = _SLUG.sub("", plain)
    tail = _SITE.search(plain)
    if tail and len(plain[: tail.start()].split()) >= 4 and _is_site(tail["site"], site):
        plain = plain[: tail.start()]
    plain = plain.rstrip(" -–—|")
    return plain if _DOTTED.search(plain) else plain.rstrip(" .")


def _is_site(tail: str, publisher: str) -> bool:
    mine, theirs = _letters(tail), _letters(publisher)
    return bool(theirs) and (mine in theirs or theirs in mine)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def is_shouted(title: str) -> bool:
    """Whether a headline is all in capitals."""
    letters = [letter for letter in title if letter.isalpha()]
    return len(letters) > 4 and sum(letter.isupper() for letter in letters) > 0.9 * len(letters)


def sentence_case(title: str, texts: Sequence[str]) -> str:
    """A headline in capitals in sentence case; how a name is written is learnt from the texts.

    Only letters' case changes. A word that the texts do not have inside a sentence goes by the
    names of countries and a short list of bodies, else to lower case.
    """
    if not is_shouted(title):
        return title
    known = _written(texts)

    def case(match: re.Match[str]) -> str:
        return _case(match.group(), known)

    calm = _WORD.sub(case, title)
    first = next((at for at, letter in enumerate(calm) if letter.isalpha()), None)
    return calm if first is None else calm[:first] + calm[first].upper() + calm[first + 1 :]


def _case(word: str, known: dict[str, str]) -> str:
    lower = word.lower()
    if lower in _ALWAYS:
        return _ALWAYS[lower]
    if re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word):  # an acronym whose last stop was forgotten
        return _ALWAYS.get(f"{lower}.", word)
    if len(word) == 2 and word[1] == ".":  # an initial: "S. African"
        return word.upper()
    if len(lower) > 2 and lower not in _LOWER_IN_NAMES and lower in geography.COUNTRIES:
        return word.capitalize()
    if lower in known:
        return known[lower]
    for tail in ("'s", "’s", "s"):
        stem = lower.removesuffix(tail)
        if stem == lower or (tail == "s" and len(stem) < 3):
            continue
        name = _case(stem, known)
        if name.lower() == stem != name:
            return name + tail
    if "-" in word:
        return "-".join(_case(part, known) for part in word.split("-"))
    return lower


def _written(texts: Sequence[str]) -> dict[str, str]:
    """How the texts write each word inside their sentences, by its lower-case form."""
    forms: dict[str, Counter[str]] = {}
    for text in _calm(texts):
        end = 0
        for match in _WORD.finditer(text):
            between, end = text[end : match.start()], match.end()
            word = match.group()
            after_stop = not match.start() or re.search(r"[.!?:\"“”'\n]\s*$|^\W*-\s", between)
            after_acronym = re.search(r"[A-Za-z]\.[A-Za-z]\.$", text[: match.start()].rstrip()[-5:])
            if word[0].isupper() and (after_stop or after_acronym) and not word[1:2].isupper():
                continue  # a capital that a position asks for says nothing of the word
            forms.setdefault(word.lower(), Counter())[word] += 1
    return {
        lower: found.most_common(1)[0][0]
        for lower, found in forms.items()
        if lower not in _LOWER_IN_NAMES
    }


def _calm(texts: Sequence[str]) -> Iterator[str]:
    """The texts' sentences that are not shouted themselves."""
    for text in texts:
        yield from (piece.text for piece in prose(text) if not is_shouted(piece.text))
