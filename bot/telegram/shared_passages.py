"""Passages behind links that carry all that is needed to find them, such as those below inline answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from telegram import Bot, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.answering.answers import Citation
from bot.archive.spots import Spot, key_of, read_spot
from bot.people.roles import Role
from bot.telegram import inline_replies
from bot.telegram.callbacks import number, pack
from bot.telegram.card_replies import Note
from bot.telegram.cited_passages import Articles, Found, locate, page_of
from bot.telegram.commands import DeepLink, Feature, Press
from bot.telegram.delivery import edit, reply
from index.documents import Source

Context = ContextTypes.DEFAULT_TYPE

PASSAGE_LINK = "p_"  # of the deep links
_PAGE = "pas"  # of the buttons


class Sources(Protocol):
    """Who knows which articles there are."""

    async def sources(self) -> Sequence[Source]:
        """The articles that answers are taken from."""
        ...


@dataclass(frozen=True)
class SharedPassages(Feature):
    """Opens a passage by its spot."""

    articles: Articles
    corpus: Sources

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(_PAGE, Role.MEMBER, self.turn),)

    @property
    def links(self) -> Sequence[DeepLink]:
        return (DeepLink(PASSAGE_LINK, Role.MEMBER, self.follow),)

    async def follow(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Open the passage of a link."""
        shown = await self._shown(context.bot, parts[0], None)
        if shown is None:
            await reply(update, context, [inline_replies.PASSAGE_GONE])
        else:
            await reply(update, context, [shown[0]], keyboard=shown[1])

    async def turn(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show another page of the article in the same message."""
        shown = await self._shown(context.bot, parts[0], number(parts[1])) if len(parts) == 2 else None
        if shown is None:
            await reply(update, context, [inline_replies.PASSAGE_GONE])
        else:
            await edit(update, context, shown[0], keyboard=shown[1])

    async def _shown(self, bot: Bot, packed: str, page: int | None) -> tuple[str, InlineKeyboardMarkup] | None:
        spot = read_spot(packed)
        source = await self._source(spot) if spot else None
        found = await self._found(spot, source) if spot and source else None
        if not spot or not found or not found[0].document:
            return None
        place, citation = found
        assert place.document
        turn, payload = partial(pack, _PAGE, packed), PASSAGE_LINK + packed
        return page_of(bot, citation, place, place.document, page, turn=turn, payload=payload)

    async def _source(self, spot: Spot) -> Source | None:
        return next((source for source in await self.corpus.sources() if key_of(source.id) == spot.document), None)

    async def _found(self, spot: Spot, source: Source) -> tuple[Found, Citation] | None:
        """Where the passage stands: as it was, if that is kept, or else as the article is now."""
        then = await self.articles.article(source.id, spot.generation)
        if then and spot.fits(then.text):
            citation = _citation(spot, then.source, then.text, spot.start)
            return await locate([citation], spot.generation, self.articles), citation
        now = await self.articles.article(source.id)
        if now is None:
            return None
        stretch = await asyncio.to_thread(spot.find_in, now.text)
        if stretch is None:
            return Found(Note.REPLACED, now, ()), _citation(spot, now.source, "", 0)
        note = Note.MOVED if stretch[0] != spot.start else Note.NONE
        return Found(note, now, (stretch,)), _citation(spot, now.source, now.text, stretch[0])


def _citation(spot: Spot, source: Source, text: str, start: int) -> Citation:
    quote = text[start : start + spot.length]
    return Citation(spot.n, source, quote, start, start + len(quote))
