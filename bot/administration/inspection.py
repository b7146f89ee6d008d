"""What is read from a file that is not in the corpus folder yet, and which articles say the same."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.adding import read_file
from index.documents import Document
from index.errors import IndexMissingError, UnreadableArticleError
from index.likeness import LikePair, like_pairs, runs_of
from index.manifest import ManifestRow
from index.plans import Preview, preview
from index.store import Store
from index.updating import stored_texts

_SENT = "\0"  # before the names of what was sent: an article of the index may have the same name


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds."""

    previews: tuple[Preview, ...]
    refused: tuple[UnreadableArticleError, ...]  # parts of an archive, or the file itself
    like: tuple[LikePair, ...]  # first: an article of the file, second: one that answers now


async def inspect(path: Path, name: str, stated: ManifestRow | None, data: Path) -> Inspection:
    """Read a file as it would be read in the corpus folder.

    Args:
        name: that it would have there.
        stated: what the manifest would say of it.
        data: the folder of the index that it is compared with.
    """
    read = await asyncio.to_thread(lambda: list(read_file(path, name, stated or ManifestRow())))
    documents = [each for each in read if isinstance(each, Document)]
    refused = tuple(each for each in read if isinstance(each, UnreadableArticleError))
    texts = await _answering(data) if documents else {}
    previews = await asyncio.to_thread(lambda: tuple(map(preview, documents)))
    like = await asyncio.to_thread(_like, {each.id: each.text for each in documents}, texts)
    return Inspection(previews, refused, like)


async def _answering(data: Path) -> Mapping[str, str]:
    try:
        store = await Store.open(data)
    except IndexMissingError:
        return {}
    async with store:
        return await stored_texts(store)


def _like(sent: Mapping[str, str], texts: Mapping[str, str]) -> tuple[LikePair, ...]:
    runs = {_SENT + id: runs_of(text) for id, text in sent.items()} | {id: runs_of(text) for id, text in texts.items()}
    pairs = [pair for pair in like_pairs(runs) if pair.first.startswith(_SENT) and not pair.second.startswith(_SENT)]
    return tuple(LikePair(pair.first.removeprefix(_SENT), pair.second, pair.share) for pair in pairs)
