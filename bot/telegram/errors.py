"""What keeps the bot from starting; each message says what to do."""

from bot.errors import BotError


class BotStartError(BotError):
    """The bot cannot start; its text is one sentence for the person at the keyboard and never holds the token."""
