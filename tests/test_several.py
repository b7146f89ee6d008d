"""A message that asks several questions gets an answer to each; one that asks one is not torn apart."""

from __future__ import annotations

import pytest
from fake_telegram import FakeTelegram
from telegram_bot import FakeAnswers, running

from bot.telegram import replies
from bot.telegram.several import MAX_AT_ONCE, questions_of

LAN = 5


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Xây bao nhiêu mái ấm? Ai chủ trì hội nghị?", ["Xây bao nhiêu mái ấm?", "Ai chủ trì hội nghị?"]),
        ("Xây bao nhiêu mái ấm?\nAi chủ trì hội nghị?", ["Xây bao nhiêu mái ấm?", "Ai chủ trì hội nghị?"]),
        ("1. xây bao nhiêu mái ấm\n2) ai chủ trì hội nghị", ["xây bao nhiêu mái ấm", "ai chủ trì hội nghị"]),
        ("- giup bao nhieu ho ngheo\n- ket nap may hoi vien", ["giup bao nhieu ho ngheo", "ket nap may hoi vien"]),
        ("Xây bao nhiêu mái ấm, hết bao nhiêu tiền?", None),
        ("Chị ơi? Năm 2022 xây bao nhiêu mái ấm?", None),
        ("Năm 2022 xây bao nhiêu mái ấm? Năm 2023?", None),
        ("Em chào chị.\nNăm 2022 xây bao nhiêu mái ấm?", None),
        ("Năm 2022\nxây bao nhiêu mái ấm\nở Bắc Kạn", None),
        ("Xây bao nhiêu mái ấm? Em cảm ơn chị.", None),
        ("xây bao nhiêu mái ấm", None),
        ("", None),
    ],
)
def test_questions_are_told_apart_only_where_each_stands_for_itself(text: str, questions: list[str] | None) -> None:
    assert questions_of(text) == (questions or [text])


async def test_each_question_is_answered_under_its_own_words() -> None:
    async with FakeTelegram() as telegram:
        telegram.open_chat(LAN)
        answers = FakeAnswers()
        async with running(telegram, answers):
            asked = telegram.write(LAN, "Xây bao nhiêu mái ấm? Ai chủ trì hội nghị?")
            first, second = await telegram.replies(LAN, 2)
            assert "Câu hỏi: Xây bao nhiêu mái ấm?" in first.text and "Về «Xây bao nhiêu mái ấm?»" in first.text
            assert "Về «Ai chủ trì hội nghị?»" in second.text
            assert (first.reply_to, second.reply_to) == (asked, None)
            assert first.buttons and second.buttons
            telegram.edit(LAN, asked, "Xây bao nhiêu mái ấm? Kết nạp mấy hội viên?")
            await telegram.wait_until(lambda: any("mấy hội viên" in sent.text for sent in telegram.messages(LAN)))
            assert len(telegram.messages(LAN)) == 2


async def test_more_than_some_are_asked_to_be_sent_again() -> None:
    async with FakeTelegram() as telegram:
        telegram.open_chat(LAN)
        async with running(telegram, FakeAnswers()):
            telegram.write(LAN, "\n".join(f"{n}. Năm {2010 + n} xây bao nhiêu nhà?" for n in range(1, 8)))
            told = await telegram.replies(LAN, MAX_AT_ONCE + 1)
    assert told[-1].text == replies.too_many_at_once(MAX_AT_ONCE) and "2015" in told[-2].text
