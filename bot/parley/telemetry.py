"""What the service says of itself: log lines on standard error, never a secret in them."""

import logging
import sys

import structlog


def configure(level: int = logging.WARNING) -> None:
    """Log to standard error from this level up; JSON where nobody watches, words where somebody does.

    Libraries are heard from WARNING up, whatever the level: below that, chat libraries write tokens
    and request bodies, and SQLAlchemy every statement.
    """
    watched = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Standard error as it is when a line is written: tests and supervisors exchange it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
