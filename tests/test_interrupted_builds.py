"""Builds that fail, are cancelled or killed, or meet another: what answers meanwhile, and what the next build finds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEmbedder, answering, article, articles_that_answer, build, make_document, rows_of
from numpy.typing import NDArray

from index.documents import Document
from index.errors import CorpusError, EmbeddingModelError, IndexBusyError
from index.locks import build_lock
from index.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as store:
        yield store


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
