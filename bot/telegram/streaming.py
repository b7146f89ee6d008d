"""An answer that a language model writes is shown while it is written: as a draft, or as a message that is edited.

Telegram shows drafts in private chats; they vanish, and the answer is then sent as ever. Elsewhere, and where a server
knows no drafts, a message is sent and edited, and the last edit makes it the answer. Whatever goes wrong on the way
ends what is shown, not the answer. A bot that was killed answers anew, and makes the message that it left the answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.delivery import send, thread_of
from bot.telegram.errors import NotNowError
from bot.telegram.formatting import Span, to_messages
from bot.telegram.journal import SHOWN
from bot.telegram.limits import Priority, seconds
from bot.telegram.underway import current, expect

logger = logging.getLogger(__name__)

DRAFT_PAUSE_S = 0.6  # between one draft and the next
EDIT_PAUSE_S = 1.5
GROUP_PAUSE_S = 4.0  # of the 20 messages and edits a minute that a group is allowed
_DRAFT_TIMEOUT_S = 3.0  # the answer does not wait longer for a draft on its way
GOING_ON = " …"
_GONE = ("to edit not found", "can't be edited")
_SAME = "not modified"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass
class Streams:
    """Opens streams, and remembers whether the server knows drafts."""

    has_drafts: bool = True

    @asynccontextmanager
    async def open(self, bot: Bot, update: Update) -> AsyncIterator[Stream]:
        """A stream to where an update came from; what is shown until the block ends is only for the meantime."""
        chat, message = update.effective_chat, update.effective_message
        assert chat and isinstance(bot, ExtBot)
        is_private = chat.type == ChatType.PRIVATE
        stream = Stream(
            self,
            bot,
            chat.id,
            message.message_id if message else None,
            update.update_id or 1,
            is_private,
            thread_of(update),
        )
        if underway := current.get():
            stream.take_up(underway.shown)
        task = asyncio.create_task(stream.run())
        try:
            yield stream
        finally:
            await stream.end(task)


@dataclass
class Stream:
    """One answer on its way."""

    streams: Streams
    bot: ExtBot[Priority]
    chat_id: int
    reply_to: int | None
    draft_id: int  # not 0
    is_private: bool
    thread: int | None = None  # a topic of a group
    is_edited: bool = False  # whether the message that was taken up says something else by now
    _text: str = ""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _call: asyncio.Lock = field(default_factory=asyncio.Lock)  # held while one is on its way
    _message: int | None = None  # that is edited

    def take_up(self, message: int | None) -> None:
        """Go on with the message that an earlier run of the bot left, if there is one."""
        self._message = message

    def show(self, text: str) -> None:
        """Show how far the answer has come, as soon as there is room for it."""
        self._text = text
        self._changed.set()

    async def send(self, messages: Sequence[str], keyboard: InlineKeyboardMarkup | None) -> list[int]:
        """Send the answer as `delivery.send` does; a message that was shown already becomes its first.

        Raises:
            TelegramError: if Telegram refuses a message; InDoubtError if it may have arrived.
        """
        if self._message is None or not await self._complete(messages, keyboard):
            return await send(
                self.bot, self.chat_id, messages, reply_to=self.reply_to, thread=self.thread, keyboard=keyboard
            )
        rest = messages[1:]
        sent = await send(self.bot, self.chat_id, rest, thread=self.thread, keyboard=keyboard) if rest else []
        return [self._message, *sent]

    async def run(self) -> None:
        """Show the latest text again and again, until it fails or is cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                async with self._call:
                    await self._put(to_messages([Span(self._text + GOING_ON)])[0])
            except NotNowError:
                self._changed.set()
            except RetryAfter as exc:
                self._changed.set()
                await asyncio.sleep(seconds(exc))
            except TelegramError as exc:
                logger.info("An answer is not shown while it is written: %s", exc)
                return
            await asyncio.sleep(self._pause_s)

    async def end(self, task: asyncio.Task[None]) -> None:
        """Show nothing more; a call on its way is waited for, so that none comes in after the answer."""
        try:
            async with self._call:
                pass
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def _pause_s(self) -> float:
        if not self.is_private:
            return GROUP_PAUSE_S
        return DRAFT_PAUSE_S if self.streams.has_drafts else EDIT_PAUSE_S

    async def _put(self, text: str) -> None:
        if self.is_private and self.streams.has_drafts:
            try:
                await self.bot.send_message_draft(
                    self.chat_id, self.draft_id, text, parse_mode=ParseMode.HTML, read_timeout=_DRAFT_TIMEOUT_S
                )
            except InvalidToken:  # what the library makes of 404: the server knows no such method
                self.streams.has_drafts = False
            else:
                return
        if self._message is None:
            expect(SHOWN)
            reply = ReplyParameters(self.reply_to, allow_sending_without_reply=True) if self.reply_to else None
            sent = await self.bot.send_message(
                self.chat_id,
                text,
                ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=reply,
                message_thread_id=self.thread,
                rate_limit_args=Priority.DRAFT,
            )
            self._message = sent.message_id
        else:
            await self._edit(text, None, Priority.DRAFT)
            self.is_edited = True

    async def _complete(self, messages: Sequence[str], keyboard: InlineKeyboardMarkup | None) -> bool:
        """Make the message that was shown the first of the answer; False if it is gone."""
        expect(len(messages))
        try:
            await self._edit(messages[0], keyboard if len(messages) == 1 else None, Priority.ANSWER)
        except BadRequest as exc:
            if any(reason in str(exc).lower() for reason in _GONE):
                return False
            if _SAME not in str(exc).lower():
                raise
        return True

    async def _edit(self, text: str, keyboard: InlineKeyboardMarkup | None, priority: Priority) -> None:
        await self.bot.edit_message_text(
            text,
            self.chat_id,
            self._message,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard,
            rate_limit_args=priority,
        )
