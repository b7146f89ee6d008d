"""What a member can do in a private chat: ask, pick a question on offer, read the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes, filters

from bot.answering.answers import Answer
from bot.answering.previews import Show
from bot.people.roles import Role
from bot.people.units import Units
from bot.telegram import replies
from bot.telegram.budgets import Budgets
from bot.telegram.buttons import ASK, OfferedQuestions
from bot.telegram.cards import Cards
from bot.telegram.commands import Command, Feature, Incoming, Press
from bot.telegram.delivery import reply, typing
from bot.telegram.streaming import Streams
from index.documents import Source
from index.vietnamese.places import Place


class Answers(Protocol):
    """Who answers the questions."""

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        """Answer a question.

        Args:
            asker: names the person in this chat, for questions that follow on another.
            own: her unit, for questions that could mean several places.
            show: is handed what is supported of an answer that takes a while, as far as it has come.
        """
        ...

    async def sources(self) -> Sequence[Source]:
        """List the articles that answers are taken from."""
        ...


@dataclass(frozen=True)
class Members(Feature):
    """A member's messages and buttons."""

    answers: Answers
    budgets: Budgets
    cards: Cards
    units: Units
    offered: OfferedQuestions
    streams: Streams = field(default_factory=Streams)

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
        await reply(update, context, replies.source_list(await self.answers.sources()))

    async def ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question that the member typed."""
        message = update.effective_message
        assert message and message.text  # the handler's filter lets nothing else in
        await self._answer(update, context, message.text)

    async def pick(self, update: Update, context: ContextTypes.DEFAULT_TYPE, parts: Sequence[str]) -> None:
        """Answer the question behind a button."""
        question = await self.offered.find(parts)
        if question is None:
            await reply(update, context, [replies.EXPIRED_CHOICE])
        else:
            await self._answer(update, context, question, picked_from=parts[0])

    async def attachment(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask for words instead of a photo, voice or sticker; once for an album, which comes photo by photo."""
        message = update.effective_message
        assert message and context.chat_data is not None
        album = message.media_group_id
        if album and context.chat_data.get("album") == album:
            return
        context.chat_data["album"] = album
        await reply(update, context, [replies.TEXT_ONLY])

    async def _answer(
        self, update: Update, context: ContextTypes.DEFAULT_TYPE, question: str, *, picked_from: str | None = None
    ) -> None:
        chat, user = update.effective_chat, update.effective_user
        assert chat
        wait_s = self.budgets.take(user.id if user else chat.id, chat.id)
        if wait_s > 0:
            await reply(update, context, [replies.too_many_questions(wait_s)])
            return
        is_private = chat.type == ChatType.PRIVATE
        own = await self.units.of(user.id) if user and is_private else None  # a group is told nothing of it
        async with typing(context.bot, chat.id), self.streams.open(context.bot, update) as stream:
            asker = f"telegram:{chat.id}:{user.id}" if user else None
            answer = await self.answers.answer(question, asker=asker, own=own, show=stream.show)
            card = await self.cards.make(
                context.bot,
                question,
                answer,
                user_id=user.id if user else None,
                asked=question if picked_from else None,
                picked_from=picked_from if is_private and own is None else None,
            )
        await stream.send(card.messages, card.keyboard)
