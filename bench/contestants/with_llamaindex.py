"""LlamaIndex with its own vector store, as its starter tutorial for local models has it."""

from __future__ import annotations

from pathlib import Path

from llama_index.core import (
    Document,
    Settings,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from .articles import SHOWN, Found, read_articles

CHUNK_TOKENS = 256  # the default, 1024, makes passages that are too long to be shown


class Contestant:
    """Index and retriever."""

    def __init__(self, model: Path, folder: Path) -> None:
        self._folder = str(folder / "llamaindex")
        Settings.embed_model = HuggingFaceEmbedding(model_name=str(model))
        Settings.llm = None

    def index(self, corpus: Path) -> list[Found]:
        documents = [Document(text=text, metadata={"file_name": name}) for name, text in read_articles(corpus)]
        nodes = SentenceSplitter(chunk_size=CHUNK_TOKENS, chunk_overlap=20).get_nodes_from_documents(documents)
        VectorStoreIndex(nodes).storage_context.persist(self._folder)
        return [_found(node) for node in nodes]

    def open(self) -> None:
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=self._folder))
        self._retriever = index.as_retriever(similarity_top_k=SHOWN)

    def retrieve(self, question: str) -> list[Found]:
        return [_found(found.node) for found in self._retriever.retrieve(question)]


def _found(node: BaseNode) -> Found:
    return Found(node.metadata["file_name"], node.get_content())
