"""What a question searches and reads: one complete build of the index, which nothing changes while it is used."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.documents import Document, Passage, Source
from index.figures import Figure
from index.lexicon import Lexicon
from index.locks import Lease
from index.rows import PAGES, as_document, as_figure, as_passage, as_source
from index.schema import WORD_COLUMNS
from index.vector_parts import SearchableVectors
from index.word_search import WordSearch


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete build of the index: everything a question needs, unchanged while it is used."""

    database: Database
    id: int
    created_at: str  # ISO 8601, UTC
    embedder: str
    vectors: SearchableVectors
    report: dict[str, Any]  # of the build that made it
    lease: Lease | None = None  # keeps other processes from removing it; None where the folder cannot be written
    _word_searches: dict[str, WordSearch] = field(default_factory=dict, compare=False, repr=False)  # by column

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
        search = self._word_searches.get(column)
        if search is None:
            search = WordSearch(self.database, self.id, column, len(self.vectors))
            self._word_searches[column] = search
        return await search.search(tokens, limit, allowed)

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
            f"""SELECT documents.*, {PAGES},
            (SELECT count(*) FROM passages WHERE version = documents.version) AS passages
            FROM documents JOIN generation_documents USING (version) WHERE generation = ? ORDER BY documents.id""",
            (self.id,),
        )
        return [(as_source(row), row["passages"]) for row in rows]

    async def members(self) -> dict[str, range]:
        """The passages of every article, by its id; those of one article follow each other."""
        rows = await self.database.fetch(
            """SELECT documents.id AS document, min(passages.id) AS first, max(passages.id) AS last
            FROM generation_documents AS member JOIN documents USING (version) JOIN passages USING (version)
            WHERE member.generation = ? GROUP BY version ORDER BY first""",
            (self.id,),
        )
        return {row["document"]: range(row["first"], row["last"] + 1) for row in rows}

    async def document(self, id: str) -> Document | None:
        """An article with its whole text; its sections are not kept."""
        return await find_document(self.database, self.id, id)

    async def figures(self) -> list[Figure]:
        """The ledger: every figure of every article, by article and place in its text."""
        rows = await self.database.fetch(
            """SELECT documents.id AS document, substr(text, start + 1, "end" - start) AS quote, figures.*
            FROM generation_documents JOIN documents USING (version) JOIN figures USING (version)
            WHERE generation = ? ORDER BY documents.id, at""",
            (self.id,),
        )
        return [as_figure(row) for row in rows]

    async def figure_count(self, id: str | None = None) -> int:
        """How many figures an article has, or all of them."""
        ((count,),) = await self.database.fetch(
            """SELECT count(*) FROM generation_documents JOIN documents USING (version) JOIN figures USING (version)
            WHERE generation = ? AND documents.id = coalesce(?, documents.id)""",
            (self.id, id),
        )
        return int(count)

    async def lexicon(self) -> Lexicon:
        """The words of this generation."""
        ((content,),) = await self.database.fetch("SELECT lexicon FROM generations WHERE id = ?", (self.id,))
        return await asyncio.to_thread(Lexicon.loads, content)

    async def _documents(self, versions: Collection[int]) -> dict[int, Document]:
        rows = await self.database.fetch(
            f"SELECT documents.*, {PAGES} FROM documents WHERE version IN (SELECT value FROM json_each(?))",
            (json.dumps(list(versions)),),
        )
        return {row["version"]: as_document(row) for row in rows}


async def find_document(database: Database, generation: int, id: str) -> Document | None:
    """An article as a generation has it, active or not; None if one of them is gone."""
    rows = await database.fetch(
        f"""SELECT documents.*, {PAGES} FROM documents JOIN generation_documents USING (version)
        WHERE generation = ? AND id = ?""",
        (generation, id),
    )
    return as_document(rows[0]) if rows else None
