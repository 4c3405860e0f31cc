"""The page of what stands: orders, settings, pauses and follows, each changed by the bot's own commands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from parley.domain.model import CommandName, Message
from parley_adapters.chat.web.asking import Answer, Visitor
from parley_adapters.chat.web.forms import form_of, user_of, visitor_of
from parley_adapters.chat.web.pages import Pages
from parley_adapters.chat.web.standing import Place, places

PATH = "/settings"


@dataclass(slots=True)
class SettingsPages:
    """The handlers."""

    pages: Pages

    async def show(self, request: Request) -> Response:
        """What is posted here and when, what is set, and what the visitor follows."""
        return await self.page(request)

    async def page(
        self, request: Request, answer: Answer | None = None, status: int = 200
    ) -> Response:
        """The page, perhaps with what came of a form on it."""
        return self.pages.page(
            request,
            "settings.html",
            status,
            here=PATH,
            places=await self._places(),
            own=self.pages.asking.channel,
            following=await self.pages.board.following(user_of(request)),
            answer=answer,
        )

    async def change(self, request: Request) -> Response:
        """Do what a form of the page says, then show the page as it is now."""
        form = await form_of(request)
        if not self.pages.is_ours(request, form):
            return await self.page(request, self.pages.out_of_date(), 403)
        places_now = {place.channel: place for place in await self._places()}
        place = places_now.get(form.get("channel", ""))
        if place is None:
            raise HTTPException(400, "That is no channel of this page.")
        visitor = visitor_of(request, form)
        match form.get("do", ""):
            case "set":
                answer = await self._set(place, form, visitor)
            case "pause":
                args = {"until": form.get("until", "")}
                answer = await self._give(CommandName.PAUSE, args, visitor, place)
            case "resume":
                answer = await self._give(CommandName.PAUSE, {"until": "off"}, visitor, place)
            case "stop":
                answer = await self._give(CommandName.UNSUBSCRIBE, {}, visitor, place)
            case _:
                raise HTTPException(400, "That is no button of this page.")
        return await self.page(request, answer)

    async def _set(self, place: Place, form: Mapping[str, str], visitor: Visitor) -> Answer:
        """Every setting that was changed, each by its command; one that cannot be ends it."""
        said: list[Message] = []
        for field in place.fields:
            value = form.get(field.name, field.value).strip() or "off"
            if value == field.value:
                continue
            args = {"name": field.name, "value": value}
            answer = await self._give(CommandName.SETTINGS, args, visitor, place)
            if answer.message is None:
                return answer
            said.append(answer.message)
        if not said:
            return Answer("", problem="Nothing was changed.")
        blocks = [*said[0].blocks, *(block for one in said[1:] for block in one.blocks[1:])]
        return Answer("", replace(said[0], blocks=tuple(blocks)))

    async def _give(
        self, name: CommandName, args: Mapping[str, str], visitor: Visitor, place: Place
    ) -> Answer:
        return await self.pages.asking.command(name, args, visitor, place.channel)

    async def _places(self) -> list[Place]:
        board = self.pages.board
        return places(
            await board.orders(),
            await board.settings(),
            self.pages.tracks,
            self.pages.clock.now(),
            self.pages.asking.channel,
        )
