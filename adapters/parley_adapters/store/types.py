"""Column types that mean the same in SQLite and in PostgreSQL.

An instant is a whole number of microseconds since 1970 in UTC: it sorts and compares as itself in
every database, takes eight bytes, and no driver can hand it back in another zone. A long text is
compressed where the database does not do so by itself.
"""

import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text, types

from parley.domain.errors import StoreError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# SQLite gives numbers out by itself only to a column that is exactly INTEGER PRIMARY KEY.
Sequence = BigInteger().with_variant(Integer(), "sqlite")


def micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime. Raises ``TypeError`` for a naive one."""
    return (moment - EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The aware UTC datetime of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


class Instant(types.TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To microseconds."""
        return None if value is None else micros(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """To an aware datetime, UTC."""
        return None if value is None else instant(value)


# Shorter texts lose little by it; feeds' teasers are short, and most of what comes in.
_WORTH = 500
# Level 1 of zlib halves news as nearly as level 6 does, in two thirds of the time.
_LEVEL = 1


def packed(value: str, dialect: str) -> str | bytes:
    """A text as its column keeps it: in SQLite a long one as zlib's bytes. PostgreSQL packs itself."""
    if dialect != "sqlite" or len(value) < _WORTH:
        return value
    return zlib.compress(value.encode(), _LEVEL)


def unpacked(value: str | bytes) -> str:
    """The text again. Raises ``StoreError`` where the bytes are damaged."""
    if isinstance(value, str):
        return value
    try:
        return zlib.decompress(value).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise StoreError(
            f"An article's text in the database is damaged ({error}); restore it from a backup."
        ) from error


class LongText(types.TypeDecorator[str]):
    """Text that SQLite keeps compressed; its columns take bytes under any type that they declare."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """To what is kept."""
        return None if value is None else packed(value, dialect.name)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """To the text."""
        return None if value is None else unpacked(value)
