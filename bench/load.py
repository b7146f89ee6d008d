"""Measures the bot under load: what share is answered, how fast, and at what cost.

    .venv/bin/python bench/load.py [--rate 25] [--minutes 5] [--chats 150] [--search] [--data DIR] [--json FILE]

`--search` looks for the highest rate at which 99 % are answered, 95 % of them within a second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import machine
from offered_load import Account, OfferedLoad, offered_load, own_processor_s

SEARCHED = (10, 15, 18, 20, 22, 25, 27, 29)  # questions a second


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=25.0, help="questions a second")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--chats", type=int, default=150)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds in which the server confirms a message")
    parser.add_argument("--search", action="store_true")
    parser.add_argument("--data", type=Path, help="keeps index, model and the bot's log here")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    chosen = parser.parse_args()
    data = chosen.data or Path(tempfile.mkdtemp(prefix="hoidap-load-"))
    rates = SEARCHED if chosen.search else (chosen.rate,)
    print(machine())  # noqa: T201
    try:
        async with offered_load(data, chosen.chats, chosen.latency) as load:
            figures = []
            for rate in rates:
                figures.append(await measure(load, rate, 60 * chosen.minutes))
                if not holds(figures[-1]):
                    break
    finally:
        if chosen.data is None:
            shutil.rmtree(data)
    if chosen.json:
        chosen.json.write_text(json.dumps({"machine": machine(), "rates": figures}, indent=2) + "\n")


async def measure(load: OfferedLoad, rate: float, seconds: float) -> dict[str, Any]:
    used, own, began = load.bot.processor_s(), own_processor_s(), time.monotonic()
    account = await load.offer(rate, seconds)
    took = time.monotonic() - began
    asked = max(len(account.asked_at), 1)
    figures = {
        "rate": rate,
        "asked": len(account.asked_at),
        "answered_percent": round(100 * len(account.latencies) / asked, 2),
        "lost": account.lost,
        "p50_s": round(account.answered_within(0.5), 3),
        "p95_s": round(account.answered_within(0.95), 3),
        "worst_s": round(worst(account), 3),
        "peak_memory_mb": round(load.bot.memory_mb("VmHWM")),
        "bot_cpu_ms_a_question": round(1000 * (load.bot.processor_s() - used) / asked, 1),
        "bot_cores": round((load.bot.processor_s() - used) / took, 2),
        "server_cores": round((own_processor_s() - own) / took, 2),
    }
    print(json.dumps(figures), flush=True)  # noqa: T201
    return figures


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["answered_percent"] >= 99 and figures["p95_s"] <= 1 and figures["lost"] == 0)


def worst(account: Account) -> float:
    return max(account.latencies.values(), default=float("nan"))


if __name__ == "__main__":
    asyncio.run(main())
