"""The embedded model on a CPU: the one user of ONNX Runtime.

A question costs a quarter of what it costs with torch, and the process stays free of torch. Each
batch is computed on one thread; several batches go side by side, so that no core waits for another.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedded_model import GRAPH, PASSAGE_PROMPT, PIECES, QUERY_PROMPT, rewrite_advice
from index.errors import EmbeddingModelError
from index.pieces import Pieces

_BATCH_SIZE = 8
_MAX_CHARS = 32_768  # more than the model's tokens can hold, so that a huge text is not tokenised only to be cut


class OnnxEmbedder:
    """An `index.embedders.Embedder`; may be called from several threads.

    Args:
        folder: of the prepared model.
        name: of its vectors.
        threads: batches of passages at the same time: 1 while answering, the number of cores while building an index.

    Raises:
        EmbeddingModelError: if a file is damaged; the message says what to do.
    """

    def __init__(self, folder: Path, name: str, *, threads: int = 1) -> None:
        self.name = name
        self.threads = threads
        try:
            configuration = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._pieces = Pieces(folder / PIECES, configuration["max_position_embeddings"])
            self._run = _open(folder / GRAPH)
        except Exception as exc:  # a damaged file shows as any of the loaders' many exceptions
            reason = str(exc).partition("\n")[0].rstrip(".")
            raise EmbeddingModelError(
                f"the embedding model in {folder} cannot be loaded ({reason}): {rewrite_advice(folder)}"
            ) from exc
        self.dimension: int = configuration["hidden_size"]
        self._padding: int = configuration["pad_token_id"]
        self._cores = threading.BoundedSemaphore(os.cpu_count() or 1)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(QUERY_PROMPT, texts, None)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return self._embed(PASSAGE_PROMPT, texts, progress)

    def _embed(self, prompt: str, texts: Sequence[str], progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        """Embed in batches of like length, the longest first."""
        tokens = [self._pieces.numbers(prompt + _sound(text)) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]), reverse=True)
        batches = [order[start : start + _BATCH_SIZE] for start in range(0, len(order), _BATCH_SIZE)]
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        for batch, rows in zip(batches, self._computed([[tokens[i] for i in batch] for batch in batches]), strict=True):
            vectors[batch] = rows
            done += len(batch)
            if progress:
                progress(done)
        return vectors

    def _computed(self, batches: Sequence[Sequence[list[int]]]) -> list[NDArray[np.float32]] | map[NDArray[np.float32]]:
        if self.threads == 1 or len(batches) < 2:
            return map(self._compute, batches)
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(self._compute, batches))

    def _compute(self, batch: Sequence[list[int]]) -> NDArray[np.float32]:
        width = max(map(len, batch))
        tokens = np.full((len(batch), width), self._padding, np.int32)
        mask = np.zeros_like(tokens)
        for row, numbers in enumerate(batch):
            tokens[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        with self._cores:
            return self._run({"tokens": tokens, "mask": mask})


def _open(graph: Path) -> Callable[[dict[str, NDArray[np.int32]]], NDArray[np.float32]]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if _int8_may_overflow():
        options.add_session_config_entry("session.x64quantprecision", "1")  # slower, and right
    options.enable_cpu_mem_arena = False  # it would keep the room of the longest batch for good
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def run(inputs: dict[str, NDArray[np.int32]]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = session.run(None, inputs)[0]
        return vectors

    return run


def _int8_may_overflow() -> bool:
    """Whether the processor adds products of int8 in 16 bits: x86-64 without the instructions called VNNI."""
    try:
        return "vnni" not in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True


def _sound(text: str) -> str:
    """A text that can be encoded: a lone surrogate would be refused."""
    return text[:_MAX_CHARS].encode(errors="replace").decode()
