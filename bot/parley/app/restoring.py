"""Reads the story index from the archive again, beside whatever else the service does."""

import asyncio
from datetime import datetime

import structlog

from parley.app.ports import Articles
from parley.domain.languages import Glossary
from parley.domain.stories.placing import STORY_WINDOW, THREAD_WINDOW, StoryIndex

_log = structlog.get_logger(__name__)


async def restored(
    articles: Articles, now: datetime, glossary: Glossary | None = None
) -> StoryIndex:
    """The story index as the archive knows it at ``now``. Raises ``StoreError``.

    ``glossary`` is that by which articles in other languages are compared. An article takes up to a
    millisecond, after each of which the event loop's other tasks have their turn.
    """
    index, count = StoryIndex(glossary), 0
    async for row in articles.founders(now - THREAD_WINDOW, now - STORY_WINDOW):
        index.remember(row)
        count += 1
        await asyncio.sleep(0)
    async for row in articles.placed(now - STORY_WINDOW):
        index.restore([row])
        count += 1
        await asyncio.sleep(0)
    if count:
        _log.info("stories read from the archive", stories=len(index), articles=count)
    return index
