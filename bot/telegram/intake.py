"""What comes in, by polling or by webhook: written down first, then handed on; a backlog newest first.

Chats whose last message is the newest come first; the messages of one chat stay in their order, because a question may
follow on the one before. What is older than a set age gets one apology for each chat.
"""

from __future__ import annotations

import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeGuard

from telegram import Bot, Message, Update
from telegram.constants import ChatType
from telegram.ext import Application, filters

from bot.telegram.addressing import mentions, replies_to
from bot.telegram.journal import Journal, Json, State
from bot.telegram.metrics import Metrics

logger = logging.getLogger(__name__)

BotApplication = Application[Any, Any, Any, Any, Any, Any]

# Named one by one: Telegram leaves out some kinds unless they are asked for, and sends others that nobody reads here.
ALLOWED_UPDATES = (
    Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.CHOSEN_INLINE_RESULT,
    Update.MY_CHAT_MEMBER,
)  # fmt: skip
_MAX_ID = 2**63
_MAX_APOLOGISED = 10_000


class Reason(Enum):
    """Why an update gets an apology instead of an answer."""

    TOO_OLD = auto()
    BROKEN_OFF = auto()
    MAYBE_LOST = auto()


@dataclass(frozen=True)
class Late:
    """An update that is not answered any more, but apologised for."""

    update: Update
    reason: Reason


class Intake:
    """Takes updates as Telegram sends them, and gives those that are new to the application.

    Args:
        application: its queue receives `Update`s and `Late` ones.
        journal: where they are written down.
        metrics: counts what cannot be read.
        max_age_s: older messages are apologised for.
        now: seconds since 1970.
    """

    def __init__(
        self,
        application: BotApplication,
        journal: Journal,
        metrics: Metrics,
        max_age_s: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._application = application
        self._journal = journal
        self._metrics = metrics
        self._max_age_s = max_age_s
        self._now = now
        self._apologised_at: dict[int, float] = {}
        self._left: Sequence[Update] = ()  # by an earlier run

    async def recover(self) -> None:
        """Take up what an earlier run left; it is handed on with the first updates that come."""
        recovered = await self._journal.recover()
        self._metrics.in_doubt.inc(len(recovered.in_doubt))
        self._left = await self._read(recovered.waiting)
        for reason, left in (
            (Reason.BROKEN_OFF, recovered.broken_off),
            (Reason.MAYBE_LOST, recovered.maybe_lost),
        ):
            for update in await self._read(left):
                self._application.update_queue.put_nowait(Late(update, reason))
        if expired := [update.update_id for update in self._left if update.inline_query]:
            await self._journal.finish(expired, State.SILENT)  # Telegram takes no answer to them after some seconds
            self._left = [update for update in self._left if not update.inline_query]

    async def write(self, updates: Iterable[object]) -> list[Update]:
        """Write updates down; return those that are new and can be read."""
        return await self._read(await self._journal.receive([update for update in updates if has_id(update)]))

    async def hand_on(self, updates: Sequence[Update]) -> None:
        """Give updates to the application, in the order in which they are to be answered."""
        taken, self._left = [*self._left, *updates], ()
        for chat in _newest_first(taken):
            old = [update for update in chat if self._is_too_old(update)]
            await self._apologise(old)
            for update in chat:
                if update not in old:
                    self._application.update_queue.put_nowait(update)

    async def _apologise(self, old: Sequence[Update]) -> None:
        """Let the last of a chat's old messages be apologised for, and call the others done."""
        if not old:
            return
        wanted = [update for update in old if _asks(update, self._application.bot)]
        silent = [update.update_id for update in old if update not in wanted]
        await self._journal.finish(silent, State.SILENT)
        if not wanted:
            return
        chat = wanted[-1].effective_chat
        assert chat
        is_new = self._now() - self._apologised_at.get(chat.id, 0) > self._max_age_s
        *others, last = wanted
        await self._journal.finish([update.update_id for update in (others if is_new else wanted)], State.APOLOGISED)
        if is_new:
            if len(self._apologised_at) >= _MAX_APOLOGISED:
                self._apologised_at.pop(next(iter(self._apologised_at)))
            self._apologised_at[chat.id] = self._now()
            self._application.update_queue.put_nowait(Late(last, Reason.TOO_OLD))

    def _is_too_old(self, update: Update) -> bool:
        message = update.message or update.edited_message
        return message is not None and self._now() - _moment(update) > self._max_age_s

    async def _read(self, updates: Sequence[Json]) -> list[Update]:
        """Read each update by itself, so that one of a shape that the library does not know holds up no other."""
        read = []
        for update in updates:
            try:
                read.append(_sound(Update.de_json(_whole_characters(update), self._application.bot)))
            except Exception as exc:
                logger.warning("Update %s cannot be read (%s): left out", update["update_id"], type(exc).__name__)
                self._metrics.unreadable.inc()
                await self._journal.finish([update["update_id"]], State.SILENT)
        return read


def has_id(update: object) -> TypeGuard[Json]:
    """Whether an update can be told from others."""
    return isinstance(update, dict) and type(id := update.get("update_id")) is int and 0 <= id < _MAX_ID


def _whole_characters(update: Json) -> Json:
    """An update without halves of characters, which cannot be stored or sent."""
    cleaned: Json = json.loads(json.dumps(update, ensure_ascii=False).encode("utf-8", "replace"))
    return cleaned


def _sound(update: Update) -> Update:
    """An update whose parts have the types that they are read as: the library takes any.

    Raises:
        TypeError: if one has not.
    """
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    query = update.callback_query
    texts = [message.text, message.caption] if message else []
    texts += [query.data] if query else []
    ids = [someone.id for someone in (chat, user) if someone] + ([message.message_id] if message else [])
    if not all(type(id) is int for id in ids) or not all(text is None or type(text) is str for text in texts):
        raise TypeError("a part of another type")
    if not all(type(text) is str for text in _inline_texts(update)):
        raise TypeError("a part of another type")
    if (changed := update.message or update.edited_message) and not changed.date:
        raise TypeError("a message without a date")
    return update


def _inline_texts(update: Update) -> list[object]:
    """What an inline query, or the news that its card was sent, has to say."""
    typed, chosen = update.inline_query, update.chosen_inline_result
    texts: list[object] = [typed.id, typed.query, typed.offset] if typed else []
    return texts + ([chosen.query, chosen.result_id] if chosen else [])


def _newest_first(updates: Iterable[Update]) -> list[list[Update]]:
    """The updates of each chat in their order; the chat with the newest one first."""
    chats: defaultdict[int, list[Update]] = defaultdict(list)
    for update in sorted(updates, key=lambda update: update.update_id):
        chats[update.effective_chat.id if update.effective_chat else -update.update_id].append(update)
    return sorted(chats.values(), key=lambda chat: chat[-1].update_id, reverse=True)


def _moment(update: Update) -> float:
    """When a message was written, in seconds since 1970."""
    message = update.message or update.edited_message
    assert message
    return (message.edit_date or message.date).timestamp()


def _asks(update: Update, bot: Bot) -> bool:
    """Whether a message was meant for the bot: its sender waits for an answer."""
    message = update.effective_message
    if not isinstance(message, Message) or not message.from_user or filters.StatusUpdate.ALL.check_update(update):
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    return (message.text or "").startswith("/") or replies_to(message, bot) or mentions(message, bot)
