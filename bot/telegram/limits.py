"""Telegram's limits, kept by one queue: what is sent waits its turn, answers before notices.

Messages and edits pass through here on their way out of the `Door`. A chat that Telegram asks
to leave alone for a while waits by itself; the others go on.
"""

from __future__ import annotations

import asyncio
import bisect
import itertools
import logging
import re
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.errors import NotNowError

logger = logging.getLogger(__name__)

MAX_RETRY_AFTER_S = 900.0  # a longer wait would hold up the chat's next questions
MAX_ATTEMPTS = 3
_COUNTED = re.compile(r"(send|edit|copy|forward)(?!ChatAction|MessageDraft)")  # typing signs and drafts are free
_MAX_IDLE_CHATS = 10_000


class Priority(IntEnum):
    """Who goes first. None is 0: the library does not pass that on."""

    ANSWER = 1
    NOTICE = 2
    DRAFT = 3  # of an answer, shown while it is written: now, or not at all


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in any stretch of so many seconds."""

    calls: int
    seconds: float


OVERALL = Rate(30, 1.0)
PRIVATE_CHAT = Rate(3, 3.0)  # one a second, and a long answer in one go
GROUP = Rate(20, 60.0)


@dataclass
class Window:
    """The calls of the last stretch of a rate."""

    rate: Rate
    at: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def ready_at(self, now: float) -> float:
        """When the next call is allowed; not after `now` if it is now."""
        while self.at and self.at[0] <= now - self.rate.seconds:
            self.at.popleft()
        free_at = self.at[0] + self.rate.seconds if len(self.at) >= self.rate.calls else now
        return max(free_at, self.closed_until)

    def has_room(self, now: float) -> bool:
        """Whether a call is allowed now and less than half of the rate is used."""
        return self.ready_at(now) <= now and 2 * len(self.at) < self.rate.calls


@dataclass(order=True)
class _Ticket:
    priority: Priority
    number: int
    chat_id: int = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class Limiter(BaseRateLimiter[Priority]):
    """Gives every message and edit its turn; `rate_limit_args` of a call is its `Priority`, an answer's if left out."""

    def __init__(self, *, overall: Rate = OVERALL, private: Rate = PRIVATE_CHAT, group: Rate = GROUP) -> None:
        self._overall = Window(overall)
        self._private, self._group = private, group
        self._chats: dict[int, Window] = {}
        self._waiting: list[_Ticket] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        if self._timer:
            self._timer.cancel()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Any:
        """Make a call in its turn, and again when Telegram put it off for not too long.

        Raises:
            RetryAfter: if Telegram asks to wait for more than a quarter of an hour, or for the third time.
            NotNowError: if it is a draft, and there is no room for it now.
        """
        chat_id = _chat_of(endpoint, data)
        if chat_id is None:
            return await callback(*args, **kwargs)
        if rate_limit_args is Priority.DRAFT:
            return await self._now(chat_id, partial(callback, *args, **kwargs))
        for attempt in range(1, MAX_ATTEMPTS + 1):
            self._refuse_if_long(chat_id)
            await self._turn(chat_id, Priority.ANSWER if rate_limit_args is None else rate_limit_args)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as exc:
                self._close(chat_id, seconds(exc))
                if attempt == MAX_ATTEMPTS or seconds(exc) > MAX_RETRY_AFTER_S:
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _now(self, chat_id: int, request: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Make a call at once, if that leaves half of what is allowed to answers."""
        now = asyncio.get_running_loop().time()
        windows = (self._overall, self._window(chat_id))
        if any(not window.has_room(now) for window in windows):
            raise NotNowError("there is no room for a draft now")
        for window in windows:
            window.at.append(now)
        try:
            return await request()
        except RetryAfter as exc:
            self._close(chat_id, seconds(exc))
            raise

    async def _turn(self, chat_id: int, priority: Priority) -> None:
        ticket = _Ticket(priority, next(self._numbers), chat_id, asyncio.get_running_loop().create_future())
        bisect.insort(self._waiting, ticket)
        self._serve()
        try:
            await ticket.turn
        finally:
            if ticket in self._waiting:
                self._waiting.remove(ticket)

    def _serve(self) -> None:
        """Give a turn to everybody whose chat allows it, in order, and come back when the next one may."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        next_at = float("inf")
        for ticket in list(self._waiting):
            chat = self._window(ticket.chat_id)
            ready_at = max(self._overall.ready_at(now), chat.ready_at(now))
            if ready_at <= now:
                chat.at.append(now)
                self._overall.at.append(now)
                self._waiting.remove(ticket)
                if not ticket.turn.done():
                    ticket.turn.set_result(None)
            else:
                next_at = min(next_at, ready_at)
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_at(next_at, self._serve) if self._waiting else None

    def _window(self, chat_id: int) -> Window:
        if chat_id not in self._chats:
            if len(self._chats) >= _MAX_IDLE_CHATS:
                now = asyncio.get_running_loop().time()
                busy = {ticket.chat_id for ticket in self._waiting}
                self._chats = {
                    id: chat for id, chat in self._chats.items() if id in busy or chat.ready_at(now) > now or chat.at
                }
            self._chats[chat_id] = Window(self._private if chat_id > 0 else self._group)
        return self._chats[chat_id]

    def _close(self, chat_id: int, wait_s: float) -> None:
        logger.warning("Telegram asks to wait %g s before the next message to a chat", wait_s)
        self._window(chat_id).closed_until = asyncio.get_running_loop().time() + wait_s

    def _refuse_if_long(self, chat_id: int) -> None:
        """Fail at once in a chat that Telegram closed for long: calling again would prolong it."""
        wait_s = self._window(chat_id).closed_until - asyncio.get_running_loop().time()
        if wait_s > MAX_RETRY_AFTER_S:
            raise RetryAfter(int(wait_s) + 1)


def seconds(retry_after: RetryAfter) -> float:
    """How long Telegram asks to wait, in seconds."""
    period = retry_after._retry_after  # the public property warns that its type will change
    return period.total_seconds()


def _chat_of(endpoint: str, data: dict[str, Any]) -> int | None:
    """The chat whose limit a call counts against; None if it counts against none."""
    chat_id = data.get("chat_id")
    return chat_id if isinstance(chat_id, int) and _COUNTED.match(endpoint) else None
