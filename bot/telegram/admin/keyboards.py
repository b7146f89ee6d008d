"""Keyboards and names that the administrators' parts of the bot share. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.administration.running_builds import Shown
from bot.people.audit import Person


def keyboard(rows: Sequence[Sequence[tuple[str, str]]]) -> InlineKeyboardMarkup | None:
    """Buttons in rows, each of a label and what it carries; empty rows are left out, and None is of no button."""
    made = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows if row]
    return InlineKeyboardMarkup(made) if made else None


def sender(update: Update) -> Person:
    """Who wrote or pressed."""
    user = update.effective_user
    assert user  # what administrators do comes from somebody
    return Person(user.id, user.full_name)


def pressed(update: Update) -> Shown | None:
    """The message whose button was pressed; None if Telegram does not say."""
    chat, message = update.effective_chat, update.effective_message
    return Shown(chat.id, message.message_id) if chat and message else None


def argument(update: Update) -> str:
    """What stands behind a command."""
    message = update.effective_message
    words = (message.text or "").split(maxsplit=1) if message else []
    return " ".join(words[1].split()) if len(words) == 2 else ""
