"""Texts become unit vectors: the one user of sentence-transformers.

The embedded model runs on ONNX Runtime where there is no GPU; every other model, and every GPU, is torch's.

torch and sentence-transformers take seconds to import, so they are imported when a model is loaded and not before.
Queries and passages are embedded differently (most retrieval models were trained with a prefix for each), which is why
an embedder has two methods and no third.
"""

from __future__ import annotations

import gc
import math
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedded_model import embedded_model_name, prepare_embedded_model, rewrite_advice
from index.errors import EmbeddingModelError
from index.onnx_embedder import OnnxEmbedder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EMBEDDED = "embedded"
AUTO, CPU = "auto", "cpu"  # devices; the others are torch's: "cuda", "cuda:1", "mps"

_BATCH_SIZE = {"cpu": 8, "gpu": 64}  # on 2 cores, 8 passages at a time went through faster than 16 or 32
_MAX_TOKENS = 512
_MAX_CHARS = 32_768  # more than 512 tokens can hold, so that a huge text is not tokenised only to be cut
_HUB_TIMEOUT_S = 10
_LOCK_PAUSE_S = 0.001  # a thread that takes a lock again at once leaves the waiting ones none
_QUIET = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}
_OFFLINE = {"HF_HUB_OFFLINE": "1"}


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness."""

    @property
    def name(self) -> str:
        """Another name where the vectors would be other vectors."""

    @property
    def dimension(self) -> int: ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: float32, shape (len(texts), dimension), rows of length 1."""

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed passages, of the same shape; `progress` is told how many are done."""


def load_embedder(
    model: str,
    data_dir: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    threads: int = 1,
    device: str = AUTO,
) -> Embedder:
    """Load a model.

    Args:
        model: "" or "embedded" for the model that needs no download, else a folder or a name on the Hugging Face hub.
        data_dir: where the embedded model is kept.
        progress: told (done, total) while the embedded model is written, at the first start.
        threads: CPU threads to compute with: 1 while answering, the number of cores while building an index.
        device: what computes: "auto" takes a GPU that torch can use, or else the CPU.

    Raises:
        EmbeddingModelError: if the model cannot be prepared or loaded; its message says what to do.
    """
    if model in ("", EMBEDDED):
        folder = prepare_embedded_model(data_dir, progress)
        name, gpu = embedded_model_name(folder), _gpu(device)
        if gpu is None:
            return OnnxEmbedder(folder, name, threads=threads)
        return SentenceEmbedder(_load_embedded(folder, gpu), name, threads=threads)
    return SentenceEmbedder(_load_other(model, None if device == AUTO else device), model, threads=threads)


def _gpu(device: str) -> str | None:
    """The GPU to compute on, or None. torch, which takes seconds to import, is asked only where there may be one."""
    if device != AUTO:
        return None if device == CPU else device
    if not any(Path("/dev").glob("nvidia[0-9]*")):
        return None
    import torch

    return "cuda" if torch.cuda.is_available() else None


def set_threads(embedder: Embedder, threads: int) -> None:
    """Set with how many CPU threads an embedder computes, where it can be set."""
    if isinstance(embedder, OnnxEmbedder | SentenceEmbedder):
        embedder.threads = threads


def embedder_name(model: str, data_dir: Path, progress: Callable[[int, int], None] | None = None) -> str:
    """The name that the loaded model will have, told without loading it; the arguments are `load_embedder`'s."""
    if model in ("", EMBEDDED):
        return embedded_model_name(prepare_embedded_model(data_dir, progress))
    return model


@dataclass(frozen=True, slots=True)
class _Treatment:
    """What a model wants done to a text before it is embedded."""

    query_prompt: str
    passage_prompt: str
    is_segmented: bool  # into words, "phụ_nữ": models on PhoBERT were trained on such text


class SentenceEmbedder:
    """An `Embedder` on a sentence-transformers model; may be called from several threads."""

    def __init__(self, model: SentenceTransformer, name: str, *, threads: int = 1) -> None:
        self.name = name
        self.dimension = _dimension(model)
        self._model = model
        self._treatment = _treatment(name, model.prompts)
        self._batch_size = _BATCH_SIZE["cpu" if model.device.type == "cpu" else "gpu"]
        self.threads = threads  # CPU threads; 1 while answering, the number of cores while building an index
        self._lock = threading.Lock()  # a tokenizer raises when two threads set its padding at once
        if _MAX_TOKENS < (model.max_seq_length or 0) < math.inf:  # without a limit it embeds words one by one
            model.max_seq_length = _MAX_TOKENS

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts, self._encode_queries, None)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return self._embed(texts, self._encode_passages, progress)

    def _embed(
        self,
        texts: Sequence[str],
        encode: Callable[[list[str]], NDArray[np.float32]],
        progress: Callable[[int], None] | None,
    ) -> NDArray[np.float32]:
        """Embed in batches of like length, the longest first; between them, a question asked elsewhere gets in."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        for start in range(0, len(order), self._batch_size):
            batch = order[start : start + self._batch_size]
            prepared = [self._prepare(texts[i]) for i in batch]
            if start:
                time.sleep(_LOCK_PAUSE_S)
            with self._lock:
                vectors[batch] = encode(prepared)
            if progress:
                progress(start + len(batch))
        return vectors

    def _prepare(self, text: str) -> str:
        text = text[:_MAX_CHARS].encode(errors="replace").decode()  # a lone surrogate would be refused
        return _segment(text) if self._treatment.is_segmented else text

    def _encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        _set_threads(self.threads)
        return self._model.encode_query(
            texts, prompt=self._treatment.query_prompt, show_progress_bar=False, normalize_embeddings=True
        )

    def _encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        _set_threads(self.threads)
        return self._model.encode_document(
            texts, prompt=self._treatment.passage_prompt, show_progress_bar=False, normalize_embeddings=True
        )


def _dimension(model: SentenceTransformer) -> int:
    dimension = model.get_embedding_dimension()
    return dimension if dimension is not None else len(model.encode(["?"], show_progress_bar=False)[0])


def _treatment(name: str, prompts: Mapping[str, str | None]) -> _Treatment:
    """Read the prompts that a model brings; where it brings none, know the families that expect something."""
    query = prompts.get("query") or ""
    passage = next(filter(None, map(prompts.get, ("document", "passage", "corpus"))), "")
    family = Path(name).name.lower()
    if not query and not passage and re.search(r"\be5\b", family) and "instruct" not in family:
        query, passage = "query: ", "passage: "
    return _Treatment(query, passage, "phobert" in family or "vietnamese-bi-encoder" in family)


def _segment(text: str) -> str:
    from pyvi import ViTokenizer

    return str(ViTokenizer.tokenize(text))


def _set_threads(threads: int) -> None:
    """Set the calling thread's number of workers: torch keeps it per thread, so it is set where the work is done."""
    import torch

    torch.set_num_threads(threads)


def _load_embedded(folder: Path, device: str) -> SentenceTransformer:
    _set_defaults(_QUIET | _OFFLINE)
    try:
        with _lasting_objects():
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(str(folder), device=device, local_files_only=True)
    except Exception as exc:  # a damaged file shows as any of the loader's many exceptions
        raise EmbeddingModelError(
            f"the embedding model in {folder} cannot be loaded ({_first_line(exc)}): {rewrite_advice(folder)}"
        ) from exc


def _load_other(model: str, device: str | None) -> SentenceTransformer:
    _set_defaults(_QUIET)
    folder = Path(model).expanduser()
    try:
        with _lasting_objects():
            from sentence_transformers import SentenceTransformer

            if folder.is_dir():
                return SentenceTransformer(str(folder), device=device, local_files_only=True)
            return SentenceTransformer(model, device=device, local_files_only=not _is_on_hub(model))
    except Exception as exc:  # the hub, the tokenizer and the weights each fail with exceptions of their own
        raise EmbeddingModelError(
            f"the embedding model {model} cannot be loaded ({_first_line(exc)}): set HOIDAP_EMBEDDING_MODEL to the "
            "folder of a downloaded model or to a hub name that this machine reaches, or leave it empty"
        ) from exc


def _is_on_hub(model: str) -> bool:
    """Ask once, because the loader asks an unreachable hub again and again for over a minute."""
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(model, timeout=_HUB_TIMEOUT_S)
    except Exception:  # unreachable, offline mode, no such model: what is in the cache can still be loaded
        return False
    return True


def _first_line(exc: Exception) -> str:
    return str(exc).strip().partition("\n")[0].rstrip(".") or type(exc).__name__


def _set_defaults(variables: dict[str, str]) -> None:
    """Set what the libraries read from the environment when they are imported, unless the user set it."""
    for name, value in variables.items():
        os.environ.setdefault(name, value)


@contextmanager
def _lasting_objects() -> Iterator[None]:
    """Spare the garbage collector the million objects that the imports make and that live as long as the process.

    It saves a tenth of the time to load, a second when the process ends, and a pause of 0.2 s at each full collection.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
