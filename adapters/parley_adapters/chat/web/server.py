"""An HTTP server inside this process, which leaves its signals and its logging alone."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from parley.domain.errors import ChatError

_FAREWELL = 1  # seconds that open requests are given at the end


class _Quiet(uvicorn.Server):
    """uvicorn without its signal handlers: when this process ends is not for it to say."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


class Server:
    """Serves an application from ``start`` to ``stop``; port 0 takes a free one."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self.port = port
        self._server: _Quiet | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Be reachable. Raises ``ChatError`` where the address cannot be had."""
        bound = _bind(self._host, self.port)
        self.port = int(bound.getsockname()[1])
        config = uvicorn.Config(
            self._app,
            log_config=None,
            log_level="warning",
            access_log=False,  # an address may hold the token
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=_FAREWELL,
        )
        self._server = _Quiet(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[bound]))
        up = asyncio.create_task(self._server.up.wait())
        await asyncio.wait({up, self._task}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Finish the requests in hand, then close."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, proto)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
        except OSError:
            bound.close()
            raise
    except OSError as error:
        raise ChatError(
            f"The web channel cannot have port {port} of {host} ({error.strerror}); set another "
            "with PARLEY_WEB__PORT, or 0 for a free one."
        ) from error
    bound.setblocking(False)
    return bound
