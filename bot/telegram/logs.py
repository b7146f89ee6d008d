"""The log: without the bot's token, with which anybody can write in the Union's name; as JSON if that is wanted."""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

_ANY_TOKEN = r"\d{6,}:[A-Za-z0-9_-]{30,}"
_MASK = "<token>"
_FORMATTER = logging.Formatter()
_USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


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


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, what was added by `extra`, and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if trace := record.exc_text or (record.exc_info and self.formatException(record.exc_info)):
            line["traceback"] = trace
        return json.dumps(line, ensure_ascii=False, default=str)


def log_as_json() -> None:
    """Let the root logger's present handlers write JSON."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonFormatter())
