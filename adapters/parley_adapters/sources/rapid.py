"""The quick way through a feed that is plainly sound; anything doubtful is left to ``tolerant``.

lxml reads the tree, and each element that bears words, a link or a date is looked at once. Whatever
is not exactly as the specifications have it (inline markup, look-alike elements, a second title,
a date that is no date) makes the document doubtful: no rule for the long tail of feeds stands here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from parley.domain.errors import NotAFeed
from parley.domain.languages.names import primary
from parley.domain.model import Entry
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.links import absolute
from parley_adapters.sources.text import plain

_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z-]{2,15})\s*<")
_HEAD = 20_000  # bytes in which a channel names its language
# What changes how other elements are to be read, and any declaration of entities.
_FAR_REACHING = (b"<!DOCTYPE", b"xml:base")
_ATOM = "http://www.w3.org/2005/Atom"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_MEDIA = "http://search.yahoo.com/mrss/"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_OWN = {None, "", _ATOM, "http://purl.org/rss/1.0/"}  # a feed's own names may be in
_PLAIN_TYPES = {None, "", "text", "html", "text/html", "text/plain"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class _Doubtful(Exception):
    """Something might be lost or mistaken of this document."""


# What a child of an item is to us: nothing, doubtful, or one of the roles below.
_NOTHING, _DOUBT = "", "?"
_ROLES = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "id": "guid",
    "description": "summary",
    "summary": "summary",
    "content": "body",
    "pubDate": "published",
    "published": "published",
    "issued": "issued",
    "created": "date",
    "updated": "updated",
    "modified": "updated",
}
_FOREIGN = {
    ("http://purl.org/rss/1.0/modules/content/", "encoded"): "body",
    ("http://purl.org/dc/elements/1.1/", "date"): "date",
    ("http://purl.org/dc/terms/", "created"): "date",
    ("http://purl.org/dc/terms/", "issued"): "issued",
    (_ATOM, "updated"): "updated",
}
# In which order an item's dates are believed.
_DATES = ("published", "issued", "date", "updated")
_STRANGE = {*_ROLES, "encoded", "date", "body", "div", "fullitem"}
# Names like ours that are known to be about something else.
_HARMLESS = {(_MEDIA, "content"), (_MEDIA, "description"), (_ATOM, "link"), (_ITUNES, "title")}


@lru_cache(maxsize=1_024)
def _role(tag: str, own: str) -> str:
    namespace, _, name = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
    if namespace == own and name in _ROLES:
        return _ROLES[name]
    if role := _FOREIGN.get((namespace, name)):
        return role
    strange = name in _STRANGE and (namespace, name) not in _HARMLESS
    return _DOUBT if strange else _NOTHING


def read(
    body: bytes, *, source_id: str, base_url: str | None, language: str | None = None
) -> list[Entry] | None:
    """The entries of UTF-8 ``body``; none where the quick way is not safe. Raises ``NotAFeed``.

    ``language`` is assumed where the feed names none.
    """
    try:
        root = _tree(body)
        own = _own(root, body)
        channel, items = _items(root, own)
        base = base_url or _home(channel, own)
        stated = _LANGUAGE.search(body, 0, _HEAD)
        named = stated[1].decode() if stated else channel.get(_XML_LANG) or root.get(_XML_LANG)
        language = primary(named) if named else language
        return [_entry(item, own, source_id, base, language) for item in items]
    except _Doubtful:
        return None


def _tree(body: bytes) -> Any:
    from lxml import etree

    if any(mark in body for mark in _FAR_REACHING):
        raise _Doubtful
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        if "Excessive depth" in str(error):
            raise NotAFeed("The feed is nested too deeply to be one and was refused.") from error
        raise _Doubtful from error


def _own(root: Any, body: bytes) -> str:
    """The namespace of the feed's own elements, which only its root may declare."""
    namespace = root.nsmap.get(None)
    declared = body.count(b"xmlns") - body.count(b"xmlns:")
    if namespace not in _OWN or declared != (None in root.nsmap):
        raise _Doubtful
    return namespace or ""


def _named(own: str, name: str) -> str:
    return f"{{{own}}}{name}" if own else name


def _items(root: Any, own: str) -> tuple[Any, list[Any]]:
    """The element about the feed, and its items, of which there are no others elsewhere."""
    if root.tag == _named(own, "feed"):
        channel, items = root, root.findall(_named(own, "entry"))
    elif root.tag == f"{_RDF}RDF":
        channel, items = root.find(_named(own, "channel")), root.findall(_named(own, "item"))
    elif root.tag == _named(own, "rss"):
        channel = root.find(_named(own, "channel"))
        items = [] if channel is None else channel.findall(_named(own, "item"))
    else:
        raise _Doubtful
    if channel is None or len(items) != sum(1 for _ in root.iter("{*}item", "{*}entry")):
        raise _Doubtful
    return channel, items


def _home(channel: Any, own: str) -> str:
    link = channel.find(_named(own, "link"))
    return "" if link is None else (link.get("href") or link.text or "").strip()


def _entry(item: Any, own: str, source_id: str, base: str, language: str | None) -> Entry:
    atom = item.tag.endswith("entry")
    found: dict[str, str] = {}
    links: list[Any] = []
    opaque = False
    for child in item:
        role = _role(child.tag, own)
        if not role:
            continue
        if role in found or role == _DOUBT or len(child):
            raise _Doubtful
        if role == "link":
            links.append(child)
            continue
        if child.keys():
            if child.get("type") not in _PLAIN_TYPES or child.get("mode") is not None:
                raise _Doubtful
            opaque = opaque or (role == "guid" and child.get("isPermaLink") == "false")
        found[role] = child.text or ""
    guid = found.get("guid", "").strip() or item.get(f"{_RDF}about")
    link = _address(links, atom)
    if not link and not opaque and guid:
        if guid.lower().startswith(("http:", "https:")):
            link = guid
        elif atom:
            raise _Doubtful
    return Entry(
        source_id=source_id,
        title=plain(found.get("title")),
        url=absolute(base, link),
        guid=guid or None,
        summary=plain(found.get("summary")),
        body=plain(found.get("body")),
        published_at=_date(found),
        language=language,
    )


def _address(links: Sequence[Any], atom: bool) -> str | None:
    """RSS has one link, whose text is the address; Atom has one of the relation "alternate"."""
    if not links:
        return None
    if any((link.get("href") is None) is atom for link in links):
        raise _Doubtful
    if atom:
        links = [link for link in links if link.get("rel", "alternate") == "alternate"]
    if len(links) != 1:
        raise _Doubtful
    address: str = (links[0].get("href") if atom else links[0].text) or ""
    return address.strip() or None


def _date(found: Mapping[str, str]) -> datetime | None:
    """The date that counts most; one that cannot be read is doubtful."""
    for role in _DATES:
        if role in found:
            date = parse_date(found[role])
            if date is None:
                raise _Doubtful
            return date
    return None
