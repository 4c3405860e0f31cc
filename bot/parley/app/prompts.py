"""Reads a version of the prompts from their folder."""

from collections.abc import Iterable
from pathlib import Path

from parley.domain import prompts
from parley.domain.errors import ConfigError
from parley.domain.model import Task
from parley.domain.prompts import Prompt

# What every writer of a chain is able to write.
WRITING = (Task.STORY, Task.ANSWER, Task.SUMMARY)


def load(folder: Path, version: str, tasks: Iterable[Task] = WRITING) -> dict[Task, Prompt]:
    """The prompt of each of the tasks; ``version`` is "v1", or the name of one of them ("story-v1").

    Raises ``ConfigError`` for a file that is missing or wrong.
    """
    suffix = version.rpartition("-")[2]
    found = {}
    for task in tasks:
        path = folder / f"{task}-{suffix}.md"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            known = ", ".join(sorted(p.stem for p in folder.glob("*.md"))) or "none"
            raise ConfigError(
                f"There is no prompt {path.name} in {folder}; there are: {known}."
            ) from error
        found[task] = prompts.parse(path.name, text)
    return found
