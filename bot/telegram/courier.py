"""Brings letters to people who do not wait for them: in the background, after all answers, each of them once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.people.outbox import Kind, Letter, Outbox, State
from bot.people.prompts import Prompt, Prompts, Purpose
from bot.telegram import desk_replies
from bot.telegram.apologies import is_gone
from bot.telegram.commands import Feature
from bot.telegram.delivery import edit_message, send_noted
from bot.telegram.errors import InDoubtError
from bot.telegram.letters import Letters, Written
from bot.telegram.underway import current

logger = logging.getLogger(__name__)

PAUSE_S = 60.0  # before what could not be sent is tried again
STOP_S = 5.0  # for what is on its way when the bot is told to stop


class Courier(Feature):
    """Sends what the outbox holds, and blots out the questions that were erased since.

    Args:
        pause_s: how long it rests when nobody wakes it.
    """

    def __init__(self, outbox: Outbox, prompts: Prompts, letters: Letters, *, pause_s: float = PAUSE_S) -> None:
        self._outbox = outbox
        self._prompts = prompts
        self._letters = letters
        self._pause_s = pause_s
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._sending: dict[int, asyncio.Task[bool]] = {}  # by chat
        self._is_stopping = False

    def wake(self) -> None:
        """Say that there is something new to do."""
        self._woken.set()

    async def started(self, bot: Bot) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._run(bot))

    async def stopping(self) -> None:
        """End; what is on its way has some seconds to arrive and to be noted, the rest waits for the next run."""
        self._is_stopping = True
        self.wake()
        tasks = [*self._sending.values(), *([self._task] if self._task else [])]
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_S)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, bot: Bot) -> None:
        current.set(None)  # whatever is sent here answers no update
        for letter in await self._outbox.recover():
            await self._tell_officer(letter, Kind.DOUBTFUL)
        while not self._is_stopping:
            self._woken.clear()
            try:
                await self._deliver(bot)
                await self._blot_out(bot)
            except Exception:  # it has to go on, whatever one letter holds
                logger.exception("The courier stumbled")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._pause_s)

    async def _deliver(self, bot: Bot) -> None:
        """Begin to send what waits; a chat that has to be left alone for a while holds up no other."""
        chats: defaultdict[int, list[Letter]] = defaultdict(list)
        for letter in await self._outbox.waiting():
            chats[letter.chat_id].append(letter)
        for chat_id, letters in chats.items():
            if chat_id not in self._sending:
                self._sending[chat_id] = asyncio.create_task(self._to_chat(bot, letters))
                self._sending[chat_id].add_done_callback(partial(self._done, chat_id))

    def _done(self, chat_id: int, task: asyncio.Task[bool]) -> None:
        del self._sending[chat_id]
        if task.cancelled():
            return
        if failure := task.exception():
            logger.error("A letter could not be sent", exc_info=failure)
        elif task.result():
            self.wake()  # more may have come for this chat

    async def _to_chat(self, bot: Bot, letters: Sequence[Letter]) -> bool:
        """Send letters in order; False if the chat takes none just now."""
        for letter in letters:
            if self._is_stopping:
                return False
            written = await self._letters.write(bot, letter)
            if written is None:
                await self._outbox.mark(letter, State.DROPPED)
            elif not await self._send(bot, letter, written):
                return False
        return True

    async def _send(self, bot: Bot, letter: Letter, written: Written) -> bool:
        """Send a letter; False if its chat takes none just now."""
        await self._outbox.mark(letter, State.LEAVING)
        sent: list[int] = []
        try:
            await send_noted(bot, letter.chat_id, written.messages, sent, keyboard=written.keyboard)
        except TelegramError as exc:
            logger.info("A letter was not delivered: %s", exc)
            return await self._failed(letter, exc, is_torn=bool(sent))
        if written.purpose:
            await self._prompts.note(Prompt(letter.chat_id, sent[-1], written.purpose, letter.subject))
        await self._outbox.mark(letter, State.ARRIVED)
        return True

    async def _failed(self, letter: Letter, error: TelegramError, *, is_torn: bool) -> bool:
        """Note what became of a letter, and let its officer know; False if it is to be tried again."""
        if is_torn or isinstance(error, InDoubtError):
            state, told = State.IN_DOUBT, Kind.DOUBTFUL
        elif isinstance(error, RetryAfter) or not is_gone(error):
            await self._outbox.mark(letter, State.WAITING)
            return False
        else:
            state, told = State.REFUSED, Kind.UNDELIVERED
        await self._outbox.mark(letter, state)
        await self._tell_officer(letter, told)
        return True

    async def _tell_officer(self, letter: Letter, kind: Kind) -> None:
        """Let an officer know what became of her answer."""
        officer = await self._letters.officer_behind(letter)
        if officer is not None:
            await self._outbox.put(kind, letter.subject, officer)
            self.wake()

    async def _blot_out(self, bot: Bot) -> None:
        """Take erased questions out of the messages that showed them to officers, and those that another answered."""
        for prompt in await self._prompts.orphaned():
            is_alone = prompt.purpose is Purpose.ANSWER
            text = desk_replies.RETRACTED if is_alone else desk_replies.RETRACTED_LIST
            if await _replaced(bot, prompt, text):
                await self._prompts.forget(prompt)
        for prompt in await self._prompts.outrun():
            if await _replaced(bot, prompt, await self._letters.outrun(prompt.subject)):
                await self._prompts.note_late(prompt)


async def _replaced(bot: Bot, prompt: Prompt, text: str) -> bool:
    """Put another text in place of a message; False if it is to be tried again."""
    try:
        await edit_message(bot, prompt.chat_id, prompt.message_id, text)
    except TelegramError as exc:
        logger.info("A question could not be taken out of an officer's chat: %s", exc)
        return is_gone(exc) and not isinstance(exc, RetryAfter)
    return True
