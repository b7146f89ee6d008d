"""Measures what a question costs: its bare encoding by sentence-transformers' default, by this project, and answered.

    .venv/bin/python bench/encoding.py [--data DIR] [--rounds 3]

All of it in one run, in turns, so that what else the machine does meets all alike; medians; processor time beside the
clock. Passages: those of the five articles.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from machine import machine
from offered_load import PROJECT, QUESTIONS, median

from bot.indexing import build
from bot.opening import open_answerer
from bot.settings import Settings
from index.embedded_model import prepare_embedded_model
from index.embedders import load_embedder, set_threads
from index.fields import embedded_text
from index.library import Snapshot

ASKED = 60
Timed = dict[str, list[tuple[float, float]]]  # what -> (clock, processor), seconds


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="keeps index and model here")
    parser.add_argument("--rounds", type=int, default=3, help="of the passages")
    chosen = parser.parse_args()
    data = chosen.data or Path(tempfile.mkdtemp(prefix="hoidap-encoding-"))
    print(machine())  # noqa: T201
    try:
        await build(PROJECT / "docs_corpus", data, "")
        await measure(data, chosen.rounds)
    finally:
        if chosen.data is None:
            shutil.rmtree(data)


async def measure(data: Path, rounds: int) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    bare = SentenceTransformer(str(prepare_embedded_model(data)), device="cpu", local_files_only=True)
    default = torch.get_num_threads()
    ours = load_embedder("", data, device="cpu")
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()][:ASKED]
    timed: Timed = {}

    def bare_on(threads: int, encode: Callable[[], Any]) -> None:
        torch.set_num_threads(threads)
        encode()

    async with open_answerer(Settings(data=data), embedder=ours) as answerer:
        await answerer.answer(questions[0])
        for question in questions:
            note(timed, "torch, its default", lambda q=question: bare_on(default, lambda: bare.encode_query([q])))
            note(timed, "torch, one thread", lambda q=question: bare_on(1, lambda: bare.encode_query([q])))
            note(timed, "ours", lambda q=question: ours.embed_queries([q]))
            await note_awaited(timed, "answered", answerer.answer(question))
        passages = await embedded_texts(await answerer.library.snapshot())
    tell("a question", timed, "torch, its default")
    timed = {}
    for _ in range(rounds):
        note(timed, "torch, its default", lambda: bare_on(default, lambda: bare.encode_document(passages)))
        for threads in (1, os.cpu_count() or 1):
            set_threads(ours, threads)
            note(timed, f"ours, {threads} threads", lambda: ours.embed_passages(passages))
    tell(f"{len(passages)} passages", timed, "torch, its default")


def note(timed: Timed, what: str, work: Callable[[], Any]) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    timed.setdefault(what, []).append((time.perf_counter() - clock, time.process_time() - processor))


async def note_awaited(timed: Timed, what: str, work: Coroutine[Any, Any, Any]) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    await work
    timed.setdefault(what, []).append((time.perf_counter() - clock, time.process_time() - processor))


def tell(unit: str, timed: Timed, base: str) -> None:
    clocks = {what: median([clock for clock, _ in spent]) for what, spent in timed.items()}
    processors = {what: median([processor for _, processor in spent]) for what, spent in timed.items()}
    print(f"{unit}: over the base by the clock, of the processor; ms by the clock, of the processor")  # noqa: T201
    for what in timed:
        ratios = f"{clocks[what] / clocks[base]:6.2f} {processors[what] / processors[base]:6.2f}"
        print(f"  {ratios} {1000 * clocks[what]:9.1f} {1000 * processors[what]:9.1f}  {what}", flush=True)  # noqa: T201


async def embedded_texts(snapshot: Snapshot) -> list[str]:
    ids = [id for members in snapshot.members.values() for id in members]
    return [embedded_text(passage) for passage in (await snapshot.generation.passages(ids)).values()]


if __name__ == "__main__":
    asyncio.run(main())
