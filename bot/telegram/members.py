"""What a member can do in a private chat: ask, pick a question on offer, read the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes, filters

from bot.people.roles import Role
from bot.telegram import replies
from bot.telegram.asking import Asking
from bot.telegram.buttons import ASK, OfferedQuestions
from bot.telegram.commands import Command, Feature, Incoming, Press
from bot.telegram.delivery import reply


@dataclass(frozen=True)
class Members(Feature):
    """A member's messages and buttons."""

    asking: Asking
    offered: OfferedQuestions

    @property
    def commands(self) -> Sequence[Command]:
        return (Command("nguon", "Các bài viết dùng để trả lời", Role.MEMBER, self.sources),)

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(ASK, Role.MEMBER, self.pick),)

    @property
    def incoming(self) -> Sequence[Incoming]:
        private = filters.ChatType.PRIVATE
        return (
            Incoming(private & filters.TEXT, Role.MEMBER, self.ask),
            Incoming(private & filters.ATTACHMENT, Role.MEMBER, self.attachment),
        )

    async def sources(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the articles."""
        await reply(update, context, replies.source_list(await self.asking.answers.sources()))

    async def ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question that the member typed."""
        message = update.effective_message
        assert message and message.text  # the handler's filter lets nothing else in
        await self.asking.answer(update, context, message.text)

    async def pick(self, update: Update, context: ContextTypes.DEFAULT_TYPE, parts: Sequence[str]) -> None:
        """Answer the question behind a button."""
        question = await self.offered.find(parts)
        if question is None:
            await reply(update, context, [replies.EXPIRED_CHOICE])
        else:
            await self.asking.answer(update, context, question, picked_from=parts[0])

    async def attachment(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask for words instead of a photo, voice or sticker; once for an album, which comes photo by photo."""
        message = update.effective_message
        assert message and context.chat_data is not None
        album = message.media_group_id
        if album and context.chat_data.get("album") == album:
            return
        context.chat_data["album"] = album
        await reply(update, context, [replies.TEXT_ONLY])
