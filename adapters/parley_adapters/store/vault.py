"""Seals secrets before they are stored: Fernet, under a key that is made from the operator's secret."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from parley.domain.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_SHORTEST = 32  # characters; 32 random hex digits are 128 bits
_HOW = "give PARLEY_SECRET_KEY 32 characters or more, such as what openssl rand -hex 32 prints"


class Vault:
    """Seals under the first of its secrets and opens what any of them sealed, so that one can be
    replaced: put the new one before the old one.

    Of a secret a key is made with scrypt (RFC 7914; n 2**14, r 8, p 1), once a process.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = tuple(secrets)

    def __repr__(self) -> str:
        return f"Vault({len(self._secrets)} keys)"

    def seal(self, text: str) -> bytes:
        """The text, for nobody else to read. Raises ``ConfigError`` where there is no secret."""
        return self._fernet.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """The text that was sealed. Raises ``ConfigError``, ``StoreError`` for another secret's."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise StoreError(
                "A stored token cannot be opened with this PARLEY_SECRET_KEY; put the key that it was "
                "sealed with behind the new one, with a comma between, or install the app again."
            ) from error

    @cached_property
    def _fernet(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet

        if not self._secrets:
            raise ConfigError(f"Tokens of many workspaces are kept encrypted: {_HOW}.")
        if any(len(secret) < _SHORTEST for secret in self._secrets):
            raise ConfigError(f"PARLEY_SECRET_KEY is too short: {_HOW}.")
        return MultiFernet([Fernet(_key(secret)) for secret in self._secrets])


def _key(secret: str) -> bytes:
    # No salt of its own: the secret is the operator's random one, the same for every replica.
    made = hashlib.scrypt(secret.encode(), salt=b"parley.installation", n=2**14, r=8, p=1, dklen=32)
    return base64.urlsafe_b64encode(made)
