"""The passage behind a citation: found in the article as it was, or as it is now, and paged through."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.answering.answers import Citation
from bot.archive.paging import pages_of
from bot.archive.quotations import Stretch, find_quotation
from bot.people.roles import Role
from bot.telegram import card_replies
from bot.telegram.callbacks import number, pack
from bot.telegram.card_replies import Note
from bot.telegram.cards import ANSWER_LINK, SOURCE, SOURCE_LINK, Cards, cited_under, share_url
from bot.telegram.commands import DeepLink, Feature, Press
from bot.telegram.delivery import edit, reply
from index.documents import Document

Context = ContextTypes.DEFAULT_TYPE

_URL = re.compile(r"https?://[^\s/]+\.[^\s]{1,500}")


class Articles(Protocol):
    """Who has the texts of the articles."""

    async def article(self, id: str, generation: int | None = None) -> Document | None:
        """An article as a generation of the index has it, or as the one that answers now; None if it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """Where citations stand."""

    note: Note
    document: Document | None  # None if the article is gone
    quoted: Sequence[Stretch]


@dataclass(frozen=True)
class CitedPassages(Feature):
    """Opens what an answer cites, by its buttons and by links."""

    cards: Cards
    articles: Articles

    @property
    def presses(self) -> Sequence[Press]:
        return (Press(SOURCE, Role.MEMBER, self.open),)

    @property
    def links(self) -> Sequence[DeepLink]:
        return (
            DeepLink(SOURCE_LINK, Role.MEMBER, self.follow_source),
            DeepLink(ANSWER_LINK, Role.MEMBER, self.follow_answer),
        )

    async def open(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Open a source in a new message, or show another page of it in the same one."""
        page = number(parts[2]) if len(parts) == 3 else None
        shown = await self._shown(context.bot, parts[0], parts[1], page) if len(parts) in (2, 3) else None
        if shown is None:
            await reply(update, context, [card_replies.UNKNOWN_ANSWER])
        elif page is None:
            await reply(update, context, [shown[0]], keyboard=shown[1])
        else:
            await edit(update, context, shown[0], keyboard=shown[1])

    async def follow_source(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Open a source that somebody shared."""
        answer_id, _, n = parts[0].rpartition("_")
        shown = await self._shown(context.bot, answer_id, n, None)
        if shown is None:
            await reply(update, context, [card_replies.UNKNOWN_ANSWER])
        else:
            await reply(update, context, [shown[0]], keyboard=shown[1])

    async def follow_answer(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show an answer that somebody shared."""
        kept = await self.cards.archive.find(parts[0])
        if kept is None or kept.is_erased:
            await reply(update, context, [card_replies.UNKNOWN_ANSWER])
        else:
            card = await self.cards.again(context.bot, kept)
            await reply(update, context, card.messages, keyboard=card.keyboard)

    async def _shown(
        self, bot: Bot, answer_id: str, n: str, page: int | None
    ) -> tuple[str, InlineKeyboardMarkup] | None:
        """A page of a source with its buttons; None if the answer is forgotten or has no such source."""
        kept = await self.cards.archive.find(answer_id)
        cited = cited_under(kept.answer, number(n) or 0) if kept else []
        if kept is None or not cited:
            return None
        found, source = await locate(cited, kept.answer.generation, self.articles), cited[0].n
        payload = f"{SOURCE_LINK}{kept.id}_{source}"
        if found.document is None:
            text = card_replies.quotes_alone(source, cited[0].source, found.note, [c.quote for c in cited])
            return text, InlineKeyboardMarkup(_links(bot, cited[0], payload))
        turn = partial(pack, SOURCE, kept.id, source)
        return page_of(bot, cited[0], found, found.document, page, turn=turn, payload=payload)


async def locate(cited: Sequence[Citation], generation: int | None, articles: Articles) -> Found:
    """Find citations of one article: as it was when it was cited, if that is kept, or else as it is now.

    Of an article that was taken out of the corpus nothing is shown but what was quoted.
    """
    id = cited[0].source.id
    now = await articles.article(id)
    if now is None:
        return Found(Note.REMOVED, None, ())
    then = await articles.article(id, generation) if generation is not None else None
    if then and all(then.text[citation.start : citation.end] == citation.quote for citation in cited):
        note = Note.NONE if then.content_hash == now.content_hash else Note.CHANGED
        return Found(note, then, [(citation.start, citation.end) for citation in cited])
    stretches = [stretch for citation in cited if (stretch := find_quotation(citation.quote, now.text))]
    return Found(Note.MOVED if stretches else Note.REPLACED, now, stretches)


def page_of(
    bot: Bot,
    citation: Citation,
    found: Found,
    document: Document,
    page: int | None,
    *,
    turn: Callable[[int], str],
    payload: str,
) -> tuple[str, InlineKeyboardMarkup]:
    """A page of an article, with buttons to turn it, to copy the citation and to share it.

    Args:
        page: counted from 0; None for the one with the quotation.
        turn: the callback data that shows another page.
        payload: of the deep link that opens the passage.
    """
    pages = pages_of(document.text, found.quoted[0] if found.quoted else (0, 0))
    at = pages.quoted if page is None else min(max(page, 0), len(pages.stretches) - 1)
    stretch = pages.stretches[at]
    text = card_replies.passage(
        citation.n,
        document.source,
        found.note,
        document.text,
        stretch,
        found.quoted,
        card_replies.place_in_article(at + 1, len(pages.stretches), document.source.page_at(stretch[0])),
    )
    turns = [(card_replies.BACK, at - 1), (card_replies.ON, at + 1)]
    row = [InlineKeyboardButton(label, callback_data=turn(to)) for label, to in turns if 0 <= to < len(pages.stretches)]
    return text, InlineKeyboardMarkup([*([row] if row else []), *_links(bot, citation, payload)])


def _links(bot: Bot, citation: Citation, payload: str) -> list[list[InlineKeyboardButton]]:
    copy = InlineKeyboardButton(card_replies.COPY, copy_text=CopyTextButton(card_replies.copied(citation)))
    share = InlineKeyboardButton(card_replies.SHARE, url=share_url(bot, payload))
    url = citation.source.url
    original = [[InlineKeyboardButton(card_replies.ORIGINAL, url=url)]] if url and _URL.fullmatch(url) else []
    return [[copy, share] if citation.quote else [share], *original]
