"""LangChain with FAISS, as its tutorial on semantic search has it; the model is loaded when it is made."""

from __future__ import annotations

from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from .articles import MAX_CHARS, OVERLAP_CHARS, SHOWN, Found, read_articles


class Contestant:
    """Splitter, embeddings, vector store."""

    def __init__(self, model: Path, folder: Path) -> None:
        self._folder = str(folder / "langchain")
        self._embeddings = HuggingFaceEmbeddings(model_name=str(model))

    def index(self, corpus: Path) -> list[Found]:
        documents = [Document(page_content=text, metadata={"source": name}) for name, text in read_articles(corpus)]
        splitter = RecursiveCharacterTextSplitter(chunk_size=MAX_CHARS, chunk_overlap=OVERLAP_CHARS)
        parts = splitter.split_documents(documents)
        FAISS.from_documents(parts, self._embeddings).save_local(self._folder)
        return [_found(part) for part in parts]

    def open(self) -> None:
        self._store = FAISS.load_local(self._folder, self._embeddings, allow_dangerous_deserialization=True)

    def retrieve(self, question: str) -> list[Found]:
        return [_found(part) for part in self._store.similarity_search(question, k=SHOWN)]


def _found(part: Document) -> Found:
    return Found(part.metadata["source"], part.page_content)
