"""What every test begins with: logging as structlog ships it, whatever a command before it set."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def _logging_as_it_comes() -> Iterator[None]:
    yield
    structlog.reset_defaults()
