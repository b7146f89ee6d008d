"""The bot as its members see it: the real application over HTTP against a strict Bot API server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fake_telegram import FakeTelegram
from telegram import Bot
from telegram_bot import SOURCE, FakeAnswers, running

from bot.answering.answers import Answer, Citation, Outcome
from bot.telegram import delivery, replies

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, OTHER_CHAT = 7, 8


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture
async def bot(telegram: FakeTelegram, answers: FakeAnswers) -> AsyncIterator[None]:
    async with running(telegram, answers):
        yield


@pytest.mark.usefixtures("bot")
class TestAMember:
    async def test_is_answered_with_the_source_in_a_reply_to_the_question(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        citation = Citation(1, SOURCE, "giúp 12 chị & 3 < 5", 0, 19)
        answers.prepared["giúp mấy chị?"] = Answer(Outcome.ANSWERED, "12 chị [1]", (citation,))
        question = telegram.write(CHAT, "giúp mấy chị?")
        [reply] = await telegram.replies(CHAT)
        assert reply.text == (
            "12 chị [1]\n\nNguồn:\n[1] Tổng kết <b>2022</b> – Hội LHPN tỉnh An Bình, 05/01/2023\ngiúp 12 chị & 3 < 5"
        )
        assert reply.tagged("blockquote") == ["giúp 12 chị & 3 < 5"]
        assert reply.params["reply_parameters"] == {"message_id": question, "allow_sending_without_reply": True}
        assert reply.params["link_preview_options"] == {"is_disabled": True}
        assert answers.asked == [("giúp mấy chị?", f"telegram:{CHAT}:{CHAT}")]

    @pytest.mark.parametrize("question", ["<b>x</i> & <script>", "😀", "&lt;", "/ 5 xã", "x" * 4000])
    async def test_may_type_anything(self, telegram: FakeTelegram, question: str) -> None:
        telegram.write(CHAT, question)
        [reply] = await telegram.replies(CHAT)
        assert reply.text == f"Về «{question}»"

    async def test_gets_a_long_answer_in_several_messages_the_first_of_them_a_reply(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        answers.prepared["dài"] = Answer(Outcome.ANSWERED, "Một câu <dài>. " * 500)
        telegram.write(CHAT, "dài")
        parts = await telegram.replies(CHAT, 2)
        assert " ".join(part.text for part in parts) == ("Một câu <dài>. " * 500).strip()
        assert [part.reply_to is not None for part in parts] == [True, False]

    async def test_finds_the_buttons_below_the_last_part_of_a_long_answer(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        answers.prepared["dài"] = Answer(Outcome.CLARIFY, "Một câu dài. " * 500, choices=("Năm 2021?",))
        telegram.write(CHAT, "dài")
        first, last = await telegram.replies(CHAT, 2)
        assert not first.buttons
        assert last.buttons[0].label == "1. Năm 2021?"

    async def test_picks_an_offered_question_and_sees_it_with_the_answer(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        choices = ("Kết quả của tỉnh An Bình " + "dài " * 40 + "năm 2021?", "Năm 2022?")
        answers.prepared["kết quả?"] = Answer(Outcome.CLARIFY, "Chị hỏi năm nào?", choices=choices)
        telegram.write(CHAT, "kết quả?")
        [offer] = await telegram.replies(CHAT)
        assert [button.label[:8] for button in offer.buttons[:2]] == ["1. Kết q", "2. Năm 2"]
        telegram.press(offer.buttons[0])
        reply = (await telegram.replies(CHAT, 2))[1]
        assert answers.asked[-1] == (choices[0], f"telegram:{CHAT}:{CHAT}")
        assert reply.text == f"Câu hỏi: {choices[0]}\n\nVề «{choices[0]}»"
        assert reply.reply_to == offer.message_id
        assert len(telegram.called("answerCallbackQuery")) == 1

    async def test_who_presses_a_button_of_another_bot_is_asked_to_type(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        answers.prepared["?"] = Answer(Outcome.CLARIFY, "Năm nào?", choices=("Năm 2021?",))
        telegram.write(CHAT, "?")
        [offer] = await telegram.replies(CHAT)
        async with FakeTelegram() as another, running(another, answers):
            another.open_chat(CHAT)
            another.press(offer.buttons[0])
            assert (await another.replies(CHAT))[0].text == replies.EXPIRED_CHOICE

    async def test_is_greeted_guided_and_shown_the_sources(self, telegram: FakeTelegram) -> None:
        for command, *beginnings in [
            ("/start", "Kính chào chị/anh!", "Dưới mỗi câu trả lời", "Chị/anh gõ câu hỏi"),
            ("/start tham_so", "Kính chào chị/anh!", "Dưới mỗi câu trả lời", "Chị/anh gõ câu hỏi"),
            ("/help", "Cách hỏi"),
            ("/HELP@hoidap_test_bot", "Cách hỏi"),
            ("/nguon", "Kho tư liệu hiện có 1 bài viết.\n\n1. Tổng kết <b>2022</b> – Hội LHPN tỉnh An Bình"),
            ("/lenhkhac", replies.UNKNOWN_COMMAND),
        ]:
            before = len(telegram.messages(CHAT))
            telegram.write(CHAT, command)
            shown = (await telegram.replies(CHAT, before + len(beginnings)))[before:]
            assert [reply.text[: len(start)] for reply, start in zip(shown, beginnings, strict=True)] == beginnings

    async def test_finds_every_command_of_the_menu_working(self, telegram: FakeTelegram) -> None:
        await telegram.wait_until(lambda: bool(telegram.called("setMyCommands")))
        [menu, *_] = telegram.called("setMyCommands")
        names = [command["command"] for command in menu["commands"]]
        assert names == ["start", "help", "nguon", "hoi", "huy", "donvi", "ngonngu", "riengtu", "xoadulieu"]
        for name in names:
            before = len(telegram.messages(CHAT))
            telegram.write(CHAT, "/" + name)
            shown = await telegram.replies(CHAT, before + (3 if name == "start" else 1))
            assert replies.UNKNOWN_COMMAND not in [reply.text for reply in shown]

    async def test_is_understood_where_the_server_marks_no_commands(self, telegram: FakeTelegram) -> None:
        telegram.write(CHAT, "/help", entities=[])
        assert (await telegram.replies(CHAT))[0].text.startswith("Cách hỏi")

    @pytest.mark.parametrize(
        "attachment",
        [
            {"sticker": {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1, "is_animated": False,
                         "is_video": False, "type": "regular"}},
            {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}},
            {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}], "caption": "đây ạ"},
        ],
        ids=lambda attachment: next(iter(attachment)),
    )  # fmt: skip
    async def test_who_sends_no_words_is_asked_for_words(
        self, telegram: FakeTelegram, attachment: dict[str, Any]
    ) -> None:
        telegram.write(CHAT, **attachment)
        assert [reply.text for reply in await telegram.replies(CHAT)] == [replies.TEXT_ONLY]

    async def test_who_sends_an_album_is_asked_once(self, telegram: FakeTelegram) -> None:
        photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]
        for _ in range(3):
            telegram.write(CHAT, photo=photo, media_group_id="5")
        telegram.write(CHAT, "xong")
        sent = await telegram.replies(CHAT, 2)
        assert [reply.text for reply in sent] == [replies.TEXT_ONLY, "Về «xong»"]

    async def test_sees_that_the_bot_is_typing_while_it_looks_for_the_answer(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        answers.gates["chậm"] = asyncio.Event()
        telegram.write(CHAT, "chậm")
        await telegram.wait_until(lambda: bool(telegram.called("sendChatAction")))
        answers.gates["chậm"].set()
        await telegram.replies(CHAT)

    async def test_gets_answers_in_the_order_of_the_questions(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        answers.gates["một"] = asyncio.Event()
        telegram.write(CHAT, "một")
        telegram.write(CHAT, "hai")
        telegram.write(OTHER_CHAT, "ba")
        await telegram.replies(OTHER_CHAT)
        assert telegram.messages(CHAT) == []
        answers.gates["một"].set()
        assert [reply.text for reply in await telegram.replies(CHAT, 2)] == ["Về «một»", "Về «hai»"]

    async def test_who_sends_many_questions_holds_up_nobody_else(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        answers.gates["chậm"] = asyncio.Event()
        for _ in range(20):
            telegram.write(CHAT, "chậm")
        telegram.write(OTHER_CHAT, "nhanh")
        await telegram.replies(OTHER_CHAT)
        assert telegram.messages(CHAT) == []
        answers.gates["chậm"].set()
        await telegram.replies(CHAT, 20)


async def test_edits_group_messages_and_notices_are_not_answered(telegram: FakeTelegram) -> None:
    telegram.chats.privacy = False
    telegram.write(-5, "trong nhóm")
    telegram.write(CHAT, message_auto_delete_timer_changed={"message_auto_delete_time": 5})
    telegram.push({"edited_message": telegram.pending[-1]["message"] | {"text": "sửa", "edit_date": 1}})
    telegram.write(CHAT, "câu hỏi")
    async with running(telegram, FakeAnswers()):
        await telegram.replies(CHAT)
    assert [reply.text for reply in telegram.sent] == ["Về «câu hỏi»"]


async def test_no_more_chats_are_served_at_once_than_allowed(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    answers.gates["chậm"] = asyncio.Event()
    for chat in range(1, 6):
        telegram.write(chat, "chậm")
    async with running(telegram, answers, concurrent_updates=2):
        await telegram.wait_until(lambda: not telegram.pending and answers.most_open >= 2)
        answers.gates["chậm"].set()
        for chat in range(1, 6):
            await telegram.replies(chat)
    assert answers.most_open == 2


async def test_typing_is_not_told_of_what_is_there_at_once(telegram: FakeTelegram) -> None:
    telegram.open_chat(CHAT)
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot, delivery.typing(bot, CHAT, after_s=60):
        await asyncio.sleep(0.05)
    assert telegram.called("sendChatAction") == []


async def test_typing_is_repeated_until_the_answer_is_there(telegram: FakeTelegram) -> None:
    telegram.write(CHAT, "đang chờ")
    async with (
        Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot,
        delivery.typing(bot, CHAT, after_s=0, interval_s=0),
    ):
        await telegram.wait_until(lambda: len(telegram.called("sendChatAction")) >= 3)
