"""Makes an index of very many articles out of one of many, without reading or embedding any.

    .venv/bin/python bench/multiply.py FROM TO --times 10 --real FILE

Every article of the data folder FROM is taken so many times over, under other names; TO must not be there yet. Each
passage has a vector of its own, simulated from those of real passages (FILE, made by `bench/embed_real.py`). Figures
are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import numpy as np
from simulated_vectors import Simulation

from index.generations import GenerationWriter
from index.schema import WORD_COLUMNS
from index.store import FILE_NAME, Store

EMBEDDER = "simulated"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("source", type=Path)
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--real", type=Path, required=True)
    chosen = arguments.parse_args()
    chosen.target.mkdir(parents=True)
    with closing(sqlite3.connect(chosen.target / FILE_NAME, isolation_level=None)) as target:
        with closing(sqlite3.connect(chosen.source / FILE_NAME)) as source:
            source.backup(target)
        timed("rows", lambda: multiply(target, chosen.times))
        timed("vectors", lambda: simulate(target, np.load(chosen.real)))
    timed("generation", lambda: asyncio.run(seal(chosen.target)))


def timed(what: str, work: object) -> None:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    print(f"{what}: {time.perf_counter() - began:.0f} s", flush=True)  # noqa: T201


def multiply(database: sqlite3.Connection, times: int) -> None:
    """Copy the articles of the active generation with their passages and words; nothing else is kept."""
    database.executescript(
        """PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -500000; BEGIN;
        DELETE FROM documents WHERE version NOT IN
            (SELECT version FROM generation_documents JOIN active_generation USING (generation));
        DELETE FROM passages WHERE version NOT IN (SELECT version FROM documents);
        DELETE FROM active_generation; DELETE FROM generation_documents; DELETE FROM generations;
        DELETE FROM written_forms; DELETE FROM vector_bases; DELETE FROM figures; DELETE FROM vectors;
        DELETE FROM stamps; COMMIT;"""
    )
    versions, passages = (
        database.execute(f"SELECT max({key}) FROM {table}").fetchone()[0]
        for key, table in (("version", "documents"), ("id", "passages"))
    )
    for n in range(1, times):
        one = {"n": n, "v": n * versions, "p": n * passages, "last_v": versions, "last_p": passages}
        database.execute("BEGIN")
        database.execute(
            """INSERT INTO documents SELECT version + :v, :n || '/' || id, content_hash || :n, text, title,
            organisation, province, published, period, url FROM documents WHERE version <= :last_v""",
            one,
        )
        database.execute(
            """INSERT INTO passages SELECT id + :p, version + :v, start, "end", heading, header, ''
            FROM passages WHERE id <= :last_p""",
            one,
        )
        for column in WORD_COLUMNS:
            database.execute(
                f"""INSERT INTO words_{column} (rowid, tokens) SELECT id + :p, tokens FROM passages
                JOIN words_{column} ON words_{column}.rowid = id WHERE id <= :last_p""",
                one,
            )
        database.execute("COMMIT")


def simulate(database: sqlite3.Connection, real: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    """Give every passage a vector."""
    database.execute("BEGIN")
    database.execute("UPDATE passages SET vector = 'simulated ' || id")
    ids = [id for (id,) in database.execute("SELECT id FROM passages ORDER BY id")]
    start = 0
    for vectors in Simulation.fit(real).sample(len(ids), seed=3):
        named = zip(ids[start : start + len(vectors)], vectors, strict=True)
        rows = [(f"simulated {id}", vector.astype("<f4").tobytes()) for id, vector in named]
        database.executemany("INSERT INTO vectors VALUES (?, ?)", rows)
        start += len(vectors)
    database.execute("COMMIT")


async def seal(folder: Path) -> None:
    """Make a generation of all articles, as a build does."""
    async with await Store.open(folder) as store:
        writer = await GenerationWriter.begin(store, EMBEDDER)
        versions = [row["version"] for row in await store.database.fetch("SELECT version FROM documents")]
        await writer.add(versions, ())
        await writer.seal()
        await writer.activate("{}")


if __name__ == "__main__":
    main()
