"""Public holidays by the name of their calendar: a country ("DE"), or a part of one ("US-NY")."""

import difflib
from collections.abc import Callable
from datetime import date
from functools import cache

from parley.domain.errors import ScheduleError


@cache
def public_holidays(name: str) -> Callable[[date], bool]:
    """Whether a day is a public holiday there. Raises ``ScheduleError`` that names the nearest.

    Names are ISO 3166 codes, with a subdivision after a dash.
    """
    import holidays  # 50 ms that only a schedule with holidays should pay

    country, _, part = name.upper().partition("-")
    known: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise _unknown(name, country, known)
    parts = {code.upper(): code for code in known[country]}
    if part and part not in parts:
        raise _unknown(
            name, f"{country}-{part}", [country, *(f"{country}-{code}" for code in parts)]
        )
    days = holidays.country_holidays(country, subdiv=parts[part] if part else None)
    return lambda day: day in days


def _unknown(name: str, code: str, known: "dict[str, list[str]] | list[str]") -> ScheduleError:
    near = difflib.get_close_matches(code, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else "write a country such as US or DE."
    return ScheduleError(f'The holiday calendar "{name}" is not known; {hint}')
