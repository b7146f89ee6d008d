"""Many people at once, and a bot that is killed among them; the long versions run with `pytest -m slow`."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from command_line import PROJECT, environment
from fake_telegram import FakeTelegram
from interactions import GROUPS, USERS, Script, ScriptedAnswers, account
from telegram_bot import running

from bot.records import Records
from bot.telegram.app import Operation
from bot.telegram.journal import OPEN, Journal, State

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

BURST = 12  # interactions at once
FAILING = 0.05  # of the calls, in the script with kills


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for user in USERS:
            server.open_chat(user)
        for group in GROUPS:
            server.join(group, 1_000_001)
        yield server


async def states(data: Path) -> dict[State, int]:
    async with await Records.open(data) as records:
        return dict(await Journal(records.database).counts())


async def still_open(data: Path) -> int:
    counts = await states(data)
    return sum(counts[state] for state in OPEN)


async def quiet(telegram: FakeTelegram, data: Path, timeout_s: float) -> None:
    """Wait until everything that was sent to the bot is dealt with."""
    async with asyncio.timeout(timeout_s):
        while telegram.pending or await still_open(data):  # noqa: ASYNC110 - a database has no event
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("interactions", [60, pytest.param(1000, marks=pytest.mark.slow)])
async def test_every_question_gets_exactly_one_answer_and_no_call_is_rejected(
    telegram: FakeTelegram, tmp_path: Path, interactions: int
) -> None:
    script = Script(telegram)
    async with running(telegram, ScriptedAnswers(), 8, data=tmp_path, operation=Operation(telegram.url)):
        for n, _ in enumerate(script.play(interactions)):
            if n % 7 == 0:
                await asyncio.sleep(0.01)
        await quiet(telegram, tmp_path, 120)
    taken = account(script)
    print(  # noqa: T201 - the figures of the long version
        f"{interactions} interactions: {len(script.asked)} questions, {len(telegram.calls)} calls, "
        f"{len(telegram.rejected)} rejected, {len(taken.twice)} twice, {len(taken.neither)} unanswered"
    )
    assert [rejected for rejected in telegram.rejected if rejected.code == 400] == []
    assert (taken.neither, taken.twice, sum(taken.apologised.values())) == ([], [], 0)
    assert set(taken.answered) == set(script.asked)


class KillableBot:
    """Runs the bot in a process of its own."""

    def __init__(self, telegram: FakeTelegram, data: Path) -> None:
        self._telegram = telegram
        self._data = data
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        polls = len(self._telegram.called("getUpdates"))
        program = (sys.executable, str(PROJECT / "tests" / "killable_bot.py"))
        path = os.pathsep.join((str(PROJECT), str(PROJECT / "tests")))
        self._process = await asyncio.create_subprocess_exec(
            *program, str(self._data), self._telegram.url, self._telegram.token,
            env=environment(PYTHONPATH=path), stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await self._telegram.wait_until(lambda: len(self._telegram.called("getUpdates")) > polls, 60)

    async def kill(self) -> None:
        assert self._process
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        assert self._process
        self._process.terminate()
        assert await self._process.wait() == 0


@pytest.mark.parametrize("has_drafts", [True, False], ids=["drafts", "edits"])
@pytest.mark.parametrize(("interactions", "kills"), [(60, 2), pytest.param(1000, 10, marks=pytest.mark.slow)])
async def test_a_bot_that_is_killed_answers_or_apologises_and_repeats_nothing(
    telegram: FakeTelegram, tmp_path: Path, interactions: int, kills: int, has_drafts: bool
) -> None:
    telegram.missing |= set() if has_drafts else {"sendMessageDraft"}
    script, when = Script(telegram, seed=1), random.Random(2)
    telegram.faults.by_chance(FAILING, seed=3)
    bot = KillableBot(telegram, tmp_path)
    await bot.start()
    kill_at = {(n + 1) * interactions // (kills + 1) for n in range(kills)}
    began = time.monotonic()
    for n, _ in enumerate(script.play(interactions)):
        if not any(n <= at < n + BURST for at in kill_at):  # the bot is killed in the middle of a burst
            await asyncio.sleep(0.01)
        if n in kill_at:
            answers = len(telegram.sent) + when.randrange(1, 4)
            await telegram.wait_until(partial(_has_sent, telegram, answers), 30)
            await bot.kill()
            await bot.start()
    await quiet(telegram, tmp_path, 200)
    await bot.stop()
    taken, ended = account(script), await states(tmp_path)
    print(  # noqa: T201 - the figures of the long version
        f"{interactions} interactions, {kills} kills, {telegram.faults.happened}/{len(telegram.calls)} calls failed: "
        f"{len(script.asked)} questions, {sum(taken.answered.values())} answered, {sum(taken.apologised.values())} "
        f"apologies, {len(taken.twice)} twice, {len(taken.neither)} neither, {ended[State.IN_DOUBT]} updates in doubt, "
        f"{time.monotonic() - began:.0f} s; {dict(taken.apologies)}"
    )
    assert taken.twice == []
    assert len(taken.neither) <= ended[State.IN_DOUBT] <= kills
    assert ended[State.UNDELIVERED] == 0


def _has_sent(telegram: FakeTelegram, messages: int) -> bool:
    return len(telegram.sent) >= messages
