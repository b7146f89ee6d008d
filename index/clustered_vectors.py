"""The vectors of very many passages in clusters: a search looks into those nearest to the question, and no others.

Exact search reads every vector, which takes too long from some hundred thousand on. Here they lie by clusters on the
disk, in half precision, mapped into memory: only what is looked into takes memory, and the system takes it back when
others need it. The clusters are made once and never changed, because to make them takes minutes.

References: Jégou, Douze, Schmid, "Product quantization for nearest neighbor search", TPAMI 2011 (the inverted file).
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import IndexingError
from index.files import sha256_of, write_durably_by
from index.vectors import DamagedVectorsError, Found, check_vectors, nearest, only

TRAINED_PER_CLUSTER = 40  # vectors; FAISS warns below 39
PROBED_SHARE = 1 / 8  # of the clusters: measured in bench/README.md
MIN_COMPARED = 100_000  # passages that a search can well afford to compare: a choice of fewer is searched exactly
_ROUNDS = 8  # of k-means
_BY_ID: Any = getattr(faiss, "DirectMap").Hashtable  # noqa: B009 - its annotations lack it


def clusters_for(count: int) -> int:
    """How many clusters so many vectors are put into: about four times the square root, as FAISS advises."""
    return int(2 ** round(math.log2(4 * math.sqrt(max(count, 1)))))


class ClusteredVectors:
    """Unit vectors by the ids of their passages, in clusters; read-only once they are searched."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def train(cls, sample: NDArray[np.float32], clusters: int) -> ClusteredVectors:
        """Make empty clusters from a sample; it takes a minute a million passages.

        Args:
            sample: float32, shape (n, dimension), rows of length 1; at least one for each cluster.
        """
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        index: Any = faiss.index_factory(sample.shape[1], f"IVF{clusters},SQfp16", faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = _ROUNDS
        index.cp.min_points_per_centroid = 1  # it would only warn
        index.train(np.ascontiguousarray(sample))
        return cls(index)

    def add(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Put vectors into the clusters; only before anything is searched for.

        Args:
            ids: int64, shape (n,), each once in all.
            vectors: float32, shape (n, dimension), rows of length 1.
        """
        check_vectors(ids, vectors)
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def ids(self) -> NDArray[np.int64]:
        """Every id, ascending."""
        lists = self._index.invlists
        held = [
            faiss.rev_swig_ptr(lists.get_ids(number), size).copy()
            for number in range(lists.nlist)
            if (size := lists.list_size(number))
        ]
        return np.sort(np.concatenate(held)) if held else np.empty(0, dtype=np.int64)

    def vectors_of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of some ids, in half precision; the first call takes a second a million.

        Raises:
            KeyError: if an id is not there.
        """
        try:
            self._index.set_direct_map_type(_BY_ID)
            found: NDArray[np.float32] = self._index.reconstruct_batch(ids)
        except RuntimeError as exc:
            raise KeyError("an id is not there") from exc
        return found

    def search(
        self,
        query: NDArray[np.float32],
        limit: int,
        allowed: NDArray[np.int64] | None = None,
        removed: NDArray[np.int64] | None = None,
    ) -> Found:
        """The nearest passages, best first; exactly those where at most `MIN_COMPARED` are allowed.

        Args:
            query: shape (dimension,), of length 1.
            allowed: the only ids that may be found; None for all.
            removed: ids that must not be found.
        """
        candidates = len(self) if allowed is None else len(allowed)
        share = min(1.0, max(PROBED_SHARE, MIN_COMPARED / max(candidates, 1)))
        probes = math.ceil(share * self._index.nlist)
        make: Any = faiss.SearchParametersIVF  # its annotations lack the arguments
        selector = _without(removed) if allowed is None else only(_left(allowed, removed))
        return nearest(self._index, query, limit, make(nprobe=probes, sel=selector))

    def save(self, path: Path) -> str:
        """Write the vectors whole or not at all, on the disk when this returns.

        Returns:
            The SHA-256 of the file, which `load` asks for.

        Raises:
            IndexingError: if it cannot be written.
        """
        try:
            write_durably_by(path, lambda partial: faiss.write_index(self._index, str(partial)))
            return sha256_of(path)
        except (OSError, RuntimeError) as exc:
            raise IndexingError(f"cannot write {path} ({exc}): check permissions and free space") from exc

    @classmethod
    def load(cls, path: Path, sha256: str) -> ClusteredVectors:
        """Map what `save` wrote into memory.

        Raises:
            DamagedVectorsError: if the file cannot be read or has another SHA-256.
        """
        try:
            is_whole = sha256_of(path) == sha256
        except OSError as exc:
            raise DamagedVectorsError(f"{path} cannot be read ({exc.strerror})") from exc
        if not is_whole:
            raise DamagedVectorsError(f"{path} is not what was saved")
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY))


def _left(allowed: NDArray[np.int64], removed: NDArray[np.int64] | None) -> NDArray[np.int64]:
    return allowed if removed is None or not len(removed) else np.setdiff1d(allowed, removed)


def _without(removed: NDArray[np.int64] | None) -> Any:
    return None if removed is None or not len(removed) else faiss.IDSelectorNot(only(removed))
