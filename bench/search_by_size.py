"""How fast and how exact is the search by meaning, by the number of passages and by how narrow a choice is?

    .venv/bin/python bench/search_by_size.py FILE [--passages 10000 100000 1000000] [--json FILE]

FILE is what `bench/embed_real.py` wrote: vectors are simulated from those of real passages, and questions from real
ones. One million take two gigabytes of memory and some minutes. Times are those of one thread's processor, so that what
else the machine does counts for little.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from side_by_side import percentile
from simulated_vectors import Simulation

from index.clustered_vectors import TRAINED_PER_CLUSTER, ClusteredVectors, clusters_for
from index.vector_files import FLAT_LIMIT
from index.vectors import Found, VectorIndex

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]
QUESTIONS = 200  # simulated, besides the real ones
CHOICES = (1.0, 0.5, 0.1, 1 / 60, 0.001)  # share of the passages that may be found: one province's are a sixtieth
LIMIT = 100  # passages that a question brings


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    real, asked = np.load(chosen.file), np.load(f"{chosen.file}.questions.npy")
    simulation = Simulation.fit(real)
    queries = np.concatenate([asked, simulation.near(asked, QUESTIONS, seed=5)])
    rows = []
    for count in chosen.passages:
        vectors = np.concatenate(list(simulation.sample(count, seed=3)))
        rows += measure(vectors, queries)
    show(rows)
    if chosen.json:
        result = {"machine": machine(), "likeness": likeness(real, simulation), "rows": rows}
        chosen.json.write_text(json.dumps(result, indent=2), encoding="utf-8")


def likeness(real: Vectors, simulation: Simulation) -> dict[str, float]:
    """The median cosine of a passage and its nearest, of real and of as many simulated ones."""
    made = np.concatenate(list(simulation.sample(len(real), seed=9)))
    return {
        name: float(np.median(np.sort(some @ some.T, axis=1)[:, -2]))
        for name, some in (("real", real), ("simulated", made))
    }


def measure(vectors: Vectors, queries: Vectors) -> list[dict[str, Any]]:
    """Exact search and clusters, over all and over choices."""
    ids = np.arange(1, len(vectors) + 1, dtype=np.int64)
    exact = VectorIndex.build(ids, vectors)
    clusters, seconds = clustered(ids, vectors)
    chance = np.random.default_rng(1)
    rows = []
    for share in CHOICES:
        allowed = None if share == 1 else np.sort(chance.choice(ids, size=max(1, int(share * len(ids))), replace=False))
        listed = None if allowed is None else allowed.tolist()
        wanted, exact_ms = timed(queries, lambda query, listed=listed: exact.search(query, LIMIT, listed))  # type: ignore[misc]
        found, ms = timed(queries, lambda query, allowed=allowed: clusters.search(query, LIMIT, allowed))  # type: ignore[misc]
        rows.append(
            {
                "passages": len(ids),
                "choice": share,
                "exact_p50_ms": statistics.median(exact_ms),
                "exact_p95_ms": percentile(exact_ms, 95),
                "clusters_p50_ms": statistics.median(ms),
                "clusters_p95_ms": percentile(ms, 95),
                "recall@10": recall(found, wanted, 10),
                "recall@100": recall(found, wanted, 100),
                "made_s": seconds,
                "used": "exact" if len(ids) <= FLAT_LIMIT else "clusters",
            }
        )
    return rows


def clustered(ids: Ids, vectors: Vectors) -> tuple[ClusteredVectors, float]:
    """The clusters, mapped from a file as they are searched, and the seconds that it took to make them."""
    began = time.perf_counter()
    count = clusters_for(len(ids))
    made = ClusteredVectors.train(vectors[:: max(1, len(ids) // (count * TRAINED_PER_CLUSTER))], count)
    for start in range(0, len(ids), 20_000):
        made.add(ids[start : start + 20_000], vectors[start : start + 20_000])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "1.base.faiss"
        opened = ClusteredVectors.load(path, made.save(path))
        return opened, time.perf_counter() - began


def timed(queries: Vectors, search: Callable[[Vectors], Found]) -> tuple[list[Found], list[float]]:
    """What is found, and the milliseconds that each search takes."""
    found, times = [], []
    for query in queries:
        began = time.thread_time()
        found.append(search(query))
        times.append(1000 * (time.thread_time() - began))
    return found, times


def recall(found: list[Found], wanted: list[Found], count: int) -> float:
    """The share of the nearest that was found."""
    pairs = zip(found, wanted, strict=True)
    return statistics.mean(
        len({id for id, _ in some[:count]} & {id for id, _ in exact[:count]}) / len(exact[:count])
        for some, exact in pairs
    )


def show(rows: list[dict[str, Any]]) -> None:
    table = Table(*rows[0], title=machine())
    for row in rows:
        table.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
