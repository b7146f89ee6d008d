"""Haystack with its document store in memory, as its first tutorial has it."""

from __future__ import annotations

from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.embedders import SentenceTransformersDocumentEmbedder, SentenceTransformersTextEmbedder
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore

from .articles import SHOWN, Found, read_articles

WORDS, SHARED_WORDS = 150, 30  # of a passage: about 700 characters


class Contestant:
    """A pipeline that indexes and one that asks."""

    def __init__(self, model: Path, folder: Path) -> None:
        self._file = str(folder / "haystack.json")
        self._model = str(model)

    def load(self) -> None:
        self._embedder = SentenceTransformersDocumentEmbedder(model=self._model, progress_bar=False)
        self._embedder.warm_up()

    def index(self, corpus: Path) -> list[Found]:
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        pipeline = Pipeline()
        splitter = DocumentSplitter(split_by="word", split_length=WORDS, split_overlap=SHARED_WORDS)
        pipeline.add_component("splitter", splitter)
        pipeline.add_component("embedder", self._embedder)
        pipeline.add_component("writer", DocumentWriter(document_store=store))
        pipeline.connect("splitter", "embedder")
        pipeline.connect("embedder", "writer")
        documents = [Document(content=text, meta={"file": name}) for name, text in read_articles(corpus)]
        pipeline.run({"splitter": {"documents": documents}})
        store.save_to_disk(self._file)
        return [_found(part) for part in store.filter_documents()]

    def open(self) -> None:
        store = InMemoryDocumentStore.load_from_disk(self._file)
        self._asking = Pipeline()
        embedder = SentenceTransformersTextEmbedder(model=self._model, progress_bar=False)
        self._asking.add_component("embedder", embedder)
        self._asking.add_component("retriever", InMemoryEmbeddingRetriever(document_store=store, top_k=SHOWN))
        self._asking.connect("embedder.embedding", "retriever.query_embedding")

    def retrieve(self, question: str) -> list[Found]:
        found = self._asking.run({"embedder": {"text": question}})
        return [_found(part) for part in found["retriever"]["documents"]]


def _found(part: Document) -> Found:
    return Found(part.meta["file"], part.content or "")
