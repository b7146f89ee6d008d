"""Questions in a group: asked by /hoi, by naming the bot, or in reply to what it said. Nothing else concerns it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import ContextTypes, filters

from bot.people.roles import Role
from bot.telegram import replies
from bot.telegram.addressing import ASK_COMMAND, Addressed, question_in, replies_to
from bot.telegram.asking import Asking
from bot.telegram.commands import Command, Feature, Incoming
from bot.telegram.delivery import reply

_SHOWN = "Hỏi trong nhóm: /hoi rồi đến câu hỏi"


@dataclass(frozen=True)
class Groups(Feature):
    """What the members of a group ask together."""

    asking: Asking

    @property
    def commands(self) -> Sequence[Command]:
        return (
            Command(ASK_COMMAND, "Hỏi trong nhóm: /hoi rồi đến câu hỏi", Role.MEMBER, self.command, in_groups=True),
        )

    @property
    def incoming(self) -> Sequence[Incoming]:
        return (Incoming(filters.ChatType.GROUPS & filters.TEXT & Addressed(), Role.MEMBER, self.message),)

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer what stands after /hoi, or else what the message says that it replies to."""
        message = update.effective_message
        assert message
        await self._ask(update, context, question_in(message, context.bot) or _replied_to(message, context))

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message that names the bot or replies to it; its bare name asks what the message replied to says."""
        message = update.effective_message
        assert message
        await self._ask(update, context, question_in(message, context.bot) or _replied_to(message, context))

    async def _ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE, question: str) -> None:
        if question:
            await self.asking.answer(update, context, question)
        else:
            await reply(update, context, [replies.ask_in_group(context.bot.username)])


def _replied_to(message: Message, context: ContextTypes.DEFAULT_TYPE) -> str:
    """What somebody else said in the message that another replies to."""
    replied = message.reply_to_message
    if replied is None or replies_to(message, context.bot):
        return ""
    return replied.text or replied.caption or ""
