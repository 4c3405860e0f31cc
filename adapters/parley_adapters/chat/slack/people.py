"""Who somebody is in Slack: their time zone, and whether they are an administrator here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from parley.app.ports import Clock
from parley.domain.errors import ChatError
from parley_adapters.chat.slack.client import Identity, SlackApi

# An administrator who was made or unmade is known as such after so long.
_KEPT = timedelta(minutes=10)
_PEOPLE = 10_000

GroupOf = Callable[[str], Awaitable[str | None]]
"""The user group of a tenant's whose members are managers as well, if one was set."""


@dataclass(frozen=True, slots=True)
class Person:
    """``problem`` is a sentence where Slack would not say who they are: then they manage nothing."""

    manager: bool = False
    zone: str = "UTC"
    problem: str | None = None


class People:
    """Looks people up with ``users.info`` and remembers them for a while."""

    def __init__(self, api: SlackApi, clock: Clock, group_of: GroupOf | None = None) -> None:
        self._api = api
        self._clock = clock
        self._group_of = group_of
        self._known: dict[str, tuple[datetime, Person]] = {}

    async def person(self, user: str, us: Identity, tenant_id: str) -> Person:
        """Somebody who asked; never raises, since a question can be answered to a stranger as well."""
        now = self._clock.now()
        known = self._known.get(user)
        if known and now - known[0] < _KEPT:
            return known[1]
        try:
            data = await self._api.call("users.info", user=user)
        except ChatError as error:
            return Person(problem=f"Parley cannot tell who is an administrator here. {error}")
        person = _person(data.get("user") or {}, us)
        if not person.manager:
            person = await self._in_group(user, person, tenant_id)
        if len(self._known) >= _PEOPLE:
            self._known.clear()
        self._known[user] = (now, person)
        return person

    async def _in_group(self, user: str, person: Person, tenant_id: str) -> Person:
        """A member of the group that was set is a manager like an administrator."""
        group = await self._group_of(tenant_id) if self._group_of else None
        if group is None:
            return person
        try:
            data = await self._api.call("usergroups.users.list", usergroup=group)
        except ChatError as error:
            return replace(person, problem=f"Parley cannot tell who is in the group. {error}")
        return replace(person, manager=user in (data.get("users") or ()))


def _person(user: dict[str, object], us: Identity) -> Person:
    """Somebody of another workspace, in a shared channel, administers only their own."""
    enterprise = user.get("enterprise_user")
    whole = enterprise.get("enterprise_id") if isinstance(enterprise, dict) else None
    ours = user.get("team_id") == us.team_id or (whole is not None and whole == us.enterprise_id)
    at_home = ours and not user.get("is_stranger")
    admin = bool(user.get("is_admin") or user.get("is_owner"))
    return Person(manager=at_home and admin, zone=str(user.get("tz") or "UTC"))
