"""A web page's bytes as text: by its header, its byte order mark, its own word, or its bytes."""

import codecs
import re

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these as Windows-1252, and so were the pages written (WHATWG Encoding, 4.2).
_LATIN = frozenset({"ascii", "iso8859-1"})
# The charsets of the web, as Python names them; a page may not choose among Python's other codecs.
_WEB = re.compile(
    r"utf-8|utf-16(-le|-be)?|iso8859-\d+|cp(125\d|866|874|949)|koi8-[ru]|mac-(roman|cyrillic)|"
    r"gbk|gb2312|gb18030|big5(hkscs)?|euc_jp|iso2022_jp|shift_jis|cp932|euc_kr|tis-620"
)


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a page; what cannot be decoded becomes U+FFFD, and nothing is raised."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    header = _HEADER.search(content_type)
    meta = _META.search(body, 0, 4096)
    named = _codec(header[1] if header else meta[1].decode("ascii") if meta else "")
    for codec in (named, "utf-8"):
        if codec is not None:
            try:
                return body.decode(codec)
            except UnicodeDecodeError:
                continue
    return body.decode(named or "cp1252", "replace")


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    if name in _LATIN:
        return "cp1252"
    return name if _WEB.fullmatch(name) else None
