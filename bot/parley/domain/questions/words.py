"""A question's and an article's words as they are compared: folded, stemmed, without what only asks."""

import re
import unicodedata
from functools import lru_cache

from parley.domain.stemming import english

_WORD = re.compile(r"(\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,}|[^\W\d_]+)(?:['’]s\b)?")
_CAPITAL = re.compile(r"\b[A-Z\u00c0-\u00de][^\W\d_]{2,}")
_CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
# Slack's and Discord's own marks: mentions of people, channels and everybody are no words.
_MENTION = re.compile(r"<[!@#][^<>]*>")
_SLACK_LINK = re.compile(r"<(?:https?://|mailto:)[^<>|]*(?:\|([^<>]*))?>")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_ADDRESS = re.compile(r"https?://\S+")

_ASKING = """
a an the and or but nor if of to in on at by for from with without as is are was were be been being
am has have had having do does did done it its this that these those there here who whom whose which
what when where why how than then they them their he she his her hers him i me my we us our you your
not no yes into over under after before between during about against both same also any some all only
more most other another such can could will would should may might must shall so too very just still
yet each either neither while whereas because since until upon within per via
according article articles report reports reported reporting coverage covered cover covers discuss
discusses discussed discussing mention mentions mentioned mentioning describe describes described
suggest suggests suggested claim claims claimed indicate indicates indicated published publish news
source sources piece pieces story stories regarding concerning considering consider information
individual recent recently featured feature tell say says said show shows told know known please
information based
"""
ASKING = frozenset(_ASKING.split())
"""Words that ask, attribute or hold a sentence together, and say nothing of what it is about."""


def cleaned(text: str) -> str:
    """What a person typed, as plain words: no mention, no address behind a link, nothing invisible."""
    text = _MENTION.sub(" ", text)
    text = _SLACK_LINK.sub(lambda link: link[1] or " ", text)
    text = _ADDRESS.sub(" ", _MARKDOWN_LINK.sub(r"\1", text))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        # Zero-width signs and marks of direction part words that are one, or join two.
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a text in order, as they stand; figures keep their points and commas."""
    return _WORD.findall(text)


def lowered(text: str) -> list[str]:
    """The words in lower case; Chinese, Japanese and Korean as overlapping pairs."""
    found = [word if word.isalpha() else _joined(word) for word in _WORD.findall(text.lower())]
    if text.isascii():
        return found
    return [piece for word in found for piece in _pieces(word)]


def _joined(word: str) -> str:
    """ "u.s." is "us" and 1,000 is 1000."""
    return word.replace(",", "") if word[0].isdigit() else word.replace(".", "")


def stems(text: str) -> list[str]:
    """The stems of every word, in order."""
    return list(map(stem, lowered(text)))


def named(text: str) -> frozenset[str]:
    """The words with a capital that say who or what, in lower case; a headline's are among them."""
    return frozenset(word.lower() for word in _CAPITAL.findall(text)) - ASKING


@lru_cache(maxsize=131072)
def stem(word: str) -> str:
    """The stem of one lower-case word; a figure is its own."""
    return word if word[0].isdigit() else english(word)


def _pieces(word: str) -> list[str]:
    if not _CJK.search(word):
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


ASKING_STEMS = frozenset(map(stem, ASKING))
"""The same as stems."""
