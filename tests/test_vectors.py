"""Vector search beside a search by brute force, and files that are damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import IndexingError
from index.vectors import DamagedVectorsError, VectorIndex


def unit_rows(count: int, dimension: int = 16, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.fixture
def ids() -> NDArray[np.int64]:
    return np.arange(300, dtype=np.int64) * 7 + 1_000


@pytest.fixture
def index(ids: NDArray[np.int64]) -> VectorIndex:
    return VectorIndex.build(ids, unit_rows(300))


def brute_force(query: NDArray[np.float32], ids: NDArray[np.int64], limit: int) -> list[int]:
    return [int(ids[row]) for row in np.argsort(-(unit_rows(300) @ query))[:limit]]


def test_the_nearest_are_those_that_brute_force_finds(index: VectorIndex, ids: NDArray[np.int64]) -> None:
    for query in unit_rows(20, seed=1):
        found = index.search(query, 10)
        assert [id for id, _ in found] == brute_force(query, ids, 10)
        assert [score for _, score in found] == pytest.approx(sorted(unit_rows(300) @ query)[::-1][:10], abs=1e-5)


def test_only_allowed_passages_are_found(index: VectorIndex, ids: NDArray[np.int64]) -> None:
    query = unit_rows(1, seed=2)[0]
    allowed = {int(id) for id in ids[::9]}
    expected = [id for id in brute_force(query, ids, 300) if id in allowed]
    assert [id for id, _ in index.search(query, 5, allowed)] == expected[:5]
    assert index.search(query, 5, allowed={1, 2}) == []
    assert index.search(query, 5, allowed=()) == []


def test_a_search_gives_no_more_than_there_is(index: VectorIndex) -> None:
    query = unit_rows(1)[0]
    assert len(index.search(query, 1_000)) == 300
    assert len(index.search(query, 10, allowed=[1_000, 1_007, 3])) == 2
    assert index.search(query, 0) == []


def test_a_query_that_is_no_number_finds_nothing(index: VectorIndex) -> None:
    assert index.search(np.full(16, np.nan, dtype=np.float32), 5) == []


def test_a_query_of_another_dimension_is_refused(index: VectorIndex) -> None:
    with pytest.raises(ValueError, match="16 dimensions"):
        index.search(unit_rows(1, dimension=8)[0], 5)


@pytest.mark.parametrize(
    ("ids", "vectors", "message"),
    [
        ([1, 1], unit_rows(2), "twice"),
        ([1, 2, 3], unit_rows(2), "do not fit"),
        ([1, 2], np.full((2, 4), np.nan, dtype=np.float32), "not finite"),
    ],
)
def test_vectors_that_cannot_be_searched_are_refused(
    ids: list[int], vectors: NDArray[np.float32], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        VectorIndex.build(np.array(ids, dtype=np.int64), vectors)


def test_a_saved_index_is_loaded_as_it_was(index: VectorIndex, tmp_path: Path) -> None:
    sha256 = index.save(tmp_path / "vectors" / "1.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors" / "1.faiss", sha256)
    query = unit_rows(1, seed=3)[0]
    assert (len(loaded), loaded.dimension) == (300, 16)
    assert loaded.search(query, 10) == index.search(query, 10)


def test_the_same_vectors_make_the_same_file(index: VectorIndex, ids: NDArray[np.int64], tmp_path: Path) -> None:
    again = VectorIndex.build(ids, unit_rows(300))
    assert again.save(tmp_path / "again") == index.save(tmp_path / "first")


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped", "empty"])
def test_a_damaged_file_is_noticed(index: VectorIndex, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "1.faiss"
    sha256 = index.save(path)
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        flipped = whole[:999] + bytes([whole[999] ^ 1]) + whole[1_000:]
        path.write_bytes({"cut": whole[:-5], "flipped": flipped, "empty": b""}[damage])
    with pytest.raises(DamagedVectorsError):
        VectorIndex.load(path, sha256)


def test_what_cannot_be_written_leaves_nothing_behind(index: VectorIndex, tmp_path: Path) -> None:
    (tmp_path / "1.faiss").mkdir()
    with pytest.raises(IndexingError, match="cannot write"):
        index.save(tmp_path / "1.faiss")
    assert [path.name for path in tmp_path.iterdir()] == ["1.faiss"]
