"""A question that is edited is answered anew, in place of the answer that it had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.telegram.addressing import question_in
from bot.telegram.asking import Asking
from bot.telegram.commands import Feature, Handler


@dataclass(frozen=True)
class Edits(Feature):
    """Questions of anybody who is let in; those asked before the bot was last started keep their answers."""

    asking: Asking

    @property
    def handlers(self) -> Sequence[Handler]:
        return (MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.TEXT, self.edited),)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an edited question, if it says something else now."""
        message = update.edited_message
        assert message
        before = self.asking.answered.find(message.chat_id, message.message_id)
        question = question_in(message, context.bot)
        if before and question and question != before.question:
            await self.asking.answer(update, context, question, instead_of=before)
