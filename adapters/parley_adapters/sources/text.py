"""Markup into plain text: tags stripped, entities decoded, white space collapsed."""

import html
import re

from selectolax.lexbor import LexborHTMLParser

# A tag with its attributes; nothing crosses a "<", so that it takes one pass whatever the text is.
_TAG = re.compile(r"</?[A-Za-z](?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>")
# What only a parser can tell from words.
_OPEN_TAG = re.compile(r"<[A-Za-z/]")
_SCRIPTED = re.compile(r"<(?:script|style|template|noscript|iframe|[!?])", re.IGNORECASE)
# Elements that a reader sees as a break; without the space "<p>a</p><p>b</p>" would read "ab".
_BREAK = re.compile(
    r"<(?=/?(?:p|div|br|hr|li|[uod]l|d[td]|h[1-6]|t[rdh]|table|blockquote|pre|section|article|"
    r"figure|figcaption|header|footer|aside|img)\b)",
    re.IGNORECASE,
)
# Windows-1252 passed off as Latin-1: in a feed the C1 controls only ever mean its quotes and dashes.
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
# Controls, and marks that hide words or turn their direction: nothing of a text for people.
_HIDDEN = (*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0xAD, 0x200B, 0x2060, 0xFEFF,
           *range(0x202A, 0x202F), *range(0x2066, 0x206A))  # fmt: skip
_CLEANED: dict[int, str | None] = {**dict.fromkeys(_HIDDEN), **_WINDOWS}
# Its content is raw text to a browser, so one that is not closed would swallow what follows.
_FRAME = re.compile(r"</?iframe[^<>]*>", re.IGNORECASE)
_UNSEEN = ["script", "style", "template", "noscript"]


def plain(markup: str | None) -> str:
    """The words of a piece of HTML or text in one line; "" for none.

    What does not look like a tag is kept as words, so "a < b" survives.
    """
    if not markup:
        return ""
    if "<" in markup:
        markup = _stripped(markup)
    elif "&" in markup:
        markup = html.unescape(markup)
    if _is_plain(markup):
        return " ".join(markup.split()) if "  " in markup else markup.strip(" ")
    return " ".join(cleaned(markup).split())


def cleaned(text: str) -> str:
    """Without controls and hidden marks, and with Windows-1252's quotes where they were meant."""
    return text if _is_plain(text) else text.translate(_CLEANED)


def _is_plain(text: str) -> bool:
    """Whether it has no character but ASCII's from the space on, as most text has: quick to see."""
    return text.isascii() and text.isprintable()


def _stripped(markup: str) -> str:
    """Without its tags: by a pattern where that is certain, which is ten times quicker, else parsed."""
    spaced = _BREAK.sub(" <", markup)
    if not _SCRIPTED.search(spaced):
        bare, tags = _TAG.subn("", spaced)
        if not tags or not _OPEN_TAG.search(bare):
            return html.unescape(bare)
    tree = LexborHTMLParser(_FRAME.sub(" ", spaced))
    tree.strip_tags(_UNSEEN, recursive=True)
    return tree.body.text() if tree.body is not None else ""
