"""How the bot introduces itself: /start and /help, for the role of who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.people.roles import Role
from bot.telegram import replies
from bot.telegram.commands import Command, Feature, commands_for
from bot.telegram.delivery import reply
from bot.telegram.menus import Menus
from bot.telegram.routing import RoleLookup


@dataclass(frozen=True)
class Guide(Feature):
    """Greets and explains; `others` are the parts of the bot beside it."""

    others: Sequence[Feature]
    roles: RoleLookup
    menus: Menus

    @property
    def commands(self) -> Sequence[Command]:
        return (
            Command("start", "Lời chào và cách bắt đầu", Role.MEMBER, self.start),
            Command("help", "Hướng dẫn đặt câu hỏi", Role.MEMBER, self.help),
        )

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet somebody, and give her the menu of her role: it cannot be set before her chat exists."""
        await reply(update, context, replies.welcome())
        for other in self.others:
            await other.greet(update, context)
        if update.effective_user:
            await self.menus.refresh(context.bot, update.effective_user.id)

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Explain the bot and the commands that this person may use."""
        user = update.effective_user
        role = await self.roles.role_of(user.id) if user else Role.MEMBER
        await reply(update, context, replies.guide(commands_for(role, [self, *self.others])))
