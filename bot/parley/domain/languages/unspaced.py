"""Chinese and Japanese into English words: the longest known name at each place, and the figures."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import partial

from parley.domain.languages.numbers import (
    HAN_NUMBER,
    MONTHS,
    NUMBER,
    english,
    han_number,
    number,
    scale,
)

_SCALE = "万亿|萬億|百万|亿|億|万|萬|兆|千|百"
_FIGURE = re.compile(
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?"
    rf"|百分之(?P<share>{HAN_NUMBER}+)"
    rf"|(?P<tenths>{HAN_NUMBER}|\d{{1,2}})(?:成|割)(?P<more>{HAN_NUMBER}|半)?(?![为為立员員])"
    rf"|(?P<digits>{NUMBER})(?P<scale>{_SCALE})?(?P<then>{NUMBER}万)?\s?(?P<unit>%|日(?!間|元)|年(?!間|内)|号)?"
    rf"|(?P<han>{HAN_NUMBER}+)(?P<han_scale>万亿|亿|億|万|萬|兆)?(?=[个家天周月年日名カか大类類品倍国])"
)
_LATIN = re.compile(
    r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]+(?:[.&'’-][^\W\d_\u3040-\u30ff\u3400-\u9fff]+)*"
)
_END = re.compile(r"[。！？!?\n]+")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]")


class UnspacedReader:
    """Reads one language by its words, each with what it stands for in English.

    ``kept`` are names that stand for themselves; those in another script are of no use and left out.
    """

    def __init__(self, words: Mapping[str, str], kept: Iterable[str]) -> None:
        self._words = {name: name for name in kept if _HAN.search(name) or _KATAKANA.search(name)}
        self._words |= {unicodedata.normalize("NFKC", word): said for word, said in words.items()}
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}

    def read(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text in English words, and the unknown rest of it in pairs of characters."""
        text = unicodedata.normalize("NFKC", text)
        said: list[str] = []
        own: list[str] = []
        at, unknown = 0, 0
        skip = partial(self._unknown, text, said, own)
        while at < len(text):
            found = self._at(text, at)
            if found is None:
                at += 1
                continue
            end, word = found
            skip(unknown, at)
            if word:
                said.append(word)
            at = unknown = end
        skip(unknown, at)
        return " ".join(said), tuple(own)

    def _at(self, text: str, at: int) -> tuple[int, str] | None:
        """What begins at a place: its end, and the English for it."""
        for size in self._lengths.get(text[at], ()):
            word = text[at : at + size]
            if word in self._words:
                return at + size, self._words[word]
        if (figure := _FIGURE.match(text, at)) and not _inside_number(text, at):
            return figure.end(), _figure(figure)
        if latin := _LATIN.match(text, at):
            return latin.end(), latin[0] if latin[0][0].isupper() else ""
        if end := _END.match(text, at):
            return end.end(), "。"
        return None

    @staticmethod
    def _unknown(text: str, said: list[str], own: list[str], start: int, end: int) -> None:
        """Take down what no entry has between two places."""
        if start >= end:
            return
        piece = text[start:end]
        for run in re.findall(r"[\u30a1-\u30fa\u30fc]{2,}|[\u3400-\u9fff]+", piece):
            if _KATAKANA.fullmatch(run):
                own.append(run)
            else:
                own.extend(run[i : i + 2] for i in range(len(run) - 1))
        said.extend("x" * (sum(map(str.isalpha, piece)) // 2))


def _inside_number(text: str, at: int) -> bool:
    return at > 0 and text[at].isdigit() and text[at - 1].isdigit()


def _figure(found: re.Match[str]) -> str:
    """A figure in English; a bare day of the month, which is the report's own, says nothing."""
    if found["month"]:
        month = int(found["month"])
        if not 1 <= month <= 12:
            return ""
        return f"{MONTHS[month - 1]} {found['day'] or ''}".strip()
    if found["share"]:
        value = han_number(found["share"])
        return f"{value:g} percent" if value is not None else ""
    if found["tenths"]:
        tenths = (
            float(found["tenths"]) if found["tenths"].isdigit() else han_number(found["tenths"])
        )
        more = 5 if found["more"] == "半" else han_number(found["more"] or "") or 0
        return f"{(tenths or 0) * 10 + more:g} percent"
    if found["han"]:
        value = han_number(found["han"])
        if value is None or (value < 10 and not found["han_scale"]):
            return ""
        return english(value * scale(found["han_scale"] or ""))
    if found["unit"] in {"日", "号"}:
        return ""
    value = number(found["digits"]) * scale(found["scale"] or "")
    if found["then"]:
        value += number(found["then"][:-1]) * 1e4
    return english(value) + (" percent" if found["unit"] == "%" else "")
