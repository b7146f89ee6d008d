"""An embedder that remembers the questions asked last: members press the same buttons and ask the same things."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedders import Embedder

MAX_QUESTIONS = 2_000  # 3 MB of vectors


class RememberingEmbedder:
    """An `index.embedders.Embedder` in front of another; may be called from several threads."""

    def __init__(self, embedder: Embedder, *, max_questions: int = MAX_QUESTIONS) -> None:
        self._embedder = embedder
        self._max_questions = max_questions
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        known = {text: vector for text in texts if (vector := self._recall(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known |= zip(missing, self._embedder.embed_queries(missing), strict=True)
            self._remember({text: known[text] for text in missing})
        return np.array([known[text] for text in texts], np.float32).reshape(len(texts), self.dimension)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return self._embedder.embed_passages(texts, progress)

    def _recall(self, text: str) -> NDArray[np.float32] | None:
        with self._lock:
            if text in self._vectors:
                self._vectors.move_to_end(text)
            return self._vectors.get(text)

    def _remember(self, vectors: dict[str, NDArray[np.float32]]) -> None:
        with self._lock:
            self._vectors |= {text: vector.copy() for text, vector in vectors.items()}  # not a view of a whole batch
            while len(self._vectors) > self._max_questions:
                self._vectors.popitem(last=False)
