"""Builds that change little, fail or are killed, and what answers meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEmbedder, build, make_document
from numpy.typing import NDArray

from index.builder import build_lock
from index.documents import Document
from index.errors import (
    CorpusError,
    EmbeddingModelError,
    IndexBusyError,
    IndexingError,
    IndexMismatchError,
    UnreadableArticleError,
)
from index.store import Generation, Store

BROKEN = UnreadableArticleError("scan.txt", "holds no text")


def article(name: str, lines: int = 2) -> Document:
    return make_document(name, "\n".join(f"Bài {name} dòng {number} vốn" for number in range(lines)))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as store:
        yield store


async def articles_that_answer(generation: Generation) -> list[str]:
    """Those that a search finds, by words and by vectors alike."""
    by_words = await generation.search_words("exact", ["vốn"], 10_000)
    by_vectors = await generation.search_vectors(FakeEmbedder().embed_queries(["vốn"])[0], 10_000)
    assert {id for id, _ in by_words} == {id for id, _ in by_vectors}
    passages = await generation.passages([id for id, _ in by_words])
    assert len(passages) == len(by_words)
    return sorted({passage.source.id for passage in passages.values()})


async def answering(store: Store) -> list[str]:
    return await articles_that_answer(await store.generation())


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
    assert (kept["new"], kept["generation"]) == (1, report.generation)


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
    cut: list[str] = []
    monkeypatch.setattr("fake_index.split_lines", lambda document: cut.append(document.id) or split_lines(document))
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
    split = __import__("fake_index").split_lines
    monkeypatch.setattr("fake_index.split_lines", lambda document: split(make_document(document.id, "khác hẳn")))
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


# interruptions


class FailingEmbedder(FakeEmbedder):
    """Fails at its second batch."""

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        if self.embedded:
            raise EmbeddingModelError("out of memory")
        return super().embed_passages(texts, progress)


async def test_after_a_failed_build_the_old_generation_answers_and_no_work_is_lost(store: Store) -> None:
    await build(store, [article("a")])
    failing, finishing = FailingEmbedder(), FakeEmbedder()
    with pytest.raises(EmbeddingModelError):
        await build(store, [article("b", lines=50)], failing)
    assert await answering(store) == ["a"]
    report = await build(store, [article("b", lines=50)], finishing)
    assert (len(failing.embedded), len(finishing.embedded), report.passages) == (32, 18, 50)
    assert not set(failing.embedded) & set(finishing.embedded)
    assert await answering(store) == ["b"]


async def test_what_a_failed_build_left_is_cleared(store: Store) -> None:
    await build(store, [article("a")])
    whole = rows_of(store)
    with pytest.raises(EmbeddingModelError):
        await build(store, [article("b", lines=50)], FailingEmbedder())
    assert rows_of(store)["documents"] == 2
    assert not (await build(store, [article("a")])).activated
    assert rows_of(store) == whole | {"vectors": 2 + 32}  # kept for the build that may still come


@pytest.mark.parametrize("articles", [[], [article("a")]])
async def test_a_build_that_comes_to_nothing_leaves_nothing(store: Store, articles: list[Document]) -> None:
    await build(store, [article("a")])
    whole = rows_of(store)
    with contextlib.suppress(CorpusError):
        await build(store, articles)
    assert rows_of(store) == whole


KILLED_BUILD = """
import asyncio, os, signal, sys
from pathlib import Path
import fake_index
from index import builder, generations
from index.store import Store
from index.vectors import VectorIndex

moment, data = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at_call(number, function):
    calls = iter(range(1, 1_000))
    return lambda *args: die() if next(calls) == number else function(*args)

def save_then_die(index, path):
    save(index, path)
    die()

embedder = fake_index.FakeEmbedder()
articles = [fake_index.make_document(f"new {n}", "\\n".join(f"vốn {n} {i}" for i in range(5))) for n in range(20)]
save = VectorIndex.save
if moment == "reading":
    articles = (die() if n == 18 else article for n, article in enumerate(articles))
elif moment == "first batch":
    embedder.embed_passages = die
elif moment == "third batch":
    embedder.embed_passages = die_at_call(3, embedder.embed_passages)
elif moment == "vectors half written":
    os.fsync = die
elif moment == "vectors written":
    VectorIndex.save = save_then_die
elif moment == "activated":
    builder.prune = die

async def main():
    async with await Store.open(Path(data), create=True) as store:
        await fake_index.build(store, articles, embedder)

asyncio.run(main())
"""


def run_build(moment: str, data: Path) -> subprocess.CompletedProcess[str]:
    tests = Path(__file__).parent
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)])}
    command = [sys.executable, "-c", KILLED_BUILD, moment, str(data)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("moment", "embedded_before"),
    [
        ("reading", 0),
        ("first batch", 0),
        ("third batch", 64),
        ("vectors half written", 100),
        ("vectors written", 100),
        ("activated", 100),
    ],
)
async def test_a_killed_build_leaves_an_index_that_answers(store: Store, moment: str, embedded_before: int) -> None:
    await build(store, [article("old")])
    old = await store.generation()
    assert run_build(moment, store.folder).returncode == -signal.SIGKILL
    new = sorted(f"new {number}" for number in range(20))
    assert await articles_that_answer(old) == ["old"]
    assert await answering(store) == (new if moment == "activated" else ["old"])
    embedder = FakeEmbedder()
    articles = [make_document(f"new {n}", "\n".join(f"vốn {n} {i}" for i in range(5))) for n in range(20)]
    report = await build(store, articles, embedder)
    assert report.passages == 100
    assert len(embedder.embedded) == 100 - embedded_before
    assert await answering(store) == new
    assert {path.name for path in (store.folder / "vectors").iterdir()} == {
        f"{old.id}.faiss",
        f"{report.generation}.faiss",
    }


async def test_a_build_that_was_cancelled_can_be_run_again(store: Store) -> None:
    await build(store, [article("a")])
    embedder = GatedEmbedder()
    building = asyncio.create_task(build(store, [article("b")], embedder))
    await embedder.is_reached()
    building.cancel()
    embedder.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await building
    assert await answering(store) == ["a"]
    assert (await build(store, [article("b")])).activated
    assert await answering(store) == ["b"]


# several at a time


class GatedEmbedder(FakeEmbedder):
    """Waits at its first batch until the gate opens."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.reached = threading.Event()

    async def is_reached(self) -> None:
        await asyncio.to_thread(self.reached.wait, 30)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.reached.set()
        assert self.gate.wait(30)
        return super().embed_passages(texts, progress)


async def test_while_one_builds_the_old_generation_answers_and_nobody_else_builds(store: Store) -> None:
    await build(store, [article("a")])
    embedder = GatedEmbedder()
    building = asyncio.create_task(build(store, [article("b")], embedder))
    await embedder.is_reached()
    async with await Store.open(store.folder, create=True) as other:
        assert await answering(store) == await answering(other) == ["a"]
        with pytest.raises(IndexBusyError, match="wait until it has finished"):
            await build(other, [article("c")])
        embedder.gate.set()
        assert (await building).activated
        assert await answering(other) == ["b"]


async def test_another_process_does_not_build_at_the_same_time(store: Store) -> None:
    await build(store, [article("a")])
    with build_lock(store.folder):
        refused = await asyncio.to_thread(run_build, "never", store.folder)
    assert "IndexBusyError" in refused.stderr
    finished = await asyncio.to_thread(run_build, "never", store.folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert len(await answering(store)) == 20


# clearing up


async def test_old_generations_are_removed_with_all_that_only_they_used(store: Store) -> None:
    kept = article("kept")
    generations = []
    for number in range(5):
        await build(store, [kept, article(f"{number}")])
        generations.append(await store.generation())
    assert sorted(path.name for path in (store.folder / "vectors").iterdir()) == ["3.faiss", "4.faiss", "5.faiss"]
    for number, generation in enumerate(generations[2:], start=2):
        assert await articles_that_answer(generation) == [str(number), "kept"]
    assert await generations[0].search_words("exact", ["vốn"], 10) == []
    assert rows_of(store) == {"documents": 4, "passages": 8, "vectors": 8, "generations": 3, "words_exact": 8}


def rows_of(store: Store) -> dict[str, int]:
    connection = sqlite3.connect(store.database.path)
    try:
        tables = ("documents", "passages", "vectors", "generations", "words_exact")
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    finally:
        connection.close()


async def test_a_build_without_a_change_makes_a_damaged_vector_file_again(store: Store) -> None:
    report = await build(store, [article("a")])
    path = store.vectors_path(report.generation)
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
        ((pages,),) = await connection.execute_fetchall("PRAGMA page_count")
    await store.database._writer.execute(f"PRAGMA max_page_count = {pages}")
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
