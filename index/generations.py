"""Writes a generation: what the builder adds, and the switch to it.

A generation counts from the moment its row says 'ready' and `active_generation` points to it, which is one
transaction. Everything before that moment may be left behind by a killed build, and the next one clears it; only the
vectors are kept, so that no text is embedded twice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.counting import count_words
from index.database import Connection
from index.documents import Document, Passage, Section
from index.figures import Figure
from index.generation import Generation
from index.preparing import PreparedDocument, PreparedPassage
from index.rows import PAGES, as_document, as_passage
from index.schema import WORD_COLUMNS
from index.store import Store


class GenerationWriter:
    """The generation being built; the process that builds holds the build lock."""

    def __init__(self, store: Store, id: int) -> None:
        self.id = id
        self._store = store
        self._database = store.database

    @classmethod
    async def begin(cls, store: Store, embedder: str) -> GenerationWriter:
        """Begin a generation; what an interrupted build left has been cleared."""
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

    async def seal(self) -> Generation:
        """Write the generation's own files; it can be asked then, but does not answer yet."""
        sealed = await self._store.vectors.write(self.id)
        counts = await count_words(self._database, self.id)
        async with self._database.transaction() as connection:
            await self._store.vectors.record(connection, self.id, sealed)
            await counts.record(connection, self.id)
            await connection.execute("UPDATE generations SET report = '{}' WHERE id = ?", (self.id,))
        return await self._store.load(self.id)

    async def activate(self, report: str, released: Iterable[str] = ()) -> None:
        """Let the sealed generation answer: the one moment at which readers see a change.

        Args:
            report: JSON, of the build.
            released: articles that were held and have changed since.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE generations SET state = 'ready', report = ? WHERE id = ?", (report, self.id)
            )
            await connection.execute("INSERT OR REPLACE INTO active_generation VALUES (1, ?)", (self.id,))
            await connection.executemany("DELETE FROM held WHERE id = ?", [(id,) for id in released])


async def article_versions(store: Store, generation: int | None) -> dict[str, tuple[str, int]]:
    """Article -> (content hash, version) of a generation; empty for None."""
    rows = await store.database.fetch(
        """SELECT id, content_hash, version FROM documents JOIN generation_documents USING (version)
        WHERE generation = ?""",
        (generation,),
    )
    return {row["id"]: (row["content_hash"], row["version"]) for row in rows}


async def stored_article(store: Store, version: int) -> tuple[Document, list[Passage]]:
    """An article as it was stored, with the passages it was cut into; its sections are those passages."""
    (row,) = await store.database.fetch(f"SELECT documents.*, {PAGES} FROM documents WHERE version = ?", (version,))
    rows = await store.database.fetch("SELECT * FROM passages WHERE version = ? ORDER BY id", (version,))
    document = as_document(row)
    sections = tuple(Section(one["start"], one["end"], one["heading"], one["header"]) for one in rows)
    return replace(document, sections=sections), [as_passage(document, one) for one in rows]


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


async def _insert_document(connection: Connection, prepared: PreparedDocument) -> int:
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
    await connection.executemany("INSERT INTO pages VALUES (?, ?)", [(version, start) for start in source.page_starts])
    await _insert_passages(connection, version, prepared.passages)
    await _insert_figures(connection, version, prepared.figures)
    return version


async def _insert_passages(connection: Connection, version: int, passages: Sequence[PreparedPassage]) -> None:
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


async def _insert_figures(connection: Connection, version: int, figures: Sequence[Figure]) -> None:
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
