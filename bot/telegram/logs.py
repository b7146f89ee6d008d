"""Keeps the bot's token out of the log: whoever has it can read and write in the Union's name."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator

_ANY_TOKEN = r"\d{6,}:[A-Za-z0-9_-]{30,}"
_MASK = "<token>"
_FORMATTER = logging.Formatter()


class TokenFilter(logging.Filter):
    """Masks bot tokens in the records of a handler, in their tracebacks too."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._pattern = re.compile("|".join(filter(None, (re.escape(token), _ANY_TOKEN))))

    def filter(self, record: logging.LogRecord) -> bool:
        with contextlib.suppress(TypeError, ValueError):  # arguments that do not fit are the handler's to report
            record.msg, record.args = self._masked(record.getMessage()), None
        if record.exc_info:
            record.exc_text = record.exc_text or _FORMATTER.formatException(record.exc_info)
        if record.exc_text and self._pattern.search(record.exc_text):
            record.exc_text = self._masked(record.exc_text)
            record.exc_info = None  # a handler that formats it anew would show the token
        return True

    def _masked(self, text: str) -> str:
        return self._pattern.sub(_MASK, text)


@contextlib.contextmanager
def hidden_token(token: str) -> Iterator[None]:
    """Mask the token in everything that the root logger's present handlers write during the block."""
    for name in ("httpx", "httpcore"):  # they log each URL, and Telegram's URLs hold the token
        logging.getLogger(name).setLevel(logging.WARNING)
    handlers = [*logging.getLogger().handlers, *([logging.lastResort] if logging.lastResort else [])]
    token_filter = TokenFilter(token)
    for handler in handlers:
        handler.addFilter(token_filter)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(token_filter)
