"""What keeps somebody from giving, taking or receiving a role."""

from bot.errors import BotError


class PeopleError(BotError):
    """Base of the errors about roles."""


class NotAllowedError(PeopleError):
    """Somebody tried what only a higher role may do."""


class CodeError(PeopleError):
    """A code is unknown, used or too old."""
