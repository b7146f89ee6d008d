"""The whole bot in a process of its own, asked by many chats through the tests' Bot API server on loopback."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.append(str(PROJECT / "tests"))

from fake_telegram import FakeTelegram  # noqa: E402 - it lies with the tests

QUESTIONS = PROJECT / "docs_corpus" / "questions.jsonl"
START_S, WARM_S, DRAIN_S = 120.0, 30.0, 30.0
# Ways to put a question, so that few are asked twice.
_BEFORE = ("", "Cho em hỏi ", "Chị ơi, ", "Xin hỏi ", "Anh cho em hỏi ", "Em muốn hỏi ", "Cho tôi hỏi ", "Ad ơi ")
_AFTER = ("", " ạ", " vậy ạ", " nhỉ", " ạ?", " hả chị", " thế ạ", ".")
_TICKS_S = os.sysconf("SC_CLK_TCK")


@dataclass
class Account:
    """What became of the questions of one stretch; seconds."""

    asked_at: dict[tuple[int, int], float] = field(default_factory=dict)  # chat and message -> when
    latencies: dict[tuple[int, int], float] = field(default_factory=dict)  # until the first message of the answer

    @property
    def lost(self) -> int:
        return len(self.asked_at) - len(self.latencies)

    def answered_within(self, share: float) -> float:
        """How many seconds it took to answer so large a share of the questions that were answered."""
        ordered = sorted(self.latencies.values())
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


@dataclass
class BotProcess:
    """What the system knows of a running bot."""

    pid: int

    def memory_mb(self, what: str = "VmRSS") -> float:
        """Resident memory, or with "VmHWM" its peak."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))

    def processor_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_S

    def descriptors(self) -> int:
        return len([*Path(f"/proc/{self.pid}/fd").iterdir()])


class OfferedLoad:
    """Asks, and takes the account; `latency_s` is how long the server takes to confirm a message."""

    def __init__(self, telegram: FakeTelegram, bot: BotProcess, chats: int, latency_s: float) -> None:
        self.bot = bot
        self._telegram = telegram
        self._chats = itertools.cycle(random.Random(1).sample(range(1_000, 1_000 + chats), chats))
        self._questions = _questions()
        self._account = Account()
        self._gaps = random.Random(2)
        send = telegram.methods.do_sendMessage

        async def sent(params: dict[str, Any]) -> dict[str, Any]:
            self._note(params)
            await asyncio.sleep(latency_s)
            return await send(params)

        telegram.methods.do_sendMessage = sent  # type: ignore[method-assign]

    async def offer(self, rate: float, seconds: float) -> Account:
        """Ask so many questions a second, at random moments, and wait for the answers."""
        account = self._account = Account()
        began = asyncio.get_running_loop().time()
        at = began
        while (at := at + self._gaps.expovariate(rate)) < began + seconds:
            await asyncio.sleep(at - asyncio.get_running_loop().time())
            chat = next(self._chats)
            message = self._telegram.write(chat, next(self._questions))
            account.asked_at[chat, message] = time.perf_counter()
        deadline = time.monotonic() + DRAIN_S
        while account.lost and time.monotonic() < deadline:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)
        return account

    def _note(self, params: Mapping[str, Any]) -> None:
        replied = params.get("reply_parameters") or {}
        asked = (int(params["chat_id"]), replied.get("message_id", 0))
        if asked in self._account.asked_at:
            self._account.latencies.setdefault(asked, time.perf_counter() - self._account.asked_at[asked])


@asynccontextmanager
async def offered_load(
    data: Path, chats: int, latency_s: float, settings: Mapping[str, str] | None = None, program: Sequence[str] = ()
) -> AsyncIterator[OfferedLoad]:
    """A bot over the five articles, started, warm, and ended with the block.

    Args:
        data: its folder; it gets an index if it has none.
        settings: environment variables of the bot beside those of the server.
        program: what runs it, in place of this Python.
    """
    hoidap = [*(program or (sys.executable,)), "-m", "bot"]
    await _run([sys.executable, "-m", "bot", "index", "--data", str(data)])
    async with FakeTelegram() as telegram:
        telegram.updates._ids = itertools.count(time.time_ns() // 1000)  # the bot's journal knows those of runs before
        environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "HOIDAP_TELEGRAM_API_URL": telegram.url,
            "HOIDAP_USER_QUESTIONS_PER_HOUR": "1000000",
            **(settings or {}),
        }
        log = (data / "bot.log").open("wb")
        process = await asyncio.create_subprocess_exec(
            *hoidap, "bot", "--data", str(data), cwd=PROJECT, env=environment, stderr=log, stdout=log
        )
        try:
            await telegram.wait_until(lambda: bool(telegram.called("getUpdates")), START_S)
            load = OfferedLoad(telegram, BotProcess(process.pid), chats, latency_s)
            await load.offer(5, WARM_S)  # what is loaded and tried with the first questions, once for an index
            yield load
        finally:
            process.terminate()
            await process.wait()
            log.close()


async def _run(command: Sequence[str]) -> None:
    process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT)
    assert await process.wait() == 0, command


def _questions() -> Iterator[str]:
    """Endless questions: those of the articles' own set, each put in many ways."""
    asked = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    chance = random.Random(3)
    while True:
        ways = list(itertools.product(_BEFORE, asked, _AFTER))
        chance.shuffle(ways)
        for before, question, after in ways:
            yield before + question.rstrip("?. ") + (after or "?")


def own_processor_s() -> float:
    """What this process, which plays Telegram and the members, has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else float("nan")


async def every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    """Do something at regular times, until cancelled."""
    while True:
        await asyncio.sleep(seconds)
        await act()
