"""Pages' bytes become text, whatever they say of themselves."""

import pytest

from parley_adapters.sources.charset import decoded


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Zölle".encode(), "", "Zölle"),
        ("Zölle".encode("latin-1"), "", "Zölle"),
        ("Zölle".encode("latin-1"), "text/html; charset=utf-8", "Z\ufffdlle"),
        ("Zölle".encode("latin-1"), "text/html; charset=ISO-8859-1", "Zölle"),
        ("“Zölle”".encode("cp1252"), "text/html; charset=iso-8859-1", "“Zölle”"),
        ("关税".encode("gb18030"), 'text/html; charset="gb2312"', "关税"),
        ("<meta charset=gbk>关税".encode("gbk"), "text/html", "<meta charset=gbk>关税"),
        ("\ufeff关税".encode("utf-16-le"), "text/html; charset=utf-8", "关税"),
        (b"\xef\xbb\xbfA", "text/html; charset=latin-1", "A"),
        ("Zölle".encode(), "text/html; charset=ascii", "ZÃ¶lle"),
        ("Zölle".encode(), "text/html; charset=shift_jis", "Zﾃｶlle"),
        (b"A", "text/html; charset=zlib_codec", "A"),
        (b"A", "text/html; charset=unicode_escape", "A"),
        (b"A", "text/html; charset=nonsense", "A"),
        (b"", "", ""),
    ],
)
def test_bytes_become_text(body: bytes, content_type: str, text: str) -> None:
    """The mark first, then the header, then the page's own word, then UTF-8."""
    assert decoded(body, content_type) == text
