"""Search in clusters beside an exact search over the same vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import clustered_vectors
from index.clustered_vectors import ClusteredVectors, clusters_for
from index.vectors import DamagedVectorsError, VectorIndex

COUNT, DIMENSION = 4_000, 32


def clustered_rows(count: int, seed: int, groups: int = 60, spread: float = 0.9) -> NDArray[np.float32]:
    """Unit vectors that lie in groups, as those of passages do."""
    chance = np.random.default_rng(7)
    means = chance.normal(size=(groups, DIMENSION))
    chance = np.random.default_rng(seed)
    rows = means[chance.integers(groups, size=count)] + spread * chance.normal(size=(count, DIMENSION))
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


IDS = np.arange(COUNT, dtype=np.int64) * 3 + 10
VECTORS = clustered_rows(COUNT, seed=1)
QUERIES = clustered_rows(50, seed=2)


@pytest.fixture(scope="module")
def clustered() -> ClusteredVectors:
    made = ClusteredVectors.train(VECTORS[::2], clusters_for(COUNT))
    for start in range(0, COUNT, 1_500):
        made.add(IDS[start : start + 1_500], VECTORS[start : start + 1_500])
    return made


@pytest.fixture
def few_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many compared as a choice of 300 passages allows."""
    monkeypatch.setattr(clustered_vectors, "MIN_COMPARED", 300)


@pytest.fixture(scope="module")
def exact() -> VectorIndex:
    return VectorIndex.build(IDS, VECTORS)


def recall(found: list[list[tuple[int, float]]], wanted: list[list[tuple[int, float]]]) -> float:
    common = [len({id for id, _ in f} & {id for id, _ in w}) / len(w) for f, w in zip(found, wanted, strict=True)]
    return float(np.mean(common))


def test_there_are_more_clusters_for_more_passages() -> None:
    assert [clusters_for(count) for count in (1, 4_000, 100_000, 1_000_000)] == [4, 256, 1_024, 4_096]


def test_nearly_all_of_the_nearest_are_found(
    clustered: ClusteredVectors, exact: VectorIndex, few_compared: None
) -> None:
    found = [clustered.search(query, 10) for query in QUERIES]
    assert recall(found, [exact.search(query, 10) for query in QUERIES]) >= 0.95
    assert len(clustered.search(QUERIES[0], COUNT)) < COUNT / 2  # the others were not looked at
    scores = dict(exact.search(QUERIES[0], COUNT))
    assert all(score == pytest.approx(scores[id], abs=1e-3) for id, score in found[0])


def test_a_wide_choice_is_searched_as_well_as_all(
    clustered: ClusteredVectors, exact: VectorIndex, few_compared: None
) -> None:
    allowed = IDS[::2]
    found = [clustered.search(query, 10, allowed) for query in QUERIES]
    assert {id for hits in found for id, _ in hits} <= set(allowed.tolist())
    assert recall(found, [exact.search(query, 10, allowed.tolist()) for query in QUERIES]) >= 0.95


@pytest.mark.parametrize("every", [20, 400])
def test_a_narrow_choice_is_searched_exactly(
    clustered: ClusteredVectors, exact: VectorIndex, few_compared: None, every: int
) -> None:
    allowed = IDS[::every]
    for query in QUERIES:
        wanted = exact.search(query, 10, allowed.tolist())
        found = clustered.search(query, 10, allowed)
        assert [score for _, score in found] == pytest.approx([score for _, score in wanted], abs=1e-3)
        assert {id for id, _ in found} <= set(allowed.tolist())


def test_what_was_removed_is_not_found(clustered: ClusteredVectors, exact: VectorIndex) -> None:
    for query in QUERIES[:10]:
        nearest = np.array([id for id, _ in exact.search(query, 10)], dtype=np.int64)
        removed, left = nearest[:5], nearest[5:]
        assert not {id for id, _ in clustered.search(query, 10, removed=removed)} & set(removed.tolist())
        found = clustered.search(query, 10, allowed=nearest, removed=removed)
        assert {id for id, _ in found} == set(left.tolist())


def test_saved_clusters_are_opened_as_they_were(clustered: ClusteredVectors, tmp_path: Path) -> None:
    path = tmp_path / "vectors" / "1.base.faiss"
    opened = ClusteredVectors.load(path, clustered.save(path))
    assert (len(opened), opened.dimension) == (COUNT, DIMENSION)
    assert opened.ids().tolist() == IDS.tolist()
    assert [opened.search(query, 10) for query in QUERIES] == [clustered.search(query, 10) for query in QUERIES]
    assert np.abs(opened.vectors_of(IDS[100:120]) - VECTORS[100:120]).max() < 1e-3
    with pytest.raises(KeyError):
        opened.vectors_of(np.array([1], dtype=np.int64))


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_damaged_file_is_noticed(clustered: ClusteredVectors, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "1.base.faiss"
    sha256 = clustered.save(path)
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        flipped = whole[:99_999] + bytes([whole[99_999] ^ 1]) + whole[100_000:]
        path.write_bytes({"cut": whole[:-5], "flipped": flipped}[damage])
    with pytest.raises(DamagedVectorsError):
        ClusteredVectors.load(path, sha256)


def test_an_id_given_twice_is_refused(clustered: ClusteredVectors) -> None:
    with pytest.raises(ValueError, match="twice"):
        clustered.add(np.array([1, 1], dtype=np.int64), VECTORS[:2])
