"""Kills builds and swaps at random moments, while another process asks questions.

    .venv/bin/python bench/kill_builds.py [--rounds 200] [--seed 1]

Every edition of the small corpus changes every article, so that an index which is neither wholly old nor wholly new
shows. After each kill the index is opened and verified. Exit code 1 if anything was not as it must be.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from cheap_embedder import CheapEmbedder
from make_articles import write_article

from bot.answering.answerer import Answerer
from index.builder import BuildOptions
from index.fields import embedded_text
from index.generation import Generation
from index.history import list_generations, rollback
from index.library import Library
from index.retrieval import Retriever
from index.store import Store
from index.updating import update_index
from index.verifying import verify

ARTICLES = 8
EDITION = re.compile(r"biểu dương (\d+) tập thể")
ROLL_BACKS = 0.25  # share of the rounds; the others build
QUESTIONS = (
    "Năm 2012 Hội LHPN tỉnh An Giang kết nạp bao nhiêu hội viên mới?",
    "Hội LHPN tỉnh Bắc Giang biểu dương bao nhiêu tập thể?",
    "Dư nợ ủy thác của Hội LHPN tỉnh Bắc Ninh năm 2012 là bao nhiêu?",
)
fork = multiprocessing.get_context("fork")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hoidap-kill-"))
    try:
        return run(folder, chosen.rounds, random.Random(chosen.seed))
    finally:
        shutil.rmtree(folder)


def run(folder: Path, rounds: int, chance: random.Random) -> int:
    corpus, data = folder / "corpus", folder / "data"
    write_edition(corpus, 0)
    timed(build, corpus, data)
    write_edition(corpus, 1)
    build_s, roll_back_s = timed(build, corpus, data), timed(roll_back, corpus, data)
    asker = in_process(ask_on, data, folder)
    outcomes: Counter[str] = Counter()
    for number in range(2, rounds + 2):
        if is_roll_back := chance.random() < ROLL_BACKS:
            victim = in_process(roll_back, corpus, data)
        else:
            write_edition(corpus, number)
            victim = in_process(build, corpus, data)
        if is_roll_back:
            victim.join(chance.uniform(0, 1.2 * roll_back_s))
        elif number % 2:
            victim.join(chance.uniform(0, 1.2 * build_s))
        else:
            wait_for_vectors(data, victim)
            victim.join(chance.uniform(0, 0.2 * build_s))
        if victim.is_alive():
            os.kill(victim.pid or 0, signal.SIGKILL)
        victim.join()
        kind = "roll-back" if is_roll_back else "build"
        outcomes[f"{kind}s {'killed' if victim.exitcode == -signal.SIGKILL else 'finished'}"] += 1
        if victim.exitcode not in (0, -signal.SIGKILL):
            outcomes["FAILED: a build or roll-back that was not killed"] += 1
        if code_of(in_process(check, corpus, data)):
            outcomes["FAILED: an index that was not whole"] += 1
        if number % 20 == 0:
            print(f"{number} rounds: {dict(outcomes)}", flush=True)  # noqa: T201
    if code_of(in_process(build, corpus, data)) or code_of(in_process(check_clean, corpus, data)):
        outcomes["FAILED: something half-made after a whole build"] += 1
    (folder / "stop").touch()
    asked_code = code_of(asker)
    print(dict(outcomes))  # noqa: T201
    print((folder / "asked.json").read_text(encoding="utf-8"))  # noqa: T201
    return 1 if asked_code or any(outcome.startswith("FAILED") for outcome in outcomes) else 0


def write_edition(corpus: Path, edition: int) -> None:
    for number in range(ARTICLES):
        write_article(corpus, number, edition)


def wait_for_vectors(data: Path, process: Any) -> None:
    """Wait for the last file of a build, after which the swap comes."""
    before = set((data / "vectors").iterdir())
    while process.is_alive() and set((data / "vectors").iterdir()) <= before:
        time.sleep(0.002)


def timed(work: Callable[[Path, Path], Coroutine[Any, Any, None]], corpus: Path, data: Path) -> float:
    started = time.perf_counter()
    assert code_of(in_process(work, corpus, data)) == 0
    return time.perf_counter() - started


def in_process(work: Callable[[Path, Path], Coroutine[Any, Any, None]], first: Path, second: Path) -> Any:
    """Begin work in a process of its own, which has everything imported already."""
    process = fork.Process(target=lambda: asyncio.run(work(first, second)))
    process.start()
    return process


def code_of(process: Any) -> int:
    process.join()
    return int(process.exitcode)


async def build(corpus: Path, data: Path) -> None:
    embedder = CheapEmbedder()
    async with await Store.open(data, create=True) as store:
        await update_index(
            store, corpus, lambda: embedder, embedder_name=embedder.name, options=BuildOptions(by="bench", keep=3)
        )


async def roll_back(corpus: Path, data: Path) -> None:
    async with await Store.open(data) as store:
        active, built = await store.active_generation_id(), await list_generations(store)
        others = [one.id for one in built if one.id != active]
        if others:
            await rollback(store, others[0], by="bench")


async def check(corpus: Path, data: Path) -> None:
    """The index opens, is of one edition, and every file, row and passage is as it should be."""
    async with await Store.open(data) as store:
        await one_edition(await store.generation())
        verification = await verify(store, corpus, embedded_text)
        assert not verification.faults, verification.faults


async def check_clean(corpus: Path, data: Path) -> None:
    """Nothing is left of the builds that were killed."""
    await check(corpus, data)
    async with await Store.open(data) as store:
        kept = {one.id for one in await list_generations(store)}
        ((building,),) = await store.database.fetch("SELECT count(*) FROM generations WHERE state = 'building'")
        ((stray,),) = await store.database.fetch(
            "SELECT count(*) FROM documents WHERE version NOT IN (SELECT version FROM generation_documents)"
        )
    files = {path.name for path in (data / "vectors").iterdir()}
    assert (building, stray, files) == (0, 0, {f"{id}.faiss" for id in kept}), (building, stray, files, kept)


async def one_edition(generation: Generation) -> None:
    texts = [await generation.document(source.id) for source, _ in await generation.sources()]
    editions = [match[1] for text in texts if text and (match := EDITION.search(text.text))]
    assert len(editions) == ARTICLES and len(set(editions)) == 1, editions


async def ask_on(data: Path, folder: Path) -> None:
    """Ask as a running bot does, until told to stop; every failure counts."""
    embedder = CheapEmbedder()
    library = await Library.open(data, embedder)
    answerer = Answerer(library, Retriever(embedder))
    counts: Counter[str] = Counter()
    failures: list[str] = []
    generations: set[int] = set()
    while not (folder / "stop").exists():
        try:
            answer = await answerer.answer(QUESTIONS[counts["asked"] % len(QUESTIONS)])
            counts[answer.outcome.value] += 1
            snapshot = await library.snapshot()
            generations.add(snapshot.generation.id)
            await one_edition(snapshot.generation)
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")
        counts["asked"] += 1
        await asyncio.sleep(0.05)  # the builds need the processor too
    await library.close()
    told = {**counts, "generations": len(generations), "failures": failures[:5], "failed": len(failures)}
    (folder / "asked.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    sys.exit(main())
