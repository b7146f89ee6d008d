"""Keyboards of questions on offer, and the questions behind their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.archive.offers import Offer, Offers
from bot.telegram.callbacks import number, pack

ASK = "ask"  # the prefix of these buttons

Rows = list[list[InlineKeyboardButton]]


@dataclass(frozen=True)
class OfferedQuestions:
    """Remembers the questions offered, so that their buttons work after a restart."""

    offers: Offers

    async def keyboard(self, offered: Sequence[Offer]) -> InlineKeyboardMarkup | None:
        """Offer questions as buttons, one a row; None if there are none."""
        return InlineKeyboardMarkup(offer_rows(await self.offers.keep(offered), offered)) if offered else None

    async def find(self, parts: Sequence[str]) -> str | None:
        """Return the question behind a button, by the parts it carries; None if it is forgotten."""
        n = number(parts[1]) if len(parts) == 2 else None
        return None if n is None else await self.offers.find(parts[0], n)


def offer_rows(id: str, offered: Sequence[Offer]) -> Rows:
    """The buttons of questions that are kept under an id, one a row."""
    return [[InlineKeyboardButton(offer.label, callback_data=pack(ASK, id, n))] for n, offer in enumerate(offered)]
