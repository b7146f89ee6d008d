"""/thongke and /khoangtrong: administrators see how the bot is used, and what it could not answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.archive.statistics import Statistics, statistics
from bot.archive.unanswered import Gap, gaps
from bot.people.audit import Act, Audit
from bot.people.roles import Role
from bot.telegram import activity_replies, replies
from bot.telegram.callbacks import number, pack
from bot.telegram.commands import Command, Feature, Press
from bot.telegram.delivery import edit, reply, send_file, typing
from bot.telegram.replying import person_of
from index.database import Database

Context = ContextTypes.DEFAULT_TYPE

DAYS = (7, 30, 90)  # what can be chosen
PAGE = 6  # gaps
_ACTIVITY, _GAPS, _SHEET = "st", "gp", "gx"


@dataclass(frozen=True)
class Activity(Feature):
    """Counts of the records, for administrators."""

    database: Database
    now: Callable[[], float] = time.time
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)  # matplotlib keeps its settings for the process

    @property
    def commands(self) -> Sequence[Command]:
        return (
            Command("thongke", "Thống kê: câu hỏi, góp ý, thời gian trả lời", Role.ADMINISTRATOR, self.show),
            Command("khoangtrong", "Những gì được hỏi mà chưa trả lời được", Role.ADMINISTRATOR, self.list_gaps),
        )

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(_ACTIVITY, Role.ADMINISTRATOR, self.choose_days),
            Press(_GAPS, Role.ADMINISTRATOR, self.turn_gaps),
            Press(_SHEET, Role.ADMINISTRATOR, self.fetch_gaps),
        )

    async def show(self, update: Update, context: Context) -> None:
        """Send the chart with its figures."""
        await self._show(update, context, DAYS[0])

    async def choose_days(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Send the chart of another number of days."""
        days = _days(parts)
        if days is None:
            await reply(update, context, [replies.OLD_BUTTON])
        else:
            await self._show(update, context, days)

    async def list_gaps(self, update: Update, context: Context) -> None:
        """List what was asked in vain."""
        text, keyboard = await self._gaps(DAYS[1], 0)
        await reply(update, context, [text], keyboard=keyboard)

    async def turn_gaps(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show another page, or other days, in the same message."""
        days, page = _days(parts[:1]), number(parts[1]) if len(parts) == 2 else None
        if days is None or page is None:
            await edit(update, context, replies.OLD_BUTTON)
        else:
            text, keyboard = await self._gaps(days, page)
            await edit(update, context, text, keyboard=keyboard)

    async def fetch_gaps(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Send all of it as a workbook."""
        days = _days(parts)
        found = await gaps(self.database, days, self.now) if days else []
        if days is None or not found:
            await reply(update, context, [activity_replies.NO_GAPS.format(days=days) if days else replies.OLD_BUTTON])
            return
        content = await asyncio.to_thread(_written, found)
        caption = activity_replies.gap_caption(len(found), days)
        await Audit(self.database, self.now).record(person_of(update), Act.GAPS_FETCHED, f"{days} ngày")
        await send_file(update, context, content, f"cau-hoi-chua-tra-loi-{days}-ngay.xlsx", caption)

    async def _show(self, update: Update, context: Context, days: int) -> None:
        assert update.effective_chat
        async with typing(context.bot, update.effective_chat.id):
            found = await statistics(self.database, days, self.now)
            async with self.drawing:
                content = await asyncio.to_thread(_drawn, found)
        caption = activity_replies.activity(found)
        keyboard = InlineKeyboardMarkup([_choices(_ACTIVITY, days)])
        await send_file(update, context, content, "thong-ke.png", caption, as_photo=True, keyboard=keyboard)

    async def _gaps(self, days: int, page: int) -> tuple[str, InlineKeyboardMarkup]:
        found = await gaps(self.database, days, self.now)
        page = min(max(page, 0), max(0, -(-len(found) // PAGE) - 1))
        shown = found[page * PAGE : (page + 1) * PAGE]
        turns = [(activity_replies.BEFORE, page - 1), (activity_replies.NEXT, page + 1)]
        rows = [
            [
                InlineKeyboardButton(label, callback_data=pack(_GAPS, days, n))
                for label, n in turns
                if 0 <= n * PAGE < len(found)
            ],
            [InlineKeyboardButton(activity_replies.EXCEL, callback_data=pack(_SHEET, days))] if found else [],
            _choices(_GAPS, days, 0),
        ]
        text = activity_replies.gap_page(shown, days, page * PAGE + 1, len(found))
        return text, InlineKeyboardMarkup([row for row in rows if row])


def _choices(prefix: str, shown: int, *more: object) -> list[InlineKeyboardButton]:
    """Buttons for each number of days."""
    return [
        InlineKeyboardButton(
            activity_replies.days_label(days, is_shown=days == shown), callback_data=pack(prefix, days, *more)
        )
        for days in DAYS
    ]


def _days(parts: Sequence[str]) -> int | None:
    days = number(parts[0]) if len(parts) == 1 else None
    return days if days in DAYS else None


def _drawn(found: Statistics) -> bytes:
    from bot.archive.activity_chart import draw_activity  # heavy: loaded on the first use

    return draw_activity(found.days)


def _written(found: Sequence[Gap]) -> bytes:
    from bot.archive.gap_sheet import write_gaps  # heavy: loaded on the first use

    return write_gaps(found)
