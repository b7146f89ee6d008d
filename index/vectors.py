"""The vector index: exact inner-product search over one generation's passages.

Flat, because most corpora have some thousands of passages, which an exact search passes through in milliseconds; what
very many passages are searched by stands in `index/clustered_vectors.py`. Never changed once built, because FAISS
searches are safe beside each other but not beside a change. The file is a copy of vectors kept elsewhere; FAISS reads a
flipped byte without noticing, so its SHA-256 is checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import IndexingError
from index.files import write_durably

Found = list[tuple[int, float]]  # (passage id, cosine), best first


class DamagedVectorsError(IndexingError):
    """The file is missing or is not what was saved."""


class VectorIndex:
    """Unit vectors by the ids of their passages; read-only."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> VectorIndex:
        """Index vectors.

        Args:
            ids: int64, shape (n,), each once.
            vectors: float32, shape (n, dimension), rows of length 1, so that a score is a cosine.

        Raises:
            ValueError: see `check_vectors`.
        """
        return cls.build_of_parts(vectors.shape[-1], [(ids, vectors)])

    @classmethod
    def build_of_parts(
        cls, dimension: int, parts: Iterable[tuple[NDArray[np.int64], NDArray[np.float32]]]
    ) -> VectorIndex:
        """Index vectors that come in parts, as `build` does; an id must not come in two of them."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        for ids, vectors in parts:
            check_vectors(ids, vectors)
            index.add_with_ids(
                np.ascontiguousarray(vectors, dtype=np.float32), np.ascontiguousarray(ids, dtype=np.int64)
            )
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def ids(self) -> NDArray[np.int64]:
        """Every id, in the order in which they were given."""
        ids: NDArray[np.int64] = faiss.vector_to_array(self._index.id_map)
        return ids

    def vectors_of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of some ids.

        Raises:
            KeyError: if an id is not there.
        """
        try:
            found: NDArray[np.float32] = self._index.reconstruct_batch(ids)
        except RuntimeError as exc:
            raise KeyError("an id is not there") from exc
        return found

    def search(self, query: NDArray[np.float32], limit: int, allowed: Collection[int] | None = None) -> Found:
        """The nearest passages, best first.

        Args:
            query: shape (dimension,), of length 1.
            allowed: the only ids that may be found; None for all.

        Returns:
            (id, cosine), fewer than `limit` if there are no more.
        """
        if query.shape != (self.dimension,):
            raise ValueError(f"a query of shape {query.shape} does not fit vectors of {self.dimension} dimensions")
        limit = min(limit, len(self) if allowed is None else len(allowed))
        if limit < 1:
            return []
        make: Any = faiss.SearchParameters  # its annotations lack the argument
        parameters = make(sel=only(as_ids(allowed))) if allowed is not None else None
        return nearest(self._index, query, limit, parameters)

    def save(self, path: Path) -> str:
        """Write the index whole or not at all, on the disk when this returns.

        Returns:
            The SHA-256 of the file, which `load` asks for.

        Raises:
            IndexingError: if it cannot be written.
        """
        content = faiss.serialize_index(self._index).data
        try:
            write_durably(path, content)
        except OSError as exc:
            raise IndexingError(f"cannot write {path} ({exc.strerror}): check permissions and free space") from exc
        return hashlib.sha256(content).hexdigest()

    @classmethod
    def load(cls, path: Path, sha256: str) -> VectorIndex:
        """Read what `save` wrote.

        Raises:
            DamagedVectorsError: if the file cannot be read or has another SHA-256.
        """
        try:
            content = np.fromfile(path, dtype=np.uint8)
        except OSError as exc:
            raise DamagedVectorsError(f"{path} cannot be read ({exc.strerror})") from exc
        if hashlib.sha256(content.data).hexdigest() != sha256:
            raise DamagedVectorsError(f"{path} is not what was saved")
        return cls(faiss.deserialize_index(content))


def check_vectors(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
    """Raise ValueError if shapes differ, an id occurs twice (FAISS would return it twice) or a value is not finite."""
    if vectors.ndim != 2 or ids.shape != (len(vectors),):
        raise ValueError(f"ids of shape {ids.shape} do not fit vectors of shape {vectors.shape}")
    if len(np.unique(ids)) != len(ids):
        raise ValueError("an id occurs twice")
    if not np.isfinite(vectors).all():
        raise ValueError("a vector holds a value that is not finite")


def as_ids(ids: Collection[int]) -> NDArray[np.int64]:
    """Ids as FAISS takes them."""
    return np.fromiter(ids, dtype=np.int64, count=len(ids))


def nearest(index: Any, query: NDArray[np.float32], limit: int, parameters: Any) -> Found:
    """What a FAISS index finds, on one thread."""
    faiss.omp_set_num_threads(1)  # holds for the calling thread; more threads a search slow each other down
    scores, ids = index.search(np.asarray(query, dtype=np.float32)[None, :], limit, params=parameters)
    found = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
    return [(id, score) for id, score in found if id >= 0]  # FAISS fills up with -1 where there is less


def only(ids: NDArray[np.int64]) -> Any:
    """What tells FAISS to find these ids alone: a bit for each, which is asked faster than a set is made."""
    chosen = np.zeros((int(ids.max()) if len(ids) else 0) // 8 * 8 + 8, dtype=bool)
    chosen[ids] = True
    make: Any = faiss.IDSelectorBitmap  # its annotations are those of C++
    return make(np.packbits(chosen, bitorder="little"))
