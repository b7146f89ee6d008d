"""The update that is being handled just now: which one it is, and the place that it takes up among the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.telegram.journal import State


class Place:
    """One of the places for updates that are handled at the same time; lent to others while a message waits."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._is_held = False
        self._lent = 0  # messages of one update may wait side by side

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Wait for a place, and have it until the block ends."""
        await self._take()
        try:
            yield
        finally:
            if self._is_held:
                self._places.release()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[None]:
        """Let others have the place until the block ends."""
        self._lent += 1
        if self._lent == 1:
            self._is_held = False
            self._places.release()
        try:
            yield
        finally:
            self._lent -= 1
            if self._lent == 0:
                await self._take()

    async def _take(self) -> None:
        await self._places.acquire()
        self._is_held = True


@dataclass
class Underway:
    """An update that is being handled."""

    id: int
    place: Place
    parts: int | None = None  # messages of its answer that are still to be sent, or `SHOWN`, once that is known
    shown: int | None = None  # the message in which an earlier run began to show its answer
    is_ready: bool = False  # its answer is found
    is_sent: bool = False  # something reached the chat
    is_maybe_lost: bool = False  # its answer may have reached the chat: it is not to be answered any more
    ending: State | None = None  # how it ends, where that is not plain from what was sent

    @property
    def outcome(self) -> State:
        """How it ended, once it is handled."""
        return self.ending or (State.SENT if self.is_sent else State.SILENT)


current: ContextVar[Underway | None] = ContextVar("current", default=None)


def expect(messages: int) -> None:
    """Say of how many messages the answer consists: a crash in between then tells a whole answer from a torn one."""
    if update := current.get():
        update.parts = messages


def end_as(state: State) -> None:
    """Say how the update that is being handled ends."""
    if update := current.get():
        update.ending = state
