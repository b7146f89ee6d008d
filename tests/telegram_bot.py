"""The bot under test: the real application, run against a Bot API server with prepared answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import date

from fake_telegram import FakeTelegram

from bot.answering.answers import Answer, Outcome
from bot.telegram.app import build_application, serve
from index.documents import Source

SOURCE = Source("a.html", "Tổng kết <b>2022</b>", "Hội LHPN tỉnh An Bình", published=date(2023, 1, 5))


class FakeAnswers:
    """Answers as prepared, or else with an echo; a question with a gate waits until it is opened."""

    def __init__(self) -> None:
        self.prepared: dict[str, Answer | Exception] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.open = 0
        self.most_open = 0

    async def answer(self, question: str, *, asker: str | None = None) -> Answer:
        self.asked.append((question, asker))
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        if question in self.gates:
            await self.gates[question].wait()
        self.open -= 1
        prepared = self.prepared.get(question, Answer(Outcome.ANSWERED, f"Về «{question}»"))
        if isinstance(prepared, Exception):
            raise prepared
        return prepared

    async def sources(self) -> Sequence[Source]:
        return [SOURCE]


@contextlib.asynccontextmanager
async def running(telegram: FakeTelegram, answers: FakeAnswers, concurrent_updates: int = 4) -> AsyncIterator[None]:
    application = build_application(
        telegram.token, answers, api_url=telegram.url, concurrent_updates=concurrent_updates
    )
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(application, stop, retry_delay_s=0.01))
    try:
        yield
    finally:
        stop.set()
        for gate in answers.gates.values():
            gate.set()  # stopping waits for the answers begun
        await asyncio.wait_for(serving, 10)
