"""`hoidap add`: a page or file of the web becomes an article of the corpus folder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.asking import describe
from index.adding import Read, add_fetched
from index.documents import Document
from index.errors import UnreadableArticleError
from index.reading.web import fetch_article


async def add_address(url: str, corpus: Path, *, allow_private: bool = False) -> Read:
    """Fetch an address and save what it gives; see `fetch_article` and `add_fetched`.

    Raises:
        IndexingError: if nothing is fetched or can be read; then nothing is saved.
    """
    fetched = await fetch_article(url, allow_private=allow_private)
    return await asyncio.to_thread(add_fetched, corpus, fetched)


def added_lines(name: str, read: Sequence[Document | UnreadableArticleError]) -> Iterator[str]:
    """What was saved, how it was read, and what to do next."""
    yield f"saved as {name}"
    for each in read:
        if isinstance(each, Document):
            yield f"  {each.id}: {describe(each.source)}"
        else:
            yield f"  not read: {each}"
    yield "run hoidap index to make it answerable"
