"""The corpus as it is searched: document versions, their passages and words in SQLite, and one vector file beside.

Nothing that a reader sees ever changes. A document version is written once; a generation is a set of versions; the one
row of `active_generation` says which generation answers, and pointing it at another is the only switch. So a question
keeps the generation it began with while the next one is built, and a build that is killed leaves no trace that counts.
"""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from types import TracebackType
from typing import Self

from index.database import Database, SchemaVersionError
from index.documents import Document
from index.errors import IndexingError, IndexMismatchError, IndexMissingError
from index.generation import Generation, find_document
from index.locks import Lease
from index.restore_journal import finish_restore
from index.schema import OLDEST_VERSION, SCHEMA, SCHEMA_VERSION
from index.vector_files import VectorFiles
from index.vector_parts import SearchableVectors

FILE_NAME = "corpus.sqlite"
VECTORS = "vectors"  # folder
logger = logging.getLogger(__name__)


class Store:
    """The index in its folder; open with `Store.open` and close, or use with `async with`."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.vectors = VectorFiles(folder / VECTORS, database)
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
            "SELECT created_at, embedder, report FROM generations WHERE id = ?", (generation,)
        )
        if not rows:
            raise _missing(self.folder)
        check_embedder(rows[0]["embedder"], expected_embedder)
        vectors = await self._load_vectors(generation)
        return Generation(
            self.database,
            generation,
            rows[0]["created_at"],
            rows[0]["embedder"],
            vectors,
            json.loads(rows[0]["report"]),
            lease,
        )

    async def document(self, generation: int, id: str) -> Document | None:
        """An article as a generation has it, active or not; None if one of them is gone."""
        return await find_document(self.database, generation, id)

    async def _load_vectors(self, generation: int) -> SearchableVectors:
        vectors, damage = await self.vectors.open_or_restore(generation)
        if damage:
            logger.warning("%s: made again from the database", damage)
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
