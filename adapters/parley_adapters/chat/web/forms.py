"""What a browser sends: the fields of a form, who sent it, and their time zone."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

from parley.domain.errors import ConfigError
from parley.domain.schedule import zone_of
from parley_adapters.chat.web.asking import Visitor

_LARGEST = 32_768  # bytes
_MOST_FIELDS = 200


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form, read no further than any honest one is long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise HTTPException(413, "That is too much for one question.")
    fields = fields_of(body.decode("utf-8", "replace"))
    return {name: values[-1] for name, values in fields.items()}


def fields_of(text: str) -> dict[str, list[str]]:
    """The fields of a query or a form, in order."""
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400, "That is no form of this page.") from error


@lru_cache(maxsize=1024)
def zone_or_utc(name: str) -> str:
    """The browser's own zone, or UTC where there is no script to say it."""
    if not name:  # looking for the nearest known name takes longer than all the rest of an answer
        return "UTC"
    try:
        return zone_of(name).key
    except ConfigError:
        return "UTC"


def user_of(request: Request) -> str:
    """Who a visitor is to the bot: the same browser is the same person."""
    return hashlib.sha256(request.state.visitor.encode()).hexdigest()[:16]


def visitor_of(request: Request, form: Mapping[str, str]) -> Visitor:
    """Who sent a form, and from which zone."""
    return Visitor(user_of(request), zone_or_utc(form.get("zone", "")))
