"""`/baiviet`: the articles that answer, page by page, one in detail, and taking one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.administration.desk import Listed
from bot.archive.offers import Offer, Offers
from bot.people.roles import Role
from bot.telegram.admin import article_replies as replies
from bot.telegram.admin import faults
from bot.telegram.admin.builds import Builds
from bot.telegram.admin.keyboards import argument, keyboard, pressed, sender
from bot.telegram.callbacks import number, pack
from bot.telegram.commands import Command, Feature, Press
from bot.telegram.delivery import edit, reply
from index.errors import IndexingError

Context = ContextTypes.DEFAULT_TYPE

PAGE = 8  # articles
TURN, SHOW, ASK, REMOVE = "bvtrang", "bvxem", "bvgo", "bvgo2"  # prefixes; a list is named by where its words are kept
_ROW = 4  # buttons
_EVERY = "-"


@dataclass(frozen=True)
class Listing(Feature):
    """Lists the articles to administrators; what a button shows is looked up anew, so it lasts over rebuilds."""

    builds: Builds
    offers: Offers

    @property
    def commands(self) -> Sequence[Command]:
        return (Command("baiviet", "Danh sách, tìm và gỡ bài viết", Role.ADMINISTRATOR, self.list),)

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(TURN, Role.ADMINISTRATOR, self.turn),
            Press(SHOW, Role.ADMINISTRATOR, self.show),
            Press(ASK, Role.ADMINISTRATOR, self.ask),
            Press(REMOVE, Role.ADMINISTRATOR, self.remove),
        )

    async def list(self, update: Update, context: Context) -> None:
        """Show the first page of all articles, or of those with the words typed."""
        words = argument(update)
        found = await self.builds.desk.articles(words)
        if not found:
            await reply(update, context, [replies.none_found(words) if words else replies.NO_ARTICLES])
            return
        id = await self.offers.keep([Offer("", words)]) if words else _EVERY
        text, buttons = _page(found, id, words, 0)
        await reply(update, context, [text], keyboard=buttons)

    async def turn(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show another page in the same message; of a page that is there no more the last."""
        id, page = (parts[0], number(parts[1])) if len(parts) == 2 else ("", None)
        words = "" if id == _EVERY else await self.offers.find(id, 0)
        if words is None or page is None:
            await edit(update, context, replies.OLD_LIST)
            return
        found = await self.builds.desk.articles(words)
        text, buttons = _page(found, id, words, page) if found else (replies.NO_ARTICLES, None)
        await edit(update, context, text, keyboard=buttons)

    async def show(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show one article in detail."""
        each = await self._article(parts)
        if each is None:
            await edit(update, context, replies.GONE)
            return
        back = (replies.BACK, pack(TURN, *parts[1:3]) if len(parts) == 3 else pack(TURN, _EVERY, 0))
        await edit(
            update,
            context,
            replies.details(each, await self.builds.desk.figures_of(each)),
            keyboard=keyboard([[(replies.REMOVE, pack(ASK, each.key)), back]]),
        )

    async def ask(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Ask whether an article shall be taken out."""
        each = await self._article(parts)
        if each is None:
            await edit(update, context, replies.GONE)
            return
        buttons = [[(replies.CONFIRM, pack(REMOVE, each.key)), (replies.CANCEL, pack(SHOW, each.key))]]
        await edit(update, context, replies.confirm_removal(each), keyboard=keyboard(buttons))

    async def remove(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Take an article out, and bring the index in line."""
        each, shown, by = await self._article(parts), pressed(update), sender(update)
        if each is None or shown is None:
            await edit(update, context, replies.GONE)
            return
        try:
            await self.builds.desk.remove(each.source.id, by)
        except IndexingError as error:
            await edit(update, context, faults.worded(error))
            return
        await self.builds.start(context.bot, shown, by)

    async def _article(self, parts: Sequence[str]) -> Listed | None:
        return await self.builds.desk.article(parts[0]) if parts else None


def _page(found: Sequence[Listed], id: str, words: str, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
    last = (len(found) - 1) // PAGE
    page = min(max(page, 0), last)
    first = page * PAGE
    here = found[first : first + PAGE]
    opening = [(str(n), pack(SHOW, each.key, id, page)) for n, each in enumerate(here, start=first + 1)]
    turns = [(replies.NEWER, page - 1), (replies.OLDER, page + 1)]
    turning = [(label, pack(TURN, id, to)) for label, to in turns if 0 <= to <= last]
    rows = [opening[n : n + _ROW] for n in range(0, len(opening), _ROW)]
    return replies.article_list(here, first, len(found), words), keyboard([*rows, turning])
