"""Asks the bot steadily for long, and tells whether its memory and its open files stay what they were.

    .venv/bin/python bench/soak.py [--rate 10] [--minutes 30] [--chats 150] [--data DIR]

The first fifth, in which the caches fill, is shown and does not count.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
import time
from pathlib import Path

from machine import machine
from offered_load import OfferedLoad, median, offered_load

SAMPLES = 30


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=10.0, help="questions a second")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--chats", type=int, default=150)
    parser.add_argument("--data", type=Path, help="keeps index, model and the bot's log here")
    chosen = parser.parse_args()
    data = chosen.data or Path(tempfile.mkdtemp(prefix="hoidap-soak-"))
    print(machine())  # noqa: T201
    try:
        async with offered_load(data, chosen.chats, 0.05) as load:
            await soak(load, chosen.rate, 60 * chosen.minutes / SAMPLES)
    finally:
        if chosen.data is None:
            shutil.rmtree(data)


async def soak(load: OfferedLoad, rate: float, stretch_s: float) -> None:
    memory, files, lost = [], [], 0
    began = time.monotonic()
    for _ in range(SAMPLES):
        account = await load.offer(rate, stretch_s)
        lost += account.lost
        memory.append(load.bot.memory_mb())
        files.append(load.bot.descriptors())
        minutes = (time.monotonic() - began) / 60
        told = (
            f"{memory[-1]:7.1f} MB {files[-1]:4} files  p95 {account.answered_within(0.95):.3f} s  lost {account.lost}"
        )
        print(f"{minutes:6.1f} min {told}", flush=True)  # noqa: T201
    counted = memory[SAMPLES // 5 :]
    early, late = median(counted[: SAMPLES // 5]), median(counted[-SAMPLES // 5 :])
    told = f"memory {early:.0f} -> {late:.0f} MB ({100 * (late / early - 1):+.1f} %)"
    print(f"{told}, files {files[SAMPLES // 5]} -> {files[-1]}, lost {lost}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
