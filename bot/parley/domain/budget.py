"""What may be spent on models in a day, and whether one more piece of work fits into it."""

from dataclasses import dataclass
from decimal import Decimal

from parley.domain.model import Usage


@dataclass(frozen=True, slots=True)
class Allowance:
    """The most that may be spent in a day (UTC): tokens in and out together, and US dollars."""

    tokens: int
    usd: Decimal


def fits(allowance: Allowance, spent: Usage, wanted: Usage) -> bool:
    """Whether ``wanted`` may be spent on top of what was spent."""
    total = add(spent, wanted)
    return (
        total.tokens_in + total.tokens_out <= allowance.tokens and total.cost_usd <= allowance.usd
    )


def add(one: Usage, other: Usage) -> Usage:
    """Both together."""
    return Usage(
        one.tokens_in + other.tokens_in,
        one.tokens_out + other.tokens_out,
        one.cost_usd + other.cost_usd,
    )


def settle(booked: Usage, actual: Usage) -> Usage:
    """What must be added to the books where ``booked`` was reserved and ``actual`` was used.

    Its numbers are negative where less was used than was reserved.
    """
    return Usage(
        actual.tokens_in - booked.tokens_in,
        actual.tokens_out - booked.tokens_out,
        actual.cost_usd - booked.cost_usd,
    )
