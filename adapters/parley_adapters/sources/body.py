"""A response's body within its caps: decompressed as it comes, so that no bomb is ever held."""

import zlib

import httpx

from parley.domain.errors import FetchError, TooLarge

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15  # zlib's window bits
_ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})


async def read_body(response: httpx.Response, max_bytes: int, where: str) -> bytes:
    """The body, at most ``max_bytes`` on the wire and as much again decompressed.

    ``where`` names the address in errors. Raises ``TooLarge`` as soon as a cap is passed, and
    ``FetchError`` for an encoding that was not asked for, that is broken or that breaks off.
    """
    too_large = TooLarge(
        f"{where} sends more than {max_bytes:,} bytes; raise [http] max_bytes if it is to be read."
    )
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > max_bytes:
        raise too_large
    encoding = _encoding(response, where)
    inflater: _Inflater | None = None
    chunks: list[bytes] = []
    received = size = 0
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for chunk in response.stream:
        if not received:
            inflater = _inflater(encoding, chunk, where)
        received += len(chunk)
        plain = inflater.feed(chunk, max_bytes - size + 1) if inflater else chunk
        size += len(plain)
        if received > max_bytes or size > max_bytes:
            raise too_large
        chunks.append(plain)
    if inflater is not None and not inflater.complete:
        raise FetchError(f"{where} broke off in the middle; it is tried again later.")
    return b"".join(chunks)


class _Inflater:
    """Undoes gzip or deflate, never more than is asked for at a time."""

    def __init__(self, bits: int, where: str) -> None:
        self._inflate = zlib.decompressobj(bits)
        self._bits = bits
        self._where = where

    @property
    def complete(self) -> bool:
        return self._inflate.eof

    def feed(self, data: bytes, limit: int) -> bytes:
        out = b""
        try:
            while data and len(out) < limit:
                if self._inflate.eof:
                    if not data.startswith(_GZIP_MAGIC):  # padding after the end; gzip ignores it
                        break
                    self._inflate = zlib.decompressobj(self._bits)
                out += self._inflate.decompress(data, limit - len(out))
                data = self._inflate.unused_data or self._inflate.unconsumed_tail
        except zlib.error as error:
            raise FetchError(
                f"{self._where} sends a body that does not decompress; it is tried again later."
            ) from error
        return out


def _encoding(response: httpx.Response, where: str) -> str:
    header = response.headers.get("content-encoding", "").lower()
    steps = [step.strip() for step in header.split(",")]
    steps = [step for step in steps if step not in {"", "identity"}]
    if len(steps) > 1 or not _ENCODINGS.issuperset(steps):
        raise FetchError(
            f"{where} answers compressed in a way that was not asked for; it cannot be read."
        )
    return steps[0] if steps else ""


def _inflater(encoding: str, start: bytes, where: str) -> _Inflater | None:
    """Chosen by the header and by the first bytes: servers send gzip unlabelled, and text as gzip."""
    if encoding == "deflate":
        # zlib's format is meant (RFC 9110, 8.4.1.2), and a bare deflate stream is often sent.
        return _Inflater(_ZLIB if start[:1] == b"\x78" else _RAW_DEFLATE, where)
    if start[:2] == _GZIP_MAGIC[: len(start)]:
        return _Inflater(_GZIP, where)
    return None
