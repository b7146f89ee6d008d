"""The card of an answer: its text with the sources, and the buttons below; kept, so that the buttons go on working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import create_deep_linked_url

from bot.answering.answers import NO_QUESTION, Answer, Citation, Outcome
from bot.answering.suggestions import Suggestions
from bot.archive.answers import Archive, KeptAnswer
from bot.archive.offers import Offer, Offers
from bot.archive.votes import Vote
from bot.people.units import units_named
from bot.telegram import card_replies, replies, unit_replies
from bot.telegram.buttons import Rows, offer_rows
from bot.telegram.callbacks import pack

SOURCE, VOTE, OFFICERS, UNIT = "src", "vote", "off", "unit"  # prefixes of the buttons
SOURCE_LINK, ANSWER_LINK = "s_", "a_"  # of the deep links
MAX_SOURCES = 10  # with a button of their own


@dataclass(frozen=True, slots=True)
class Card:
    """What is sent."""

    messages: list[str]
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True)
class Cards:
    """Makes cards, and makes them anew from what was kept."""

    archive: Archive
    suggestions: Suggestions

    async def make(
        self,
        bot: Bot,
        question: str,
        answer: Answer,
        *,
        user_id: int | None = None,
        asked: str | None = None,
        picked_from: str | None = None,
    ) -> Card:
        """Keep an answer and write its card; what was no question gets no buttons and is not kept.

        Args:
            user_id: who asked.
            asked: the question, where the chat does not show it.
            picked_from: the id of the answer among whose offers the question was.
        """
        if answer.reason == NO_QUESTION:
            return Card(replies.answer_card(answer, asked=asked), None)
        kept = await self.archive.keep(question, answer, user_id, await self._offered(answer))
        rows = (await self.keyboard(bot, kept)).inline_keyboard
        unit = await self._unit_row(kept, picked_from) if picked_from else []
        return Card(replies.answer_card(answer, asked=asked), InlineKeyboardMarkup([*rows, *unit]))

    async def again(self, bot: Bot, kept: KeptAnswer) -> Card:
        """The card of an answer that was shown before, with the question."""
        return Card(replies.answer_card(kept.answer, asked=kept.question), await self.keyboard(bot, kept))

    async def keyboard(self, bot: Bot, kept: KeptAnswer, vote: Vote | None = None) -> InlineKeyboardMarkup:
        """The buttons below an answer; `vote` marks the reader's own."""
        offers = await Offers(self.archive.database).below(kept.id)
        rows = offer_rows(kept.id, offers) if kept.answer.outcome is not Outcome.ANSWERED else []
        rows += _source_rows(kept)
        rows += offer_rows(kept.id, offers) if kept.answer.outcome is Outcome.ANSWERED else []
        share = InlineKeyboardButton(card_replies.SHARE, url=share_url(bot, ANSWER_LINK + kept.id))
        officers = InlineKeyboardButton(card_replies.ASK_OFFICERS, callback_data=pack(OFFICERS, kept.id))
        return InlineKeyboardMarkup([*rows, _vote_row(kept.id, vote), [officers, share]])

    async def _offered(self, answer: Answer) -> list[Offer]:
        if answer.outcome is not Outcome.ANSWERED:
            return [Offer(replies.choice_label(n, choice), choice) for n, choice in enumerate(answer.choices, start=1)]
        if not answer.citations:
            return []
        told = [citation.quote for citation in answer.citations]
        asked = await self.suggestions.after(answer.citations[0].source.id, told)
        return [Offer(card_replies.suggestion_label(each.label, each.figure.period), each.question) for each in asked]

    async def _unit_row(self, kept: KeptAnswer, picked_from: str) -> Rows:
        """Offer to remember the place that was picked where several were meant."""
        before = await self.archive.find(picked_from)
        units = units_named(kept.question)
        if before is None or before.answer.outcome is not Outcome.CLARIFY or len(units) != 1:
            return []
        label = unit_replies.remember_label(units[0])
        return [[InlineKeyboardButton(label, callback_data=pack(UNIT, kept.id))]]


def reason_keyboard(answer_id: str) -> InlineKeyboardMarkup:
    """Ask in one tap what was wrong."""
    buttons = [
        InlineKeyboardButton(label, callback_data=pack(VOTE, answer_id, vote.value))
        for vote, label in card_replies.REASONS.items()
    ]
    return InlineKeyboardMarkup([buttons[at : at + 2] for at in range(0, len(buttons), 2)])


def share_url(bot: Bot, payload: str) -> str:
    """Where Telegram asks whom to send a deep link to."""
    return f"https://t.me/share/url?url={quote(create_deep_linked_url(bot.username, payload), safe='')}"


def cited_under(answer: Answer, n: int) -> Sequence[Citation]:
    """The citations with a number."""
    return [citation for citation in answer.citations if citation.n == n]


def _source_rows(kept: KeptAnswer) -> Rows:
    first = {citation.n: citation for citation in reversed(kept.answer.citations)}
    return [
        [InlineKeyboardButton(card_replies.source_label(n, first[n].source), callback_data=pack(SOURCE, kept.id, n))]
        for n in sorted(first)[:MAX_SOURCES]
    ]


def _vote_row(answer_id: str, vote: Vote | None) -> list[InlineKeyboardButton]:
    good = card_replies.GOOD + (card_replies.CHOSEN if vote is Vote.GOOD else "")
    bad = card_replies.BAD + (card_replies.CHOSEN if vote not in (None, Vote.GOOD) else "")
    return [
        InlineKeyboardButton(good, callback_data=pack(VOTE, answer_id, Vote.GOOD.value)),
        InlineKeyboardButton(bad, callback_data=pack(VOTE, answer_id, Vote.BAD.value)),
    ]
