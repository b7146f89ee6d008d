"""Builds that change little, fail or are killed, and what answers meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from fake_index import (
    FakeEmbedder,
    answering,
    article,
    articles_that_answer,
    build,
    make_document,
    rows_of,
    split_lines,
)
from numpy.typing import NDArray

from index.documents import Document, Passage
from index.errors import (
    CorpusError,
    EmbeddingModelError,
    IndexingError,
    IndexMismatchError,
    UnreadableArticleError,
)
from index.store import Store

BROKEN = UnreadableArticleError("scan.txt", "holds no text")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as store:
        yield store


async def test_the_first_build_takes_every_article(store: Store) -> None:
    report = await build(store, [article("a"), article("b", lines=3)])
    assert (report.new, report.changed, report.unchanged, report.gone, report.broken) == (2, 0, 0, 0, ())
    assert (report.passages, report.embedded, report.activated) == (5, 5, True)
    assert report.generation == await store.active_generation_id()
    assert await answering(store) == ["a", "b"]


async def test_the_report_is_kept_with_the_generation(store: Store) -> None:
    report = await build(store, [article("a"), BROKEN])
    kept = (await store.generation()).report
    assert kept["broken"] == [["scan.txt", "holds no text"]]
    assert (kept["new"], kept["generation"]) == (["a"], report.generation)


async def test_without_a_change_nothing_is_loaded_or_activated(store: Store) -> None:
    first = await build(store, [article("a"), article("b")])
    embedder = FakeEmbedder()
    report = await build(store, [article("b"), article("a")], embedder)
    assert (report.unchanged, report.new, report.passages, report.embedded) == (2, 0, 4, 0)
    assert (report.activated, report.generation) == (False, first.generation)
    assert embedder.embedded == []
    assert await answering(store) == ["a", "b"]


async def test_unchanged_articles_are_not_cut_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await build(store, [article("a")])
    cut = []

    def split(document: Document) -> list[Passage]:
        cut.append(document.id)
        return split_lines(document)

    monkeypatch.setattr("fake_index.split_lines", split)
    await build(store, [article("a"), article("b")])
    assert cut == ["b"]
    await build(store, [article("a"), article("b")], rebuild=True)
    assert cut == ["b", "a", "b"]


async def test_of_a_changed_article_only_new_passages_are_embedded(store: Store) -> None:
    await build(store, [article("a"), make_document("b", "vốn một\nvốn hai\nvốn ba")])
    embedder = FakeEmbedder()
    report = await build(store, [article("a"), make_document("b", "vốn một\nvốn 2\nvốn ba\nvốn bốn")], embedder)
    assert sorted(embedder.embedded) == ["vốn 2", "vốn bốn"]
    assert (report.changed, report.unchanged, report.passages, report.embedded) == (1, 1, 6, 2)


async def test_the_same_text_in_two_articles_is_embedded_once(store: Store) -> None:
    embedder = FakeEmbedder()
    report = await build(store, [make_document("a", "vốn\nvốn"), make_document("b", "vốn")], embedder)
    assert (embedder.embedded, report.passages) == (["vốn"], 3)
    assert await answering(store) == ["a", "b"]


async def test_an_article_whose_metadata_changed_is_stored_anew_without_embedding(store: Store) -> None:
    await build(store, [make_document("a", "vốn", title="Cũ")])
    report = await build(store, [make_document("a", "vốn", title="Mới")])
    assert (report.changed, report.embedded, report.activated) == (1, 0, True)
    assert [source.title for source, _ in await (await store.generation()).sources()] == ["Mới"]


async def test_a_vanished_article_leaves_the_index(store: Store) -> None:
    await build(store, [article("a"), article("b")])
    report = await build(store, [article("a")])
    assert (report.gone, report.unchanged, report.embedded, report.passages) == (1, 1, 0, 2)
    assert await answering(store) == ["a"]


async def test_a_broken_article_is_named_and_the_others_go_on(store: Store) -> None:
    await build(store, [article("scan.txt"), article("a")])
    report = await build(store, [article("a"), BROKEN, article("b")])
    assert (report.new, report.unchanged, report.gone) == (1, 1, 0)
    assert report.broken == (("scan.txt", "holds no text"),)
    assert await answering(store) == ["a", "b"]


@pytest.mark.parametrize(
    ("extra", "reason"),
    [(make_document("empty", " \n "), "holds no text to index"), (article("a", lines=4), "same name")],
)
async def test_an_article_that_cannot_be_indexed_is_named(store: Store, extra: Document, reason: str) -> None:
    report = await build(store, [article("a"), extra])
    ((name, told),) = report.broken
    assert name == extra.id
    assert reason in told
    assert await answering(store) == ["a"]


async def test_an_article_still_broken_makes_no_new_generation(store: Store) -> None:
    await build(store, [article("a"), BROKEN])
    report = await build(store, [article("a"), BROKEN])
    assert (report.activated, report.broken) == (False, (("scan.txt", "holds no text"),))


@pytest.mark.parametrize(
    ("articles", "message"),
    [([], "put some into the corpus folder"), ([BROKEN], "none of 1 articles can be read; the first is scan.txt")],
)
async def test_without_any_article_the_old_generation_stays(
    store: Store, articles: Sequence[UnreadableArticleError], message: str
) -> None:
    await build(store, [article("a")])
    with pytest.raises(CorpusError, match=message):
        await build(store, articles)
    assert await answering(store) == ["a"]


async def test_many_articles_are_taken_in_order_and_told_of(store: Store) -> None:
    told: list[tuple[int, ...]] = []

    class Progress:
        def articles_read(self, done: int) -> None:
            told.append((done,))

        def passages_embedded(self, done: int, total: int) -> None:
            told.append((done, total))

    names = [f"{number:02}" for number in range(40)]
    await build(store, map(article, names), progress=Progress())
    assert await answering(store) == names
    assert told == [(16,), (32,), (40,), (32, 80), (64, 80), (80, 80)]


async def test_a_passage_that_is_no_span_of_its_article_stops_the_build(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await build(store, [article("a")])
    monkeypatch.setattr("fake_index.split_lines", lambda document: split_lines(make_document("b", "khác hẳn")))
    with pytest.raises(ValueError, match="not a span"):
        await build(store, [article("b")])
    assert await answering(store) == ["a"]


# embedders


async def test_another_embedder_needs_a_rebuild(store: Store) -> None:
    await build(store, [article("a")])
    with pytest.raises(IndexMismatchError, match="run hoidap index --rebuild"):
        await build(store, [article("a")], FakeEmbedder("other"))
    before = await store.generation("fake")
    embedder = FakeEmbedder("other")
    report = await build(store, [article("a")], embedder, rebuild=True)
    assert (report.activated, report.unchanged, report.embedded) == (True, 1, 2)
    assert len(embedder.embedded) == 2
    assert (await store.generation("other")).embedder == "other"
    assert await articles_that_answer(before) == await answering(store) == ["a"]


async def test_a_rebuild_prepares_everything_again_but_embeds_nothing_twice(store: Store) -> None:
    first = await build(store, [article("a")])
    report = await build(store, [article("a")], rebuild=True)
    assert (report.activated, report.unchanged, report.embedded) == (True, 1, 0)
    assert report.generation > first.generation
    assert await answering(store) == ["a"]


class SpoiltEmbedder(FakeEmbedder):
    def __init__(self, spoil: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> None:
        super().__init__()
        self.spoil = spoil

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return self.spoil(super().embed_passages(texts, progress))


@pytest.mark.parametrize("spoil", [lambda v: v * np.nan, lambda v: v * 2, lambda v: v[:, 1:], lambda v: v[1:]])
async def test_vectors_that_cannot_be_compared_are_refused(
    store: Store, spoil: Callable[[NDArray[np.float32]], NDArray[np.float32]]
) -> None:
    await build(store, [article("a")])
    with pytest.raises(EmbeddingModelError, match="length 1"):
        await build(store, [article("b")], SpoiltEmbedder(spoil))
    assert await answering(store) == ["a"]
    assert (await build(store, [article("b")])).embedded == 2


# clearing up


async def test_old_generations_are_removed_with_all_that_only_they_used(store: Store) -> None:
    kept = article("kept")
    generations = []
    for number in range(5):
        await build(store, [kept, article(f"{number}")], keep=3)
        generations.append(await store.generation())
        if number < 2:
            assert (lease := generations[-1].lease)
            lease.close()
    assert sorted(path.name for path in (store.folder / "vectors").iterdir()) == ["3.faiss", "4.faiss", "5.faiss"]
    for number, generation in enumerate(generations[2:], start=2):
        assert await articles_that_answer(generation) == [str(number), "kept"]
    assert await generations[0].search_words("exact", ["vốn"], 10) == []
    assert rows_of(store) == {"documents": 4, "passages": 8, "vectors": 8, "generations": 3, "words_exact": 8}


async def test_a_build_without_a_change_makes_a_damaged_vector_file_again(store: Store) -> None:
    report = await build(store, [article("a")])
    path = store.vectors.path(report.generation)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    async with await Store.open(store.folder, create=True) as later:
        assert not (await build(later, [article("a")])).activated
    assert path.read_bytes() == whole


async def test_a_folder_that_cannot_be_written_says_so(store: Store) -> None:
    await build(store, [article("a")])
    vectors = store.folder / "vectors"
    for path in vectors.iterdir():
        path.unlink()
    vectors.rmdir()
    vectors.write_text("in the way")
    with pytest.raises(IndexingError, match="cannot write"):
        await build(store, [article("b")])
    assert await store.active_generation_id() == 1


async def test_a_full_disk_says_so_and_the_old_generation_answers(store: Store) -> None:
    await build(store, [article("a")])
    async with store.database.transaction() as connection:
        await connection.execute("PRAGMA max_page_count = 1")  # no more than there are
    with pytest.raises(IndexingError, match="full.*free space"):
        await build(store, [article("b", lines=5_000)])
    assert await answering(store) == ["a"]


async def test_articles_are_read_one_by_one(store: Store) -> None:
    alive = 0

    def articles() -> Iterator[Document]:
        nonlocal alive
        for number in range(100):
            alive = number
            yield article(str(number))

    seen_while_writing: list[int] = []

    class Progress:
        def articles_read(self, done: int) -> None:
            seen_while_writing.append(alive - done)

        def passages_embedded(self, done: int, total: int) -> None: ...

    await build(store, articles(), progress=Progress())
    assert max(seen_while_writing) <= 0
