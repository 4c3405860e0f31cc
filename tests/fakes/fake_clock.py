"""A clock that stands still until it is moved."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class FakeClock:
    """The port ``Clock``, with the time in the test's hands."""

    time: datetime = datetime(2025, 5, 12, 6, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        self.time += by

    def move_to(self, time: datetime) -> None:
        self.time = time
