"""An edited question is answered anew, in place of the answer that it had."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fake_telegram import FakeTelegram
from telegram_bot import FakeAnswers, running
from telegram_chats import BOT

from bot.answering.answers import Answer, Outcome

GROUP, LAN = -20, 5
LONG = Answer(Outcome.ANSWERED, "\n".join(f"{line} " + "chữ " * 200 for line in range(12)))


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture
async def telegram(answers: FakeAnswers) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (GROUP, LAN):
            server.open_chat(chat)
        async with running(server, answers):
            yield server


@pytest.mark.parametrize(
    ("chat", "asked", "edited"),
    [
        (LAN, "năm 2021?", "năm 2022?"),
        (GROUP, "/hoi năm 2021?", "/hoi năm 2022?"),
        (GROUP, f"@{BOT['username']} năm 2021?", f"@{BOT['username']} năm 2022?"),
    ],
)
async def test_the_reply_is_edited(telegram: FakeTelegram, chat: int, asked: str, edited: str) -> None:
    message = telegram.write(chat, asked, sender=LAN)
    [sent] = await telegram.replies(chat)
    assert sent.text == "Về «năm 2021?»"
    telegram.edit(chat, message, edited)
    await telegram.wait_until(lambda: sent.text == "Về «năm 2022?»")
    assert len(telegram.messages(chat)) == 1


async def test_an_edit_that_asks_the_same_or_something_else_is_left_alone(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    message = telegram.write(LAN, "năm 2021?")
    await telegram.replies(LAN)
    for text in ("năm 2021?", "/help"):
        telegram.edit(LAN, message, text)
    talk = telegram.write(GROUP, "câu chuyện", sender=LAN)
    telegram.edit(GROUP, talk, f"@{BOT['username']} câu chuyện khác")
    telegram.write(LAN, "câu sau")
    await telegram.replies(LAN, 2)
    assert [question for question, _ in answers.asked] == ["năm 2021?", "câu sau"]


async def test_an_answer_that_stays_the_same_is_left_as_it_is(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    answers.prepared |= dict.fromkeys(("năm 2021?", "năm 2021 ạ?"), Answer(Outcome.ANSWERED, "31 căn."))
    message = telegram.write(LAN, "năm 2021?")
    await telegram.replies(LAN)
    telegram.edit(LAN, message, "năm 2021 ạ?")
    telegram.write(LAN, "câu sau")
    assert [sent.text for sent in await telegram.replies(LAN, 2)] == ["31 căn.", "Về «câu sau»"]
    assert (telegram.called("editMessageText"), telegram.rejected) == ([], [])


async def test_a_long_answer_and_a_short_one_take_each_others_place(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    answers.prepared["dài"] = LONG
    message = telegram.write(LAN, "ngắn")
    [first] = await telegram.replies(LAN)
    telegram.edit(LAN, message, "dài")
    await telegram.wait_until(lambda: len(telegram.messages(LAN)) > 1 and first.text.startswith("0 "))
    count = len(telegram.messages(LAN))
    telegram.edit(LAN, message, "ngắn lại")
    await telegram.wait_until(lambda: first.text == "Về «ngắn lại»")
    await telegram.wait_until(lambda: len(telegram.called("deleteMessage")) == count - 1)


async def test_an_answer_that_was_taken_away_is_given_again(telegram: FakeTelegram) -> None:
    message = telegram.write(LAN, "năm 2021?")
    [sent] = await telegram.replies(LAN)
    telegram.sent.remove(sent)
    del telegram.chats.messages[LAN][sent.message_id]
    telegram.edit(LAN, message, "năm 2022?")
    [again] = await telegram.replies(LAN)
    assert again.text == "Về «năm 2022?»" and again is not sent
