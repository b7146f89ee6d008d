"""The corpus as it is searched: document versions, their passages and words in SQLite, and one vector file beside.

Nothing that a reader sees ever changes. A document version is written once; a generation is a set of versions; the one
row of `active_generation` says which generation answers, and pointing it at another is the only switch. So a question
keeps the generation it began with while the next one is built, and a build that is killed leaves no trace that counts.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.database import Database, SchemaVersionError
from index.documents import Document, Passage, Source
from index.errors import IndexingError, IndexMismatchError, IndexMissingError
from index.figures import Figure
from index.lexicon import Lexicon
from index.locks import Lease
from index.restore_journal import finish_restore
from index.rows import as_document, as_figure, as_passage, as_source
from index.schema import OLDEST_VERSION, SCHEMA, SCHEMA_VERSION, WORD_COLUMNS
from index.vectors import DamagedVectorsError, VectorIndex

FILE_NAME = "corpus.sqlite"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete build of the index: everything a question needs, unchanged while it is used."""

    database: Database
    id: int
    created_at: str  # ISO 8601, UTC
    embedder: str
    vectors: VectorIndex
    report: dict[str, Any]  # of the build that made it
    lease: Lease | None = None  # keeps other processes from removing it; None where the folder cannot be written

    async def search_words(
        self, column: str, tokens: Sequence[str], limit: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Passages that hold any of the tokens, best first.

        Args:
            column: a field of IndexFields.
            tokens: in the form of that column; any characters.
            allowed: the only passages that may be found; None for all.

        Returns:
            (passage id, BM25 score): a higher score is better, and each is above 0. Word frequencies are counted over
            the passages of all stored generations.
        """
        if column not in WORD_COLUMNS:
            raise ValueError(f"no column {column!r}: choose one of {', '.join(WORD_COLUMNS)}")
        table, match = f"words_{column}", _any_of(tokens)
        if not match or limit < 1:
            return []
        rows = await self.database.fetch(
            f"""SELECT words.rowid, -bm25({table}) AS score FROM {table} AS words
            CROSS JOIN passages ON passages.id = words.rowid
            CROSS JOIN generation_documents AS member ON member.generation = ? AND member.version = passages.version
            WHERE {table} MATCH ? AND (? IS NULL OR words.rowid IN (SELECT value FROM json_each(?)))
            ORDER BY score DESC, words.rowid LIMIT ?""",
            (self.id, match, *2 * (None if allowed is None else json.dumps(list(allowed)),), limit),
        )
        return [(id, score) for id, score in rows]

    async def search_vectors(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """(passage id, cosine), best first; see `VectorIndex.search`."""
        return await asyncio.to_thread(self.vectors.search, vector, limit, allowed)

    async def passages(self, ids: Collection[int]) -> dict[int, Passage]:
        """Passages by their ids, in the order asked for; unknown ids are left out."""
        rows = await self.database.fetch(
            """SELECT id, version, start, "end", heading, header FROM passages
            WHERE id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(ids)),),
        )
        by_id = {row["id"]: row for row in rows}
        documents = await self._documents({row["version"] for row in rows})
        return {
            id: as_passage(documents[by_id[id]["version"]], by_id[id])
            for id in ids
            if id in by_id and by_id[id]["version"] in documents
        }

    async def sources(self) -> list[tuple[Source, int]]:
        """Every article with its number of passages, by id."""
        rows = await self.database.fetch(
            """SELECT documents.*, (SELECT count(*) FROM passages WHERE version = documents.version) AS passages
            FROM documents JOIN generation_documents USING (version) WHERE generation = ? ORDER BY documents.id""",
            (self.id,),
        )
        return [(as_source(row), row["passages"]) for row in rows]

    async def members(self) -> dict[str, tuple[int, ...]]:
        """The passages of every article, by its id, in order."""
        rows = await self.database.fetch(
            """SELECT documents.id AS document, passages.id AS passage FROM generation_documents AS member
            JOIN documents USING (version) JOIN passages USING (version)
            WHERE member.generation = ? ORDER BY passages.id""",
            (self.id,),
        )
        members: dict[str, list[int]] = {}
        for row in rows:
            members.setdefault(row["document"], []).append(row["passage"])
        return {document: tuple(passages) for document, passages in members.items()}

    async def document(self, id: str) -> Document | None:
        """An article with its whole text; its sections are not kept."""
        rows = await self.database.fetch(
            "SELECT * FROM documents JOIN generation_documents USING (version) WHERE generation = ? AND id = ?",
            (self.id, id),
        )
        return as_document(rows[0]) if rows else None

    async def figures(self) -> list[Figure]:
        """The ledger: every figure of every article, by article and place in its text."""
        rows = await self.database.fetch(
            """SELECT documents.id AS document, substr(text, start + 1, "end" - start) AS quote, figures.*
            FROM generation_documents JOIN documents USING (version) JOIN figures USING (version)
            WHERE generation = ? ORDER BY documents.id, at""",
            (self.id,),
        )
        return [as_figure(row) for row in rows]

    async def lexicon(self) -> Lexicon:
        """The words of this generation."""
        ((content,),) = await self.database.fetch("SELECT lexicon FROM generations WHERE id = ?", (self.id,))
        return await asyncio.to_thread(Lexicon.loads, content)

    async def _documents(self, versions: Collection[int]) -> dict[int, Document]:
        rows = await self.database.fetch(
            "SELECT * FROM documents WHERE version IN (SELECT value FROM json_each(?))", (json.dumps(list(versions)),)
        )
        return {row["version"]: as_document(row) for row in rows}


class Store:
    """The index in its folder; open with `Store.open` and close, or use with `async with`."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self._current: Generation | None = None
        self._loading = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path, *, create: bool = False) -> Store:
        """Open the index in a folder.

        Args:
            create: for building: make what is missing, and begin anew if another version of hoidap wrote it.

        Raises:
            IndexMissingError: if there is none and none is to be created.
            IndexMismatchError: if another version of hoidap wrote it.
            IndexingError: if the folder or file cannot be used.
        """
        path = folder / FILE_NAME
        await asyncio.to_thread(finish_restore, folder)
        if create:
            _make_folder(folder)
        elif not path.is_file():
            raise _missing(folder)
        try:
            return cls(folder, await Database.open(path, SCHEMA, SCHEMA_VERSION, oldest=OLDEST_VERSION))
        except SchemaVersionError as exc:
            if not create:
                raise IndexMismatchError(f"{exc}: run hoidap index") from exc
        logger.warning("%s was written by another version of hoidap: beginning anew", path)
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return cls(folder, await Database.open(path, SCHEMA, SCHEMA_VERSION, oldest=OLDEST_VERSION))

    async def close(self) -> None:
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def active_generation_id(self) -> int | None:
        """Which generation answers now; cheap, so that a running process can watch for a new one."""
        rows = await self.database.fetch("SELECT generation FROM active_generation")
        return rows[0]["generation"] if rows else None

    async def generation(self, expected_embedder: str | None = None) -> Generation:
        """The active generation, loaded once; what was handed out before stays usable.

        Raises:
            IndexMissingError: if nothing has been built yet.
            IndexMismatchError: if it was built with another embedder than expected.
        """
        async with self._loading:
            id = await self.active_generation_id()
            if id is None:
                raise _missing(self.folder)
            if self._current is not None and self._current.id == id:
                check_embedder(self._current.embedder, expected_embedder)
            else:
                self._current = await self._load_active(expected_embedder)
            return self._current

    async def _load_active(self, expected_embedder: str | None) -> Generation:
        """The active generation, held before it is read: the next build might remove it otherwise."""
        while (id := await self.active_generation_id()) is not None:
            lease = await self._lease(id)
            if id == await self.active_generation_id():
                return await self.load(id, expected_embedder, lease)
        raise _missing(self.folder)

    async def _lease(self, generation: int) -> Lease | None:
        try:
            return await asyncio.to_thread(Lease, self.folder, generation)
        except OSError:  # a folder that cannot be written is no reason not to answer
            return None

    async def load(
        self, generation: int, expected_embedder: str | None = None, lease: Lease | None = None
    ) -> Generation:
        """A generation that is complete, whether or not it answers.

        Raises:
            IndexMissingError: if there is none with this id.
            IndexMismatchError: if it was built with another embedder than expected.
        """
        rows = await self.database.fetch(
            "SELECT id, created_at, embedder, vectors_sha256, report FROM generations WHERE id = ?", (generation,)
        )
        if not rows:
            raise _missing(self.folder)
        check_embedder(rows[0]["embedder"], expected_embedder)
        vectors = await self._load_vectors(rows[0])
        return Generation(
            self.database,
            generation,
            rows[0]["created_at"],
            rows[0]["embedder"],
            vectors,
            json.loads(rows[0]["report"]),
            lease,
        )

    def vectors_path(self, generation: int) -> Path:
        return self.folder / "vectors" / f"{generation}.faiss"

    async def build_vectors(self, generation: int) -> VectorIndex:
        """The vector index of a generation, from the vectors in SQLite; the same bytes each time.

        Raises:
            IndexingError: if vectors are missing or of different lengths.
        """
        rows = await self.database.fetch(
            """SELECT passages.id, vectors.vector FROM generation_documents JOIN passages USING (version)
            LEFT JOIN vectors ON vectors.hash = passages.vector WHERE generation = ? ORDER BY passages.id""",
            (generation,),
        )
        if len({vector and len(vector) for _, vector in rows}) != 1 or rows[0]["vector"] is None:
            path = self.database.path
            raise IndexingError(f"{path} lacks vectors of generation {generation}: delete it and run hoidap index")
        return await asyncio.to_thread(_vector_index, rows)

    async def _load_vectors(self, row: Any) -> VectorIndex:
        try:
            path = self.vectors_path(row["id"])
            return await asyncio.to_thread(VectorIndex.load, path, row["vectors_sha256"])
        except DamagedVectorsError as exc:
            logger.warning("%s: making it again from the database", exc)
            return await self._restore_vectors(row["id"])

    async def _restore_vectors(self, generation: int) -> VectorIndex:
        vectors = await self.build_vectors(generation)
        with suppress(IndexingError):  # a folder that cannot be written is no reason not to answer
            sha256 = await asyncio.to_thread(vectors.save, self.vectors_path(generation))
            async with self.database.transaction() as connection:
                await connection.execute("UPDATE generations SET vectors_sha256 = ? WHERE id = ?", (sha256, generation))
        return vectors


def check_embedder(stored: str, wanted: str | None) -> None:
    """Raise IndexMismatchError if an index built with one embedder is asked for with another."""
    if wanted not in (None, stored):
        raise IndexMismatchError(
            f"the index was built with {stored}, the settings ask for {wanted}: run hoidap index --rebuild"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise IndexingError(f"cannot create the data folder {folder} ({exc.strerror}): choose another") from exc


def _missing(folder: Path) -> IndexMissingError:
    return IndexMissingError(f"there is no index in {folder} yet: run hoidap index")


def _any_of(tokens: Sequence[str]) -> str:
    """An FTS5 expression for any of the tokens, quoted so that no character in them is an operator."""
    text = " ".join(tokens).replace("\0", " ").encode("utf-8", "ignore").decode()  # SQLite takes no lone surrogates
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in dict.fromkeys(text.split()))


def _vector_index(rows: Sequence[Any]) -> VectorIndex:
    ids = np.array([row["id"] for row in rows], dtype=np.int64)
    vectors = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f4").reshape(len(rows), -1)
    return VectorIndex.build(ids, vectors)
