"""Small stand-ins to build an index with: an embedder that counts a few words, articles of one passage a line."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.builder import BuildOptions, BuildProgress, build_generation
from index.documents import Document, Passage, Source
from index.embedders import Embedder
from index.errors import UnreadableArticleError
from index.examining import Examiner
from index.fields import IndexFields
from index.generation import Generation
from index.reports import BuildReport
from index.store import Store

COUNTED = ("vốn", "trẻ", "nhà", "rừng", "nước")


class FakeEmbedder:
    """Counts a few words; the last dimension is always there, so that no vector is zero."""

    dimension = len(COUNTED) + 1

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.array([[*(text.split().count(word) for word in COUNTED), 1] for text in texts], dtype=np.float32)
        unit: NDArray[np.float32] = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.embedded += texts
        return self.embed_queries(texts)


def make_document(id: str, text: str, **known: Any) -> Document:
    """An article whose hash follows from what it says."""
    source = Source(id, known.pop("title", f"Báo cáo {id}"), published=date(2023, 1, 5), **known)
    return Document(source, text, (), hashlib.sha256(f"{source}{text}".encode()).hexdigest())


def split_lines(document: Document) -> list[Passage]:
    """Every line that is not blank is a passage."""
    passages, start = [], 0
    for line in document.text.split("\n"):
        if line.strip():
            passages.append(Passage(document.source, start, start + len(line), line, heading="Kết quả"))
        start += len(line) + 1
    return passages


def plain_fields(passage: Passage) -> IndexFields:
    words = passage.text.lower().split()
    return IndexFields(
        exact=" ".join(words),
        folded=" ".join(word.encode("ascii", "ignore").decode() for word in words),
        segmented=" ".join(words),
        context=passage.context.lower(),
    )


async def build(
    store: Store,
    articles: Iterable[Document | UnreadableArticleError],
    embedder: Embedder | None = None,
    *,
    progress: BuildProgress | None = None,
    examiner: Examiner | None = None,
    **options: Any,
) -> BuildReport:
    """Build with the parts of this module; what is left of the keywords are BuildOptions.

    However many articles vanish, nothing is asked unless that is said.
    """
    chosen = embedder or FakeEmbedder()
    return await build_generation(
        store,
        articles,
        split_lines,
        lambda: chosen,
        embedder_name=chosen.name,
        index_fields=plain_fields,
        embedded_text=lambda passage: passage.text,
        options=BuildOptions(**{"may_vanish": True} | options),
        examiner=examiner,
        progress=progress,
    )


def article(name: str, lines: int = 2) -> Document:
    """An article of so many passages, each with the word "vốn"."""
    return make_document(name, "\n".join(f"Bài {name} dòng {number} vốn" for number in range(lines)))


async def articles_that_answer(generation: Generation) -> list[str]:
    """Those that a search finds, by words and by vectors alike."""
    by_words = await generation.search_words("exact", ["vốn"], 10_000)
    by_vectors = await generation.search_vectors(FakeEmbedder().embed_queries(["vốn"])[0], 10_000)
    assert {id for id, _ in by_words} == {id for id, _ in by_vectors}
    passages = await generation.passages([id for id, _ in by_words])
    assert len(passages) == len(by_words)
    return sorted({passage.source.id for passage in passages.values()})


async def answering(store: Store) -> list[str]:
    """The articles of the active generation."""
    return await articles_that_answer(await store.generation())


def rows_of(store: Store) -> dict[str, int]:
    """How much the database holds."""
    connection = sqlite3.connect(store.database.path)
    try:
        tables = ("documents", "passages", "vectors", "generations", "words_exact")
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    finally:
        connection.close()
