"""What the bot and a build of its index beside it take together, while questions come.

    .venv/bin/python bench/beside.py [--rate 5] [--articles 300]

The build is the one that the bot starts when an administrator confirms new articles: a process of its own over the same
folder. Memory is the proportional share of each process, so that what both map is counted once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from machine import machine
from make_articles import write_article
from offered_load import PROJECT, offered_load

from bot.build_process import BuildProcess
from index.builder import BuildOptions

SAMPLED_EVERY_S = 0.25


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=5.0, help="questions a second")
    parser.add_argument("--articles", type=int, default=300, help="new articles, beside the five")
    chosen = parser.parse_args()
    print(machine())  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="hoidap-beside-") as name:
        folder = Path(name)
        corpus, data = folder / "corpus", folder / "data"
        shutil.copytree(PROJECT / "docs_corpus", corpus)
        async with offered_load(data, 150, 0.0) as load:
            for number in range(chosen.articles):
                write_article(corpus, number)
            began = time.monotonic()
            build = asyncio.create_task(
                BuildProcess(corpus, data, "").build(BuildOptions(may_worsen=True), lambda _: None)
            )
            asking = asyncio.create_task(load.offer(chosen.rate, 3_600))
            peaks = {"bot_mb": 0.0, "build_mb": 0.0, "together_mb": 0.0}
            while not build.done():
                bot, child = share_mb(load.bot.pid), sum(map(share_mb, builds()))
                for key, value in zip(peaks, (bot, child, bot + child), strict=True):
                    peaks[key] = max(peaks[key], value)
                await asyncio.sleep(SAMPLED_EVERY_S)
            await build
            asking.cancel()
            told = {key: round(value) for key, value in peaks.items()} | {"seconds": round(time.monotonic() - began, 1)}
            print(json.dumps(told))  # noqa: T201


def share_mb(pid: int) -> float:
    """A process's memory, what it shares with others divided among them; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def builds() -> list[int]:
    """The processes that this one has started to build."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return [int(pid) for pid in children if b"build_process" in Path(f"/proc/{pid}/cmdline").read_bytes()]


if __name__ == "__main__":
    asyncio.run(main())
