"""Summarises a page that somebody names, for whoever asked and into no archive."""

from urllib.parse import urlsplit

from parley.app.brief import Drafts
from parley.app.ports import Clock, Page, Sources
from parley.domain import identity
from parley.domain.errors import CommandError, FetchError, HttpStatus
from parley.domain.model import (
    Answer,
    ArticleRef,
    AssignedSource,
    Assignment,
    Authority,
    Draft,
    Form,
    Rights,
    Task,
)

# Less text than this is a login form, a notice about cookies or a picture with a caption.
_LEAST = 200
_LOGIN = {401, 402, 403, 407}
_GONE = {404, 410}


class NoDrafts:
    """Keeps no draft: what is written about somebody's link is theirs, and nobody finds it again."""

    async def draft(self, key: str) -> Draft | None:
        """There is never one."""
        del key
        return None

    async def save_draft(self, draft: Draft) -> Draft:
        """The draft, which is not kept."""
        return draft


class Summarising:
    """Summarises pages. ``drafts`` must keep nothing: see ``NoDrafts``."""

    def __init__(
        self, sources: Sources, drafts: Drafts, clock: Clock, *, language: str = "en"
    ) -> None:
        self._sources = sources
        self._drafts = drafts
        self._clock = clock
        self._language = language

    async def summarise(self, url: str, *, tenant_id: str | None = None) -> Answer:
        """The page's main points, each held against its words; ``question`` is the page's title.

        ``tenant_id`` pays for a model's words. Raises ``CommandError`` with a sentence for the person
        for an address or a page that cannot be read, ``StoreError``.
        """
        page = await self._page(url.strip())
        now = self._clock.now()
        article_id = identity.article_id(page.url)
        publisher = urlsplit(page.url).hostname or page.url
        title = " ".join(page.title.split()) or publisher
        content = identity.content_hash(title, page.text)
        draft = await self._drafts.draft(
            Assignment(
                task=Task.SUMMARY,
                form=Form.LONG,
                language=self._language,
                sources=(
                    AssignedSource(
                        number=1,
                        article_id=article_id,
                        revision_id=identity.revision_id(article_id, content),
                        publisher=publisher,
                        authority=Authority.OTHER,
                        rights=Rights.FULL_TEXT,
                        title=title,
                        text=page.text,
                        published_at=page.published_at or now,
                    ),
                ),
            ),
            tenant_id=tenant_id,
        )
        if not draft.claims:
            raise CommandError("That page has no sentences that could be summarised.")
        reference = ArticleRef(
            number=1,
            id=article_id,
            url=page.url,
            title=title,
            source_id=publisher,
            publisher=publisher,
            authority=Authority.OTHER,
            rights=Rights.FULL_TEXT,
            published_at=page.published_at or now,
        )
        return Answer(
            question=title,
            as_of=now,
            claims=draft.claims,
            articles=(reference,),
            writer=draft.writer.name,
            score=1.0,
            dropped=draft.dropped,
            note=draft.note,
        )

    async def _page(self, url: str) -> Page:
        """Raises ``CommandError``."""
        try:
            page = await self._sources.page(url)
        except FetchError as error:
            raise CommandError(_why(error)) from error
        if len(page.text.strip()) < _LEAST:
            raise CommandError(
                "There is no article to read at that address; it may need a login, or be a "
                "picture, a film or a list of links."
            )
        return page


def _why(error: FetchError) -> str:
    """Why a page could not be read; the fetcher's own sentences name no address but the one given."""
    if not isinstance(error, HttpStatus):
        return str(error)
    if error.status in _LOGIN:
        return (
            "That page is behind a login or refuses programs; name one that is open to everybody."
        )
    if error.status in _GONE:
        return "There is no page at that address; check how it is written."
    return f"That site answered with an error ({error.status}); try again later."
