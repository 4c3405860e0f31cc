"""The web channel is closed by default: who gets in, by which name, and what a browser may do."""

import base64
from pathlib import Path

import httpx
import pytest

from fakes.web_site import TOKEN, Site, form_key
from parley.domain.errors import ChatError
from parley_adapters.chat.web.channel import open_chat
from parley_adapters.chat.web.security import is_loopback, token_at


async def test_with_a_token_nothing_but_health_and_style_is_open() -> None:
    """Without the token there is a login page and no word of a briefing; health says only "ok"."""
    site = Site(token=TOKEN)
    async with site.browser() as stranger:
        for path in (
            *("/", "/edition/e0", "/story/s1", "/sources", "/settings", "/events"),
            *("/feed.atom", "/dates.ics", "/tracks", "/no"),
        ):
            answer = await stranger.get(path)
            assert answer.status_code == 401, path
            assert "Geneva" not in answer.text
            assert TOKEN not in answer.text
        for path in ("/ask", "/press", "/settings"):
            assert (await stranger.post(path, data={"line": "help"})).status_code == 401, path
        assert (await stranger.get("/health")).json() == {"status": "ok"}
        assert (await stranger.get("/static/site.css")).status_code == 200
    assert site.asked == []


async def test_a_token_in_the_address_becomes_a_cookie() -> None:
    """The printed link opens the page once; then the address and the history hold no token."""
    async with Site(token=TOKEN).browser() as browser:
        answer = await browser.get(f"/edition/e0?token={TOKEN}&a=1")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/edition/e0?a=1"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert TOKEN not in cookie
        assert (await browser.get("/edition/e0")).status_code == 200


async def test_a_redirection_never_leaves_the_site() -> None:
    """A link that was prepared with a path like another host's name stays here."""
    async with Site(token=TOKEN).browser() as browser:
        answer = await browser.get(f"http://127.0.0.1:8899//evil.example/?token={TOKEN}")
        assert answer.headers["location"] == "/evil.example/"


async def test_logging_in_by_the_form() -> None:
    """The wrong token is refused in a sentence, the right one opens the page."""
    async with Site(token=TOKEN).browser() as browser:
        wrong = await browser.post("/login", data={"token": "guess"})
        assert (wrong.status_code, "not the token" in wrong.text) == (401, True)
        right = await browser.post("/login", data={"token": f" {TOKEN} "})
        assert (right.status_code, right.headers["location"]) == (303, "/")
        assert (await browser.get("/")).status_code == 200


@pytest.mark.parametrize(
    "header",
    [f"Bearer {TOKEN}", "Basic " + base64.b64encode(f"me:{TOKEN}".encode()).decode()],
)
async def test_scripts_and_feed_readers_send_the_token_in_a_header(header: str) -> None:
    """``Bearer`` for scripts, ``Basic`` for feed readers; neither needs a cookie."""
    async with Site(token=TOKEN).browser() as reader:
        assert (await reader.get("/feed.atom")).headers["www-authenticate"].startswith("Basic")
        answer = await reader.get("/feed.atom", headers={"Authorization": header})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer wrong", "Basic !!", "Basic /////w==", f"Token {TOKEN}", "Bearer é"]
)
async def test_a_wrong_header_opens_nothing(header: str) -> None:
    """Nonsense in the header is a stranger's, and no error."""
    async with Site(token=TOKEN).browser() as reader:
        raw = {b"Authorization": header.encode()}
        assert (await reader.get("/", headers=raw)).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8899", 200),
        ("127.0.0.1:8899", 200),
        ("[::1]:8899", 200),
        ("10.0.0.7:8899", 200),
        ("briefings.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
async def test_only_our_own_names_are_answered(host: str, status: int) -> None:
    """A page elsewhere that has its name point at this machine gets nothing (DNS rebinding)."""
    async with Site(hosts=["briefings.example"]).browser() as browser:
        answer = await browser.get("/", headers={"Host": host})
        assert answer.status_code == status
        assert ("Geneva" in answer.text) is (status == 200)


async def test_a_form_of_another_site_asks_nothing() -> None:
    """No key, a foreign key, a key without its cookie, another origin: each is refused."""
    site = Site()
    async with site.browser() as browser, site.browser() as other:
        ours, theirs = form_key(await browser.get("/")), form_key(await other.get("/"))
        for fields, headers in (
            ({"line": "help"}, {}),
            ({"line": "help", "csrf": theirs}, {}),
            ({"line": "help", "csrf": ours}, {"Origin": "https://evil.example"}),
            ({"line": "help", "csrf": ours}, {"Origin": "null"}),
        ):
            answer = await browser.post("/ask", data=fields, headers=headers)
            assert (answer.status_code, "out of date" in answer.text) == (403, True)
        async with site.browser() as bare:
            assert (await bare.post("/ask", data={"csrf": ours})).status_code == 403
    assert site.asked == []


async def test_every_answer_forbids_what_no_page_needs() -> None:
    """No inline script, no frame, no guessing of types, no referrer: on pages, errors and logins."""
    async with Site(token=TOKEN).browser() as browser:
        strange = {"Host": "evil.example"}
        for answer in (
            await browser.get("/"),
            await browser.get("/health"),
            await browser.get("/", headers=strange),
            await browser.get("/x", headers={"Authorization": f"Bearer {TOKEN}"}),
            await browser.get("/", headers={"Authorization": f"Bearer {TOKEN}"}),
        ):
            _is_dressed(answer)


def _is_dressed(answer: httpx.Response) -> None:
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert "onclick" not in answer.text


def test_a_generated_token_is_kept_for_its_owner(tmp_path: Path) -> None:
    """The first start makes it, the next reads it; nobody else on the machine can."""
    path = tmp_path / "token"
    token, made = token_at(path)
    assert made
    assert len(token) >= 40
    assert path.stat().st_mode & 0o077 == 0
    assert token_at(path) == (token, False)


def test_bound_to_others_it_needs_a_token(tmp_path: Path) -> None:
    """On loopback no file is made; elsewhere a token is, or the start fails with what to do."""
    board, clock = Site().board, None
    kept = tmp_path / "token"
    open_chat(board=board, clock=clock, token_file=kept)  # type: ignore[arg-type] # not started
    assert not kept.exists()
    chat = open_chat(board=board, clock=clock, host="0.0.0.0", port=1, token_file=kept)  # type: ignore[arg-type]
    assert chat.address == f"http://localhost:1/?token={kept.read_text().strip()}"
    again = open_chat(board=board, clock=clock, host="0.0.0.0", port=1, token_file=kept)  # type: ignore[arg-type]
    assert again.address == "http://localhost:1/"
    for where in (None, tmp_path / "missing" / "token"):
        with pytest.raises(ChatError, match="PARLEY_WEB__TOKEN"):
            open_chat(board=board, clock=clock, host="0.0.0.0", token_file=where)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.3.2.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("10.1.2.3", False),
        ("localhost.evil.example", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, alone: bool) -> None:
    """An empty host or a wildcard is everybody's."""
    assert is_loopback(host) is alone
