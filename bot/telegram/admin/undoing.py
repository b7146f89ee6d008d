"""`/hoantac`: back to the generation before, at once for everybody who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.people.roles import Role
from bot.telegram.admin import article_replies as replies
from bot.telegram.admin import faults
from bot.telegram.admin.builds import DROP, Builds
from bot.telegram.admin.keyboards import keyboard, sender
from bot.telegram.callbacks import number, pack
from bot.telegram.commands import Command, Feature, Press
from bot.telegram.delivery import edit, reply
from index.errors import IndexingError

Context = ContextTypes.DEFAULT_TYPE
UNDO = "hoantac"


@dataclass(frozen=True)
class Undoing(Feature):
    """Rolls the index back; a button carries both generations, so that an old one undoes nothing else."""

    builds: Builds

    @property
    def commands(self) -> Sequence[Command]:
        return (Command("hoantac", "Quay lại bản trước của kho tư liệu", Role.ADMINISTRATOR, self.show),)

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(UNDO, Role.ADMINISTRATOR, self.undo),)

    async def show(self, update: Update, context: Context) -> None:
        """Show what answers and what answered before, and ask."""
        try:
            live, earlier = await self.builds.desk.generations()
        except IndexingError as error:
            await reply(update, context, [faults.worded(error)])
            return
        buttons = keyboard([[(replies.ROLL_BACK, pack(UNDO, live.id, earlier.id)), (replies.CANCEL, pack(DROP))]])
        await reply(update, context, [replies.confirm_undoing(live, earlier)], keyboard=buttons)

    async def undo(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Go back, if what was shown is still so."""
        ids = [number(part) for part in parts]
        if len(ids) != 2 or ids[0] is None or ids[1] is None:
            await edit(update, context, replies.OLD_UNDO)
            return
        try:
            done = await self.builds.desk.roll_back(ids[0], ids[1], sender(update))
        except IndexingError as error:
            await edit(update, context, faults.worded(error))
            return
        [first, *more] = replies.undone(done)
        await edit(update, context, first)
        if more:
            await reply(update, context, more)
