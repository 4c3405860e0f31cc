"""Articles from the outside: feeds, APIs and pages, through one guarded fetcher."""

from collections.abc import Mapping
from datetime import timedelta

from parley.app.ports import Sources


def open_sources(
    *,
    user_agent: str,
    connections: int,
    per_host: timedelta,
    timeout: timedelta,
    max_bytes: int,
    exempt_hosts: tuple[str, ...],
    env: Mapping[str, str],
) -> Sources:
    """The sources over HTTP. Call it inside a running event loop.

    ``per_host`` is the least time between two requests to one host; ``timeout`` is for a whole
    answer; ``env`` holds the keys that sources name in ``auth_header``.
    """
    from parley_adapters.sources.fetcher import Fetcher
    from parley_adapters.sources.http import open_transport, public_transport
    from parley_adapters.sources.manners import Manners
    from parley_adapters.sources.reader import HttpSources

    fetcher = Fetcher(
        public=public_transport(connections),
        private=open_transport(connections),
        user_agent=user_agent,
        max_bytes=max_bytes,
        timeout=timeout,
        manners=Manners(per_host),
    )
    return HttpSources(fetcher, frozenset(host.lower() for host in exempt_hosts), env)
