"""How many questions may be asked in an hour."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fake_telegram import FakeTelegram
from telegram_bot import FakeAnswers, running

from bot.telegram import budgets, replies
from bot.telegram.budgets import HOUR_S, Budgets

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

MAI, LAN, GROUP = 7, 8, -5


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


def test_who_asked_her_share_waits_until_the_first_question_is_an_hour_old(clock: Clock) -> None:
    shares = Budgets(2, 99, clock)
    for clock.seconds in (0, 600):
        assert shares.take(MAI, MAI) == 0
    clock.seconds = 900
    assert shares.take(MAI, MAI) == HOUR_S - 900
    assert shares.take(LAN, LAN) == 0
    clock.seconds = HOUR_S
    assert shares.take(MAI, MAI) == 0


def test_a_group_has_a_share_of_its_own_and_a_refused_question_costs_nobody_anything(clock: Clock) -> None:
    shares = Budgets(3, 1, clock)
    assert shares.take(MAI, GROUP) == 0
    assert shares.take(LAN, GROUP) == shares.take(LAN, GROUP) == HOUR_S
    assert [shares.take(LAN, LAN) for _ in range(4)] == [0, 0, 0, HOUR_S]


def test_what_is_an_hour_old_is_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "_MAX_KEPT", 2)
    shares = Budgets(1, 1, clock)
    for user in (1, 2):
        shares.take(user, user)
    clock.seconds = HOUR_S
    shares.take(3, 3)
    assert list(shares._windows) == [3]


async def test_who_asks_too_much_is_asked_to_wait_and_the_others_are_served(telegram: FakeTelegram) -> None:
    answers = FakeAnswers()
    async with running(telegram, answers, questions_per_hour=2):
        for _ in range(3):
            telegram.write(MAI, "câu hỏi")
        telegram.write(LAN, "câu của Lan")
        shown = [reply.text for reply in await telegram.replies(MAI, 3)]
        assert (await telegram.replies(LAN))[0].text == "Về «câu của Lan»"
        telegram.write(MAI, "/help")
        assert (await telegram.replies(MAI, 4))[3].text.startswith("Cách hỏi")
    assert shown[:2] == ["Về «câu hỏi»"] * 2
    assert shown[2] == replies.too_many_questions(HOUR_S)
    assert len(answers.asked) == 3


@pytest.mark.parametrize(("wait_s", "told"), [(0.1, "1 phút"), (60, "1 phút"), (61, "2 phút"), (3600, "60 phút")])
def test_the_wait_is_told_in_minutes(wait_s: float, told: str) -> None:
    assert f"sau {told}" in replies.too_many_questions(wait_s)
