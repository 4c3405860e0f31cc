"""Prompts as data: a versioned Markdown file with front matter, and the hash that drafts record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from parley.domain import identity
from parley.domain.errors import ConfigError
from parley.domain.model import Task

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_PART = re.compile(r"^# (?P<name>.+)$", re.MULTILINE)
_PARTS = ("Instructions", "Repair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt. ``hash`` is of the whole file, so that any change of it is a new writer.

    ``instructions`` come first in every request and never vary, so that an endpoint can cache them;
    ``repair`` goes behind the sources where claims come back.
    """

    id: str
    task: Task
    released: date
    instructions: str
    repair: str
    hash: str


def parse(name: str, text: str) -> Prompt:
    """Read a prompt file; ``name`` is for the error. Raises ``ConfigError``."""
    text = text.replace("\r\n", "\n")
    match = _FRONT.match(text)
    if match is None:
        raise ConfigError(f'The prompt {name} has no front matter; begin it with a line "---".')
    front = {
        key.strip(): value.strip()
        for key, _, value in (line.partition(":") for line in match["front"].splitlines())
    }
    parts = _PART.split(match["body"])
    bodies = {parts[at].strip(): parts[at + 1].strip() for at in range(1, len(parts), 2)}
    if missing := [key for key in ("id", "task", "released") if not front.get(key)]:
        raise ConfigError(f'The prompt {name} has no "{missing[0]}" in its front matter.')
    if missing := [key for key in _PARTS if not bodies.get(key)]:
        raise ConfigError(f'The prompt {name} has no part "# {missing[0]}".')
    try:
        task, released = Task(front["task"]), date.fromisoformat(front["released"])
    except ValueError as error:
        raise ConfigError(f"The prompt {name} has a wrong task or date: {error}.") from error
    return Prompt(
        id=front["id"],
        task=task,
        released=released,
        instructions=bodies["Instructions"],
        repair=bodies["Repair"],
        hash=identity.digest(text),
    )


def set_id(prompts: Mapping[Task, Prompt]) -> str:
    """The names of a set of prompts, as a draft records them."""
    return ", ".join(prompts[task].id for task in sorted(prompts))


def set_hash(prompts: Mapping[Task, Prompt]) -> str:
    """One hash for a set of prompts."""
    return identity.digest(*(prompts[task].hash for task in sorted(prompts)))
