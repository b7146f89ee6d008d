"""The door through which all calls leave: in their turn, patiently, and no message twice.

A call that makes a message is not repeated once it may have arrived: it is written down before it leaves, and only one
leaves at a time, so that a bot that is killed leaves at most one message in doubt. An edit can be repeated at will; one
that makes a message the answer is written down like the message it stands for.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import httpx
from telegram.error import BadRequest, ChatMigrated, NetworkError, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.errors import InDoubtError, NotNowError
from bot.telegram.journal import SHOWN, Journal
from bot.telegram.limits import Limiter, Priority
from bot.telegram.metrics import Metrics
from bot.telegram.translating import translate
from bot.telegram.underway import Underway, current

logger = logging.getLogger(__name__)

RETRY_DELAYS_S = (0.5, 2.0, 5.0, 10.0, 20.0)  # after an error of the server
MAX_RECONNECT_DELAY_S = 30.0  # while it cannot be reached at all, it is tried for as long as it takes
_MAKES_MESSAGE = re.compile(r"(send|copy|forward)(?!ChatAction|MessageDraft)")
_CHANGES_MESSAGE = re.compile(r"edit|deleteMessage")
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MAX_REMEMBERED = 10_000

Call = Callable[..., Coroutine[Any, Any, Any]]


class Door(BaseRateLimiter[Priority]):
    """What the application uses as its rate limiter; `rate_limit_args` of a call is its `Priority`.

    Args:
        limiter: gives each message and edit its turn.
        journal: of the updates, or None if nothing is written down.
        metrics: counts what is sent and refused.
    """

    def __init__(self, limiter: Limiter, journal: Journal | None, metrics: Metrics) -> None:
        self._limiter = limiter
        self._journal = journal
        self._metrics = metrics
        self._one_at_a_time = asyncio.Lock()
        self._edits: OrderedDict[tuple[Any, Any], tuple[str, dict[str, Any]]] = OrderedDict()  # the last of a message
        self._moved: dict[int, int] = {}  # groups that became supergroups

    async def initialize(self) -> None:
        await self._limiter.initialize()

    async def shutdown(self) -> None:
        await self._limiter.shutdown()

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Any:
        """Make a call, and again where that does no harm.

        Raises:
            InDoubtError: if a message may have arrived.
            NotNowError: if it is a draft, and there is no room for it now.
            TelegramError: if Telegram refuses the call, or answers with errors for half a minute.
        """
        translate(data)
        if _MAKES_MESSAGE.match(endpoint):
            is_notice = rate_limit_args is Priority.NOTICE
            call: Call = partial(self._unbroken, None if is_notice else current.get(), partial(_definitely, callback))
        elif _CHANGES_MESSAGE.match(endpoint):
            if self._edits.get(_message_of(data)) == (endpoint, data):
                return True  # two presses of a button, of which the second was on its way when the first was served
            is_answer = rate_limit_args is Priority.ANSWER
            edit: Call = partial(self._unbroken, current.get(), callback) if is_answer else callback
            call = partial(self._edit, endpoint, data, edit)
        else:
            return await self._counted(callback(*args, **kwargs), endpoint)
        _make_sendable(data)
        in_turn = partial(self._limiter.process_request, call, args, kwargs, endpoint, data, rate_limit_args)
        if rate_limit_args is Priority.DRAFT:
            return await self._counted(in_turn(), endpoint)
        async with AsyncExitStack() as stack:
            if update := current.get():
                await self._note_ready(update)
                await stack.enter_async_context(update.place.lent())
            return await self._counted(self._patiently(in_turn, data), endpoint)

    async def _note_ready(self, update: Underway) -> None:
        if self._journal and not update.is_ready:
            update.is_ready = True
            await self._journal.ready(update.id)

    async def _patiently(self, request: Call, data: dict[str, Any]) -> Any:
        """Repeat a call for as long as the server cannot be reached, and some times if it is in trouble."""
        errors = 0
        reconnect_delay_s = RETRY_DELAYS_S[0]
        while True:
            data["chat_id"] = self._moved.get(data.get("chat_id", 0), data.get("chat_id"))
            try:
                return await request()
            except ChatMigrated as exc:
                self._follow(data, exc.new_chat_id)
                continue
            except (BadRequest, InDoubtError):
                raise
            except NetworkError as exc:
                if isinstance(exc.__cause__, _NOT_REACHED):
                    delay_s = reconnect_delay_s
                    reconnect_delay_s = min(2 * delay_s, MAX_RECONNECT_DELAY_S)
                elif errors < len(RETRY_DELAYS_S):
                    delay_s = RETRY_DELAYS_S[errors]
                    errors += 1
                else:
                    raise
                logger.warning("A message was not taken (%s): trying again in %g s", exc, delay_s)
            await asyncio.sleep(delay_s)

    def _follow(self, data: dict[str, Any], new_chat_id: int) -> None:
        """Send to the supergroup that a group became, now and later."""
        if data["chat_id"] == new_chat_id:
            raise BadRequest("the group moved to itself")
        logger.info("A group became a supergroup: its answers follow it")
        while len(self._moved) >= _MAX_REMEMBERED:
            self._moved.pop(next(iter(self._moved)))
        self._moved[data["chat_id"]] = data["chat_id"] = new_chat_id

    async def _edit(self, endpoint: str, data: dict[str, Any], callback: Call, *args: Any, **kwargs: Any) -> Any:
        """Edit a message, and remember how, because Telegram refuses an edit that changes nothing."""
        result = await callback(*args, **kwargs)
        self._edits[_message_of(data)] = (endpoint, dict(data))
        self._edits.move_to_end(_message_of(data))
        while len(self._edits) > _MAX_REMEMBERED:
            self._edits.popitem(last=False)
        return result

    async def _unbroken(self, update: Underway | None, callback: Call, *args: Any, **kwargs: Any) -> Any:
        """Send to the end, even if the update's handling is broken off: else the message would be in doubt."""
        sending = asyncio.ensure_future(self._once(update, callback, *args, **kwargs))
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait([sending])
            raise

    async def _once(self, update: Underway | None, callback: Call, *args: Any, **kwargs: Any) -> Any:
        if update is None or self._journal is None:
            return await callback(*args, **kwargs)
        async with self._one_at_a_time:
            await self._journal.sending(update.id, update.parts)
            try:
                result = await callback(*args, **kwargs)
            except InDoubtError:
                logger.warning("Update %d: the connection broke while its answer was sent; not repeated", update.id)
                self._metrics.in_doubt.inc()
                update.is_maybe_lost = True
                await self._journal.maybe_lost(update.id)
                raise
            except BaseException:
                await (self._journal.maybe_lost if update.is_maybe_lost else self._journal.not_sent)(update.id)
                raise
            update.is_sent = True
            if update.parts and update.parts != SHOWN:
                update.parts -= 1
            await self._journal.sent(update.id, _message_id(result), update.parts)
            self._metrics.sends.inc()
            return result

    async def _counted(self, request: Coroutine[Any, Any, Any], endpoint: str) -> Any:
        try:
            return await request
        except NotNowError:
            raise
        except TelegramError as exc:
            self._metrics.rejected.labels(method=endpoint, error=type(exc).__name__).inc()
            raise


def _make_sendable(data: dict[str, Any]) -> None:
    """Leave out what Telegram takes for no text: zeros, and halves of characters."""
    for name in ("text", "caption"):
        if isinstance(data.get(name), str):
            data[name] = data[name].replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


async def _definitely(callback: Call, *args: Any, **kwargs: Any) -> Any:
    """Make a call; an error of the connection that leaves its fate open is told from the others.

    Raises:
        InDoubtError: if the call may have been carried out.
    """
    try:
        return await callback(*args, **kwargs)
    except NetworkError as exc:
        if isinstance(exc.__cause__, httpx.HTTPError) and not isinstance(exc.__cause__, _NOT_REACHED):
            raise InDoubtError(str(exc)) from exc
        raise


def _message_of(data: dict[str, Any]) -> tuple[Any, Any]:
    return data.get("chat_id"), data.get("message_id") or data.get("inline_message_id")


def _message_id(result: Any) -> int:
    """The id of the message that a call made, of the first if it made several; 0 if the server told none."""
    first = result[0] if isinstance(result, list) and result else result
    return int(first.get("message_id", 0)) if isinstance(first, dict) else 0
