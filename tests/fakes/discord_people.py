"""The people of a fake Discord, as its API describes them."""

from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]

VIEW, SEND = 1 << 10, 1 << 11


@dataclass
class Person:
    """Somebody who types commands. ``permissions`` come with interactions, ``roles`` with everything."""

    id: int
    name: str
    permissions: int = VIEW | SEND
    roles: tuple[int, ...] = ()
    bot: bool = False


def user(person: Person) -> Body:
    return {
        "id": str(person.id),
        "username": person.name,
        "discriminator": "0",
        "global_name": person.name,
        "avatar": None,
        "bot": person.bot,
    }


def member(person: Person, **more: Any) -> Body:
    return {
        "user": user(person),
        "roles": [str(role) for role in person.roles],
        "nick": None,
        "joined_at": "2025-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        **more,
    }
