"""What of an archive can be searched, and in which form its words are indexed."""

import json
import re
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain.model import Archived
from parley_adapters.store.rows import insert_all
from parley_adapters.store.tables import fts, revision

# Han, kana and Hangul: written without spaces, or with endings that no stemmer here knows.
_CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
_CJK_END = re.compile(_CJK.pattern + "$")


async def add_after(
    connection: AsyncConnection, before: int, batch: Mapping[str, Archived]
) -> None:
    """Index the relevant revisions of a batch that were stored after the sequence number."""
    # One row with all the numbers, not a row each: see ``insert_all`` on the price of a row.
    stored = func.json_group_array(func.json_array(revision.c.seq, revision.c.id))
    numbers = await connection.scalar(
        select(stored).where(revision.c.seq > before, revision.c.relevant)
    )
    rows = [
        (seq, bigrams(batch[id_].revision.title), bigrams(batch[id_].revision.text))
        for seq, id_ in sorted(json.loads(numbers or "[]"))
    ]
    await insert_all(connection, fts, ("rowid", "title", "text"), rows)


def bigrams(text: str) -> str:
    """Text whose runs of Chinese, Japanese or Korean are spelt as overlapping pairs.

    The tokenizer takes such a run for one word; as pairs, any part of it is found as a phrase. The
    last character stands alone at the end, so that a single one can be found by its pair's beginning.
    """
    return _CJK.sub(_pairs, text) if not text.isascii() else text


def _pairs(run: re.Match[str]) -> str:
    characters = run.group()
    pairs = (characters[at : at + 2] for at in range(len(characters)))
    return f" {' '.join(pairs)} "


def query_term(word: str) -> str | None:
    """A word as a quoted FTS5 phrase, in which nothing is an operator; none without any letter."""
    clean = word.replace("\0", " ").encode("utf-8", "ignore").decode().strip()
    if not any(map(str.isalnum, clean)):
        return None
    phrase = '"' + bigrams(clean).strip().replace('"', '""') + '"'
    last = _CJK_END.search(clean)
    if last is None:
        return phrase
    if len(last.group()) == 1:
        return phrase + "*"  # the beginning of a pair, or the last of a run
    return phrase[:-3] + '"'  # without the last, lone character: the run may go on
