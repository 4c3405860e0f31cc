"""The labels of a story on a page (its tracks, what kind of news), and where they lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from parley.domain.model import Block, Paragraph, Span, Style, Text


@dataclass(frozen=True, slots=True)
class TrackLink:
    """A story's label that leads to its track's page."""

    text: str
    track: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a story, some of which lead somewhere."""

    spans: tuple[Span | TrackLink, ...]


def is_chips(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a story's labels (its tracks, what kind of news) and not a sentence."""
    return bool(paragraph.spans) and all(
        isinstance(span, Text)
        and (span.style in {Style.CODE, Style.EMPHASIS} or not span.text.strip(" ·"))
        for span in paragraph.spans
    )


def labelled(block: Block, tracks: Mapping[str, str]) -> Block | Labels:
    """A story's labels with links to the tracks that they name; another block as it is."""
    if not isinstance(block, Paragraph) or not is_chips(block):
        return block
    ids = {name: track for track, name in tracks.items()}

    def label(span: Span) -> Span | TrackLink:
        name = span.text.partition(":")[0] if isinstance(span, Text) else ""
        return TrackLink(span.text, ids[name]) if isinstance(span, Text) and name in ids else span

    return Labels(tuple(map(label, block.spans)))
