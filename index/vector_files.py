"""The vector files of the generations: made from the vectors in SQLite, saved, opened, and made again if damaged.

Every generation has a file of its own, `<generation>.faiss`. With few passages it holds them all. With many it holds
what has come since the clusters were made, which lie in `<generation>.base.faiss` of the generation that made them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.clustered_vectors import TRAINED_PER_CLUSTER, ClusteredVectors, clusters_for
from index.database import Connection, Database
from index.errors import IndexingError
from index.vector_parts import SearchableVectors, VectorParts
from index.vectors import DamagedVectorsError, VectorIndex

FLAT_LIMIT = 100_000  # passages up to which each is compared: 7 ms a search (bench/README.md)
_AT_ONCE = 20_000  # vectors read from the database in one go: 30 MB

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Base:
    """The clusters that a generation takes over, or has made."""

    made_by: int  # generation
    sha256: str
    removed: Ids


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is written down of the files of a generation."""

    sha256: str  # of its own file
    base: Base | None


class VectorFiles:
    """The folder of vector files, beside the database that they are made from."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._opened: tuple[str, ClusteredVectors] | None = None  # SHA-256, clusters: shared by generations

    def path(self, generation: int) -> Path:
        """The file of a generation's own vectors."""
        return self._folder / f"{generation}.faiss"

    def base_path(self, generation: int) -> Path:
        """The file of the clusters that a generation has made."""
        return self._folder / f"{generation}.base.faiss"

    async def write(self, generation: int) -> Sealed:
        """Make and save the files of a generation; the same bytes each time where there are no clusters.

        Raises:
            IndexingError: if vectors are missing or of different lengths, or a file cannot be written.
        """
        ids = await self.ids(generation)
        base, own = None, ids
        if len(ids) > FLAT_LIMIT:
            base = await self._usable_base(ids) or await self._write_base(generation, ids)
            own = np.setdiff1d(ids, (await self._clusters(base)).ids(), assume_unique=True)
        index = await self._own(generation, own, base)
        return Sealed(await asyncio.to_thread(index.save, self.path(generation)), base)

    async def record(self, connection: Connection, generation: int, sealed: Sealed) -> None:
        """Write down, within a transaction, what was written."""
        await connection.execute("UPDATE generations SET vectors_sha256 = ? WHERE id = ?", (sealed.sha256, generation))
        if sealed.base:
            row = (generation, sealed.base.made_by, sealed.base.sha256, sealed.base.removed.tobytes())
            await connection.execute("INSERT OR REPLACE INTO vector_bases VALUES (?, ?, ?, ?)", row)

    async def open(self, generation: int) -> SearchableVectors:
        """What `write` wrote.

        Raises:
            DamagedVectorsError: if a file is missing or is not what was written.
        """
        rows = await self._database.fetch(
            """SELECT vectors_sha256, made_by, sha256, removed FROM generations
            LEFT JOIN vector_bases ON generation = id WHERE id = ?""",
            (generation,),
        )
        ((own_sha256, made_by, sha256, removed),) = rows
        own = await asyncio.to_thread(VectorIndex.load, self.path(generation), own_sha256)
        if made_by is None:
            return own
        base = Base(made_by, sha256, np.frombuffer(removed, dtype=np.int64))
        return VectorParts(own, await self._clusters(base), base.removed)

    async def open_or_restore(self, generation: int) -> tuple[SearchableVectors, DamagedVectorsError | None]:
        """What `write` wrote; if it is damaged, it is made again, and the damage told.

        Raises:
            IndexingError: if vectors are missing from the database.
        """
        try:
            return await self.open(generation), None
        except DamagedVectorsError as damage:
            return await self._restored(generation), damage

    async def _restored(self, generation: int) -> SearchableVectors:
        try:
            sealed = await self.write(generation)
        except IndexingError:  # a folder that cannot be written is no reason not to answer
            return await self._own(generation, await self.ids(generation), None)
        async with self._database.transaction() as connection:
            await self.record(connection, generation, sealed)
        return await self.open(generation)

    async def used(self) -> set[Path]:
        """The files that generations need."""
        rows = await self._database.fetch(
            "SELECT id, made_by FROM generations LEFT JOIN vector_bases ON generation = id WHERE state = 'ready'"
        )
        bases = {self.base_path(row["made_by"]) for row in rows if row["made_by"] is not None}
        return {self.path(row["id"]) for row in rows} | bases

    async def ids(self, generation: int) -> Ids:
        """The passages of a generation, ascending; those of one article follow each other."""
        rows = await self._database.fetch(
            """SELECT min(passages.id), max(passages.id) + 1 FROM generation_documents AS member
            JOIN passages USING (version) WHERE generation = ? GROUP BY version""",
            (generation,),
        )
        spans = [np.arange(first, end, dtype=np.int64) for first, end in rows]
        return np.sort(np.concatenate(spans)) if spans else np.empty(0, dtype=np.int64)

    async def stored(self, generation: int, ids: Ids) -> AsyncIterator[tuple[Ids, NDArray[np.float32]]]:
        """Some passages of a generation with their vectors in the database, in parts.

        Raises:
            IndexingError: if vectors are missing or of different lengths.
        """
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            rows = await self._database.fetch(
                """SELECT vectors.vector FROM json_each(?) JOIN passages ON passages.id = value
                LEFT JOIN vectors ON vectors.hash = passages.vector ORDER BY passages.id""",
                (json.dumps(some.tolist()),),
            )
            if len(rows) != len(some) or len({vector and len(vector) for (vector,) in rows}) != 1 or not rows[0][0]:
                raise self._lacking(generation)
            yield some, await asyncio.to_thread(_matrix, rows)

    async def _own(self, generation: int, ids: Ids, base: Base | None) -> VectorIndex:
        parts = [(some, vectors) async for some, vectors in self.stored(generation, ids)]
        dimensions = {vectors.shape[1] for _, vectors in parts}
        if base:
            dimensions.add((await self._clusters(base)).dimension)
        if len(dimensions) != 1:
            raise self._lacking(generation)
        return await asyncio.to_thread(VectorIndex.build_of_parts, dimensions.pop(), parts)

    async def _usable_base(self, ids: Ids) -> Base | None:
        """The newest generation's clusters, unless there are none, too much has changed since or they are damaged."""
        rows = await self._database.fetch(
            """SELECT made_by, sha256 FROM vector_bases JOIN generations ON id = generation AND state = 'ready'
            ORDER BY generation DESC LIMIT 1"""
        )
        for made_by, sha256 in rows:
            try:
                held = (await self._clusters(Base(made_by, sha256, _NONE))).ids()
            except DamagedVectorsError:
                return None
            removed = np.setdiff1d(held, ids, assume_unique=True)
            added = len(ids) - (len(held) - len(removed))
            if max(added, len(removed)) <= FLAT_LIMIT:
                return Base(made_by, sha256, removed)
        return None

    async def _write_base(self, generation: int, ids: Ids) -> Base:
        clusters = clusters_for(len(ids))
        step = max(1, len(ids) // (clusters * TRAINED_PER_CLUSTER))
        sample = np.concatenate([vectors async for _, vectors in self.stored(generation, ids[::step])])
        base = await asyncio.to_thread(ClusteredVectors.train, sample, clusters)
        del sample
        async for some, vectors in self.stored(generation, ids):
            await asyncio.to_thread(base.add, some, vectors)
        return Base(generation, await asyncio.to_thread(base.save, self.base_path(generation)), _NONE)

    async def _clusters(self, base: Base) -> ClusteredVectors:
        """The clusters of a file: opened once, and shared by all generations that take them over."""
        if self._opened is None or self._opened[0] != base.sha256:
            path = self.base_path(base.made_by)
            self._opened = base.sha256, await asyncio.to_thread(ClusteredVectors.load, path, base.sha256)
        return self._opened[1]

    def _lacking(self, generation: int) -> IndexingError:
        path = self._database.path
        return IndexingError(f"{path} lacks vectors of generation {generation}: delete it and run hoidap index")


_NONE: Ids = np.empty(0, dtype=np.int64)


def _matrix(rows: list[Any]) -> NDArray[np.float32]:
    return np.frombuffer(b"".join(vector for (vector,) in rows), dtype="<f4").reshape(len(rows), -1)
