"""What keeps a command from doing its work; each message is one sentence that says what to do."""


class BotError(Exception):
    """Base of the errors of the command line and the bot's start."""
