"""/huy breaks off what its sender waits for in that chat, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fake_telegram import FakeTelegram
from telegram_bot import FakeAnswers, running

from bot.telegram import replies

GROUP, LAN, CUC = -20, 5, 6


@pytest.fixture
def answers() -> FakeAnswers:
    answers = FakeAnswers()
    answers.gates["câu lâu"] = asyncio.Event()
    return answers


@pytest.fixture
async def telegram(answers: FakeAnswers) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (GROUP, LAN, CUC):
            server.open_chat(chat)
        async with running(server, answers):
            yield server


def texts(telegram: FakeTelegram, chat: int) -> list[str]:
    return [sent.text for sent in telegram.messages(chat)]


async def test_an_answer_under_way_and_those_that_wait_behind_it_are_broken_off(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    telegram.write(LAN, "câu lâu")
    await answers.reached(1)
    telegram.write(LAN, "câu sau")
    telegram.write(LAN, "/huy")
    await telegram.wait_until(lambda: replies.cancelled() in texts(telegram, LAN))
    answers.gates["câu lâu"].set()
    telegram.write(LAN, "câu khác")
    await telegram.wait_until(lambda: "Về «câu khác»" in texts(telegram, LAN))
    assert texts(telegram, LAN) == [replies.cancelled(), "Về «câu khác»"]


async def test_what_others_ask_in_a_group_goes_on(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    telegram.write(GROUP, "/hoi câu lâu", sender=LAN)
    await answers.reached(1)
    telegram.write(GROUP, "/huy", sender=CUC)
    await telegram.wait_until(lambda: replies.nothing_to_cancel() in texts(telegram, GROUP))
    answers.gates["câu lâu"].set()
    await telegram.wait_until(lambda: "Về «câu lâu»" in texts(telegram, GROUP))


async def test_without_a_question_there_is_nothing_to_cancel(telegram: FakeTelegram) -> None:
    telegram.write(LAN, "/huy")
    assert (await telegram.replies(LAN))[-1].text == replies.nothing_to_cancel()
