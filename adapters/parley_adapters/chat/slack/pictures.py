"""Pictures on Slack: uploaded and shared with nobody, then shown by the message that names them.

Slack looks at a file after it has taken it, and until then refuses the message that shows it
(github.com/slackapi/python-slack-sdk/issues/1658): such a message is tried again, a few seconds long.
Where a picture cannot be had, its words stand in its place.
"""

import asyncio
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import structlog

from parley.domain.errors import ChatError, MessageRejected
from parley.domain.model import Picture
from parley_adapters.chat.slack.client import SlackApi, Sleep
from parley_adapters.chat.slack.mrkdwn import inert

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

# An upload leaves most of a post's minute to the post.
_UPLOAD = 20.0  # seconds
WAITS = (1.0, 2.0, 4.0)
_FILE = re.compile(r"slack.file")  # in Slack's words on what it refused
# The same picture is asked for by every reader of a channel.
_REMEMBERED = 64

Body = dict[str, Any]


class Pictures:
    """Uploads what a message shows, each picture once while it is remembered."""

    def __init__(self, api: SlackApi, sleep: Sleep = asyncio.sleep) -> None:
        self._api = api
        self._sleep = sleep
        self._ids: OrderedDict[str, str] = OrderedDict()

    async def say(
        self,
        body: Body,
        files: Sequence[Picture],
        send: Callable[[Body], Awaitable[_T]],
        *,
        hint: bool = False,
        waits: Sequence[float] = WAITS,
    ) -> _T:
        """Send a body with its pictures, else with their words; whatever ``send`` raises.

        ``hint`` tells the reader why a picture is missing; ``waits`` are seconds between tries.
        """
        if not files:
            return await send(body)
        try:
            async with asyncio.timeout(_UPLOAD):
                ids = {picture.name: await self._id(picture) for picture in files}
        except (ChatError, TimeoutError) as error:
            why = str(error) or "Slack took too long to take the picture."
            _log.warning("picture not uploaded", why=why)
            return await send(in_words(body, why if hint else ""))
        shown = _with_ids(body, ids)
        for wait in (*waits, None):
            try:
                return await send(shown)
            except MessageRejected as error:
                if _FILE.search(str(error)) is None:
                    raise
            if wait is not None:
                await self._sleep(wait)
        _log.warning("picture not shown", why="Slack did not make an image of it in time")
        for picture in files:
            self._ids.pop(_hash(picture), None)
        return await send(in_words(body))

    async def _id(self, picture: Picture) -> str:
        key = _hash(picture)
        if key not in self._ids:
            self._ids[key] = await self._api.upload(picture)
            while len(self._ids) > _REMEMBERED:
                self._ids.popitem(last=False)
        return self._ids[key]


def in_words(body: Mapping[str, Any], why: str = "") -> Body:
    """A body with the words of its pictures in their place."""
    blocks = [
        _words(block, why) if block["type"] == "image" else block
        for block in body.get("blocks") or ()
    ]
    return {**body, "blocks": blocks}


def _words(image: Mapping[str, Any], why: str) -> Body:
    said = " ".join(filter(None, [str(image["alt_text"]), why]))
    text = {"type": "mrkdwn", "text": inert(said), "verbatim": True}
    return {"type": "context", "elements": [text]}


def _with_ids(body: Mapping[str, Any], ids: Mapping[str, str]) -> Body:
    blocks = [
        {**block, "slack_file": {"id": ids[block["slack_file"]["id"]]}}
        if block["type"] == "image"
        else block
        for block in body.get("blocks") or ()
    ]
    return {**body, "blocks": blocks}


def _hash(picture: Picture) -> str:
    shown = json.dumps([picture.name, picture.alt]).encode() + picture.png
    return hashlib.sha256(shown).hexdigest()
