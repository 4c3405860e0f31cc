"""The commands that ask the archive, or a page: from typed arguments to a reply in the neutral form."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from parley.app import compose_answers
from parley.app.ask import Asking
from parley.app.front import Answer
from parley.app.summarise import Summarising
from parley.domain.errors import CommandError
from parley.domain.model import Archived, Command, CommandName, Reply

Told = Callable[[str, str], Awaitable[Sequence[Archived]]]
"""The articles of the briefing that a tenant was posted as a message with this id; none for others."""


class Inquiries:
    """Ask, search and summarise."""

    def __init__(
        self,
        asking: Asking,
        summarising: Summarising | None,
        told: Told,
        *,
        language: str = "en",
    ) -> None:
        self._asking = asking
        self._told = told
        self._summarising = summarising
        self._language = language

    def table(self) -> Mapping[CommandName, Answer]:
        """Which command is answered by what."""
        return {
            CommandName.ASK: self.ask,
            CommandName.SEARCH: self.search,
            CommandName.SUMMARISE: self.summarise,
        }

    async def ask(self, command: Command) -> Reply:
        """An answer from the archive, or an honest refusal; under a briefing, from its stories first."""
        question = _given(command, "question", "Ask in words: /trade ask When does the pause end?")
        among = await self._told(command.tenant_id, command.about) if command.about else ()
        answer = await self._asking.ask(question, tenant_id=command.tenant_id, among=among)
        return Reply(
            message=compose_answers.answer(answer, zone=command.zone, language=self._language)
        )

    async def search(self, command: Command) -> Reply:
        """The best articles for words."""
        words = _given(command, "words", "Say what to look for: /trade search rare earth licences")
        found = await self._asking.search(words)
        return Reply(message=compose_answers.results(words, found, zone=command.zone))

    async def summarise(self, command: Command) -> Reply:
        """A page's main points."""
        url = _given(command, "url", "Give the page's address: /trade summarise https://…")
        if self._summarising is None:
            raise CommandError("No pages are read here; ask about what is in the archive.")
        summary = await self._summarising.summarise(url, tenant_id=command.tenant_id)
        return Reply(
            message=compose_answers.summary(summary, zone=command.zone, language=self._language)
        )


def _given(command: Command, name: str, otherwise: str) -> str:
    """An argument that must be there. Raises ``CommandError``."""
    text = command.args.get(name, "").strip()
    if not text:
        raise CommandError(otherwise)
    return text
