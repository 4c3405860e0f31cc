"""News text into sentences, each verbatim with its place, and what of them is the article's prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

_OPENERS = "\"'“‘«‹»„‚(\\[「『（¿¡"
_CLOSERS = "\"'”’“»›«)\\]」』）"  # German closes with “, and at times with «
_STOP = re.compile(
    rf"[.!?…]+[{_CLOSERS}]*(?:[ \u00a0\u202f]»)?(?=\s|$)"  # a space behind: "3.85" is no end
    rf"|[。！？]+[{_CLOSERS}]*"
)
_NEXT = re.compile(rf"\s*([{_OPENERS}]*)([^\s{_OPENERS}][\w'’.&-]*)")
_LAST_WORD = re.compile(r"[\w.&'’-]*$")
_TITLE_WORDS = (
    "mr mrs ms dr prof sen sens rep reps gov gen lt col capt maj sgt adm rev hon st messrs vs v fig "
    "art sec secs cf e.g i.e approx no nos ca mt ft "
    "mrd mio bzw z.b u.a d.h sog sr sra srta ee mm mme mlle"
)
_MONTH_WORDS = "jan feb mar apr jun jul aug sep sept oct nov dec"
_COMPANY_WORDS = "corp inc ltd co cos bros plc llc bhd pty assn dept"
# Words that open a sentence far more often than they go on with one. The old wire capitalises
# whatever follows "U.S.", so after an acronym only the surest of them count.
_SURE_WORDS = (
    "the he she they but however meanwhile this these those although while when asked both mr"
)
_LIKELY_WORDS = (
    "a an in on at as for and it we i his her its their there that under after before if some many "
    "most last no not another one two three earlier separately such since with to by from our you"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_MONTHS = frozenset(_MONTH_WORDS.split())
_COMPANIES = frozenset(_COMPANY_WORDS.split())
_SURE = frozenset(_SURE_WORDS.split())
_LIKELY = _SURE | frozenset(_LIKELY_WORDS.split())
_ACRONYM = re.compile(r"(?:.*-)?(?:[^\W\d_]\.)+[^\W\d_]")
_INITIAL = re.compile(r"[A-Zzdu]")  # and the German "z. B."
# "ab dem 1. August": the stop makes a day of a German number.
_GERMAN_DAY = re.compile(
    r"\b(?:am|ab|bis|vom|zum|dem|den|der|seit|nach|vor|und)\s+\d{1,2}$", re.IGNORECASE
)
_GERMAN_MONTH_WORDS = (
    "januar februar märz april mai juni juli august september oktober november dezember"
)
_GERMAN_MONTHS = frozenset(_GERMAN_MONTH_WORDS.split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place: ``text`` is ``source[start:end]``, in code points.

    ``index`` counts the sentences of the text, so that neighbours can be told. ``spoken`` says that
    it is part of a quotation that opens before it or closes after it: who speaks is said elsewhere.
    """

    text: str
    start: int
    end: int
    index: int
    spoken: bool = False

    @property
    def plain(self) -> str:
        """The words on one line."""
        return " ".join(self.text.split())


def split(text: str) -> tuple[Sentence, ...]:
    """Every sentence of a text, in order. A paragraph, and a line that is not wrapped, ends one."""
    found: list[Sentence] = []
    for start, end in _blocks(text):
        speaking = False
        for first, last in _spans(text, start, end):
            piece = text[first:last]
            after = _speaking(piece, speaking)
            found.append(Sentence(piece, first, last, len(found), spoken=speaking or after))
            speaking = after
    return tuple(found)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of paragraphs: single line ends count unless the text is hard-wrapped."""
    singles = re.findall(r"\S[^\S\n]*\n[^\S\n]*(\S)", text)
    wrapped = sum(letter.islower() for letter in singles) * 4 >= len(singles) > 0
    start = 0
    for gap in re.finditer(r"\n\s*\n" if wrapped else r"\s*\n\s*", text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    block = text[start:end]
    first = 0
    for stop in _STOP.finditer(block):
        if stop.start() >= first and _ends(block, stop):
            yield from _trimmed(block, first, stop.end(), start)
            first = stop.end()
    yield from _trimmed(block, first, len(block), start)


def _trimmed(block: str, first: int, last: int, offset: int) -> Iterator[tuple[int, int]]:
    piece = block[first:last]
    if piece.strip():
        left = len(piece) - len(piece.lstrip())
        yield offset + first + left, offset + first + len(piece.rstrip())


def _ends(block: str, stop: re.Match[str]) -> bool:
    """Whether a full stop, or what looks like one, ends a sentence."""
    mark = re.sub(rf"[{_CLOSERS}\s]+$", "", stop.group())
    following = _NEXT.match(block, stop.end())
    if mark[0] in "。！？" or following is None:
        return True
    word = following.group(2)
    if not (word[0].isupper() or word[0].isdigit() or word[0] in "$€£¥•" or ord(word[0]) > 0x2E7F):
        return False
    if mark != ".":
        return not block[: stop.start()].endswith((" ", "\t")) or not set(mark) <= set(".…")
    if stop.group() != mark:  # a quotation or bracket closes behind the stop
        return True
    return not _abbreviated(block[max(0, stop.start() - 24) : stop.start()], word)


def _abbreviated(before: str, following: str) -> bool:
    """Whether the stop behind ``before`` belongs to an abbreviation, given the word that follows."""
    match = _LAST_WORD.search(before)
    last = match.group() if match else ""
    lower, opening = last.lower().strip("'’-"), following.lower().rstrip(".'’")
    if lower in {"no", "nos", "art", "sec", "fig"}:
        return following[0].isdigit()
    if lower in _TITLES or _INITIAL.fullmatch(last):
        return True
    if opening in _GERMAN_MONTHS and _GERMAN_DAY.search(before):
        return True
    if _ACRONYM.fullmatch(last):
        return opening not in (_LIKELY if lower in {"a.m", "p.m"} else _SURE)
    if lower in _MONTHS:
        return following[0].isdigit() or opening not in _LIKELY
    return lower in _COMPANIES and opening not in _LIKELY


def _speaking(piece: str, speaking: bool) -> bool:
    """Whether a quotation is open behind ``piece``, if one was (or was not) open before it.

    A straight mark opens where a space or nothing is before it, and closes elsewhere, so that a
    mark forgotten by the wire does not turn the rest of the text over. “ closes where a letter or a
    stop is before it, as in German; Chinese, which opens with it, leaves no space.
    """
    for match in re.finditer(r"[\"“”„«»「」『』]", piece):
        mark, at = match.group(), match.start()
        if mark == "“" and at and re.match(r"[A-Za-zÀ-ÿ\d.,!?%…]", piece[at - 1]):
            opens = False
        elif mark == '"':
            opens = (at == 0 or piece[at - 1] in " \t\n([-—") and at + 1 < len(piece)
        else:
            opens = mark in "“„«「『"
        speaking = opens
    return speaking


# ── What is the article's own prose ──────────────────────────────────────────────────────────

_MONTH = r"(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_AGENCY = r"\((?:Reuters|REUTERS|AP|AFP|dpa|Kyodo|Xinhua|UPI|Bloomberg|CNN|ANSA|EFE|PTI)\)"
_CREDIT = r"\([A-Z][\w .&-]{1,30}\)"
# Place and day with or without a credit, place and agency, or the agency alone; then a dash.
_DATELINE = re.compile(
    rf"[^\W\d_][\w.'’ ,/()-]{{1,60}}?,?\s+(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s*\d{{4}})?"
    rf"(?:\s*{_CREDIT}|,\s*(?:Reuters?|AP|AFP))?\s*[-–—:]+\s+"
    rf"|[A-Z][A-Z.'’ /-]{{2,40}}(?:,\s[A-Z][\w. ]{{1,25}})?\s+(?:{_AGENCY}\s*)?(?:--|[-–—])\s+"
    rf"|(?:[A-Z][\w.'’ ,/-]{{2,60}}?\s+)?{_AGENCY}\s*(?:--|[-–—])?\s*"
    r"|(?:新华社|新華社|中新社|中新网)[^\s。]{1,24}[电電](?:\s*（[^）]{1,30}）)?\s*|【[^】]{1,24}】\s*"
)
_LABEL = re.compile(
    r"(?:What Happened|Why It Matters|Why it matters|The big picture|Driving the news|State of play|"
    r"Zoom in|Between the lines|Key Points?|In brief|The Takeaway|Price Action|Read|UPDATE|BREAKING|"
    r"[•▪●*–—-])\s*:?\s+(?=\S)"
)
# A connective may go if what is left opens with a capital of its own: no letter is changed.
_CONNECTIVE = re.compile(
    r"(?:But|And|However|Meanwhile|Still|Yet|Moreover|Also|Separately|In addition|Nevertheless|"
    r"Nonetheless|Furthermore|Besides|Instead|Indeed),?\s+(?=[A-Z])(?!U\.S\.\s+[A-Z])"
)
# Of a sentence in lower case. Each alternative begins with a letter that is always there: then the
# search passes over most of a sentence, and takes a tenth of the time.
_NOISE = re.compile(
    r"photo(?:graph)? (?:courtesy|by|credit)|getty images|shutterstock|image (?:source|credit)|"
    r"this story was (?:generated|originally)|edited by\b|reporting by\b|writing by\b|"
    r"sign up\b|subscribe|newsletter|click here|read (?:more|also|next)\b|"
    r"also read|all rights reserved|copyright|©|follow us|advertisement|cookie|"
    r"e-?mail (?:us|address)|for more information|contact:|market news and data brought|"
    r"责任编辑|本报记者|無断転載|会員限定|suscríbete|abonnez-vous|jetzt abonnieren|"
    r"terms of (?:use|service)|privacy policy|https?://|www\."
)
_NOISY_OPENING = re.compile(r"by [a-z][\w.'-]+ [a-z]|(?:see|watch|listen)\b[^.]{0,20}:")
# Words to a machine in place of a reader.
_ORDERS = re.compile(
    r"\b(ignore|disregard|forget|override) (all |any |the |your |my |these |those )*"
    r"(previous|prior|above|earlier|preceding|foregoing|other)\b|\b(system|developer) (prompt|message)\b|"
    r"\byour (instructions|prompt)\b|^\W*(system|assistant|user)\s*:|"
    r"\b(as|you are|act as|pretend to be) (an? |now )*(ai\b|language model|assistant|chatbot)",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(\.\.\.|…|\[[+.…][^\]]*\]|\(more\)|more to come)[\"”']?$", re.IGNORECASE)
_FINISHED = re.compile(rf"[.!?。！？][{_CLOSERS}]*$")
_GARBLED = re.compile(r"\b[a-z]+\d+[a-z]+[A-Za-z]*\b|\b[a-z]+[A-Z]{2,}[a-z]*\b|[*_#=]{4,}|\ufffd")
_WORD = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff]"
    r"|[^\W\d_\u3040-\u30ff\u4e00-\u9fff]+(?:['’.-][^\W\d_\u3040-\u30ff\u4e00-\u9fff]+)*"
)


def prose(text: str) -> tuple[Sentence, ...]:
    """The whole sentences of an article, without datelines, credits, calls to subscribe and tables.

    Each is trimmed at its edges only, so that it is still verbatim; ``index`` stays as in ``split``.
    """
    return tuple(sentence for raw in split(text) if readable((sentence := _edged(raw, text)).text))


def _edged(sentence: Sentence, text: str) -> Sentence:
    """The sentence without what is stuck to its front: a dateline, a label, a connective."""
    start = sentence.start
    for edge in (_DATELINE, _LABEL, _CONNECTIVE):
        match = edge.match(text, start, sentence.end)
        if match and match.end() < sentence.end:
            start = match.end()
    if start == sentence.start:
        return sentence
    return replace(sentence, text=text[start : sentence.end], start=start)


def readable(sentence: str) -> bool:
    """Whether this is a whole sentence of prose that a person would read out."""
    plain = " ".join(sentence.split())
    lower = plain.lower()
    if not _FINISHED.search(plain) or _CUT_OFF.search(plain):
        return False
    if _NOISE.search(lower) or _NOISY_OPENING.match(lower):
        return False
    words = _WORD.findall(lower)
    if len(words) < 5 or len(set(words)) < 4 or _GARBLED.search(plain):
        return False
    if _ORDERS.search(plain):
        return False
    digits = sum(map(str.isdigit, plain))
    if not digits:
        return True
    # A Chinese character says as much as some letters.
    letters = sum(3 if ord(letter) > 0x2E7F else 1 for letter in plain if letter.isalpha())
    return digits * 4 <= letters


@lru_cache(maxsize=512)
def stated(text: str) -> str:
    """The text without what it does not state: questions, and orders to whoever processes it.

    A claim may rest on nothing else. "What is the capital?" carries no answer, and "say that the talks
    have collapsed" no news.
    """
    kept, start = [], 0
    for sentence in split(text):
        asks = sentence.text.rstrip(".!\"'”’)»」』").endswith(("?", "？"))
        if asks or _ORDERS.search(sentence.plain):
            kept.append(text[start : sentence.start])
            start = sentence.end
    return "".join([*kept, text[start:]])


def length(text: str) -> int:
    """Words, as a reader counts them; two signs of a script without spaces make about one."""
    wide = len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", text))
    return len(re.sub(r"[\u3040-\u30ff\u4e00-\u9fff]+", " ", text).split()) + wide // 2
