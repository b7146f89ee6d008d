"""The order in which updates are handled: chats side by side, the messages of one chat one after another."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.addressing import CANCEL_COMMAND
from bot.telegram.intake import Late, Reason
from bot.telegram.journal import Journal, State
from bot.telegram.metrics import Metrics
from bot.telegram.underway import Place, Underway, current

logger = logging.getLogger(__name__)

APOLOGY_S = 5.0  # for apologising when the bot stops
_MAX_WAITING = 10_000  # updates held in memory; the rest wait in the application's queue


_Asker = tuple[int, int]  # a chat and somebody in it
_CANCEL = re.compile(rf"/{CANCEL_COMMAND}(?:@\w+)?\s*$", re.IGNORECASE)


@dataclass
class _Asked:
    """An update that somebody waits for."""

    task: asyncio.Task[Any] | None = None  # once it is its turn
    is_cancelled: bool = False


def _cancels(update: Update) -> bool:
    """Whether an update calls off others of its chat: it does not wait for them."""
    return bool(update.message and update.message.text and _CANCEL.match(update.message.text))


class ChatOrderedProcessor(BaseUpdateProcessor):
    """Handles updates concurrently, but those of one chat in the order they came, and each of them once.

    An update waits for its chat before it takes one of the places, so that a member who sends many questions at once
    holds up nobody else. While its messages wait for their turn, others have its place.

    Args:
        concurrent_updates: the number of places.
        journal: where the updates are written down.
        metrics: counts how they ended.
    """

    def __init__(self, concurrent_updates: int, journal: Journal, metrics: Metrics) -> None:
        super().__init__(_MAX_WAITING)
        self._places = asyncio.Semaphore(concurrent_updates)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._journal = journal
        self._metrics = metrics
        self._is_stopping = False
        self._handling: set[asyncio.Task[Any]] = set()
        self._asked: defaultdict[_Asker, dict[int, _Asked]] = defaultdict(dict)
        self.apologise: Callable[[Update], Awaitable[bool]] | None = None  # for an answer that stopping breaks off

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        assert isinstance(coroutine, Coroutine)
        found = update.update if isinstance(update, Late) else update
        if not isinstance(found, Update):
            await coroutine
            return
        with self._noted(found) as asked:
            await self._in_turn(update, found, asked, coroutine)

    async def _in_turn(self, update: object, found: Update, asked: _Asked, coroutine: Coroutine[Any, Any, Any]) -> None:
        place = Place(self._places)
        async with self._turn(found), place.taken():
            if asked.is_cancelled:
                coroutine.close()
                await self._journal.finish([found.update_id], State.SILENT)
                return
            if self._is_stopping or not await self._journal.begin(found.update_id):
                coroutine.close()  # the next run takes it up, or an earlier one dealt with it
                return
            is_maybe_lost = isinstance(update, Late) and update.reason is Reason.MAYBE_LOST
            shown = await self._journal.shown(found.update_id)
            underway = Underway(found.update_id, place, shown=shown, is_maybe_lost=is_maybe_lost)
            await self._handle(found, underway, coroutine, asked)

    def cancel(self, chat_id: int, user_id: int) -> int:
        """Break off what somebody asked in a chat and waits for; return how many questions that were.

        A message that is on its way arrives nevertheless.
        """
        waiting = [asked for asked in self._asked.get((chat_id, user_id), {}).values() if not asked.is_cancelled]
        for asked in waiting:
            asked.is_cancelled = True
            if asked.task:
                asked.task.cancel()
        return len(waiting)

    @contextlib.contextmanager
    def _noted(self, update: Update) -> Iterator[_Asked]:
        """Remember who waits for an update, until it was handled; who cancels waits for nothing."""
        asked, chat, user = _Asked(), update.effective_chat, update.effective_user
        if chat is None or user is None or _cancels(update):
            yield asked
            return
        waiting = self._asked[chat.id, user.id]
        waiting[update.update_id] = asked
        try:
            yield asked
        finally:
            del waiting[update.update_id]
            if not waiting:
                self._asked.pop((chat.id, user.id), None)

    async def drain(self, bound_s: float) -> None:
        """Begin with no further update, and break off what is not finished within so many seconds."""
        self._is_stopping = True
        if self._handling:
            _, unfinished = await asyncio.wait(self._handling, timeout=bound_s)
            for task in unfinished:
                task.cancel()

    async def _handle(
        self, update: Update, underway: Underway, coroutine: Coroutine[Any, Any, Any], asked: _Asked
    ) -> None:
        current.set(underway)  # seen by everything that is done for this update, and by nothing else
        asked.task = task = asyncio.create_task(coroutine)
        self._handling.add(task)
        began = time.monotonic()
        try:
            await asyncio.wait([task])
        finally:
            self._handling.discard(task)
        is_broken_off = task.cancelled() and not asked.is_cancelled
        state = await self._broken_off(update) if is_broken_off else underway.outcome
        if state is None:
            await self._journal.postpone(update.update_id)
            return
        await self._journal.finish([update.update_id], state)
        self._metrics.updates.labels(state=state.value).inc()
        seconds = round(time.monotonic() - began, 3)
        told = {"update_id": update.update_id, "state": state.value, "seconds": seconds}
        logger.info("Update %d: %s after %g s", update.update_id, state.value, seconds, extra=told)

    async def _broken_off(self, update: Update) -> State | None:
        """Apologise for an answer that there is no time for; None if that fails, and it is left to the next run."""
        try:
            async with asyncio.timeout(APOLOGY_S):
                return State.APOLOGISED if self.apologise and await self.apologise(update) else None
        except TimeoutError:
            return None

    def _turn(self, update: Update) -> contextlib.AbstractAsyncContextManager[Any]:
        if not update.effective_chat or _cancels(update):
            return contextlib.nullcontext()
        return self._locks.setdefault(update.effective_chat.id, asyncio.Lock())

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""
