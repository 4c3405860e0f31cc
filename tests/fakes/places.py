"""Where the tests' bots post: a channel, of the one workspace or server that its fake has."""

from fakes.discord_guild import GUILD
from parley.domain.model import Place


def at(channel: str) -> Place:
    """The place of a channel id of Discord (digits), Slack (capitals), or a page of our own."""
    tenant = (
        f"discord:{GUILD}"
        if channel.isdigit()
        else "slack:T0TEAM"
        if channel[:1].isupper()
        else "web:local"
    )
    return Place(tenant, channel)
