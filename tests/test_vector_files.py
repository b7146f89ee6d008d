"""Which vectors a generation searches by its size, and what it takes over from the one before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEmbedder, article, build, make_document

from index import vector_files
from index.documents import Document
from index.store import Store
from index.vector_parts import VectorParts
from index.vectors import VectorIndex
from index.verifying import verify

LINES = 40  # passages of an article
QUERY = FakeEmbedder().embed_queries(["vốn trẻ trẻ nước"])[0]


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clusters from 100 passages on."""
    monkeypatch.setattr(vector_files, "FLAT_LIMIT", 100)


@pytest.fixture
async def store(tmp_path: Path, small_limit: None) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as opened:
        yield opened


def long_article(name: str) -> Document:
    """An article of many passages, each with its own count of the counted words."""
    words = ("vốn", "trẻ", "nhà", "rừng", "nước")
    chance = np.random.default_rng(sum(map(ord, name)))
    lines = (" ".join([name, str(n), *chance.choice(words, size=9)]) for n in range(LINES))
    return make_document(name, "\n".join(lines))


def files(store: Store) -> list[str]:
    return sorted(path.name for path in (store.folder / "vectors").iterdir())


async def exact(store: Store) -> VectorIndex:
    """The vectors of the generation that answers, as the database has them."""
    generation = (await store.generation()).id
    ids = await store.vectors.ids(generation)
    parts = [vectors async for _, vectors in store.vectors.stored(generation, ids)]
    return VectorIndex.build(ids, np.concatenate(parts))


async def test_few_passages_are_compared_one_by_one(store: Store) -> None:
    await build(store, [long_article("a"), long_article("b")])
    assert isinstance((await store.generation()).vectors, VectorIndex)
    assert files(store) == ["1.faiss"]


async def test_many_passages_are_put_into_clusters(store: Store) -> None:
    await build(store, [long_article(name) for name in "abcde"])
    vectors = (await store.generation()).vectors
    assert isinstance(vectors, VectorParts)
    assert (len(vectors), len(vectors.own), len(vectors.base)) == (200, 0, 200)
    assert files(store) == ["1.base.faiss", "1.faiss"]
    assert not (await verify(store)).faults


async def test_a_change_takes_the_clusters_over_and_moves_no_other_vector(store: Store) -> None:
    await build(store, [long_article(name) for name in "abcde"])
    embedder = FakeEmbedder()
    await build(store, [*(long_article(name) for name in "abcd"), article("new", lines=3)], embedder)
    vectors = (await store.generation()).vectors
    assert isinstance(vectors, VectorParts)
    assert (len(vectors), len(vectors.own), len(vectors.removed)) == (163, 3, 40)
    assert len(embedder.embedded) == 3
    assert files(store) == ["1.base.faiss", "1.faiss", "2.faiss"]
    wanted = await exact(store)
    found = {id for id, _ in vectors.search(QUERY, 1_000)}
    assert found <= set(wanted.ids().tolist())
    assert set(vectors.own.ids().tolist()) <= found
    assert not (await verify(store)).faults


async def test_a_filter_holds_across_what_is_new_and_what_was_taken_over(store: Store) -> None:
    await build(store, [long_article(name) for name in "abcde"])
    await build(store, [*(long_article(name) for name in "abcd"), long_article("new")])
    generation = await store.generation()
    allowed = [*(await generation.members())["a"], *(await generation.members())["new"]]
    found = await generation.search_vectors(QUERY, 20, allowed)
    wanted = (await exact(store)).search(QUERY, 20, allowed)
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted], abs=1e-3)
    assert {id for id, _ in found} <= set(allowed)
    gone = await generation.search_vectors(QUERY, 20, range(161, 201))  # the passages of "e"
    assert gone == []


async def test_when_much_has_changed_clusters_are_made_anew(store: Store) -> None:
    await build(store, [long_article(name) for name in "abcde"])
    await build(store, [long_article(name) for name in "abfghi"], may_vanish=True)
    vectors = (await store.generation()).vectors
    assert isinstance(vectors, VectorParts)
    assert (len(vectors), len(vectors.own), len(vectors.removed)) == (240, 0, 0)
    assert files(store) == ["1.base.faiss", "1.faiss", "2.base.faiss", "2.faiss"]


async def test_clusters_are_kept_as_long_as_a_generation_needs_them(store: Store) -> None:
    old = [long_article(name) for name in "abcde"]
    await build(store, old)
    (await store.generation()).lease.close()  # type: ignore[union-attr]
    for name in "xyz":
        await build(store, [*old, article(name)], keep=2)
        (await store.generation()).lease.close()  # type: ignore[union-attr]
    assert files(store) == ["1.base.faiss", "3.faiss", "4.faiss"]
    assert len((await store.generation()).vectors) == 202


@pytest.mark.parametrize("damaged", ["2.faiss", "1.base.faiss"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
async def test_a_damaged_file_is_made_again(store: Store, damaged: str, damage: str) -> None:
    await build(store, [long_article(name) for name in "abcde"])
    await build(store, [*(long_article(name) for name in "abcde"), article("new")])
    path = store.folder / "vectors" / damaged
    whole = path.read_bytes()
    path.unlink()
    if damage == "cut":
        path.write_bytes(whole[:-9])
    async with await Store.open(store.folder) as reader:
        restored = (await reader.generation()).vectors
        assert len(restored) == 202
        assert len(restored.search(QUERY, 5)) == 5
    async with await Store.open(store.folder) as reader:
        assert not [fault for fault in (await verify(reader)).faults if fault.startswith("generation 2")]
