"""What is said, asked and pressed in the contract suite of the port ``Chat``."""

from datetime import UTC, datetime

from parley.domain.errors import CommandError
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Audience,
    Block,
    Citation,
    Command,
    Heading,
    Link,
    Listing,
    Message,
    Moment,
    Note,
    Paragraph,
    Press,
    Reply,
    Rule,
    Text,
)

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)


async def echo(command: Command) -> Reply:
    """A dispatch that says back what it understood."""
    words = f"{command.name}: {dict(command.args)} manager={command.manager}"
    message = Message(title="Echo", blocks=(Paragraph((Text(words),)),))
    return Reply(message=message, audience=Audience.ASKER)


async def pressed(press: Press) -> Reply:
    """Says back what was pressed; of the story ``gone`` there is nothing to say."""
    if press.ref == "gone.1":
        raise CommandError("This story is gone.")
    words = f"{press.kind} {press.ref}"
    return Reply(message=Message(title="Echo", blocks=(Paragraph((Text(words),)),)))


def pressable(ref: str) -> Message:
    """A story with two buttons."""
    actions = (Action(ActionKind.MORE, ref, "More"), Action(ActionKind.REPORT, ref, "Wrong"))
    return Message(
        title="Trade talks",
        blocks=(
            Heading((Text("1 · Talks resume"),)),
            Paragraph((Text("Both sides agreed. "), Citation(1, _url(1)))),
            Actions(actions, about="1 · Talks resume"),
        ),
    )


def briefing(stories: int = 2, *, words: str = "Both sides agreed to pause duties.") -> Message:
    """A briefing of so many stories; story ``n`` cites ``https://example.org/n?a=1&b=2``."""
    told: list[Block] = [Heading((Text("Trade talks · Monday"),), level=1)]
    for number in range(1, stories + 1):
        told += [
            Rule(),
            Heading((Text(f"{number} · Talks resume & go on"),)),
            Paragraph((Text(f"Story {number}. {words} "), Citation(number, _url(number)))),
        ]
    sources = Listing(
        tuple(
            (
                Citation(number, _url(number)),
                Text(" The Wire, "),
                Moment(NOON, "12 May 12:00"),
                Text(": "),
                Link("Talks resume", _url(number)),
            )
            for number in range(1, stories + 1)
        )
    )
    return Message(
        title="Trade talks · Monday",
        blocks=(*told, Note((Text("5 seen = 2 used + 3 left out."),))),
        thread=(Heading((Text("Sources"),)), sources),
    )


def hostile() -> Message:
    """What an article may contain to get at a channel."""
    text = (
        "<!channel> <!here> @everyone @here <@U0BOSS> <@&123> <#C0TRADE> "
        "<https://evil.example|gov.example> [gov](https://evil.example) https://evil.example "
        "\u202eright to left\u202c \x1b[2J *bold* _slanted_ ~struck~ `code`"
    )
    return Message(
        title=text,
        blocks=(
            Heading((Text(text),), level=1),
            Paragraph((Text(text), Citation(1, "https://example.org/1"))),
            Listing(((Text(text), Link(text, "javascript:alert(1)")),)),
            Note((Text(text),)),
        ),
    )


def _url(number: int) -> str:
    return f"https://example.org/{number}?a=1&b=2"
