"""Writers: whoever turns an assignment into claims."""

from typing import Protocol

from parley.domain.model import Assignment, Usage, WriterIdentity, Written


class Writer(Protocol):
    """Turns an assignment into claims. It need not be right: its work is checked.

    A ``MODEL`` writer is never handed a ``headline_only`` source, and refuses one.
    """

    @property
    def identity(self) -> WriterIdentity:
        """Who writes; it and the assignment make the draft's key, so it changes with the prompt."""
        ...

    async def write(self, assignment: Assignment) -> Written:
        """Raises ``WriterError``; ``WriterRefused`` where trying again will not help."""
        ...

    def estimate(self, assignment: Assignment) -> Usage:
        """An upper bound of what writing this costs, for the budget; zero for extractive writers."""
        ...
