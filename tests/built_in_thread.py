"""Does the jobs of `BuildProcess` in a thread of the tests' own process: they are the same, without a second's start.

That they are done in a process, and what becomes of one that is killed, is tested with the process itself.
"""

from __future__ import annotations

import asyncio
from typing import Any

from bot import build_process
from bot.build_process import BuildProcess, Tell


class BuildThread(BuildProcess):
    """A builder whose jobs cannot be killed: they go on to their end."""

    async def _run(self, job: str, told: Tell | None = None, **arguments: Any) -> Any:
        loop = asyncio.get_running_loop()

        def tell(frame: Any) -> None:
            if told:
                loop.call_soon_threadsafe(told, frame)

        work = build_process._JOBS[job](tell, **arguments)
        outcome = await asyncio.to_thread(build_process._done, work)
        if outcome.error:
            raise outcome.error
        assert outcome.failed is None, outcome.failed
        return outcome.value
