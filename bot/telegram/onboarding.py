"""What follows the greeting: how an answer is read, and questions to try that the articles answer."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.answering.suggestions import Suggestions
from bot.archive.offers import Offer
from bot.telegram import replies
from bot.telegram.buttons import OfferedQuestions
from bot.telegram.commands import Feature
from bot.telegram.delivery import reply


@dataclass(frozen=True)
class Onboarding(Feature):
    """Two short messages more for who opens the bot."""

    suggestions: Suggestions
    offered: OfferedQuestions

    async def greet(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to read an answer, then offer examples from different reports."""
        examples = await self.suggestions.examples()
        offered = [Offer(replies.choice_label(n, each.question), each.question) for n, each in enumerate(examples, 1)]
        await reply(update, context, replies.first_steps())
        messages = replies.examples([offer.question for offer in offered])
        await reply(update, context, messages, keyboard=await self.offered.keyboard(offered))
