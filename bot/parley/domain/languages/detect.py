"""In which language is a text: by its script, and by the small words that every sentence has."""

import re
from collections import Counter, defaultdict

_READ = 400  # characters of a text; small words are everywhere
_ENOUGH = 2  # small words more than English has
_KANA = re.compile(r"[\u3040-\u30fa\u30fc-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]{2,}")
UNSPACED = frozenset({"zh", "ja", "ko"})
"""Languages whose words no space parts."""

# What one of these languages has often and the others hardly; those of two count for both.
_ENGLISH = """
the of and to for with by is are was said says from at its it has have will would over after that this
on as be been not but their which who against between new up down off out
"""
_SPANISH = """
el los las y del un una para por con se su sus al que lo es fue son como más este esta entre hasta
desde ante tras sobre ya sin también ha han no si pero de la en le contra según
"""
_FRENCH = """
le les des et du un une dans pour par sur est aux au qui que ce cette ces sont avec son sa ses leur
leurs plus pas ne se ont été à qu entre après contre mais comme selon sous de la en il elle
ils face jusqu
"""
_GERMAN = """
der die das und den dem des mit auf für von ein eine einen einem einer ist im zu nicht sich bei nach
aus werden wird wurde hat haben sind zum zur dass als auch vom am ab über gegen unter vor wegen durch
seine seinen ihre ihren er sie es so sofern noch wie um bis will wollen soll
"""
# English words and names as well: one of them alone makes no text foreign.
_ENGLISH_TOO = """
plus par son est pour sin con no as an am die so will bis on un la las los les el le del des lo fin mit
per si in war man ante san de en qui il
"""
SMALL_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "es": frozenset(_SPANISH.split()),
    "fr": frozenset(_FRENCH.split()),
    "de": frozenset(_GERMAN.split()),
}
"""The commonest words by language: none of them says what a text is about."""
_WEAK = frozenset(_ENGLISH_TOO.split())
_LANGUAGES = defaultdict[str, list[str]](list)
for _language, _words in SMALL_WORDS.items():
    for _one in sorted(_words):
        _LANGUAGES[_one].append(_language)


def language_of(title: str, text: str, declared: str | None = None) -> str:
    """The primary tag ("en", "zh") of an article, or what was ``declared``, if nothing speaks against.

    A feed's word is not always right, and says nothing of the single item; a language that is not
    known here is taken as declared, and English where nothing was.
    """
    said = declared.partition("-")[0].lower() if declared else ""
    start = f"{title}\n{text[:_READ]}"
    if not start.isascii() and (script := _by_script(start, said)):
        return script
    if said and said not in SMALL_WORDS and said not in UNSPACED:
        return said
    words = _WORD.findall(start.lower())
    seen = [word for word in words if word in _LANGUAGES]
    found = Counter(language for word in seen for language in _LANGUAGES[word])
    own = said if said in SMALL_WORDS else "en"
    best = max(SMALL_WORDS, key=lambda language: (found[language], language == own))
    if found[best] - found[own] < (_ENOUGH if found[own] else 1):
        return own
    telling = {word for word in seen if best in _LANGUAGES[word]}
    return best if telling - _WEAK or len(telling) >= _ENOUGH else own


def _by_script(text: str, declared: str) -> str | None:
    """Chinese, Japanese or Korean where a good part of the letters are; else none."""
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    hangul = len(_HANGUL.findall(text))
    if (kana + han + hangul) * 4 < sum(map(str.isalpha, text)):
        return None
    if hangul > kana + han:
        return "ko"
    if kana * 20 > han:
        return "ja"
    return "ja" if declared == "ja" else "zh"
