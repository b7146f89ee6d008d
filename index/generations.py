"""Writes generations: what the builder adds, switches to, and clears away.

A generation counts from the moment its row says 'ready' and `active_generation` points to it, which is one
transaction. Everything before that moment may be left behind by a killed build, and the next one clears it; only the
vectors are kept, so that no text is embedded twice.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Passage
from index.fields import IndexFields
from index.figures import Figure
from index.lexicon import Lexicon
from index.schema import WORD_COLUMNS
from index.store import Store

KEPT_GENERATIONS = 3  # the active one, its predecessor, and one more for what still runs on it


@dataclass(frozen=True, slots=True)
class PreparedPassage:
    """A passage with all that is stored for it; its vector may come later."""

    passage: Passage
    fields: IndexFields
    vector: str  # hash of the embedder's name and the embedded text


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A new document version, ready to be stored."""

    document: Document
    passages: tuple[PreparedPassage, ...]
    figures: tuple[Figure, ...] = ()


class GenerationWriter:
    """The generation being built; the process that builds holds the build lock."""

    def __init__(self, store: Store, id: int) -> None:
        self.id = id
        self._store = store
        self._database = store.database

    @classmethod
    async def begin(cls, store: Store, embedder: str) -> GenerationWriter:
        """Clear what an interrupted build left, and begin a generation."""
        await discard_unfinished(store)
        async with store.database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO generations (created_at, embedder, state) VALUES (?, ?, 'building')",
                (datetime.now(UTC).isoformat(timespec="seconds"), embedder),
            )
            assert cursor.lastrowid is not None
            return cls(store, cursor.lastrowid)

    async def add(self, kept: Iterable[int], added: Iterable[PreparedDocument]) -> None:
        """Take over document versions that are stored already, and store new ones."""
        async with self._database.transaction() as connection:
            versions = [*kept, *[await _insert_document(connection, prepared) for prepared in added]]
            await connection.executemany(
                "INSERT INTO generation_documents VALUES (?, ?)", [(self.id, version) for version in versions]
            )

    async def finish(self, report: str) -> None:
        """Write the generation's own files, then let it answer: the one moment at which readers see a change."""
        vectors = await self._store.build_vectors(self.id)
        sha256 = await asyncio.to_thread(vectors.save, self._store.vectors_path(self.id))
        lexicon = await self._lexicon()
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE generations SET state = 'ready', vectors_sha256 = ?, lexicon = ?, report = ? WHERE id = ?",
                (sha256, lexicon, report, self.id),
            )
            await connection.execute("INSERT OR REPLACE INTO active_generation VALUES (1, ?)", (self.id,))

    async def _lexicon(self) -> bytes:
        rows = await self._database.fetch(
            """SELECT tokens FROM generation_documents JOIN passages USING (version)
            JOIN words_exact ON words_exact.rowid = passages.id WHERE generation = ?""",
            (self.id,),
        )
        return await asyncio.to_thread(lambda: Lexicon.of(row["tokens"].split() for row in rows).dumps())


async def count_passages(store: Store, generation: int) -> int:
    """Number of passages in a generation, ready or not."""
    ((count,),) = await store.database.fetch(
        "SELECT count(*) FROM generation_documents JOIN passages USING (version) WHERE generation = ?", (generation,)
    )
    return int(count)


async def active_embedder(store: Store) -> str | None:
    """Name of the embedder of what answers now; None before the first build."""
    rows = await store.database.fetch(
        "SELECT embedder FROM generations JOIN active_generation ON generation = generations.id"
    )
    return rows[0]["embedder"] if rows else None


async def active_versions(store: Store) -> dict[str, tuple[str, int]]:
    """Document id -> (content hash, version) of what answers now; empty before the first build."""
    rows = await store.database.fetch(
        """SELECT id, content_hash, version FROM documents JOIN generation_documents USING (version)
        JOIN active_generation USING (generation)"""
    )
    return {row["id"]: (row["content_hash"], row["version"]) for row in rows}


async def stored_vectors(store: Store, hashes: Collection[str]) -> set[str]:
    """Which of the vectors are stored already."""
    rows = await store.database.fetch(
        "SELECT hash FROM vectors WHERE hash IN (SELECT value FROM json_each(?))", (json.dumps(list(hashes)),)
    )
    return {row["hash"] for row in rows}


async def save_vectors(store: Store, vectors: Mapping[str, NDArray[np.float32]]) -> None:
    """Keep vectors by their hashes, on the disk when this returns."""
    rows = [(hash, np.asarray(vector, dtype="<f4").tobytes()) for hash, vector in vectors.items()]
    async with store.database.transaction() as connection:
        await connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


async def discard_unfinished(store: Store) -> None:
    """Remove generations that never became ready, what only they used, and files that belong to none."""
    async with store.database.transaction() as connection:
        await connection.execute("DELETE FROM generations WHERE state = 'building'")
        await _delete_unused_documents(connection)
    await _delete_unused_files(store)


async def prune(store: Store, keep: int = KEPT_GENERATIONS) -> None:
    """Remove all but the newest ready generations (the active one is the newest) and what only the others used."""
    async with store.database.transaction() as connection:
        await connection.execute(
            """DELETE FROM generations WHERE id NOT IN (SELECT generation FROM active_generation)
            AND id NOT IN (SELECT id FROM generations WHERE state = 'ready' ORDER BY id DESC LIMIT ?)""",
            (max(keep, 2),),
        )
        await _delete_unused_documents(connection)
        await connection.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT vector FROM passages)")
    await _delete_unused_files(store)


async def _insert_document(connection: aiosqlite.Connection, prepared: PreparedDocument) -> int:
    document, source = prepared.document, prepared.document.source
    cursor = await connection.execute(
        """INSERT INTO documents (id, content_hash, text, title, organisation, province, published, period, url)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            source.id,
            document.content_hash,
            document.text,
            source.title,
            source.organisation,
            source.province,
            source.published.isoformat() if source.published else None,
            source.period,
            source.url,
        ),
    )
    version = cursor.lastrowid
    assert version is not None
    await _insert_passages(connection, version, prepared.passages)
    await _insert_figures(connection, version, prepared.figures)
    return version


async def _insert_passages(connection: aiosqlite.Connection, version: int, passages: Sequence[PreparedPassage]) -> None:
    rows = [
        (version, one.passage.start, one.passage.end, one.passage.heading, one.passage.header, one.vector)
        for one in passages
    ]
    await connection.executemany(
        'INSERT INTO passages (version, start, "end", heading, header, vector) VALUES (?, ?, ?, ?, ?, ?)', rows
    )
    inserted = await connection.execute_fetchall("SELECT id FROM passages WHERE version = ? ORDER BY id", (version,))
    words = [(id, astuple(one.fields)) for (id,), one in zip(inserted, passages, strict=True)]
    for position, column in enumerate(WORD_COLUMNS):
        await connection.executemany(
            f"INSERT INTO words_{column} (rowid, tokens) VALUES (?, ?)",
            [(id, columns[position]) for id, columns in words],
        )


async def _insert_figures(connection: aiosqlite.Connection, version: int, figures: Sequence[Figure]) -> None:
    await connection.executemany(
        """INSERT INTO figures (version, at, start, "end", indicator, indicator_key, value, value_text, unit, qualifier,
        kind, place, organisation, period, whole, of_target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                version,
                *(one.at, one.start, one.end, one.indicator, one.indicator_key, str(one.value), one.value_text),
                *(one.unit, one.qualifier, one.kind.value, one.place, one.organisation, one.period),
                None if one.whole is None else str(one.whole),
                one.of_target,
            )
            for one in figures
        ],
    )


async def _delete_unused_documents(connection: aiosqlite.Connection) -> None:
    unused = "SELECT version FROM documents WHERE version NOT IN (SELECT version FROM generation_documents)"
    for column in WORD_COLUMNS:
        await connection.execute(
            f"DELETE FROM words_{column} WHERE rowid IN (SELECT id FROM passages WHERE version IN ({unused}))"
        )
    await connection.execute(f"DELETE FROM documents WHERE version IN ({unused})")


async def _delete_unused_files(store: Store) -> None:
    rows = await store.database.fetch("SELECT id FROM generations WHERE state = 'ready'")
    used = {store.vectors_path(row["id"]) for row in rows}
    await asyncio.to_thread(_delete_others, store, used)


def _delete_others(store: Store, used: Collection[object]) -> None:
    folder = store.vectors_path(0).parent
    for path in folder.glob("*.faiss*"):
        if path not in used:
            path.unlink(missing_ok=True)
