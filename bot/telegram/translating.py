"""What a call says in the bot's own words, in the language that is spoken.

Messages and buttons that are said as they are written are translated on their way out; what is put together or filled
in is translated where that is done.
"""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.language import NATIVE, _, spoken


def translate(data: dict[str, Any]) -> None:
    """Translate the text, the caption and the buttons of a call, in place."""
    if spoken() == NATIVE:
        return
    for name in ("text", "caption"):
        if isinstance(data.get(name), str):
            data[name] = _(data[name])
    if isinstance(keyboard := data.get("reply_markup"), InlineKeyboardMarkup):
        data["reply_markup"] = InlineKeyboardMarkup([[_translated(b) for b in row] for row in keyboard.inline_keyboard])


def _translated(button: InlineKeyboardButton) -> InlineKeyboardButton:
    return InlineKeyboardButton.de_json(button.to_dict() | {"text": _(button.text)}, None)
