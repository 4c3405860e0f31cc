"""One pass of expat over a feed: is it of the plain kind that the quick parser reads without loss?"""

from enum import Enum, auto
from typing import Any
from xml.parsers import expat

from parley.domain.errors import NotAFeed

DATES = {"pubDate", "published", "updated", "issued", "modified", "created"} | {
    f"{prefix}:{name}" for prefix in ("dc", "dcterms") for name in ("date", "created", "issued")
}

_ROOTS = {"rss", "feed", "rdf:RDF"}
_NAMESPACES = {"http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/", "", None}
_ITEMS = {"item", "entry"}
# Elements whose words are taken only up to the first child element, the rest being dropped.
_LEAVES = {"title", "link", "guid", "id", "description", "summary", "content", "content:encoded"}
_PLAIN_TYPES = {"text", "html", "text/html", "text/plain", ""}
# What an item may also carry its words in, and the quick parser overlooks or mistakes.
_STRANGERS = {"body", "xhtml:body", "fullitem", "xhtml:div", "media:title", "itunes:summary"}
_HARMLESS = {"guid", "link", "media:description"}
_TELLING = _STRANGERS | _HARMLESS
_MAX_DEPTH = 200


class Doubtful(Exception):
    """The quick parser might lose something of this document."""


class _Link(Enum):
    """The best link that an Atom entry has shown so far."""

    NONE = auto()
    OTHER = auto()
    ALTERNATE = auto()


class _Inspector:
    """Follows the elements, and keeps the names of each item's children."""

    def __init__(self) -> None:
        self.items: list[set[str]] = []
        self._opaque_guid = False
        self._link = _Link.NONE
        self._path: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # Called for every element there is, so what only some need comes last.
        path = self._path
        parent = path[-1] if path else None
        if parent is None and (
            name not in _ROOTS or attributes.pop("xmlns", None) not in _NAMESPACES
        ):
            raise Doubtful
        if parent in _LEAVES or (attributes and _odd(name, attributes)):
            raise Doubtful
        if len(path) > _MAX_DEPTH:
            raise NotAFeed("The feed is nested too deeply to be one and was refused.")
        path.append(name)
        if name in _ITEMS:
            self.items.append(set())
            self._link = _Link.NONE
            self._opaque_guid = False
        elif parent in _ITEMS:
            self.items[-1].add(name)
            if name in _TELLING or name.endswith(":description"):
                self._child(name, attributes)

    def _child(self, name: str, attributes: dict[str, str]) -> None:
        if name == "guid":
            self._opaque_guid = attributes.get("isPermaLink") == "false"
        elif name == "link" and self._path[0] == "feed":
            self._atom_link(attributes)
        elif (name == "link" and "href" in attributes) or name not in _HARMLESS:
            raise Doubtful

    def _atom_link(self, attributes: dict[str, str]) -> None:
        """An Atom link of another relation than "alternate" is not the item's address."""
        if "href" not in attributes:
            raise Doubtful
        if attributes.get("rel", "alternate") == "alternate":
            self._link = _Link.ALTERNATE
        elif self._link is _Link.NONE:
            self._link = _Link.OTHER

    def end(self, name: str) -> None:
        self._path.pop()
        if name in _ITEMS and (
            self._link is _Link.OTHER or (self._opaque_guid and "link" not in self.items[-1])
        ):
            raise Doubtful


def _odd(name: str, attributes: dict[str, str]) -> bool:
    if "xml:base" in attributes or "mode" in attributes or "xmlns" in attributes:
        return True
    kind = attributes.get("type")
    return kind is not None and name in _LEAVES and name != "link" and kind not in _PLAIN_TYPES


def _doctype(*_: Any) -> None:
    raise Doubtful


def inspect(body: bytes) -> list[set[str]]:
    """The names of the children of each item, in order.

    Raises ``Doubtful`` for a document that is not well-formed or not of the plain kind, and
    ``NotAFeed`` for one nested beyond reason.
    """
    inspector = _Inspector()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype
    parser.StartElementHandler = inspector.start
    parser.EndElementHandler = inspector.end
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise Doubtful from error
    return inspector.items
