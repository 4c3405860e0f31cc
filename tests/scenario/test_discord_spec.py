"""Every body that is sent, held against the schemas that Discord publishes."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from contract.test_chat_pictures import message as pictured
from fakes.discord_server import DiscordServer
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Audience,
    Block,
    Command,
    Heading,
    Message,
    Press,
    Reply,
    Text,
)
from scenario.discord_world import connected, echo, note, post

pytestmark = pytest.mark.npm

_NPM = Path(__file__).resolve().parents[1] / "npm"
_SCHEMAS = (
    ("POST", r"/channels/\d+/messages$", "MessageCreateRequest"),
    ("POST", r"/threads$", "CreateTextThreadWithMessageRequest"),
    ("POST", r"/webhooks/\d+/[^/]+$", "IncomingWebhookRequestPartial"),
)


@pytest.fixture(autouse=True)
def _npm() -> None:
    """Node and the schemas must be there."""
    if not (_NPM / "node_modules" / "discord-api-spec").exists() or shutil.which("node") is None:
        if os.environ.get("PARLEY_CI"):
            pytest.fail("the schemas must be there in CI: npm ci --prefix tests/npm")
        pytest.skip("no schemas; install them with: npm ci --prefix tests/npm")


def judged(rows: Sequence[tuple[str, object]]) -> list[list[str]]:
    """What is wrong with each (schema, body)."""
    lines = "".join(json.dumps({"schema": s, "body": body}) + "\n" for s, body in rows)
    done = subprocess.run(
        ["node", "validate_discord.mjs"],
        cwd=_NPM,
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def schemas_of(server: DiscordServer) -> Iterator[tuple[str, object]]:
    """Every body that was sent, with the schema that it must keep."""
    for method, path, body in server.bodies:
        if path.endswith("/commands"):
            assert isinstance(body, list)
            yield from (("ApplicationCommandUpdateRequest", command) for command in body)
        elif path.endswith("/callback"):
            yield _callback(body), body
        else:
            [schema] = [s for m, where, s in _SCHEMAS if m == method and re.search(where, path)]
            yield schema, body


def _callback(body: Any) -> str:
    if body["type"] == 8:
        return "ApplicationCommandAutocompleteCallbackRequest"
    if body["type"] == 9:
        return "ModalInteractionCallbackRequest"
    return "CreateMessageInteractionCallbackRequest"


async def test_everything_that_is_sent_keeps_discords_schemas() -> None:
    """Commands, completions, answers private and open, briefings long and hostile, threads."""

    async def answer(command: Command) -> Reply:
        private = command.args.get("track") is None
        audience = Audience.ASKER if private else Audience.CHANNEL
        return Reply(message=note("@everyone [x](https://evil.example) " * 300), audience=audience)

    async with connected(answer) as (server, chat):
        await post(chat, str(server.world.trade.id), chat.render(note(thread="Sources. " * 800)))
        await server.slash("brief", replies=3)
        await server.slash("brief", {"track": "wto"})
        await server.complete("subscribe", "zone", "e")
        rows = list(schemas_of(server))
    assert {schema for schema, _ in rows} >= {schema for _, _, schema in _SCHEMAS}
    assert judged(rows) == [[]] * len(rows)


async def test_a_form_and_an_answer_in_the_channel_keep_discords_schemas() -> None:
    """The form of a standing order, and a reply to a message with a question."""
    async with connected() as (server, _):
        opened = await server.form("subscribe", by=server.world.anna)
        await server.submit(opened, {"zone": "Europe/Brussels"})
        await server.say(f"<@{server.world.bot.id}> what now?")
        rows = list(schemas_of(server))
    assert "ModalInteractionCallbackRequest" in {schema for schema, _ in rows}
    assert any("message_reference" in body for _, body in rows if isinstance(body, dict))
    # discord.py writes these ids as numbers, which Discord takes as well; the schema has text.
    named = [f"message_reference.{key}_id" for key in ("guild", "channel", "message")]
    known = [f"{key}: Invalid input" for key in named]
    assert [wrong for wrong in judged(rows) if wrong not in ([], known)] == []


async def test_buttons_keep_discords_schemas() -> None:
    """A menu of stories, a row of buttons, posted and in private answers."""

    async def press(_press: Press) -> Reply:
        return Reply(message=told(1))

    async with connected() as (server, chat):
        await chat.stop()
        await chat.start(echo, press)
        channel = str(server.world.trade.id)
        await post(chat, channel, [*chat.render(told(6)), *chat.render(told(1))])
        answer = await server.press(server.world.trade.messages[0], "2 · ")
        await server.press(answer.answers[0], "More")
        rows = list(schemas_of(server))
    assert sum("components" in body for _, body in rows if isinstance(body, dict)) == 4
    assert judged(rows) == [[]] * len(rows)


def told(stories: int) -> Message:
    """A briefing with something to press under each story."""
    blocks: list[Block] = []
    for number in range(1, stories + 1):
        about = f"{number} · Talks"
        more = Action(ActionKind.MORE, f"e1.{number}", "More")
        blocks += [Heading((Text(about),)), Actions((more,), about=about)]
    return Message(title="Trade talks", blocks=tuple(blocks))


def test_the_schemas_refuse_what_discord_refuses() -> None:
    """A title of 257 and eleven embeds are told: the validator is not asleep."""
    long, many = judged(
        [
            ("MessageCreateRequest", {"embeds": [{"title": "x" * 257}]}),
            ("MessageCreateRequest", {"embeds": [{"title": "x"}] * 11}),
        ]
    )
    assert long
    assert many


async def test_pictures_keep_the_schema() -> None:
    """A post and a private answer with a picture: files, attachments and embeds name each other."""

    async def answer(_command: Command) -> Reply:
        return Reply(message=pictured(), audience=Audience.ASKER)

    async with connected(answer) as (server, chat):
        await post(chat, str(server.world.trade.id), chat.render(pictured()))
        await server.slash("help")
        rows = list(schemas_of(server))
        assert sum("attachments" in str(body) for _, body in rows) == 2
    # discord.py counts files in numbers, as the documentation's own example does; the schema has text.
    known = "attachments.0.id: Invalid input"
    assert [wrong for wrong in judged(rows) if wrong not in ([], [known])] == []
