"""The writer that needs no model: it quotes the sources' own sentences."""

from parley.domain import writing
from parley.domain.model import Assignment, Usage, WriterIdentity, WriterKind, Written

# Part of every draft's key: raise it when the choice of sentences changes.
VERSION = "7"


class ExtractiveWriter:
    """Quotes; costs nothing, sends nothing anywhere, and never fails."""

    @property
    def identity(self) -> WriterIdentity:
        """Always the same, but for the version of the choice."""
        return WriterIdentity(name="extractive", kind=WriterKind.EXTRACTIVE, model=VERSION)

    async def write(self, assignment: Assignment) -> Written:
        """The assignment in the sources' own words; no claims where nothing can be quoted."""
        return writing.write(assignment)

    def estimate(self, assignment: Assignment) -> Usage:
        """Nothing."""
        return Usage()


def open_writer() -> ExtractiveWriter:
    """The extractive writer."""
    return ExtractiveWriter()
