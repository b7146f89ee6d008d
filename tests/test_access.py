"""Who is let in: everybody, the invited, or the members of a chat; and that nothing gets past the gate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fake_telegram import Button, FakeTelegram
from telegram_bot import FakeAnswers, running

from bot.people.audit import Person
from bot.people.roles import Role
from bot.telegram import access, replies

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

OWNER, STRANGER, GUEST, MEMBER = 1, 7, 8, 9
CLUB = -1_000_000_000_005


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (OWNER, STRANGER, GUEST, MEMBER):
            server.open_chat(chat)
        server.join(CLUB, MEMBER)
        yield server


async def test_an_open_bot_answers_everybody(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers()):
        telegram.write(STRANGER, "câu hỏi")
        [reply] = await telegram.replies(STRANGER)
    assert reply.text == "Về «câu hỏi»"


@pytest.mark.parametrize("policy", ["invited", f"chat:{CLUB}"])
async def test_a_stranger_reaches_nothing(telegram: FakeTelegram, policy: str) -> None:
    answers = FakeAnswers()
    attempts: list[dict[str, Any]] = [
        {"text": "câu hỏi"}, {"text": "/start"}, {"text": "/start s_1"}, {"text": "/start p_1"},
        {"text": "/start inline"}, {"text": "/nhatky"}, {"text": "/moi"},
        {"text": "/traloi"}, {"text": "/traloi 1 Gì?"}, {"text": "/thongke"}, {"text": "/khoangtrong"},
        {"document": {"file_id": "1", "file_unique_id": "1"}},
    ]  # fmt: skip
    async with running(telegram, answers, owners=[OWNER], access=policy):
        for n, attempt in enumerate(attempts, start=1):
            telegram.write(STRANGER, **attempt)
            assert (await telegram.replies(STRANGER, n))[-1].text == replies.NO_ACCESS
        pressed = (
            "ask:x",
            "give:2",
            "take:!:1",
            "log:1",
            "off:x",
            "do:1",
            "cs:1:!",
            "cw:1:!",
            "st:7",
            "gp:7:0",
            "gx:7",
            "pas:x:1",
        )
        for data in pressed:
            telegram.press(Button("?", data, STRANGER, 1))
        telegram.write(-5, "/start", sender=STRANGER)
        typed = telegram.inline(STRANGER, "câu hỏi")
        telegram.choose(STRANGER, "answer-0", "câu hỏi")
        telegram.write(OWNER, "/help")
        await telegram.replies(OWNER)
        await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) == len(pressed))
    assert {call["text"] for call in telegram.called("answerCallbackQuery")} == {replies.NO_ACCESS}
    assert len(telegram.messages(STRANGER)) == len(attempts)
    assert (answers.asked, telegram.messages(-5), telegram.inline_answers[typed]) == ([], [], [])


async def test_an_invitation_lets_one_in_and_its_loss_keeps_her_out(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers(), owners=[OWNER], access="invited") as roles:
        owner = Person(OWNER, "Chủ")
        code = await roles.offer(Role.MEMBER, owner)
        telegram.write(GUEST, f"/start q_{code}")
        telegram.write(GUEST, "câu hỏi")
        telegram.write(STRANGER, f"/start q_{code}x")
        assert [reply.text for reply in await telegram.replies(GUEST, 2)][1] == "Về «câu hỏi»"
        assert "không dùng được" in (await telegram.replies(STRANGER))[0].text
        await roles.take(GUEST, owner)
        telegram.write(GUEST, "câu nữa")
        assert (await telegram.replies(GUEST, 3))[2].text == replies.NO_ACCESS


async def test_a_member_of_the_chat_is_let_in_and_asked_about_once(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers(), access=f"chat:{CLUB}"):
        for n in range(1, 4):
            telegram.write(MEMBER, "câu hỏi")
            assert (await telegram.replies(MEMBER, n))[-1].text == "Về «câu hỏi»"
    assert len(telegram.called("getChatMember")) == 1


async def test_who_left_the_chat_is_noticed(telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "INSIDE_S", 0)
    async with running(telegram, FakeAnswers(), access=f"chat:{CLUB}"):
        telegram.write(MEMBER, "câu hỏi")
        assert (await telegram.replies(MEMBER))[0].text == "Về «câu hỏi»"
        telegram.fail("getChatMember", 500)
        telegram.write(MEMBER, "khi mạng lỗi")  # what was known is believed
        assert (await telegram.replies(MEMBER, 2))[1].text == "Về «khi mạng lỗi»"
        telegram.join(CLUB, MEMBER, "left")
        telegram.write(MEMBER, "câu nữa")
        assert (await telegram.replies(MEMBER, 3))[2].text == replies.NO_ACCESS


async def test_a_gate_that_fails_stays_shut(telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = FakeAnswers()

    async def fail(*args: object) -> bool:
        raise RuntimeError("hỏng")

    monkeypatch.setattr(access.Gate, "_is_let_in", fail)
    async with running(telegram, answers, access="invited"):
        telegram.write(STRANGER, "câu hỏi")
        [reply] = await telegram.replies(STRANGER)
    assert (reply.text, answers.asked) == (replies.FAILURE, [])


@pytest.mark.parametrize(
    "update",
    [
        {"message": None}, {"callback_query": None}, {}, {"an_unknown_kind": {"x": 1}},
        {"message": {"message_id": 5, "date": 1, "chat": {"id": STRANGER, "type": "private"}, "text": None}},
        {"message": {"message_id": 5, "date": 1, "chat": {"id": STRANGER, "type": "private"}, "text": "không tên"}},
        {"callback_query": {"id": "5", "from": {"id": STRANGER, "is_bot": False, "first_name": "A"},
                            "chat_instance": "1"}},
        {"message": {"message_id": 5, "date": 1, "chat": {"id": -5, "type": "hội trường"}, "text": "/help"}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("policy", ["open", "invited"])
async def test_an_odd_update_stops_nobody(telegram: FakeTelegram, update: dict[str, Any], policy: str) -> None:
    async with running(telegram, FakeAnswers(), owners=[OWNER], access=policy):
        await telegram.wait_until(lambda: bool(telegram.called("getUpdates")))
        telegram.updates.pending.append({"update_id": 1000, **update})
        telegram.updates.pending.append({"update_id": 1001, "message": owners_question(telegram)})
        telegram.changed.set()
        [reply] = await telegram.replies(OWNER)
    assert reply.text == "Về «câu hỏi»"


def owners_question(telegram: FakeTelegram) -> dict[str, Any]:
    return telegram.chats.add(OWNER, {"id": OWNER, "is_bot": False, "first_name": "Chủ"}, text="câu hỏi")
