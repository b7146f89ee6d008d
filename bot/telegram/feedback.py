"""What a reader does with an answer: votes on it, puts it to the officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.archive.answers import KeptAnswer
from bot.archive.votes import Vote, Votes
from bot.people.open_questions import OpenQuestions
from bot.people.roles import Role, Roles
from bot.people.watches import Watches
from bot.telegram import card_replies, desk_replies, replies
from bot.telegram.callbacks import acknowledge
from bot.telegram.cards import OFFICERS, VOTE, Cards, reason_keyboard
from bot.telegram.commands import Feature, Press
from bot.telegram.courier import Courier
from bot.telegram.delivery import edit_buttons

Context = ContextTypes.DEFAULT_TYPE

MAX_A_DAY = 10  # questions of one person to the officers, each of whom gets them all
DAY_S = 24 * 3600.0


@dataclass(frozen=True)
class Feedback(Feature):
    """The buttons below an answer that tell something back."""

    cards: Cards
    votes: Votes
    questions: OpenQuestions
    roles: Roles
    courier: Courier
    watches: Watches

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(VOTE, Role.MEMBER, self.vote, answers_itself=True),
            Press(OFFICERS, Role.MEMBER, self.ask_officers, answers_itself=True),
        )

    async def vote(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Count a vote; a bad one is asked what was wrong, in place of the buttons."""
        vote = Vote(parts[1]) if len(parts) == 2 and parts[1] in set(Vote) else None
        kept = await self.cards.archive.find(parts[0]) if vote else None
        user = update.effective_user
        if vote is None or user is None:
            await acknowledge(update, replies.OLD_BUTTON)
        elif kept is None:
            await acknowledge(update, card_replies.UNKNOWN_ANSWER, alert=True)
        else:
            await self.votes.cast(kept.id, user.id, vote)
            await self._watch(kept, user.id, vote)
            is_bare = vote is Vote.BAD
            await acknowledge(update, card_replies.WHAT_WAS_WRONG if is_bare else card_replies.THANKS)
            shown = vote if _is_private(update) else None  # in a group others see the buttons too
            again = reason_keyboard(kept.id) if is_bare else await self.cards.keyboard(context.bot, kept, shown)
            await edit_buttons(update, context, again)

    async def _watch(self, kept: KeptAnswer, user_id: int, vote: Vote) -> None:
        """Wait for a better answer to her own question, where she was not content with this one."""
        if vote is Vote.GOOD:
            await self.watches.remove(user_id, kept.id)
        elif not kept.is_erased and await self.cards.archive.is_of(kept.id, user_id):
            question = kept.answer.understood or kept.question
            await self.watches.add(user_id, user_id, question, kept.id, kept.answer.generation)

    async def ask_officers(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Put the question to the officers."""
        kept = await self.cards.archive.find(parts[0]) if len(parts) == 1 else None
        user, chat = update.effective_user, update.effective_chat
        if kept is None or user is None or chat is None:
            await acknowledge(update, card_replies.UNKNOWN_ANSWER, alert=True)
        elif kept.is_erased:
            await acknowledge(update, card_replies.QUESTION_ERASED, alert=True)
        elif await self.questions.asked_since(user.id, self.questions.now() - DAY_S) >= MAX_A_DAY:
            await acknowledge(update, desk_replies.TOO_MANY, alert=True)
        else:
            question = kept.answer.understood or kept.question  # complete, where it followed on another
            officers = [id for id in await self.roles.at_least(Role.OFFICER) if id != user.id]
            await self.questions.ask(user.id, chat.id, question, kept.id, officers)
            await self.watches.add(user.id, chat.id, question, kept.id, kept.answer.generation)
            self.courier.wake()
            await acknowledge(update, card_replies.ASKED_OFFICERS, alert=True)


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE
