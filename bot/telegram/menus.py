"""The menu beside the text field: each role is shown its own commands, where the server knows how to."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.language import _
from bot.people.roles import Role, Roles
from bot.telegram.commands import Command, Feature, commands_for

logger = logging.getLogger(__name__)


class Menus:
    """Sets the menus; `offer` tells it first what there is."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles
        self._features: Sequence[Feature] = ()

    def offer(self, features: Sequence[Feature]) -> None:
        """Name the parts of the bot whose commands the menus show."""
        self._features = features

    async def publish(self, bot: Bot) -> None:
        """Set the menu of members, of groups, and of everybody with a higher role."""
        members = commands_for(Role.MEMBER, self._features)
        await _set(bot, members)
        if in_groups := [command for command in members if command.in_groups]:
            await _set(bot, in_groups, BotCommandScopeAllGroupChats())
        holders = {holder.person.id: holder.role for holder in await self._roles.holders()}
        for user_id in {*self._roles.owners, *(id for id, role in holders.items() if role > Role.MEMBER)}:
            await self.refresh(bot, user_id)

    async def refresh(self, bot: Bot, user_id: int, *, lost: bool = False) -> None:
        """Set somebody's own menu if her role is above a member's; `lost` says that it was and may be no more."""
        role = await self._roles.role_of(user_id)
        scope = BotCommandScopeChat(user_id)
        if role > Role.MEMBER:
            await _set(bot, commands_for(role, self._features), scope)
        elif lost:
            try:
                await bot.delete_my_commands(scope)
            except TelegramError as exc:
                logger.info("deleteMyCommands did not succeed (%s): going on without it", exc)


async def _set(bot: Bot, commands: Sequence[Command], scope: BotCommandScope | None = None) -> None:
    try:
        await bot.set_my_commands([BotCommand(command.name, _(command.shown)) for command in commands], scope)
    except TelegramError as exc:
        logger.info("setMyCommands did not succeed (%s): going on without it", exc)
