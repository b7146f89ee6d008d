"""sentence-transformers and a flat FAISS index, and nothing else: as fast as encoding on this machine can be.

Its passages are those that this project cut, so that both encode the same texts.
"""

from __future__ import annotations

import json
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

from .articles import SHOWN, Found

PASSAGES = "passages.json"  # written by the contestant `hoidap`


class Contestant:
    """A model and an array of vectors."""

    def __init__(self, model: Path, folder: Path) -> None:
        self._file = str(folder / "bare.faiss")
        self._passages = [Found(*row) for row in json.loads((folder / PASSAGES).read_text(encoding="utf-8"))]
        self._model = SentenceTransformer(str(model))

    def index(self, corpus: Path) -> list[Found]:
        vectors = self._model.encode_document([passage.text for passage in self._passages], show_progress_bar=False)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, self._file)
        return self._passages

    def open(self) -> None:
        self._index = faiss.read_index(self._file)

    def retrieve(self, question: str) -> list[Found]:
        vector = self._model.encode_query([question], show_progress_bar=False)
        _, rows = self._index.search(vector, SHOWN)
        return [self._passages[row] for row in rows[0]]
