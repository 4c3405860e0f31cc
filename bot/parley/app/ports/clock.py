"""The time, as the use cases ask for it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, so that a replay and a test can bring their own."""

    def now(self) -> datetime:
        """The present instant, aware and UTC."""
        ...
