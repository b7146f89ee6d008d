"""In a group the bot answers what is said to it, where it was said, and hears nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fake_telegram import FakeTelegram, Sent
from telegram_bot import FakeAnswers, running
from telegram_chats import BOT

from bot.records import Records, erase_turns
from bot.telegram import replies

GROUP, LAN, CUC = -20, 5, 6


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture
async def telegram(answers: FakeAnswers, tmp_path: Path) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (GROUP, LAN, CUC):
            server.open_chat(chat)
        async with running(server, answers, data=tmp_path):
            yield server


@pytest.fixture
def bot() -> str:
    return str(BOT["username"])


async def answered(telegram: FakeTelegram, count: int = 1) -> Sent:
    """What the bot says last in the group."""
    return (await telegram.replies(GROUP, count))[-1]


def replied_to(sent: Sent) -> int:
    return int(sent.params["reply_parameters"]["message_id"])


async def test_a_command_is_answered_in_reply_to_it(telegram: FakeTelegram) -> None:
    asked = telegram.write(GROUP, "/hoi xây bao nhiêu mái ấm?", sender=LAN)
    sent = await answered(telegram)
    assert (sent.text, replied_to(sent)) == ("Về «xây bao nhiêu mái ấm?»", asked)


async def test_the_bots_name_in_a_message_calls_it(telegram: FakeTelegram, bot: str) -> None:
    telegram.write(GROUP, f"Chị hỏi @{bot.upper()}: ai chủ trì?", sender=LAN)
    assert (await answered(telegram)).text == "Về «Chị hỏi : ai chủ trì?»"


async def test_a_reply_to_the_bot_is_a_question_and_goes_on_with_the_askers_own_conversation(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    telegram.write(GROUP, "/hoi câu một", sender=LAN)
    telegram.answer(await answered(telegram), "thế còn năm 2022?", sender=CUC)
    assert (await answered(telegram, 2)).text == "Về «thế còn năm 2022?»"
    assert [asker for _, asker in answers.asked] == [f"telegram:{GROUP}:{LAN}", f"telegram:{GROUP}:{CUC}"]


async def test_a_message_of_somebody_else_is_answered_when_hoi_or_the_name_replies_to_it(
    telegram: FakeTelegram, bot: str
) -> None:
    for n, call in enumerate(("/hoi", f"@{bot}"), start=1):
        asked = telegram.write(GROUP, "Năm 2022 giúp bao nhiêu hộ?", sender=LAN)
        message = telegram.chats.messages[GROUP][asked]
        telegram.write(GROUP, call, sender=CUC, reply_to_message=message)
        assert (await answered(telegram, n)).text == "Về «Năm 2022 giúp bao nhiêu hộ?»"


async def test_who_calls_without_a_question_is_told_how_to_ask(telegram: FakeTelegram, bot: str) -> None:
    telegram.write(GROUP, "/hoi", sender=LAN)
    assert (await answered(telegram)).text == replies.ask_in_group(bot)


async def test_nothing_else_in_a_group_is_heard(telegram: FakeTelegram, answers: FakeAnswers, bot: str) -> None:
    for text in ("câu chuyện khác", f"hỏi @{bot}_khac nhé", f"thư: a@{bot}.vn", "/hoi@bot_khac câu hỏi", "/donvi"):
        telegram.write(GROUP, text, sender=LAN)
    telegram.write(GROUP, "/hoi câu hỏi", sender=LAN)
    assert (await answered(telegram)).text == "Về «câu hỏi»"
    assert [question for question, _ in answers.asked] == ["câu hỏi"]


async def test_a_topic_is_answered_in_itself_and_is_a_conversation_of_its_own(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    telegram.chats.topics[GROUP].add(12)
    for n, topic in enumerate(({"message_thread_id": 12, "is_topic_message": True}, {}), start=1):
        telegram.write(GROUP, "/hoi câu hỏi", sender=LAN, **topic)
        assert (await answered(telegram, n)).thread == (12 if topic else None)
    assert [asker for _, asker in answers.asked] == [f"telegram:{GROUP}:12:{LAN}", f"telegram:{GROUP}:{LAN}"]


async def test_a_group_is_answered_as_if_nothing_were_known_of_the_asker(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    telegram.write(LAN, "/donvi Hội LHPN huyện Lục Ngạn")
    await telegram.replies(LAN)
    telegram.write(GROUP, "/hoi câu hỏi", sender=LAN)
    await answered(telegram)
    assert answers.own == [None]


async def test_what_was_asked_in_a_topic_is_erased_with_its_asker(tmp_path: Path) -> None:
    async with await Records.open(tmp_path) as records, records.database.transaction() as connection:
        asker = f"telegram:{GROUP}:12:{LAN}"
        await connection.execute("INSERT INTO turns (asker, turn, said_at) VALUES (?, '{}', 1)", (asker,))
        await erase_turns(connection, LAN)
        [left] = await connection.execute_fetchall("SELECT count(*) FROM turns")
        assert left[0] == 0
