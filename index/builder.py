"""Builds a generation from the articles: only what changed is cut, indexed and embedded; then it is switched to.

A build may be killed at any moment. What answers goes on answering, and the next build finishes the work.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Passage
from index.embedders import Embedder
from index.errors import CorpusError, EmbeddingModelError, IndexBusyError, IndexingError, UnreadableArticleError
from index.fields import IndexFields
from index.figures import Figure, extract_figures
from index.generations import (
    GenerationWriter,
    PreparedDocument,
    PreparedPassage,
    active_embedder,
    active_versions,
    count_passages,
    discard_unfinished,
    prune,
    save_vectors,
    stored_vectors,
)
from index.store import Store, check_embedder

_DOCUMENTS_AT_ONCE = 16
_TEXTS_AT_ONCE = 32  # embedded, then stored: as much work as a killed build loses


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; the numbers are of articles where nothing else is said."""

    generation: int  # that answers after the build
    activated: bool  # whether it is a new one
    new: int
    changed: int
    unchanged: int
    gone: int
    broken: tuple[tuple[str, str], ...]  # (article, reason): not in the index
    passages: int
    embedded: int  # passages whose vectors were computed, not found


class BuildProgress(Protocol):
    """Is told how a build goes on."""

    def articles_read(self, done: int) -> None: ...

    def passages_embedded(self, done: int, total: int) -> None: ...


async def build_generation(
    store: Store,
    documents: Iterable[Document | UnreadableArticleError],
    split: Callable[[Document], Sequence[Passage]],
    embedder: Callable[[], Embedder],
    *,
    embedder_name: str,
    index_fields: Callable[[Passage], IndexFields],
    embedded_text: Callable[[Passage], str],
    figures: Callable[[Document], Sequence[Figure]] = extract_figures,
    rebuild: bool = False,
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Bring the index in line with the articles, and switch to it in one step; no change makes no new generation.

    Args:
        documents: read one by one in a worker thread; what cannot be read leaves the index and is named in the report.
        embedder: loads the model; called only when something must be embedded.
        embedder_name: what the loaded model will be called; vectors of other embedders are not used.
        rebuild: prepare every article again, also if unchanged; vectors of equal texts are still used again.

    Raises:
        IndexBusyError: if another process is building.
        IndexMismatchError: if the index was built with another embedder, unless `rebuild`.
        CorpusError: if no article can be read; what answered goes on answering.
        EmbeddingModelError: if the model gives no usable vectors.
        IndexingError: if the data folder cannot be written.
    """
    with build_lock(store.folder):
        if not rebuild:
            await _check_active_embedder(store, embedder_name)
        known = await active_versions(store)
        articles = _Articles(
            known, _Preparer(split, index_fields, embedded_text, figures, embedder_name), reuse=not rebuild
        )
        writer = await GenerationWriter.begin(store, embedder_name)
        await _write_documents(writer, documents, articles, progress)
        if not articles.seen:
            await discard_unfinished(store)
            raise CorpusError(_nothing_to_index(articles.broken))
        if not articles.differ():
            await discard_unfinished(store)
            generation = await store.generation()  # loads the vectors, and so makes a damaged file again
            return articles.report(generation.id, False, len(generation.vectors), 0)
        embedded = await _embed_missing(store, articles.preparer.texts, embedder, progress)
        report = articles.report(writer.id, True, await count_passages(store, writer.id), embedded)
        await writer.finish(json.dumps(asdict(report), ensure_ascii=False))
        await prune(store)
        return report


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Held by the one process that builds; the system lets go of it when the process dies."""
    try:
        file = (folder / "build.lock").open("ab")
    except OSError as exc:
        raise IndexingError(f"cannot write in {folder} ({exc.strerror}): check its permissions") from exc
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise IndexBusyError("the index is being built by another process: wait until it has finished") from exc
        yield


@dataclass
class _Preparer:
    """Makes of an article all that is stored of it; remembers the texts whose vectors are needed."""

    split: Callable[[Document], Sequence[Passage]]
    index_fields: Callable[[Passage], IndexFields]
    embedded_text: Callable[[Passage], str]
    figures: Callable[[Document], Sequence[Figure]]
    embedder_name: str
    texts: dict[str, str] = field(default_factory=dict)  # vector hash -> embedded text

    def prepare(self, document: Document) -> PreparedDocument:
        passages = tuple(self._prepare(document, each) for each in self.split(document))
        return PreparedDocument(document, passages, tuple(self.figures(document)))

    def _prepare(self, document: Document, passage: Passage) -> PreparedPassage:
        if document.text[passage.start : passage.end] != passage.text:
            raise ValueError(f"{passage.id} is not a span of its document: quotations would be wrong")
        text = self.embedded_text(passage)
        vector = hashlib.sha256(f"{self.embedder_name}\0{text}".encode()).hexdigest()
        self.texts[vector] = text
        return PreparedPassage(passage, self.index_fields(passage), vector)


class _Articles:
    """Tells the articles that are stored already from those to prepare, and counts them."""

    def __init__(self, known: Mapping[str, tuple[str, int]], preparer: _Preparer, *, reuse: bool) -> None:
        self.preparer = preparer
        self.seen: dict[str, str] = {}  # id -> content hash
        self.broken: dict[str, str] = {}  # id -> reason
        self._known = known
        self._reuse = reuse

    def sort(self, articles: Iterable[Document | UnreadableArticleError]) -> tuple[list[int], list[PreparedDocument]]:
        """Versions to take over, and new ones to store."""
        kept, added = [], []
        for article in articles:
            if isinstance(article, UnreadableArticleError):
                self.broken[article.document] = article.reason
            elif article.id in self.seen:
                self.broken[article.id] = "has the same name as another article: rename it"
            elif self._reuse and self._is_known(article.id, article.content_hash):
                kept.append(self._known[article.id][1])
                self.seen[article.id] = article.content_hash
            elif (prepared := self.preparer.prepare(article)).passages:
                added.append(prepared)
                self.seen[article.id] = article.content_hash
            else:
                self.broken[article.id] = "holds no text to index: fill it, or remove it"
        return kept, added

    def differ(self) -> bool:
        """Whether the index must change."""
        return not self._reuse or self.seen != {id: content_hash for id, (content_hash, _) in self._known.items()}

    def report(self, generation: int, activated: bool, passages: int, embedded: int) -> BuildReport:
        new = len(self.seen.keys() - self._known.keys())
        unchanged = sum(self._is_known(id, content_hash) for id, content_hash in self.seen.items())
        return BuildReport(
            generation=generation,
            activated=activated,
            new=new,
            changed=len(self.seen) - new - unchanged,
            unchanged=unchanged,
            gone=len(self._known.keys() - self.seen.keys() - self.broken.keys()),
            broken=tuple(sorted(self.broken.items())),
            passages=passages,
            embedded=embedded,
        )

    def _is_known(self, id: str, content_hash: str) -> bool:
        return id in self._known and self._known[id][0] == content_hash


async def _check_active_embedder(store: Store, embedder_name: str) -> None:
    stored = await active_embedder(store)
    if stored is not None:
        check_embedder(stored, embedder_name)


async def _write_documents(
    writer: GenerationWriter,
    documents: Iterable[Document | UnreadableArticleError],
    articles: _Articles,
    progress: BuildProgress | None,
) -> None:
    iterator = iter(documents)
    done = 0
    while some := await asyncio.to_thread(lambda: list(islice(iterator, _DOCUMENTS_AT_ONCE))):
        kept, added = await asyncio.to_thread(articles.sort, some)
        await writer.add(kept, added)
        done += len(some)
        if progress:
            progress.articles_read(done)


async def _embed_missing(
    store: Store, texts: Mapping[str, str], embedder: Callable[[], Embedder], progress: BuildProgress | None
) -> int:
    """Embed the texts that have no vector yet, and keep each batch as soon as it is there."""
    stored = await stored_vectors(store, texts.keys())
    missing = sorted((hash for hash in texts if hash not in stored), key=lambda hash: len(texts[hash]), reverse=True)
    if not missing:
        return 0
    model = await asyncio.to_thread(embedder)
    for start in range(0, len(missing), _TEXTS_AT_ONCE):
        some = missing[start : start + _TEXTS_AT_ONCE]
        vectors = await asyncio.to_thread(model.embed_passages, [texts[hash] for hash in some])
        _check_vectors(vectors, len(some), model)
        await save_vectors(store, dict(zip(some, vectors, strict=True)))
        if progress:
            progress.passages_embedded(start + len(some), len(missing))
    return len(missing)


def _check_vectors(vectors: NDArray[np.float32], count: int, model: Embedder) -> None:
    lengths = np.linalg.norm(vectors, axis=-1)
    if vectors.shape != (count, model.dimension) or not np.allclose(lengths, 1, atol=1e-3):
        raise EmbeddingModelError(
            f"the embedding model {model.name} gives vectors of shape {vectors.shape} that are not all of length 1: "
            "choose another with HOIDAP_EMBEDDING_MODEL"
        )


def _nothing_to_index(broken: Mapping[str, str]) -> str:
    if not broken:
        return "there is no article to index: put some into the corpus folder"
    (document, reason), *_ = sorted(broken.items())
    return f"none of {len(broken)} articles can be read; the first is {document}: {reason}"
