"""Who asked can call the question off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.people.roles import Role
from bot.telegram import replies
from bot.telegram.addressing import CANCEL_COMMAND
from bot.telegram.commands import Command, Feature
from bot.telegram.delivery import reply
from bot.telegram.processing import ChatOrderedProcessor


@dataclass(frozen=True)
class Cancelling(Feature):
    """Breaks off the answers that somebody waits for in a chat, her own alone."""

    @property
    def commands(self) -> Sequence[Command]:
        return (Command(CANCEL_COMMAND, "Dừng câu đang trả lời", Role.MEMBER, self.cancel, in_groups=True),)

    async def cancel(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Break them off, and say whether there were any."""
        chat, user, processor = update.effective_chat, update.effective_user, context.application.update_processor
        assert chat and isinstance(processor, ChatOrderedProcessor)
        count = processor.cancel(chat.id, user.id) if user else 0
        await reply(update, context, [replies.cancelled() if count else replies.nothing_to_cancel()])
