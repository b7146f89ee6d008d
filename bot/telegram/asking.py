"""A question that was asked in a chat gets its answer: within the budgets, with a sign of typing, as a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.answering.answers import Answer
from bot.answering.previews import Show
from bot.people.units import Units
from bot.telegram import replies
from bot.telegram.answered import Answered, Reply
from bot.telegram.budgets import Budgets
from bot.telegram.cards import Cards
from bot.telegram.delivery import Letter, delete, reply, send_each, thread_of, typing
from bot.telegram.several import MAX_AT_ONCE, questions_of
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
class Asking:
    """Answers questions where they were asked."""

    answers: Answers
    budgets: Budgets
    cards: Cards
    units: Units
    streams: Streams = field(default_factory=Streams)
    answered: Answered = field(default_factory=Answered)

    async def answer(
        self,
        update: Update,
        context: ContextTypes.DEFAULT_TYPE,
        question: str,
        *,
        picked_from: str | None = None,
        instead_of: Reply | None = None,
    ) -> None:
        """Answer a question in reply to the message of an update.

        Args:
            picked_from: names the card whose button asked it.
            instead_of: what answered it before it was edited: the new answer takes its place.

        A message that asks several is answered question by question, as one answer of several cards. A conversation is
        of one person in one chat, or in one topic of a group; a group is told nothing of her unit.
        """
        several = [question] if picked_from else questions_of(question)
        if len(several) > 1:
            await self._answer_several(update, context, question, several, instead_of)
            return
        chat, user = update.effective_chat, update.effective_user
        assert chat
        wait_s = self.budgets.take(user.id if user else chat.id, chat.id)
        if wait_s > 0:
            await reply(update, context, [replies.too_many_questions(wait_s)])
            return
        is_private = chat.type == ChatType.PRIVATE
        own = await self.units.of(user.id) if user and is_private else None
        async with typing(context.bot, chat.id), self.streams.open(context.bot, update) as stream:
            if instead_of:
                stream.take_up(instead_of.messages[0])
            answer = await self.answers.answer(question, asker=_asker(update), own=own, show=stream.show)
            card = await self.cards.make(
                context.bot,
                question,
                answer,
                user_id=user.id if user else None,
                asked=question if picked_from else None,
                picked_from=picked_from if is_private and own is None else None,
            )
        if instead_of and not stream.is_edited and list(instead_of.texts) == list(card.messages):
            sent = list(instead_of.messages)  # Telegram refuses an edit that changes nothing
        else:
            sent = await stream.send(card.messages, card.keyboard)
        if instead_of:
            await delete(context.bot, chat.id, [each for each in instead_of.messages if each not in sent])
        if picked_from is None and update.effective_message:
            known = Reply(question, sent, card.messages)
            self.answered.remember(chat.id, update.effective_message.message_id, known)

    async def _answer_several(
        self,
        update: Update,
        context: ContextTypes.DEFAULT_TYPE,
        whole: str,
        questions: Sequence[str],
        instead_of: Reply | None,
    ) -> None:
        chat, message = update.effective_chat, update.effective_message
        assert chat and message
        letters: list[Letter] = []
        async with typing(context.bot, chat.id):
            for question in questions[:MAX_AT_ONCE]:
                letters += await self._card(update, context, question)
        if len(questions) > MAX_AT_ONCE:
            letters.append((replies.too_many_at_once(MAX_AT_ONCE), None))
        if instead_of:
            await delete(context.bot, chat.id, instead_of.messages)
        sent = await send_each(context.bot, chat.id, letters, reply_to=message.message_id, thread=thread_of(update))
        self.answered.remember(chat.id, message.message_id, Reply(whole, sent))

    async def _card(self, update: Update, context: ContextTypes.DEFAULT_TYPE, question: str) -> list[Letter]:
        """The answer to one question of several, headed by it; a wait if the budget is used up."""
        chat, user = update.effective_chat, update.effective_user
        assert chat
        wait_s = self.budgets.take(user.id if user else chat.id, chat.id)
        if wait_s > 0:
            return [(replies.too_many_questions(wait_s), None)]
        own = await self.units.of(user.id) if user and chat.type == ChatType.PRIVATE else None
        answer = await self.answers.answer(question, asker=_asker(update), own=own)
        card = await self.cards.make(
            context.bot, question, answer, user_id=user.id if user else None, asked=question, picked_from=None
        )
        *first, last = card.messages
        return [*((text, None) for text in first), (last, card.keyboard)]


def _asker(update: Update) -> str | None:
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return None
    thread = thread_of(update)
    return f"telegram:{chat.id}:{user.id}" if thread is None else f"telegram:{chat.id}:{thread}:{user.id}"
