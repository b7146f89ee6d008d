"""/riengtu tells what is stored of people; /xoadulieu erases what is stored of who asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.people.roles import Role
from bot.telegram import privacy_replies, replies
from bot.telegram.callbacks import pack
from bot.telegram.commands import Command, Feature, Press
from bot.telegram.delivery import edit, reply

Context = ContextTypes.DEFAULT_TYPE
_ERASE, _NOW, _NOT = "erase", "!", "-"


class PersonalData(Protocol):
    """Who can erase what is kept of people."""

    @property
    def retention_days(self) -> int:
        """After how many days it is erased anyway."""
        ...

    async def erase(self, user_id: int) -> None:
        """Forget somebody."""
        ...


@dataclass(frozen=True)
class Privacy(Feature):
    """The commands about one's own data."""

    data: PersonalData
    erased: Callable[[], None] = lambda: None  # told that somebody's data are gone

    @property
    def commands(self) -> Sequence[Command]:
        return (
            Command("riengtu", "Hỏi đáp lưu những gì, trong bao lâu", Role.MEMBER, self.explain),
            Command("xoadulieu", "Xóa dữ liệu của chị/anh", Role.MEMBER, self.confirm),
        )

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(_ERASE, Role.MEMBER, self.erase),)

    async def explain(self, update: Update, context: Context) -> None:
        """Tell what is stored."""
        await reply(update, context, privacy_replies.privacy(self.data.retention_days))

    async def confirm(self, update: Update, context: Context) -> None:
        """Ask before anything is erased."""
        buttons = [(privacy_replies.ERASE_NOW, _NOW), (privacy_replies.KEEP, _NOT)]
        rows = [[InlineKeyboardButton(label, callback_data=pack(_ERASE, step))] for label, step in buttons]
        await reply(update, context, [privacy_replies.CONFIRM_ERASING], keyboard=InlineKeyboardMarkup(rows))

    async def erase(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Erase what is stored of who pressed the button, or leave it."""
        if list(parts) == [_NOW] and update.effective_user:
            await self.data.erase(update.effective_user.id)
            self.erased()
            await edit(update, context, privacy_replies.ERASED)
        else:
            await edit(update, context, privacy_replies.KEPT if list(parts) == [_NOT] else replies.OLD_BUTTON)
