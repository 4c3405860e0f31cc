"""The port ``Installations``: sealed at rest, found by their tenant alone, gone with it."""

from pathlib import Path

import pytest

from contract.store_world import HOUR, NOON, tenant
from parley.domain.errors import ConfigError, StoreError
from parley_adapters.store import open_archive
from parley_adapters.store.vault import Vault

_OLD, _NEW = "an old secret of 32 characters ..", "a new secret of 32 characters ..."


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'parley.db'}"


async def test_a_token_is_kept_sealed(tmp_path: Path) -> None:
    """It is read back whole, and stands nowhere in the file."""
    archive = await open_archive(_url(tmp_path), secrets=[_OLD])
    mine = tenant()
    await archive.tenants.join(mine)
    await archive.installations.keep(mine.id, "bot", "xoxb-very-secret", NOON)
    await archive.installations.keep(mine.id, "bot", "xoxb-rotated-too", NOON + HOUR)
    assert await archive.installations.read(mine.id, "bot") == "xoxb-rotated-too"
    assert await archive.installations.read("slack:T2", "bot") is None
    assert await archive.installations.tenants("bot") == [mine.id]
    rows = [row async for table, row in archive.keeper.rows(None) if table == "installation"]
    assert "sealed" not in str(rows)
    await archive.tenants.remove(mine.id)
    assert await archive.installations.read(mine.id, "bot") is None
    await archive.aclose()
    kept = [file.read_bytes() for file in tmp_path.iterdir()]  # noqa: ASYNC240 - a small file
    assert not any(b"xoxb" in one for one in kept)


async def test_a_secret_can_be_replaced(tmp_path: Path) -> None:
    """With the new one before the old one everything opens; without the old one it says what to do."""
    archive = await open_archive(_url(tmp_path), secrets=[_OLD])
    await archive.installations.keep("slack:T1", "bot", "xoxb-1", NOON)
    await archive.aclose()
    both = await open_archive(_url(tmp_path), secrets=[_NEW, _OLD])
    assert await both.installations.read("slack:T1", "bot") == "xoxb-1"
    await both.installations.keep("slack:T2", "bot", "xoxb-2", NOON)
    await both.aclose()
    new = await open_archive(_url(tmp_path), secrets=[_NEW])
    assert await new.installations.read("slack:T2", "bot") == "xoxb-2"
    with pytest.raises(StoreError, match="PARLEY_SECRET_KEY"):
        await new.installations.read("slack:T1", "bot")
    await new.installations.forget("slack:T1", "bot")
    assert await new.installations.tenants("bot") == ["slack:T2"]
    await new.aclose()


@pytest.mark.parametrize("secrets", [[], ["short"]])
async def test_without_a_good_secret_nothing_is_kept(tmp_path: Path, secrets: list[str]) -> None:
    """The error says how to make one; an archive without tokens needs none."""
    archive = await open_archive(_url(tmp_path), secrets=secrets)
    with pytest.raises(ConfigError, match="openssl rand"):
        await archive.installations.keep("slack:T1", "bot", "xoxb-1", NOON)
    await archive.aclose()


def test_a_vault_shows_no_secret() -> None:
    """Neither in its name nor in what it seals, which is never the same twice."""
    vault = Vault([_OLD])
    assert _OLD not in repr(vault)
    assert vault.seal("x") != vault.seal("x")
