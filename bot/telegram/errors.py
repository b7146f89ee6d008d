"""What goes wrong between the bot and Telegram."""

from telegram.error import TelegramError

from bot.errors import BotError


class BotStartError(BotError):
    """The bot cannot start, or go on; its text is one sentence for the person at the keyboard, without the token."""


class NotNowError(TelegramError):
    """A chat has no room just now for what would only have been shown for a while."""


class InDoubtError(TelegramError):
    """The connection broke while a message was sent: it may have arrived, and is not to be repeated."""
