"""The order in which updates are handled: chats side by side, the messages of one chat one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

_MAX_WAITING = 10_000  # updates held in memory; the rest wait in the application's queue


class ChatOrderedProcessor(BaseUpdateProcessor):
    """Handles updates concurrently, but those of one chat in the order they came.

    An update waits for its chat before it takes one of the places, so that a member who sends many questions at once
    holds up nobody else.
    """

    def __init__(self, concurrent_updates: int) -> None:
        super().__init__(_MAX_WAITING)
        self._places = asyncio.Semaphore(concurrent_updates)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        async with AsyncExitStack() as stack:
            if isinstance(update, Update) and update.effective_chat:
                await stack.enter_async_context(self._lock(update.effective_chat.id))
            await stack.enter_async_context(self._places)
            await coroutine

    def _lock(self, chat_id: int) -> asyncio.Lock:
        return self._locks.setdefault(chat_id, asyncio.Lock())

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""
