"""Where an update goes: to the command, button, deep link or message rule that fits, if its sender's role does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.people.roles import Role
from bot.telegram import replies
from bot.telegram.callbacks import acknowledge, unpack
from bot.telegram.commands import Command, DeepLink, Feature
from bot.telegram.delivery import reply

Context = ContextTypes.DEFAULT_TYPE
T = TypeVar("T")

# A command is told by its text: not every Bot API server marks commands as entities.
_COMMAND = re.compile(r"/(?P<name>\w+)(@(?P<bot>\w+))?(\s+(?P<argument>.*))?$", re.DOTALL)
_START = "start"


class RoleLookup(Protocol):
    """Who knows the roles."""

    async def role_of(self, user_id: int) -> Role:
        """The role of somebody at this moment."""
        ...


class Router:
    """Sends updates to the features that offered to take them.

    Raises:
        ValueError: if two features offer a command, a prefix of buttons or a deep link of the same name.
    """

    def __init__(self, features: Sequence[Feature], roles: RoleLookup) -> None:
        self._roles = roles
        self._commands = _unique((command.name, command) for feature in features for command in feature.commands)
        self._presses = _unique((press.prefix, press) for feature in features for press in feature.presses)
        self._links = _unique((link.prefix, link) for feature in features for link in feature.links)
        self._incoming = [rule for feature in features for rule in feature.incoming]

    async def message(self, update: Update, context: Context) -> None:
        """Run the command that a message holds, or the first rule that wants it."""
        message = update.effective_message
        command = _COMMAND.match(message.text) if message and message.text else None
        if command:
            await self._command(update, context, command)
        else:
            await self._other(update, context)

    async def press(self, update: Update, context: Context) -> None:
        """Do what a button says; one that nobody knows any more gets a sentence."""
        prefix, parts = unpack(update.callback_query.data if update.callback_query else None)
        press = self._presses.get(prefix)
        if press is None:
            await acknowledge(update, replies.OLD_BUTTON)
        elif await self._role(update) < press.role:
            await acknowledge(update, replies.not_allowed(press.role), alert=True)
        else:
            if not press.answers_itself:
                await acknowledge(update)
            await press.run(update, context, parts)

    async def _command(self, update: Update, context: Context, match: re.Match[str]) -> None:
        is_private = _is_private(update)
        if not is_private and (match["bot"] or "").lower() not in ("", context.bot.username.lower()):
            return  # another bot's
        command = self._commands.get(match["name"].lower())
        if command is None or not (is_private or command.in_groups):
            if is_private:
                await reply(update, context, [replies.UNKNOWN_COMMAND])
            return
        role = await self._role(update)
        if role < command.role:
            await reply(update, context, [replies.not_allowed(command.role)])
        elif link := self._link(command, match["argument"] or ""):
            await self._follow(update, context, link, match["argument"], role)
        else:
            await command.run(update, context)

    def _link(self, command: Command, argument: str) -> DeepLink | None:
        if command.name != _START:
            return None
        fitting = [prefix for prefix in self._links if argument.startswith(prefix)]
        return self._links[max(fitting, key=len)] if fitting else None

    async def _follow(self, update: Update, context: Context, link: DeepLink, argument: str, role: Role) -> None:
        if role < link.role:
            await reply(update, context, [replies.not_allowed(link.role)])
        else:
            await link.run(update, context, [argument.strip().removeprefix(link.prefix)])

    async def _other(self, update: Update, context: Context) -> None:
        wanted = [rule for rule in self._incoming if rule.wanted.check_update(update)]
        role = await self._role(update) if wanted else Role.MEMBER
        for rule in wanted:
            if rule.role <= role and (rule.applies is None or await rule.applies(update)):
                await rule.run(update, context)
                return

    async def _role(self, update: Update) -> Role:
        user = update.effective_user
        return await self._roles.role_of(user.id) if user else Role.MEMBER


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


def _unique(named: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, value in named:
        if name in found:
            raise ValueError(f"{name!r} is offered twice")
        found[name] = value
    return found
