"""The questions behind the buttons: a button can carry 64 bytes, a question is longer."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.callbacks import pack
from bot.telegram.replies import choice_label

MAX_OFFERED = 10_000
ASK = "ask"  # the prefix of these buttons


class OfferedQuestions:
    """Remembers the questions last offered; the oldest are forgotten first, all of them on a restart."""

    def __init__(self, limit: int = MAX_OFFERED) -> None:
        self._limit = limit
        self._questions: OrderedDict[str, str] = OrderedDict()

    def keyboard(self, questions: Sequence[str]) -> InlineKeyboardMarkup | None:
        """Offer questions as buttons, one a row; None if there are none."""
        rows = [
            [InlineKeyboardButton(choice_label(n, question), callback_data=self._remember(question))]
            for n, question in enumerate(questions, start=1)
        ]
        return InlineKeyboardMarkup(rows) if rows else None

    def find(self, parts: Sequence[str]) -> str | None:
        """Return the question behind a button, by the parts it carries; None if it is forgotten."""
        return self._questions.get(parts[0]) if len(parts) == 1 else None

    def _remember(self, question: str) -> str:
        key = secrets.token_urlsafe(9)  # random, so that no button of an earlier run finds another question
        self._questions[key] = question
        while len(self._questions) > self._limit:
            self._questions.popitem(last=False)
        return pack(ASK, key)
