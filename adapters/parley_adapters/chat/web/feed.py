"""The briefings as an Atom feed (RFC 4287)."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime

from parley.app.ports import Posted
from parley_adapters.chat.web.render import blocks_html

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"


def atom(briefings: Sequence[Posted], base: str) -> bytes:
    """A feed of these briefings; ``base`` is the address of the page, without a slash at its end."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(_tag("feed"), {f"{{{_XML}}}lang": "en"})
    newest = max(map(_updated, briefings), default=datetime.fromtimestamp(0, UTC))
    _text(feed, "id", _urn(f"{base}/feed.atom"))
    _text(feed, "title", "Parley: briefings on trade talks")
    _text(feed, "updated", newest.isoformat())
    _text(ET.SubElement(feed, _tag("author")), "name", "Parley")
    ET.SubElement(feed, _tag("link"), rel="self", href=f"{base}/feed.atom")
    ET.SubElement(feed, _tag("link"), rel="alternate", type="text/html", href=f"{base}/")
    for one in briefings:
        entry = ET.SubElement(feed, _tag("entry"))
        _text(entry, "id", _urn(one.delivery.id))
        _text(entry, "title", one.message.title)
        _text(entry, "published", one.delivery.slot.isoformat())
        _text(entry, "updated", _updated(one).isoformat())
        link = f"{base}/edition/{one.edition.id}"
        ET.SubElement(entry, _tag("link"), rel="alternate", type="text/html", href=link)
        content = _text(
            entry, "content", blocks_html((*one.message.blocks, *one.message.thread), level=1)
        )
        content.set("type", "html")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _updated(one: Posted) -> datetime:
    return one.amended_at or one.delivery.slot


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _tag(name))
    element.text = "".join(c for c in text if _allowed(ord(c)))
    return element


def _allowed(point: int) -> bool:
    """Whether XML 1.0 can hold a character at all (its section 2.2)."""
    return (
        point in {0x9, 0xA, 0xD}
        or 0x20 <= point <= 0xD7FF
        or 0xE000 <= point <= 0xFFFD
        or point >= 0x10000
    )


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _urn(name: str) -> str:
    """An id that stays when the page moves to another address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
