"""How the bot is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine, Iterator
from typing import Any

logger = logging.getLogger(__name__)


async def until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Run `work` until it fails or `stop` is set."""
    tasks = [asyncio.create_task(work), asyncio.create_task(stop.wait())]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """Set an event on the first SIGINT or SIGTERM; the second has its usual effect."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def release() -> None:
        with contextlib.suppress(NotImplementedError):
            for number in signals:
                loop.remove_signal_handler(number)

    def halt() -> None:
        logger.info("Stopping: the answers begun are finished first")
        release()
        stop.set()

    try:
        with contextlib.suppress(NotImplementedError):  # on Windows only Ctrl+C stops the bot, by cancelling it
            for number in signals:
                loop.add_signal_handler(number, halt)
        yield stop
    finally:
        release()
