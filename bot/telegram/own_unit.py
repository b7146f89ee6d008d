"""/donvi: somebody states which unit of the Union is hers; it settles questions that could mean several places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.archive.answers import Archive
from bot.people.roles import Role
from bot.people.units import Units, units_named
from bot.telegram import replies, unit_replies
from bot.telegram.callbacks import acknowledge
from bot.telegram.cards import UNIT
from bot.telegram.commands import Command, Feature, Press
from bot.telegram.delivery import reply
from index.vietnamese.text import fold

Context = ContextTypes.DEFAULT_TYPE
_FORGET = {"xoa", "bo"}


@dataclass(frozen=True)
class OwnUnit(Feature):
    """Shows, remembers and forgets a unit."""

    units: Units
    archive: Archive

    @property
    def commands(self) -> Sequence[Command]:
        return (Command("donvi", "Ghi đơn vị của chị/anh, để khỏi chọn nơi mỗi lần hỏi", Role.MEMBER, self.state),)

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(UNIT, Role.MEMBER, self.remember, answers_itself=True),)

    async def state(self, update: Update, context: Context) -> None:
        """Do what stands behind the command: a unit, "xoa", or nothing to see it."""
        message, user = update.effective_message, update.effective_user
        assert message and message.text and user  # a command is typed by somebody
        named = "".join(message.text.split(maxsplit=1)[1:]).strip()
        await reply(update, context, [await self._stated(user.id, named)])

    async def remember(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Remember the place of the question that was picked."""
        kept = await self.archive.find(parts[0]) if len(parts) == 1 else None
        units = units_named(kept.question) if kept else []
        if len(units) != 1 or update.effective_user is None:
            await acknowledge(update, replies.OLD_BUTTON)
            return
        await self.units.state(update.effective_user.id, units[0])
        await acknowledge(update, unit_replies.remembered(units[0]), alert=True)

    async def _stated(self, user_id: int, named: str) -> str:
        if not named:
            unit = await self.units.of(user_id)
            return unit_replies.unit_is(unit) if unit else unit_replies.NO_UNIT
        if fold(named) in _FORGET:
            await self.units.forget(user_id)
            return unit_replies.FORGOTTEN
        units = units_named(named)
        if len(units) != 1:
            return unit_replies.which_unit(units) if units else unit_replies.NOT_UNDERSTOOD
        await self.units.state(user_id, units[0])
        return unit_replies.unit_stated(units[0])
