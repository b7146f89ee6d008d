"""The steps of `bench/scale.py`, each taken in a process of its own; every one tells what it measured.

.venv/bin/python bench/scale_steps.py STEP FOLDER ARTICLES
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import sys
import time
import zlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from cheap_embedder import CheapEmbedder
from make_articles import PROVINCES, YEARS, write_article
from multiply import EMBEDDER
from numpy.typing import NDArray
from side_by_side import percentile
from simulated_vectors import Simulation

from bot.answering.answerer import Answerer
from bot.answering.questions import analyse
from index.generation import Generation
from index.generations import GenerationWriter
from index.library import Library
from index.retrieval import Query, Retriever
from index.scanning import RACY_NS
from index.store import Store
from index.updating import update_index
from index.vectors import VectorIndex
from index.word_search import WordSearch

REAL = "real.npy"
CHANGED = 500  # the number of the article that is changed
ASKED = (
    "kết nạp bao nhiêu hội viên mới",
    "xây mới bao nhiêu mái ấm tình thương",
    "có bao nhiêu phụ nữ được tư vấn khởi nghiệp",
    "nhận đỡ đầu bao nhiêu trẻ mồ côi",
    "trao bao nhiêu suất học bổng",
    "hòa giải thành bao nhiêu vụ việc",
)
COLUMNS = ("folded", "segmented", "context")


class SimulatedEmbedder(CheapEmbedder):
    """Gives every question a vector like those of real ones, for passages whose vectors are simulated."""

    name = EMBEDDER

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._simulation = Simulation.fit(np.load(folder / REAL))
        self._real = np.load(folder / f"{REAL}.questions.npy")

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.concatenate([self._simulation.near(self._real, 1, zlib.crc32(text.encode())) for text in texts])


def questions() -> list[str]:
    """Questions of some provinces and years, and others that name neither."""
    named = [
        f"Năm {year} Hội LHPN tỉnh {province} {asked}?"
        for (province, year), asked in zip(
            itertools.product(PROVINCES[::9], YEARS[::4]), itertools.cycle(ASKED), strict=False
        )
    ]
    return [*named, *(f"Các cấp Hội {asked}?" for asked in ASKED)]


async def build(folder: Path, articles: int) -> dict[str, Any]:
    """Index reports that are not indexed yet."""
    for number in range(articles):
        write_article(corpus_of(folder, articles), number)
    await asyncio.sleep(RACY_NS / 1e9 + 0.5)  # files just written are read again next time
    return await _update(folder, articles)


async def unchanged(folder: Path, articles: int) -> dict[str, Any]:
    """Index again what has not changed."""
    return await _update(folder, articles)


async def one_changed(folder: Path, articles: int) -> dict[str, Any]:
    """Index again after one article was changed in one sentence."""
    path = write_article(corpus_of(folder, articles), CHANGED, edition=time.time_ns() % 10**6)
    told = await _update(folder, articles)
    assert told["embedded"] == 1, f"{path} was not all that changed"
    return told


async def multiplied_changed(folder: Path, articles: int) -> dict[str, Any]:
    """Seal a generation that lacks one article: what an update costs beyond reading the corpus folder."""
    began = time.perf_counter()
    async with await Store.open(data_of(folder, articles)) as store:
        live = await store.active_generation_id()
        rows = await store.database.fetch(
            "SELECT version FROM generation_documents WHERE generation = ? ORDER BY version", (live,)
        )
        writer = await GenerationWriter.begin(store, EMBEDDER)
        await writer.add([row["version"] for row in rows[1:]], ())
        await writer.seal()
        await writer.activate("{}")
    return {"seconds": time.perf_counter() - began}


async def _update(folder: Path, articles: int) -> dict[str, Any]:
    embedder = CheapEmbedder()
    began, processor = time.perf_counter(), time.process_time()
    async with await Store.open(data_of(folder, articles), create=True) as store:
        report = await update_index(store, corpus_of(folder, articles), lambda: embedder, embedder_name=embedder.name)
    return {
        "seconds": time.perf_counter() - began,
        "processor_seconds": time.process_time() - processor,
        "passages": report.passages,
        "embedded": report.embedded,
    }


async def serve(folder: Path, articles: int) -> dict[str, Any]:
    """Open the index and answer."""
    embedder = _embedder(folder, articles)
    began = time.perf_counter()
    library = await Library.open(data_of(folder, articles), embedder)
    opened = time.perf_counter()
    answerer = Answerer(library, Retriever(embedder))
    first, *others = questions()
    await answerer.answer(first)
    answered = time.perf_counter()
    for question in others[:5]:
        await answerer.answer(question)
    answers = [await answerer.answer(question) for question in others]
    snapshot = await library.snapshot()
    told = {
        "open_s": opened - began,
        "first_answer_s": answered - began,
        "passages": len(snapshot.generation.vectors),
        "retrieve_p50_ms": statistics.median(answer.elapsed_ms["retrieve"] for answer in answers),
        "retrieve_p95_ms": percentile([answer.elapsed_ms["retrieve"] for answer in answers], 95),
        "answer_p50_ms": statistics.median(answer.elapsed_ms["total"] for answer in answers),
        "answer_p95_ms": percentile([answer.elapsed_ms["total"] for answer in answers], 95),
        **await _legs(snapshot.generation, embedder),
        **memory(),
    }
    await library.close()
    return told


async def _legs(generation: Generation, embedder: CheapEmbedder) -> dict[str, float]:
    """The time of the search by meaning alone."""
    times = []
    for vector in embedder.embed_queries(questions()):
        began = time.perf_counter()
        await generation.search_vectors(vector, 100)
        times.append(1000 * (time.perf_counter() - began))
    return {"vectors_p50_ms": statistics.median(times), "vectors_p95_ms": percentile(times, 95)}


async def recall(folder: Path, articles: int) -> dict[str, Any]:
    """What the bounds of the searches leave out, beside searches without."""
    embedder = _embedder(folder, articles)
    library = await Library.open(data_of(folder, articles), embedder)
    snapshot = await library.snapshot()
    asked = questions()
    by_meaning = await _recall_of_vectors(library, snapshot.generation, embedder.embed_queries(asked))
    shares = []
    for question in asked:
        read = analyse(question, snapshot.lexicon, today=date.today())
        query = Query.of(read.searched, read.words, snapshot.lexicon)
        for column in COLUMNS:
            tokens = [word for word in query.terms if column == "context" or "_" not in word]
            found = await snapshot.generation.search_words(column, tokens, 10)
            whole = WordSearch(snapshot.generation.database, snapshot.generation.id, column, 0)
            wanted = await whole.search_all(tokens, 10)
            least = min((score for _, score in wanted), default=0.0)  # of reports with the same words, any will do
            shares += [sum(score >= least - 1e-6 for _, score in found) / len(wanted)] if wanted else []
    await library.close()
    return {"vectors_recall@10": by_meaning, "words_recall@10": statistics.mean(shares)}


async def _recall_of_vectors(library: Library, generation: Generation, queries: NDArray[np.float32]) -> float:
    store = library._store
    ids = await store.vectors.ids(generation.id)
    best: list[list[tuple[float, int]]] = [[] for _ in queries]
    async for some, vectors in store.vectors.stored(generation.id, ids):
        exact = VectorIndex.build(some, vectors)
        for row, query in zip(best, queries, strict=True):
            row += [(score, id) for id, score in exact.search(query, 10)]
            row[:] = sorted(row, reverse=True)[:10]
    found = [{id for id, _ in await generation.search_vectors(query, 10)} for query in queries]
    return statistics.mean(len(ids & {id for _, id in wanted}) / 10 for ids, wanted in zip(found, best, strict=True))


def memory() -> dict[str, float]:
    """The memory of this process, in megabytes: most of all, now, and of this what is not of files."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    kept = {
        name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines) if "kB" in rest
    }
    return {"peak_mb": kept["VmHWM"], "resident_mb": kept["VmRSS"], "own_mb": kept["RssAnon"]}


STEPS: dict[str, Callable[[Path, int], Awaitable[dict[str, Any]]]] = {
    step.__name__: step for step in (build, unchanged, one_changed, multiplied_changed, serve, recall)
}


def corpus_of(folder: Path, articles: int) -> Path:
    return folder / f"corpus-{articles}"


def data_of(folder: Path, articles: int) -> Path:
    return folder / f"data-{articles}"


def _embedder(folder: Path, articles: int) -> CheapEmbedder:
    return CheapEmbedder() if corpus_of(folder, articles).is_dir() else SimulatedEmbedder(folder)


def main(step: str, folder: Path, articles: int) -> None:
    """Take a step."""
    told = asyncio.run(STEPS[step](folder, articles))
    print(json.dumps({**told, **memory()}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
