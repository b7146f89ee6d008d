"""`/capnhat`: what a build would do, then the build; and the questions it has to its administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot.administration.building import BuildFailedError
from bot.people.roles import Role
from bot.telegram.admin import build_replies as replies
from bot.telegram.admin import faults
from bot.telegram.admin.builds import CONSENT, DROP, Builds
from bot.telegram.admin.keyboards import keyboard, pressed, sender
from bot.telegram.callbacks import pack
from bot.telegram.commands import Command, Feature, Press
from bot.telegram.delivery import edit, reply, typing
from index.errors import IndexingError
from index.plans import Plan

Context = ContextTypes.DEFAULT_TYPE
UPDATE, RELEASE = "capnhat", "thagiu"


@dataclass(frozen=True)
class Updating(Feature):
    """Brings the index in line with the corpus folder at an administrator's word."""

    builds: Builds

    @property
    def commands(self) -> Sequence[Command]:
        return (Command("capnhat", "Xem thay đổi và cập nhật kho tư liệu", Role.ADMINISTRATOR, self.show),)

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(UPDATE, Role.ADMINISTRATOR, self.update),
            Press(CONSENT, Role.ADMINISTRATOR, self.consent),
            Press(DROP, Role.ADMINISTRATOR, self.drop),
            Press(RELEASE, Role.ADMINISTRATOR, self.release),
        )

    async def started(self, bot: Bot) -> None:
        await self.builds.tell_of_interrupted(bot)

    async def show(self, update: Update, context: Context) -> None:
        """Show what a build would do."""
        assert update.effective_chat
        async with typing(context.bot, update.effective_chat.id):
            try:
                planned = await self.builds.desk.builder.plan()
            except (IndexingError, BuildFailedError) as error:
                await reply(update, context, [faults.worded(error)])
                return
        await reply(update, context, replies.plan(planned), keyboard=keyboard(_buttons(planned)))

    async def update(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Build."""
        if shown := pressed(update):
            await self.builds.start(context.bot, shown, sender(update))

    async def consent(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Build although much vanishes or fewer questions are answered."""
        options, shown = self.builds.consented("".join(parts)), pressed(update)
        if options is None or shown is None:
            await edit(update, context, replies.OLD_CONSENT)
            return
        await self.builds.start(context.bot, shown, sender(update), options)

    async def drop(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Leave everything as it is."""
        await edit(update, context, replies.LEFT_ALONE)

    async def release(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Let the next build take what a roll-back holds back."""
        try:
            released = await self.builds.desk.release_all(sender(update))
        except IndexingError as error:
            await reply(update, context, [faults.worded(error)])
            return
        await edit(update, context, replies.released(released) if released else replies.NOTHING_HELD)
        await self.show(update, context)


def _buttons(planned: Plan) -> list[list[tuple[str, str]]]:
    """What can be done about a plan; nothing where there is nothing to do."""
    go = [] if planned.changes_nothing else [(replies.UPDATE, pack(UPDATE)), (replies.CANCEL, pack(DROP))]
    return [go, [(replies.RELEASE, pack(RELEASE))] if planned.changes.held else []]
