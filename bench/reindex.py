"""Measures what keeping an index of many articles costs when little or nothing has changed.

    .venv/bin/python bench/reindex.py [--articles 1000] [--folder DIR]

The embedder is a cheap one, so that the times are those of everything else.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from cheap_embedder import CheapEmbedder
from make_articles import write_article

from index.fields import embedded_text
from index.scanning import RACY_NS
from index.store import Store
from index.updating import plan_update, update_index
from index.verifying import verify

CHANGED = 500  # the number of the article that is changed


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=1000)
    arguments.add_argument("--folder", type=Path, help="keeps articles and index here")
    chosen = arguments.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="hoidap-reindex-"))
    try:
        await measure(folder / "corpus", folder / "data", chosen.articles)
    finally:
        if chosen.folder is None:
            shutil.rmtree(folder)


async def measure(corpus: Path, data: Path, articles: int) -> None:
    for number in range(articles):
        write_article(corpus, number)
    await asyncio.sleep(RACY_NS / 1e9 + 0.5)  # files just written are read again next time
    print(f"{articles} articles, {os.cpu_count()} cores; seconds by the clock and of the processor:")  # noqa: T201
    await timed("first build", build, corpus, data)
    await timed("unchanged", build, corpus, data)
    await timed("unchanged, once more", build, corpus, data)
    for path in corpus.iterdir():  # noqa: ASYNC240
        path.touch()
    await timed("all touched, none changed", build, corpus, data)
    write_article(corpus, CHANGED, edition=1)
    await timed("dry run, one changed", plan, corpus, data)
    await timed("one changed", build, corpus, data)
    (corpus / "bao-cao-0007.txt").rename(corpus / "chuyen.txt")
    await timed("one moved", build, corpus, data)
    await timed("verify", check, corpus, data)


async def timed(what: str, work: Callable[[Path, Path], Awaitable[Any]], corpus: Path, data: Path) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    told = await work(corpus, data)
    print(f"{time.perf_counter() - clock:7.2f} {time.process_time() - processor:7.2f}  {what}: {told}", flush=True)  # noqa: T201


async def build(corpus: Path, data: Path) -> str:
    embedder = CheapEmbedder()
    async with await Store.open(data, create=True) as store:
        report = await update_index(store, corpus, lambda: embedder, embedder_name=embedder.name)
    assert report.embedded == len(embedder.embedded)
    moved = len(report.changes.moved)
    counts = f"{report.new} new, {report.changed} changed, {moved} moved, {report.unchanged} unchanged"
    return f"{counts}; {report.passages} passages, {report.embedded} embedded"


async def plan(corpus: Path, data: Path) -> str:
    async with await Store.open(data) as store:
        planned = await plan_update(store, corpus)
    return f"{len(planned.changes.changed)} changed, {len(planned.like)} pairs alike"


async def check(corpus: Path, data: Path) -> str:
    async with await Store.open(data) as store:
        verification = await verify(store, corpus, embedded_text)
    return f"{verification.passages} passages, {verification.figures} figures, {len(verification.faults)} faults"


if __name__ == "__main__":
    asyncio.run(main())
