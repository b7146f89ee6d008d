"""Roles in the chat: links that give them, buttons that take them back, and the log."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fake_telegram import Button, FakeTelegram, Sent
from telegram_bot import FakeAnswers, running

from bot.people.audit import Act, Audit, Entry, Person
from bot.people.roles import Role, Roles
from bot.telegram import replies, role_replies
from bot.telegram.callbacks import pack
from bot.telegram.people import LOG_PAGE

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

OWNER, ADMINISTRATOR, OFFICER, MEMBER = 1, 2, 3, 4
LINK = "https://t.me/hoidap_test_bot?start="


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (OWNER, ADMINISTRATOR, OFFICER, MEMBER):
            server.open_chat(chat)
        yield server


@pytest.fixture
async def roles(telegram: FakeTelegram) -> AsyncIterator[Roles]:
    async with running(telegram, FakeAnswers(), owners=[OWNER]) as roles:
        for user, role in ((ADMINISTRATOR, Role.ADMINISTRATOR), (OFFICER, Role.OFFICER)):
            await roles.redeem(await roles.offer(role, Person(OWNER, "Chủ")), Person(user, f"Chị <{user}>"))
        yield roles


async def say(telegram: FakeTelegram, chat: int, text: str) -> Sent:
    count = len(telegram.messages(chat))
    telegram.write(chat, text)
    return (await telegram.replies(chat, count + 1))[count]


async def choose(telegram: FakeTelegram, button: Button) -> Sent:
    count = len(telegram.messages(button.chat_id))
    telegram.press(button)
    return (await telegram.replies(button.chat_id, count + 1))[count]


async def edited(telegram: FakeTelegram, button: Button) -> Sent:
    edits = len(telegram.called("editMessageText"))
    telegram.press(button)
    await telegram.wait_until(lambda: len(telegram.called("editMessageText")) > edits)
    await telegram.wait_until(lambda: len(telegram.calls) > 0)
    return next(sent for sent in telegram.messages(button.chat_id) if sent.message_id == button.message_id)


def code_in(text: str) -> str:
    _, _, rest = text.partition(LINK)
    return rest.split()[0]


async def test_a_role_is_given_by_a_link_that_works_once(telegram: FakeTelegram, roles: Roles) -> None:
    offer = await say(telegram, OWNER, "/capquyen")
    assert [button.label for button in offer.buttons] == ["cán bộ Hội", "quản trị viên"]
    link = await choose(telegram, offer.buttons[0])
    welcome = await say(telegram, MEMBER, f"/start {code_in(link.text)}")
    assert welcome.text.startswith("Chị/anh đã có quyền cán bộ Hội.")
    assert await roles.role_of(MEMBER) == Role.OFFICER
    await telegram.wait_until(
        lambda: any(
            menu.get("scope") == {"type": "chat", "chat_id": MEMBER} for menu in telegram.called("setMyCommands")
        )
    )
    assert (await say(telegram, 9, f"/start {code_in(link.text)}")).text == role_replies.CODE_REFUSED
    assert await roles.role_of(9) == Role.MEMBER


async def test_a_member_is_invited_by_an_officer(telegram: FakeTelegram, roles: Roles) -> None:
    invitation = await say(telegram, OFFICER, "/moi")
    assert (await say(telegram, 9, f"/start {code_in(invitation.text)}")).text.startswith("Kính chào")
    assert await roles.is_invited(9)


async def test_an_administrator_is_offered_no_role_like_her_own_and_gets_none_by_a_forged_button(
    telegram: FakeTelegram, roles: Roles
) -> None:
    offer = await say(telegram, ADMINISTRATOR, "/capquyen")
    assert [button.label for button in offer.buttons] == ["cán bộ Hội"]
    for role in (Role.ADMINISTRATOR, Role.OWNER):
        forged = Button("?", pack("give", role.value), ADMINISTRATOR, offer.message_id)
        assert LINK not in (await choose(telegram, forged)).text
    assert [entry.act for entry in await Audit(roles.database).entries(limit=1)] == [Act.ROLE_GIVEN]


@pytest.mark.parametrize("data", ["give", "give:", "give:9", "give:x", "give:2:2", "give:²"])
async def test_a_garbled_button_is_an_old_one(telegram: FakeTelegram, roles: Roles, data: str) -> None:
    message = telegram.write(OWNER, "/help")
    await telegram.replies(OWNER)
    assert (await choose(telegram, Button("?", data, OWNER, message))).text == replies.OLD_BUTTON


async def test_a_role_is_taken_back_after_a_second_look(telegram: FakeTelegram, roles: Roles) -> None:
    listed = await say(telegram, OWNER, "/thuquyen")
    assert [button.label for button in listed.buttons] == ["Chị <2> – quản trị viên", "Chị <3> – cán bộ Hội"]
    sure = await edited(telegram, listed.buttons[1])
    await telegram.wait_until(lambda: sure.text == "Thu quyền cán bộ Hội của Chị <3>?")
    assert await roles.role_of(OFFICER) == Role.OFFICER
    done = await edited(telegram, sure.buttons[0])
    await telegram.replies(OFFICER)
    assert (done.text, done.buttons) == ("Đã thu quyền cán bộ Hội của Chị <3>.", [])
    assert await roles.role_of(OFFICER) == Role.MEMBER
    assert telegram.messages(OFFICER)[0].text.startswith("Quyền cán bộ Hội của chị/anh đã được thu lại.")
    assert telegram.called("deleteMyCommands")[0]["scope"] == {"type": "chat", "chat_id": OFFICER}


async def test_a_forged_button_takes_no_role_of_the_same_height(telegram: FakeTelegram, roles: Roles) -> None:
    message = await say(telegram, ADMINISTRATOR, "/thuquyen")
    forged = Button("?", pack("take", "!", ADMINISTRATOR), ADMINISTRATOR, message.message_id)
    await edited(telegram, forged)
    assert await roles.role_of(ADMINISTRATOR) == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("parts", "text"),
    [(("-", "0"), role_replies.LEFT_ALONE), (("?", "99"), role_replies.GONE), ((), role_replies.LEFT_ALONE)],
)
async def test_a_button_that_takes_nothing_says_so(
    telegram: FakeTelegram, roles: Roles, parts: tuple[str, ...], text: str
) -> None:
    listed = await say(telegram, OWNER, "/thuquyen")
    message = await edited(telegram, Button("?", pack("take", *parts), OWNER, listed.message_id))
    await telegram.wait_until(lambda: message.text == text)


async def test_who_has_which_role_is_listed(telegram: FakeTelegram, roles: Roles) -> None:
    listed = await say(telegram, ADMINISTRATOR, "/phanquyen")
    assert listed.text == "Quản trị viên\n• Chị <2> (2)\n\nCán bộ Hội\n• Chị <3> (3)"


async def test_the_log_is_paged_in_one_message(telegram: FakeTelegram, roles: Roles) -> None:
    audit = Audit(roles.database)
    for _ in range(LOG_PAGE):
        await audit.record(Person(OWNER, "Chủ"), Act.ROLE_OFFERED, "<b>")
    log = await say(telegram, ADMINISTRATOR, "/nhatky")
    assert log.text.startswith("Nhật ký – trang 1/2") and log.text.count("Tạo liên kết cấp quyền: <b>") == LOG_PAGE
    [older] = log.buttons
    page = await edited(telegram, older)
    await telegram.wait_until(lambda: page.text.startswith("Nhật ký – trang 2/2"))
    assert "Chị <3> (3)\nNhận quyền" in page.text


def test_every_act_has_its_words() -> None:
    assert set(role_replies.ACTS) == set(Act)


def test_every_act_has_words_and_a_page_of_the_longest_entries_is_one_message() -> None:
    assert set(role_replies.ACTS) == set(Act)
    longest = Entry(0.0, Person(2**52, "𝒜" * 128), max(Act, key=lambda act: len(role_replies.ACTS[act])), "𝒜" * 500)
    text = role_replies.log_page([longest] * LOG_PAGE, 99, 100)
    assert text.count("01/01/1970") == LOG_PAGE
    assert len(text.encode("utf-16-le")) // 2 <= 4096
