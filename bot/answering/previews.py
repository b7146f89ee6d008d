"""Looks at a draft while it is written, and shows what of it may be shown already."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

Show = Callable[[str], None]  # takes the whole text so far, each time
Look = Callable[[str], str | None]  # what may be shown of a draft so far, if anything

_MAY_END = re.compile(r"[.!?…;:,\]\n]")  # without one of these no claim has come to its end


@asynccontextmanager
async def previewing(look: Look, show: Show | None) -> AsyncIterator[Callable[[str], None] | None]:
    """Look at drafts until the block ends; yields what they are handed to, or None if nobody is to be shown anything.

    Args:
        look: takes its time: it is called in a thread, and for the latest draft alone.
    """
    if show is None:
        yield None
        return
    preview = _Preview(look, show)
    task = asyncio.create_task(preview.run())
    try:
        yield preview.seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Preview:
    def __init__(self, look: Look, show: Show) -> None:
        self._look = look
        self._show = show
        self._draft = ""
        self._changed = asyncio.Event()

    def seen(self, draft: str) -> None:
        """Take a draft as far as it has come."""
        new = draft[len(self._draft) :] if draft.startswith(self._draft) else draft
        self._draft = draft
        if _MAY_END.search(new):
            self._changed.set()

    async def run(self) -> None:
        """Show what comes, until cancelled."""
        shown: str | None = None
        while True:
            await self._changed.wait()
            self._changed.clear()
            found = await asyncio.to_thread(self._look, self._draft)
            if found and found != shown:
                shown = found
                self._show(found)
