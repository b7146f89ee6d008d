"""What keeps somebody from giving, taking or receiving a role, or from answering a question."""

from bot.errors import BotError


class PeopleError(BotError):
    """Base of the errors about people."""


class NotAllowedError(PeopleError):
    """Somebody tried what only a higher role may do."""


class CodeError(PeopleError):
    """A code is unknown, used or too old."""


class QuestionGoneError(PeopleError):
    """A question to the officers is not there any more."""


class AnsweredAlreadyError(PeopleError):
    """Another officer has answered a question."""
