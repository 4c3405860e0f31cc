"""Configuration: an operator's files over ours, and errors that name the key and the nearest one."""

from pathlib import Path

import pytest

from parley import settings
from parley.domain.errors import ConfigError


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_defaults_load_without_anything_set() -> None:
    """No file, no environment: everything has a value, and no secret is set."""
    config = settings.load(env={})
    assert config.settings.writer.chain[-1] == "extractive"
    assert not any(settings.keys(config.settings).values())
    assert {track.id for track in config.tracks.tracks} >= {"us-china", "wto", "tariff-litigation"}


def test_an_operator_s_file_lies_over_ours_key_by_key(tmp_path: Path) -> None:
    """What is named changes, what is not stays."""
    write(tmp_path, "parley.toml", "[web]\nport = 9000\n")
    web = settings.load(tmp_path, env={}).settings.web
    assert web.port == 9000
    assert web.host == "127.0.0.1"


def test_the_environment_goes_before_files(tmp_path: Path) -> None:
    """Known names and PARLEY_ names win, and numbers are numbers."""
    write(tmp_path, "parley.toml", "[web]\nport = 9000\n")
    env = {"PARLEY_WEB__PORT": "9001", "DATABASE_URL": "sqlite+aiosqlite:///x.db"}
    loaded = settings.load(tmp_path, env=env).settings
    assert loaded.web.port == 9001
    assert loaded.archive.database == "sqlite+aiosqlite:///x.db"


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("parley.toml", "[web]\nprot = 1\n", ["parley.toml", "web.prot", '"port"']),
        ("parley.toml", "[webb]\nport = 1\n", ["webb", '"web"']),
        ("parley.toml", "[web]\nport = 'x'\n", ["web.port", "wrong"]),
        ("parley.toml", "[web\n", ["parley.toml", "TOML"]),
        ("sources.toml", '[[source]]\nid = "ustr"\nrigths = "excerpt"\n', ["rigths", '"rights"']),
        ("sources.toml", '[[source]]\nname = ""\n', ["[[source]]", "id"]),
        ("tracks.toml", '[[track]]\nid = "us-china"\ntermz = []\n', ["termz", '"terms"']),
        ("glossary.toml", '[[word]]\nid = "tariff"\nzhh = []\n', ["glossary.toml", "zhh", '"zh"']),
        ("sources.toml", 'source = "x"\n', ["source", "[[source]]"]),
    ],
)
def test_a_wrong_key_is_named_with_the_nearest(
    tmp_path: Path, name: str, text: str, parts: list[str]
) -> None:
    """One sentence says which file, which key, and what was probably meant."""
    write(tmp_path, name, text)
    with pytest.raises(ConfigError) as caught:
        settings.load(tmp_path, env={})
    assert all(part in str(caught.value) for part in parts), str(caught.value)


def test_a_file_in_another_encoding_says_which_to_save_it_in(tmp_path: Path) -> None:
    """As some editors save by default."""
    (tmp_path / "parley.toml").write_text("[web]\nport = 9000\n", encoding="utf-16")
    with pytest.raises(ConfigError, match=r"parley\.toml is not UTF-8"):
        settings.load(tmp_path, {})


def test_a_missing_directory_says_how_to_make_it(tmp_path: Path) -> None:
    """A wrong PARLEY_CONFIG is not silently ignored."""
    with pytest.raises(ConfigError, match="parley init"):
        settings.load(env={"PARLEY_CONFIG": str(tmp_path / "nowhere")})


def test_a_source_is_changed_by_its_id_alone(tmp_path: Path) -> None:
    """One line switches a source off; the rest of its entry stays ours."""
    write(tmp_path, "sources.toml", '[[source]]\nid = "ustr"\nenabled = false\n')
    ours = {s.id: s for s in settings.load(env={}).sources}
    theirs = {s.id: s for s in settings.load(tmp_path, env={}).sources}
    assert not theirs["ustr"].enabled
    assert theirs["ustr"].url == ours["ustr"].url
    assert theirs.keys() == ours.keys()


def test_secrets_do_not_show(tmp_path: Path) -> None:
    """A key is in no repr and no dump."""
    loaded = settings.load(env={"OPENAI_API_KEY": "sk-secret-1", "SLACK_BOT_TOKEN": "xoxb-secret"})
    shown = repr(loaded) + loaded.settings.model_dump_json()
    assert "secret-1" not in shown
    assert "xoxb-secret" not in shown
    assert settings.keys(loaded.settings)["OPENAI_API_KEY"]


def test_a_secret_is_text_however_it_looks() -> None:
    """Digits alone are a token as well; elsewhere a number is a number."""
    config = settings.load(
        env={"PARLEY_WEB__TOKEN": "1234567890123456", "PARLEY_CHATS__IRC__PASSWORD": "1e5"}
    )
    token = config.settings.web.token
    assert token is not None
    assert token.get_secret_value() == "1234567890123456"
    assert config.settings.chats["irc"]["password"] == "1e5"
