"""txtai with its content store, as its introduction has it."""

from __future__ import annotations

import threading
from pathlib import Path

from txtai import Embeddings

from .articles import SHOWN, Found, paragraphs


class Contestant:
    """One embeddings database."""

    def __init__(self, model: Path, folder: Path) -> None:
        self._folder = str(folder / "txtai")
        self._model = str(model)
        self._alone = threading.Lock()  # searched by two threads at once, the process ends with a segmentation fault

    def load(self) -> None:
        self._embeddings = Embeddings(path=self._model, content=True)

    def index(self, corpus: Path) -> list[Found]:
        parts = list(paragraphs(corpus))
        self._embeddings.index({"text": part.text, "file": part.document} for part in parts)
        self._embeddings.save(self._folder)
        return parts

    def open(self) -> None:
        self._embeddings = Embeddings()
        self._embeddings.load(self._folder)

    def retrieve(self, question: str) -> list[Found]:
        sql = "select file, text from txtai where similar(:question) limit :limit"
        parameters = {"question": question, "limit": SHOWN}
        with self._alone:
            rows = self._embeddings.search(sql, SHOWN, parameters=parameters)
        return [Found(row["file"], row["text"]) for row in rows]
