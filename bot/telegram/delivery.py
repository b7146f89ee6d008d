"""What is said in a chat: messages in parts, edits, notices, the sign of typing. `sending` brings them to Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

from telegram import Bot, ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes, ExtBot

from bot.telegram.limits import Priority
from bot.telegram.underway import expect

logger = logging.getLogger(__name__)

TYPING_AFTER_S = 0.5  # a sign that the answer overtakes would be a call for nothing
TYPING_INTERVAL_S = 4.0  # Telegram shows "typing" for five seconds
_NOTHING_TO_EDIT = ("not modified", "to edit not found", "can't be edited")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Letter = tuple[str, InlineKeyboardMarkup | None]  # a text and the buttons below it


async def send(
    bot: Bot,
    chat_id: int,
    messages: Sequence[str],
    *,
    reply_to: int | None = None,
    thread: int | None = None,
    keyboard: InlineKeyboardMarkup | None = None,
    priority: Priority = Priority.ANSWER,
) -> list[int]:
    """Send HTML messages in order, to a topic of a group if it has some; the first replies, the last bears the buttons.

    Returns:
        The ids of the messages.

    Raises:
        TelegramError: if Telegram refuses a message; InDoubtError if it may have arrived.
    """
    letters = [(text, keyboard if n == len(messages) else None) for n, text in enumerate(messages, start=1)]
    return await send_each(bot, chat_id, letters, reply_to=reply_to, thread=thread, priority=priority)


async def send_each(
    bot: Bot,
    chat_id: int,
    letters: Sequence[Letter],
    *,
    reply_to: int | None = None,
    thread: int | None = None,
    priority: Priority = Priority.ANSWER,
) -> list[int]:
    """Send HTML messages as `send` does, each with buttons of its own."""
    assert isinstance(bot, ExtBot)
    reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
    if priority is Priority.ANSWER:
        expect(len(letters))
    sent = []
    for n, (text, keyboard) in enumerate(letters, start=1):
        message = await bot.send_message(
            chat_id,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_parameters=reply if n == 1 else None,
            message_thread_id=thread,
            reply_markup=keyboard,
            rate_limit_args=priority,
        )
        sent.append(message.message_id)
    return sent


async def reply(
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    messages: Sequence[str],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Send messages as `send` does, to where an update came from and in reply to its message."""
    chat, message = update.effective_chat, update.effective_message
    assert chat
    reply_to = message.message_id if message else None
    await send(context.bot, chat.id, messages, reply_to=reply_to, thread=thread_of(update), keyboard=keyboard)


def thread_of(update: Update) -> int | None:
    """The topic of a group that a message was written in."""
    message = update.effective_message
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


async def send_file(
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    content: bytes,
    name: str,
    caption: str,
    *,
    as_photo: bool = False,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Send a file, or a picture that is shown in the chat, in reply to the message of an update.

    Raises:
        TelegramError: if Telegram refuses it; InDoubtError if it may have arrived.
    """
    chat, message = update.effective_chat, update.effective_message
    assert chat and message
    reply_to = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    method = context.bot.send_photo if as_photo else context.bot.send_document
    expect(1)
    await method(chat.id, content, caption=caption, filename=name, reply_parameters=reply_to, reply_markup=keyboard)


async def edit(
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    text: str,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Put another HTML text, and buttons or none, in place of the message whose button was pressed.

    A message that is gone, or says so already, is left as it is.

    Raises:
        TelegramError: if Telegram refuses the text.
    """
    chat, message = update.effective_chat, update.effective_message
    if chat and message:
        await edit_message(context.bot, chat.id, message.message_id, text, keyboard=keyboard)


async def edit_message(
    bot: Bot, chat_id: int, message_id: int, text: str, *, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Put another text in place of a message of the bot, as `edit` does."""
    request = partial(
        bot.edit_message_text,
        text,
        chat_id,
        message_id,
        parse_mode=ParseMode.HTML,
        link_preview_options=_NO_PREVIEW,
        reply_markup=keyboard,
    )
    await _unless_gone(request)


async def delete(bot: Bot, chat_id: int, message_ids: Sequence[int]) -> None:
    """Take messages of the bot back; one that cannot be taken back stays."""
    for message_id in message_ids:
        try:
            await bot.delete_message(chat_id, message_id)
        except TelegramError as exc:
            logger.info("A message was not taken back: %s", exc)


async def edit_buttons(
    update: Update, context: ContextTypes.DEFAULT_TYPE, keyboard: InlineKeyboardMarkup | None
) -> None:
    """Put other buttons, or none, below the message whose button was pressed; its text stays.

    A message that is gone, or has them already, is left as it is.

    Raises:
        TelegramError: if Telegram refuses them.
    """
    chat, message = update.effective_chat, update.effective_message
    if not chat or not message or message.reply_markup == keyboard:
        return
    edited = partial(context.bot.edit_message_reply_markup, chat.id, message.message_id, reply_markup=keyboard)
    await _unless_gone(edited)


async def send_noted(
    bot: Bot,
    chat_id: int,
    messages: Sequence[str],
    sent: list[int],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Send messages that nobody waits for, in order; the last bears the buttons.

    Args:
        sent: gets the id of each message that arrived, so that a torn letter can be told from one that never left.

    Raises:
        TelegramError: if Telegram refuses a message; InDoubtError if it may have arrived.
    """
    assert isinstance(bot, ExtBot)
    for n, text in enumerate(messages, start=1):
        message = await bot.send_message(
            chat_id,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard if n == len(messages) else None,
            rate_limit_args=Priority.NOTICE,
        )
        sent.append(message.message_id)


async def post(
    update: Update, context: ContextTypes.DEFAULT_TYPE, text: str, keyboard: InlineKeyboardMarkup | ForceReply
) -> int:
    """Send one message to where an update came from; return its id.

    Raises:
        TelegramError: if Telegram refuses it; InDoubtError if it may have arrived.
    """
    chat = update.effective_chat
    assert chat
    expect(1)
    sent = await context.bot.send_message(
        chat.id, text, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW, reply_markup=keyboard
    )
    return sent.message_id


async def notify(bot: Bot, chat_id: int, messages: Sequence[str]) -> None:
    """Send messages that nobody waits for; one that does not arrive is logged."""
    try:
        await send(bot, chat_id, messages, priority=Priority.NOTICE)
    except TelegramError as exc:
        logger.info("A notice was not delivered: %s", exc)


@contextlib.asynccontextmanager
async def typing(
    bot: Bot, chat_id: int, *, after_s: float = TYPING_AFTER_S, interval_s: float = TYPING_INTERVAL_S
) -> AsyncIterator[None]:
    """Show "typing" in a chat once the block has taken a while, until it ends, where the server knows how to."""
    task = asyncio.create_task(_keep_typing(bot, chat_id, after_s, interval_s))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_typing(bot: Bot, chat_id: int, after_s: float, interval_s: float) -> None:
    await asyncio.sleep(after_s)
    with contextlib.suppress(TelegramError):
        while True:
            await bot.send_chat_action(chat_id, ChatAction.TYPING)
            await asyncio.sleep(interval_s)


async def _unless_gone(request: Callable[[], Awaitable[object]]) -> None:
    try:
        await request()
    except BadRequest as exc:
        if not any(reason in str(exc).lower() for reason in _NOTHING_TO_EDIT):
            raise
        logger.info("A message was not edited: %s", exc)
