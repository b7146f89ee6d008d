"""Whether a message of a group is meant for the bot, and what it asks: the bot hears more than is said to it."""

from __future__ import annotations

import re

from telegram import Bot, Message
from telegram.constants import ChatType
from telegram.ext import filters

ASK_COMMAND, CANCEL_COMMAND = "hoi", "huy"


class Addressed(filters.MessageFilter):
    """Messages that name the bot as "@bot", or reply to one of its own."""

    def filter(self, message: Message) -> bool:
        bot = message.get_bot()
        return replies_to(message, bot) or mentions(message, bot)


def replies_to(message: Message, bot: Bot) -> bool:
    """Whether a message replies to one of the bot's."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def mentions(message: Message, bot: Bot) -> bool:
    """Whether a message names the bot; a longer name that begins like the bot's is another's."""
    return _named(bot).search(message.text or message.caption or "") is not None


def without_mention(text: str, bot: Bot) -> str:
    """What a text says beside the bot's name."""
    return " ".join(_named(bot).sub(" ", text).split())


def question_in(message: Message, bot: Bot) -> str:
    """What a message asks: its text without /hoi and without the bot's name; nothing if it is another command."""
    text = message.text or ""
    if text.startswith("/"):
        command, _, text = text.partition(" ")
        if command.removeprefix("/").partition("@")[0].lower() != ASK_COMMAND:
            return ""
    return text if message.chat.type == ChatType.PRIVATE else without_mention(text, bot)


def _named(bot: Bot) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(bot.username)}(?!\w)", re.IGNORECASE)
