"""Files on the fake Slack: announced, taken, made whole, looked at, and only then to be shown."""

import json
from dataclasses import dataclass, field
from typing import Any

_LARGEST = 1 << 30  # bytes


@dataclass
class File:
    """A file. ``looks`` is how often it is refused in a message before Slack is done with it."""

    id: str
    name: str
    length: int
    content: bytes | None = None
    whole: bool = False
    looks: int = 0


@dataclass
class Files:
    """Everything that was announced; ``slow`` is how often a new file is refused in a message."""

    slow: int = 0
    kept: dict[str, File] = field(default_factory=dict)

    def announce(self, arguments: dict[str, Any]) -> File | None:
        """A place for a file of so many bytes; none for one without a name or a size."""
        length = int(arguments.get("length") or 0)
        if not arguments.get("filename") or not 0 < length <= _LARGEST:
            return None
        file = File(f"F{len(self.kept):04}", str(arguments["filename"]), length, looks=self.slow)
        self.kept[file.id] = file
        return file

    def take(self, file_id: str, content: bytes) -> bool:
        """The bytes, if they are as many as were announced."""
        file = self.kept.get(file_id)
        if file is None or len(content) != file.length:
            return False
        file.content = content
        return True

    def complete(self, arguments: dict[str, Any]) -> list[File] | None:
        """What was taken becomes files; none if one of them was not."""
        named = json.loads(str(arguments.get("files") or "[]"))
        found = [self.kept.get(str(one.get("id"))) for one in named]
        if not found or any(file is None or file.content is None for file in found):
            return None
        for file in found:
            assert file is not None
            file.whole = True
        return [file for file in found if file is not None]

    def faults(self, message: dict[str, Any]) -> list[str]:
        """What of a message's pictures cannot be shown (yet), as Slack puts it."""
        found = []
        for number, block in enumerate(message.get("blocks") or []):
            if block.get("type") != "image" or "slack_file" not in block:
                continue
            file = self.kept.get(str(block["slack_file"].get("id")))
            if file is None or not file.whole:
                ready = False
            else:
                ready = file.looks <= 0
                file.looks -= 1
            if not ready:
                found.append(f"invalid slack file [json-pointer:/blocks/{number}/slack_file]")
        return found

    def shown(self, message: dict[str, Any]) -> list[tuple[bytes, str]]:
        """The pictures of a message with their alternative texts."""
        return [
            (self.kept[block["slack_file"]["id"]].content or b"", str(block["alt_text"]))
            for block in message.get("blocks") or []
            if block["type"] == "image"
        ]
