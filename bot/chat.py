"""`hoidap chat`: questions and answers in the terminal; piped questions are answered one a line."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

from rich.console import Console
from rich.markup import escape

from bot.asking import plain
from bot.opening import open_answerer
from bot.settings import Settings
from index.embedders import Embedder

ASKER = "terminal"
PROMPT = "\nHỏi: "
WELCOME = "Chị/anh gõ câu hỏi rồi nhấn Enter; gõ Ctrl-D để kết thúc."


async def converse(settings: Settings, *, embedder: Embedder | None = None) -> None:
    """Answer questions until the input ends."""
    console = Console(highlight=False, soft_wrap=True)
    interactive = sys.stdin.isatty()
    async with open_answerer(settings, embedder=embedder) as answerer:
        if interactive:
            console.print(WELCOME)
        async for question in _questions(interactive):
            if question.strip() or interactive:
                answer = await answerer.answer(question, asker=ASKER)
                console.print(escape(plain(answer)))


async def _questions(interactive: bool) -> AsyncIterator[str]:
    while True:
        try:
            line = await asyncio.to_thread(_read_line, interactive)
        except (EOFError, KeyboardInterrupt):
            return
        yield line


def _read_line(interactive: bool) -> str:
    if interactive:
        return input(PROMPT)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
