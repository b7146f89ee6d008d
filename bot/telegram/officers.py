"""What officers can do: look up reported figures, compare them, follow them over time, and fetch them as files."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.figures.ledger import Ledger, Ledgers
from bot.figures.pages import paged
from bot.figures.saved import SavedLookup, SavedLookups
from bot.figures.views import Lookup, Mode, look_up
from bot.people.roles import Role
from bot.telegram import officer_replies as replies
from bot.telegram.commands import Command, Feature, Press
from bot.telegram.delivery import edit, reply, send_file, typing
from bot.telegram.figure_buttons import (
    CHOOSE,
    FETCH,
    TURN,
    FileKind,
    Filter,
    View,
    filter_keyboard,
    place_of,
    view_keyboard,
)
from index.figures import Figure

Context = ContextTypes.DEFAULT_TYPE
_MAX_PHOTO = 2.2  # height by width; Telegram shrinks a taller picture until it cannot be read


@dataclass(frozen=True)
class Officers(Feature):
    """The commands about figures; what a button shows is looked up anew, so it lasts over restarts and rebuilds."""

    ledgers: Ledgers
    saved: SavedLookups
    today: Callable[[], date] = date.today
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)  # matplotlib keeps its settings for the process

    @property
    def commands(self) -> Sequence[Command]:
        return (
            Command("solieu", "Tra số liệu: chỉ tiêu, nơi, năm", Role.OFFICER, partial(self.ask, Mode.TABLE)),
            Command(
                "sosanh", "So sánh số liệu giữa các nơi hoặc các kỳ", Role.OFFICER, partial(self.ask, Mode.COMPARISON)
            ),
            Command("xuhuong", "Số liệu của một nơi qua các năm", Role.OFFICER, partial(self.ask, Mode.TREND)),
        )

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(TURN, Role.OFFICER, self.turn),
            Press(CHOOSE, Role.OFFICER, self.choose),
            Press(FETCH, Role.OFFICER, self.fetch),
        )

    async def ask(self, mode: Mode, update: Update, context: Context) -> None:
        """Show the figures that a command asks for."""
        query = _argument(update)
        if not query or len(query) > replies.MAX_QUERY:
            await reply(update, context, [replies.TOO_LONG] if query else replies.how_to(mode))
            return
        wanted = SavedLookup(mode, query, self.today())
        lookup = await self._found(wanted)
        if not lookup.table.figures:
            await reply(update, context, await asyncio.to_thread(replies.nothing_found, lookup))
            return
        assert update.effective_user
        view = View(await self.saved.save(str(update.effective_user.id), wanted))
        text, keyboard = _message(lookup, view)
        await reply(update, context, [text], keyboard=keyboard)

    async def turn(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show another page, or the figures narrowed, in the same message."""
        view = View.read(parts)
        lookup = await self._behind(view)
        try:
            text, keyboard = _message(lookup, view) if view and lookup else (replies.FORGOTTEN, None)
        except LookupError:
            text, keyboard = replies.FORGOTTEN, None
        await edit(update, context, text, keyboard=keyboard)

    async def choose(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Offer the places or the years."""
        view, more = View.read(parts[:4]), parts[4:]
        lookup = await self._behind(view)
        if not view or not lookup or not more or more[0] not in list(Filter):
            await edit(update, context, replies.FORGOTTEN)
            return
        by, page = Filter(more[0]), int(more[1]) if more[1:] and more[1].isdecimal() else 0
        question = replies.CHOOSE_PLACE if by is Filter.PLACE else replies.CHOOSE_YEAR
        await edit(update, context, question, keyboard=filter_keyboard(view, by, lookup, page))

    async def fetch(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Send the figures of a view as a file."""
        view, kinds = View.read(parts[:4]), parts[4:]
        lookup = await self._behind(view)
        if not view or not lookup or len(kinds) != 1 or kinds[0] not in list(FileKind):
            await reply(update, context, [replies.FORGOTTEN])
            return
        assert update.effective_chat
        async with typing(context.bot, update.effective_chat.id):
            await self._send(update, context, view, lookup, FileKind(kinds[0]))

    async def _send(self, update: Update, context: Context, view: View, lookup: Lookup, kind: FileKind) -> None:
        try:
            place = place_of(lookup, view)
        except LookupError:
            await reply(update, context, [replies.FORGOTTEN])
            return
        figures = lookup.sheet(place, view.year).figures
        if not figures:
            await reply(update, context, [replies.FORGOTTEN])
            return
        async with self.drawing:
            content = await asyncio.to_thread(_written, kind, figures, lookup.ledger)
        caption = replies.caption(lookup, place, view.year, len(figures))
        name = replies.file_name(lookup, kind.value)
        as_photo = kind is FileKind.CHART and _is_photo(content)
        await send_file(update, context, content, name, caption, as_photo=as_photo)

    async def _behind(self, view: View | None) -> Lookup | None:
        """The lookup of a button; None if it is forgotten."""
        wanted = await self.saved.find(view.id) if view else None
        return await self._found(wanted) if wanted else None

    async def _found(self, wanted: SavedLookup) -> Lookup:
        ledger = await self.ledgers.ledger()
        return await asyncio.to_thread(look_up, ledger, wanted.mode, wanted.query, wanted.said_on)


def _argument(update: Update) -> str:
    """What stands behind a command."""
    message = update.effective_message
    words = (message.text or "").split(maxsplit=1) if message else []
    return " ".join(words[1].split()) if len(words) == 2 else ""


def _message(lookup: Lookup, view: View) -> tuple[str, InlineKeyboardMarkup]:
    """A page and its buttons; of a page that is there no more the last one.

    Raises:
        LookupError: if the place that the view is narrowed to has no figures any more.
    """
    place = place_of(lookup, view)
    sheet = lookup.sheet(place, view.year)
    pages = paged(sheet.blocks)
    number = min(view.page, max(len(pages) - 1, 0))
    text = replies.sheet_page(lookup, sheet, pages, number, place, view.year)
    return text, view_keyboard(View(view.id, number, view.place, view.year), lookup, len(pages))


def _written(kind: FileKind, figures: Sequence[Figure], ledger: Ledger) -> bytes:
    # Loaded on the first use: they are heavy.
    from bot.figures.charts import write_chart
    from bot.figures.spreadsheets import write_csv, write_xlsx

    write = {FileKind.CSV: write_csv, FileKind.XLSX: write_xlsx, FileKind.CHART: write_chart}[kind]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"figures.{kind.value}"
        write(path, figures, ledger)
        return path.read_bytes()


def _is_photo(png: bytes) -> bool:
    """Whether a picture stays legible when Telegram shrinks it; its size stands in its header."""
    width, height = struct.unpack(">II", png[16:24])
    return bool(height <= _MAX_PHOTO * width)
