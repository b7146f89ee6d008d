"""The one gate that every update passes first: who may use the bot at all."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import Bot, ChatMember, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, ContextTypes, TypeHandler, filters

from bot.people.roles import Roles
from bot.telegram import inline_replies, replies
from bot.telegram.callbacks import acknowledge
from bot.telegram.delivery import reply
from bot.telegram.inline import Offer, show
from bot.telegram.people import CODE_LINK

logger = logging.getLogger(__name__)

OPEN, INVITED, CHAT = "open", "invited", "chat:"
INSIDE_S, OUTSIDE_S = 600.0, 30.0  # how long it is believed that somebody belongs to the chat, or does not
_MAX_KNOWN = 10_000
_INSIDE = {ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER}


@dataclass(frozen=True, slots=True)
class _Belief:
    is_inside: bool
    until: float


class Gate:
    """Lets in everybody, or those who were invited, or also the members of a chat.

    Args:
        policy: "open", "invited" or "chat:<id>".
        roles: whoever was given a role is let in always.
        now: seconds that pass.
    """

    def __init__(self, policy: str, roles: Roles, now: Callable[[], float] | None = None) -> None:
        self._policy = policy
        self._roles = roles
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._known: OrderedDict[int, _Belief] = OrderedDict()

    def handler(self) -> TypeHandler[Update, Any, None]:
        """The handler that has to come before all others."""
        return TypeHandler(Update, self.check)

    async def check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let an update pass, or end it here with a sentence to its sender. An error ends it too.

        Raises:
            ApplicationHandlerStop: if the update is not to go on.
        """
        try:
            if await self._is_let_in(update, context.bot):
                return
            await _turn_away(update, context)
        except Exception as exc:
            await context.application.process_error(update, exc)
        raise ApplicationHandlerStop

    async def _is_let_in(self, update: Update, bot: Bot) -> bool:
        if self._policy == OPEN or _is_of_the_chat(update) or _brings_a_code(update):
            return True
        user = update.effective_user
        if user is None:
            return False
        return await self._roles.is_invited(user.id) or (
            self._policy.startswith(CHAT) and await self._belongs(bot, user.id)
        )

    async def _belongs(self, bot: Bot, user_id: int) -> bool:
        known = self._known.get(user_id)
        if known and self._now() < known.until:
            return known.is_inside
        try:
            member = await bot.get_chat_member(int(self._policy.removeprefix(CHAT)), user_id)
        except TelegramError as exc:
            logger.warning("It could not be checked who belongs to the chat: %s", exc)
            return known is not None and known.is_inside
        is_inside = member.status in _INSIDE or getattr(member, "is_member", False)
        self._known[user_id] = _Belief(is_inside, self._now() + (INSIDE_S if is_inside else OUTSIDE_S))
        self._known.move_to_end(user_id)
        while len(self._known) > _MAX_KNOWN:
            self._known.popitem(last=False)
        return is_inside


def _is_of_the_chat(update: Update) -> bool:
    """Whether an update tells of a chat itself, and asks for nothing: the bot was added, a group moved."""
    return update.my_chat_member is not None or bool(filters.StatusUpdate.ALL.check_update(update))


def _brings_a_code(update: Update) -> bool:
    """Whether somebody opened a link that may let her in: `Roles` judges the code."""
    message, chat = update.message, update.effective_chat
    is_private = chat is not None and chat.type == ChatType.PRIVATE
    return bool(is_private and message and message.text and message.text.startswith(f"/start {CODE_LINK}"))


async def _turn_away(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.callback_query:
        await acknowledge(update, replies.NO_ACCESS, alert=True)
    elif update.inline_query:
        await show(update.inline_query, Offer("no_access", button=inline_replies.NO_ACCESS, cache_s=0))
    elif update.message and update.message.chat.type == ChatType.PRIVATE:
        await reply(update, context, [replies.NO_ACCESS])
