"""The whole bot with scripted answers, in a process of its own that a test may kill: data folder, server, token."""

from __future__ import annotations

import asyncio
import logging
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from interactions import ScriptedAnswers
from telegram_bot import running

from bot.telegram.signals import stop_signals


@dataclass
class ServerElsewhere:
    """The server of the test."""

    url: str
    token: str


async def main(data: Path, url: str, token: str) -> None:
    with stop_signals() as stop:
        async with running(ServerElsewhere(url, token), ScriptedAnswers(), 8, data=data):
            await stop.wait()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
