"""``parley init``: writes a commented configuration, and tells the next step."""

from pathlib import Path
from typing import Annotated

import typer

from parley.cli.terminal import say

_SOURCES = """\
# Your own sources, merged over Parley's catalogue by id. To change one, name its id and what differs:
#
#[[source]]
#id = "scmp-china-economy"
#enabled = false
#
# To add one, give it all of:
#
#[[source]]
#id = "my-feed"
#name = "My Feed"
#kind = "feed"                 # feed, federal_register, gdelt, page
#url = "https://example.org/rss.xml"
#family = "example"            # the publisher; its editions do not corroborate each other
#authority = "press"           # official, wire, press, other
#rights = "headline_only"      # full_text, excerpt, headline_only
#auth_header = "MY_FEED_AUTH"  # an environment variable sent as Authorization, for a licensed feed
"""
_TRACKS = """\
# Your own tracks, parties and people, merged over Parley's by id. A track is added by data alone:
#
#[[track]]
#id = "us-norway"
#name = "US-Norway"
#kind = "bilateral"
#parties = ["US", "NO"]
#terms = [{ text = "salmon tariff" }]
"""


def init(
    directory: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("parley-config"),
) -> None:
    """Write a commented configuration and tell the next step."""
    from parley.domain.errors import ConfigError
    from parley.settings import data_dir

    files = {
        "parley.toml": _commented((data_dir("config") / "parley.toml").read_text(encoding="utf-8")),
        "sources.toml": _SOURCES,
        "tracks.toml": _TRACKS,
        "example.env": (data_dir("config") / "example.env").read_text(encoding="utf-8"),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = directory / name
            if path.exists():
                say(f"kept     {path}")
                continue
            path.write_text(text, encoding="utf-8")
            say(f"written  {path}")
    except OSError as error:
        raise ConfigError(f"{directory} cannot be written: {error.strerror}.") from error
    say("")
    say(f"Next: export PARLEY_CONFIG={directory.resolve()}")
    say("      parley doctor          checks what is set, and says what is missing")
    say("      parley sources check   asks each source whether it is alive")
    say("      parley run             collects, briefs, and shows http://127.0.0.1:8899")


def _commented(text: str) -> str:
    """A file of defaults with every setting commented out, so that what is not touched stays ours."""
    lines = (
        line if not line or line.startswith(("#", "[")) else f"#{line}"
        for line in text.splitlines()
    )
    return "\n".join(lines) + "\n"
