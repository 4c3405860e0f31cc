"""Reads what is configured: TOML, ours and the operator's over it, each fault in a sentence."""

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from parley.domain.errors import ConfigError

T = TypeVar("T")


def data_dir(name: str) -> Path:
    """Where ``config`` or ``prompts`` are: inside the wheel, or beside the sources."""
    here = Path(__file__).resolve().parents[1]
    packed = here / "_data" / name
    return packed if packed.is_dir() else here.parents[1] / name


def overlay(base: dict[str, Any], over: Mapping[str, Any]) -> None:
    """Put what is in ``over`` into ``base``, table by table."""
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            overlay(base[key], value)
        else:
            base[key] = value


def toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises ``ConfigError`` that names it."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8; save it as that in your editor.") from error


def value_of(kind: type[T], raw: Any, where: str) -> T:
    """What was read, as a value of this kind. Raises ``ConfigError`` naming ``where`` and the key."""
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    try:
        return adapter.validate_python(raw, extra="forbid")
    except ValidationError as error:
        raise ConfigError(_sentence(error, adapter, where)) from error


def _sentence(error: ValidationError, adapter: TypeAdapter[Any], where: str) -> str:
    """The first fault in one sentence, with the nearest known key for an unknown one."""
    fault = error.errors(include_url=False, include_input=False)[0]
    path = ".".join(str(step) for step in fault["loc"])
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if fault["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        known = _keys_beside(adapter.json_schema(), fault["loc"])
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else "."
        return f'{where}: "{path}" is not known{hint}{more}'
    return f'{where}: "{path}" is wrong: {fault["msg"]}.{more}'


def _keys_beside(schema: Mapping[str, Any], path: Sequence[int | str]) -> list[str]:
    """The keys that are known where the last step of a path was not."""
    here: Mapping[str, Any] = schema
    for step in path[:-1]:
        here = _resolved(schema, here)
        here = here.get("items", {}) if isinstance(step, int) else here.get("properties", {})[step]
    return list(_resolved(schema, here).get("properties", {}))


def _resolved(schema: Mapping[str, Any], here: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(here.get("$ref", "")).rpartition("/")[2]
    return schema["$defs"][name] if name else here
