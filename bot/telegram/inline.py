"""`@bot câu hỏi` in any chat: cited cards, of which one is picked and sent there.

Telegram asks anew whenever who types stops for a moment; only her latest words are worked on. A card goes into a chat
of others, so it rests on these words alone: her unit and her conversation are not looked at, and nothing is kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from telegram import InlineQuery, InlineQueryResultsButton, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import ChosenInlineResultHandler, ContextTypes, InlineQueryHandler

from bot.answering.answers import NO_QUESTION, Outcome
from bot.answering.suggestions import Asked, Suggestions
from bot.figures.questions import FigureQuestion
from bot.language import _
from bot.telegram import inline_replies
from bot.telegram.budgets import Budgets
from bot.telegram.commands import Feature, Handler
from bot.telegram.inline_cards import Asked as Answered
from bot.telegram.inline_cards import Cards, answer_cards, example_cards, kind_of
from bot.telegram.metrics import Metrics
from bot.telegram.typing_users import Typists
from bot.telegram.underway import current

Context = ContextTypes.DEFAULT_TYPE
logger = logging.getLogger(__name__)

PAUSE_S = 0.35  # who types on within it is not answered yet
LIMIT_S = 8.0  # Telegram takes no answer much later
CACHE_S = 300  # Telegram may repeat an answer to the same person: the articles change seldom
START = "inline"  # what the button above the cards opens the bot with
_EXAMPLES, _SUPERSEDED, _LATE, _TOO_MANY, _FAILED = "examples", "superseded", "late", "too_many", "failed"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is shown to who types."""

    outcome: str  # as it is counted
    cards: Cards = field(default_factory=list)
    button: str = inline_replies.OPEN_BOT
    cache_s: int = CACHE_S


@dataclass
class Inline(Feature):
    """Answers inline queries.

    Args:
        answers: finds answers in a moment: without a language model, and told nothing but the question.
    """

    answers: Asked
    suggestions: Suggestions
    budgets: Budgets
    metrics: Metrics
    _typists: Typists = field(default_factory=Typists)
    _examples: tuple[list[FigureQuestion], list[Answered]] = ([], [])

    @property
    def handlers(self) -> Sequence[Handler]:
        return (InlineQueryHandler(self.answer), ChosenInlineResultHandler(self.count))

    async def answer(self, update: Update, context: Context) -> None:
        """Offer cards, unless she types on meanwhile."""
        query = update.inline_query
        assert query
        user = query.from_user.id
        self._typists.began(user, update.update_id)
        await _idle(PAUSE_S)
        offer = Offer(_SUPERSEDED)
        if self._typists.is_latest(user, update.update_id):
            offer = await self._in_time(query, context.bot.username)
        if self._typists.is_latest(user, update.update_id):
            await show(query, offer)
        self.metrics.inline.labels(outcome=offer.outcome).inc()

    async def count(self, update: Update, context: Context) -> None:
        """Count a card that was sent; Telegram tells of it where @BotFather was asked to (/setinlinefeedback)."""
        chosen = update.chosen_inline_result
        assert chosen
        self.metrics.inline_chosen.labels(kind=kind_of(chosen.result_id) or "unknown").inc()

    async def _in_time(self, query: InlineQuery, username: str) -> Offer:
        try:
            async with asyncio.timeout(LIMIT_S):
                return await self._offer(query, username)
        except TimeoutError:
            return Offer(_LATE, button=inline_replies.LATE, cache_s=0)
        except Exception:
            logger.exception("An inline query could not be answered")
            return Offer(_FAILED, button=inline_replies.FAILED, cache_s=0)

    async def _offer(self, query: InlineQuery, username: str) -> Offer:
        asked = query.query.strip()
        if query.offset:
            return Offer(_EXAMPLES)  # there is but one page
        if not asked:
            return await self._try(username)
        user = query.from_user.id
        if not self._typists.goes_on(user, asked) and (wait_s := self.budgets.take(user, user)) > 0:
            self._typists.forget(user)
            return Offer(_TOO_MANY, button=inline_replies.too_many(wait_s), cache_s=0)
        answer = await self.answers.answer(asked)
        if answer.reason == NO_QUESTION:
            return await self._try(username)
        readings = await self._answered(answer.choices) if answer.outcome is Outcome.CLARIFY else []
        return Offer(answer.outcome.value, answer_cards(username, (asked, answer), readings))

    async def _try(self, username: str) -> Offer:
        """Examples; they are answered once for as long as they stay the same."""
        examples = await self.suggestions.examples()
        if examples != self._examples[0]:
            self._examples = (examples, await self._answered([example.question for example in examples]))
        return Offer(_EXAMPLES, example_cards(username, self._examples[1]))

    async def _answered(self, questions: Sequence[str]) -> list[Answered]:
        """Those of some questions that are answered."""
        found = [(question, await self.answers.answer(question)) for question in questions]
        return [(question, answer) for question, answer in found if answer.outcome is Outcome.ANSWERED]


async def _idle(seconds: float) -> None:
    """Wait, and let other updates have the place meanwhile."""
    async with AsyncExitStack() as stack:
        if update := current.get():
            await stack.enter_async_context(update.place.lent())
        await asyncio.sleep(seconds)


async def show(query: InlineQuery, offer: Offer) -> None:
    """Answer a query; one that Telegram has given up meanwhile is left.

    Who may ask is decided person by person, so no answer is cached for another.
    """
    button = InlineQueryResultsButton(_(offer.button), start_parameter=START)
    try:
        await query.answer(offer.cards, cache_time=offer.cache_s, is_personal=True, button=button)
    except BadRequest as exc:
        logger.log(logging.INFO if "query" in str(exc).lower() else logging.ERROR, "An inline query: %s", exc)
    except TelegramError as exc:
        logger.info("An inline query was not answered: %s", exc)
