"""The first link of a message that somebody else wrote."""

import re
from collections.abc import Iterator

import discord

# Discord ends an address at a blank or at the bracket that keeps it from being previewed.
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_TRAILING = ".,:;!?'\"*_~|"


def first_link(message: discord.Message) -> str | None:
    """The address that stands first in a message's words, then in its previews; none without one."""
    return next((link for text in _texts(message) for link in _links(text)), None)


def _texts(message: discord.Message) -> Iterator[str]:
    yield message.content
    for embed in message.embeds:
        yield embed.url or ""
        yield embed.description or ""
    for forwarded in message.message_snapshots:
        yield forwarded.content


def _links(text: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(text):
        link = found[0].rstrip(_TRAILING)
        # Of "[words](https://example.org/a)" the last bracket is not the address's own.
        while link.endswith(")") and link.count(")") > link.count("("):
            link = link[:-1].rstrip(_TRAILING)
        yield link.partition("](")[0]
