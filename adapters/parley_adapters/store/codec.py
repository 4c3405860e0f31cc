"""Values of the domain to JSON text and back; what is not exactly as it should be is refused."""

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from parley.domain.errors import StoreError

T = TypeVar("T")


_adapters: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    """Made when it is first needed: making one takes some milliseconds."""
    if kind.__name__ not in _adapters:
        _adapters[kind.__name__] = TypeAdapter(kind)
    return _adapters[kind.__name__]


def encode(value: Any) -> str:
    """JSON text; decimals as text, instants in ISO 8601, enums by value."""
    return _adapter(type(value)).dump_json(value).decode()


def decode(kind: type[T], text: str) -> T:
    """The value that was encoded. Raises ``StoreError`` where the text is not a whole one."""
    try:
        value = _adapter(kind).validate_json(text, strict=True, extra="forbid")
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in fault["loc"])
        raise StoreError(
            f'A stored {kind.__name__} cannot be read at "{place}": {fault["msg"]}; '
            "restore the database from a backup."
        ) from error
    return value
