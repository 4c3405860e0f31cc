"""Who somebody is on Discord: of which tenant, and whether they manage it."""

from collections.abc import Awaitable, Callable

import discord

from parley.domain.model import Platform

GroupOf = Callable[[str], Awaitable[str | None]]
"""The role (its id) of a tenant's whose members are managers as well, if one was set."""


def tenant_of(guild: int) -> str:
    """A server's tenant id."""
    return f"{Platform.DISCORD}:{guild}"


def tenant(guild: int | None, user: int) -> str:
    """The tenant of a question: its server, or a person of their own in direct messages."""
    return f"{Platform.DISCORD}:dm-{user}" if guild is None else tenant_of(guild)


class People:
    """Knows managers: who has *Manage Server*, and the members of the role that was set.

    Everybody manages their own direct messages. Asked at every command and press: Discord sends a
    person's permissions and roles with each, so that nothing is remembered and nothing is stale.
    """

    def __init__(self, group_of: GroupOf | None = None) -> None:
        self._group_of = group_of

    async def manages(
        self,
        person: discord.User | discord.Member,
        guild: int | None,
        permissions: discord.Permissions | None = None,
    ) -> bool:
        """Whether somebody manages a server; ``permissions`` are those that came with an interaction.

        With a message Discord sends the author's roles alone: permissions are worked out from them.
        Raises ``StoreError``.
        """
        if guild is None:
            return True
        if permissions is None and isinstance(person, discord.Member):
            permissions = person.guild_permissions
        if permissions is not None and (permissions.administrator or permissions.manage_guild):
            return True
        group = await self._group_of(tenant_of(guild)) if self._group_of else None
        if group is None or not group.isdigit() or not isinstance(person, discord.Member):
            return False
        # Discord's role for everybody has the server's id: nobody becomes a manager by it.
        return int(group) != guild and person.get_role(int(group)) is not None
