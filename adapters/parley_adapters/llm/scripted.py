"""A writer that plays back what it was given, and remembers what it was asked: for tests."""

from collections.abc import Callable, Iterable, Iterator

from parley.domain.errors import WriterError, WriterRefused
from parley.domain.model import Assignment, Rights, Usage, WriterIdentity, WriterKind, Written

Line = Written | WriterError | Callable[[Assignment], Written]


class ScriptedWriter:
    """Hands in its lines one after the other; a line may be an error, or made from the assignment.

    ``asked`` keeps every assignment it was handed. Past its last line it raises ``WriterError``.
    """

    def __init__(
        self,
        lines: Iterable[Line] = (),
        *,
        name: str = "scripted",
        kind: WriterKind = WriterKind.MODEL,
        estimate: Usage | None = None,
    ) -> None:
        self._lines: Iterator[Line] = iter(lines)
        self._identity = WriterIdentity(name=name, kind=kind, prompt="scripted", prompt_hash=name)
        self._estimate = estimate or Usage()
        self.asked: list[Assignment] = []

    @property
    def identity(self) -> WriterIdentity:
        """As constructed."""
        return self._identity

    async def write(self, assignment: Assignment) -> Written:
        """The next line."""
        if self._identity.kind is WriterKind.MODEL and any(
            source.rights is Rights.HEADLINE_ONLY for source in assignment.sources
        ):
            raise WriterRefused("A source that is shown as headline and link only was handed over.")
        self.asked.append(assignment)
        line = next(self._lines, None)
        if line is None:
            raise WriterError("The script is at its end.")
        if isinstance(line, WriterError):
            raise line
        return line(assignment) if callable(line) else line

    def estimate(self, assignment: Assignment) -> Usage:
        """As constructed, whatever the assignment."""
        del assignment
        return self._estimate


def open_writer(lines: Iterable[Line] = ()) -> ScriptedWriter:
    """A scripted writer."""
    return ScriptedWriter(lines)
