"""Whether the index is what it should be: every file, row and quotation held against what it was made from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.documents import Document, Passage, Unread
from index.errors import IndexingError, UnreadableArticleError
from index.generations import article_versions, stored_article
from index.preparing import vector_hash
from index.scanning import CorpusScan
from index.schema import WORD_COLUMNS
from index.store import Store
from index.vector_parts import holds

UNIT_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what is wrong."""

    generations: int
    articles: int  # versions of articles, of all generations
    passages: int
    figures: int
    compared: int  # articles read again from the corpus folder
    faults: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def verify(
    store: Store, corpus: Path | None = None, embedded_text: Callable[[Passage], str] | None = None
) -> Verification:
    """Look at everything that is stored; changes nothing.

    Args:
        corpus: folder whose files are read again, and held against the articles made from them; None for none.
        embedded_text: makes the text of a passage that was embedded, which is held against its hash.
    """
    faults = [fault async for fault in _database(store)]
    if not faults:
        faults += [fault async for fault in _generations(store)]
        faults += [fault async for fault in _articles(store, embedded_text)]
    compared, differences = await _compare(store, corpus) if corpus and not faults else (0, [])
    return Verification(
        generations=await _count(store, "generations WHERE state = 'ready'"),
        articles=await _count(store, "documents"),
        passages=await _count(store, "passages"),
        figures=await _count(store, "figures"),
        compared=compared,
        faults=(*faults, *differences),
    )


async def _count(store: Store, what: str) -> int:
    ((count,),) = await store.database.fetch(f"SELECT count(*) FROM {what}")
    return int(count)


async def _database(store: Store) -> AsyncIterator[str]:
    for row in await store.database.fetch("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"{store.database.path}: {row[0]}"
    for row in await store.database.fetch("PRAGMA foreign_key_check"):
        yield f"{store.database.path}: a row of {row['table']} belongs to nothing in {row['parent']}"
    for column in WORD_COLUMNS:
        rows = await store.database.fetch(
            f"""SELECT (SELECT count(*) FROM passages WHERE id NOT IN (SELECT rowid FROM words_{column})) AS lacking,
            (SELECT count(*) FROM words_{column} WHERE rowid NOT IN (SELECT id FROM passages)) AS stray"""
        )
        for what, count in zip(("passages without words", "words without a passage"), rows[0], strict=True):
            if count:
                yield f"the words in the form {column!r}: {count} {what}"


async def _generations(store: Store) -> AsyncIterator[str]:
    active = await store.active_generation_id()
    rows = await store.database.fetch("SELECT id, report FROM generations WHERE state = 'ready'")
    if active not in {row["id"] for row in rows}:
        yield "no complete generation answers"
    for row in rows:
        articles = json.loads(row["report"]).get("articles")
        counted = await _count(store, f"generation_documents WHERE generation = {row['id']}")
        if articles is not None and articles != counted:
            yield f"generation {row['id']} holds {counted} articles, its report says {articles}"
        for fault in await _vectors(store, row["id"]):
            yield f"generation {row['id']}: {fault}"


async def _vectors(store: Store, generation: int) -> list[str]:
    try:
        index = await store.vectors.open(generation)
        ids = await store.vectors.ids(generation)
        is_same, is_unit = len(index) == len(ids), True
        async for some, vectors in store.vectors.stored(generation, ids):
            is_same = is_same and await asyncio.to_thread(holds, index, some, vectors)
            is_unit = is_unit and bool(np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=UNIT_TOLERANCE))
    except IndexingError as error:
        return [str(error)]
    faults = []
    if not is_same:
        faults.append(f"{store.vectors.path(generation)} does not hold the vectors of the database")
    if not is_unit:
        faults.append("holds vectors that are not of length 1")
    return faults


async def _articles(store: Store, embedded_text: Callable[[Passage], str] | None) -> AsyncIterator[str]:
    rows = await store.database.fetch(
        "SELECT version, min(embedder) AS embedder FROM generation_documents JOIN generations "
        "ON generation = id GROUP BY version"
    )
    embedders = {row["version"]: row["embedder"] for row in rows}
    for version in [row["version"] for row in await store.database.fetch("SELECT version FROM documents")]:
        document, passages = await stored_article(store, version)
        hashes = await store.database.fetch("SELECT vector FROM passages WHERE version = ? ORDER BY id", (version,))
        for passage, row in zip(passages, hashes, strict=True):
            for fault in _passage(document, passage):
                yield fault
            text = embedded_text(passage) if embedded_text and version in embedders else None
            if text is not None and vector_hash(embedders[version], text) != row["vector"]:
                yield f"{passage.id} is not the passage that was embedded"
        async for fault in _figures(store, version, document):
            yield fault


def _passage(document: Document, passage: Passage) -> Iterator[str]:
    if not 0 <= passage.start < passage.end <= len(document.text):
        yield f"{passage.id} is no passage of its article"
    elif not passage.text.strip():
        yield f"{passage.id} is blank"


async def _figures(store: Store, version: int, document: Document) -> AsyncIterator[str]:
    for row in await store.database.fetch("SELECT * FROM figures WHERE version = ?", (version,)):
        found = row["start"] <= row["at"] < row["end"] <= len(document.text)
        if not found or row["value_text"] not in document.text[row["start"] : row["end"]]:
            yield f"{document.id}: the figure {row['value_text']!r} does not stand where it was found"


async def _compare(store: Store, corpus: Path) -> tuple[int, list[str]]:
    """Read the articles of the folder that the index holds in the same state, and compare their texts."""
    versions = await article_versions(store, await store.active_generation_id())
    compared, faults = 0, list[str]()
    articles = iter(CorpusScan(corpus, {}, lambda id, content_hash: False))
    while (article := await asyncio.to_thread(next, articles, None)) is not None:
        if isinstance(article, Unread | UnreadableArticleError):
            continue
        content_hash, version = versions.get(article.id, ("", 0))
        if content_hash == article.content_hash:
            compared += 1
            stored, _ = await stored_article(store, version)
            if (stored.source, stored.text) != (article.source, article.text):
                faults.append(f"{article.id} is stored otherwise than it is read: run hoidap index --rebuild")
    return compared, faults
