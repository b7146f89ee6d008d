"""What a button carries: a short prefix that says what to do, and its parts; Telegram allows 64 bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from telegram import Update
from telegram.constants import InlineKeyboardButtonLimit
from telegram.error import TelegramError

_SEPARATOR = ":"


def pack(prefix: str, *parts: object) -> str:
    """Write what a button carries.

    Raises:
        ValueError: if it is too long, or a part holds a colon.
    """
    words = [prefix, *map(str, parts)]
    data = _SEPARATOR.join(words)
    if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise ValueError(f"callback data of {len(data.encode())} bytes: {data!r}")
    if any(_SEPARATOR in word for word in words):
        raise ValueError(f"a part of the callback data holds {_SEPARATOR!r}: {words}")
    return data


def unpack(data: str | None) -> tuple[str, Sequence[str]]:
    """Read the prefix and the parts; anybody can send anything, so they are to be checked like typed text."""
    prefix, *parts = (data or "").split(_SEPARATOR)
    return prefix, parts


def number(part: str) -> int | None:
    """The number that a part says, if it can be one."""
    digits = part.removeprefix("-")
    return int(part) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


async def acknowledge(update: Update, text: str | None = None, *, alert: bool = False) -> None:
    """Stop the little clock of a pressed button; `text`, of at most 200 characters, is shown for a moment.

    A press that is too old to be acknowledged is served all the same.
    """
    if update.callback_query:
        with contextlib.suppress(TelegramError):
            await update.callback_query.answer(text, show_alert=alert)
