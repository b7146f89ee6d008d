"""/riengtu and /xoadulieu: what is stored is said, and erased when its owner has confirmed it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fake_telegram import FakeTelegram, Sent
from telegram_bot import PSEUDONYMS, FakeAnswers, running

from bot.telegram import card_replies, privacy_replies
from index.database import Database

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, OTHER, GROUP = 7, 8, -5
SECRET = "bí mật gì?"


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


async def asked(telegram: FakeTelegram, text: str, chat: int = CHAT) -> Sent:
    before = len(telegram.messages(chat))
    telegram.write(chat, text)
    return (await telegram.replies(chat, before + 1))[-1]


async def press(telegram: FakeTelegram, message: Sent, label: str) -> None:
    before = len(telegram.called("answerCallbackQuery"))
    telegram.press(next(each for each in message.buttons if each.label.startswith(label)))
    await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) > before)


@pytest.mark.parametrize(("days", "lookups"), [(180, "cán bộ Hội: 90 ngày"), (30, "cán bộ Hội: 30 ngày")])
def test_lookups_are_said_to_be_kept_no_longer_than_the_rest(days: int, lookups: str) -> None:
    [text] = privacy_replies.privacy(days)
    assert f"Các lần tra số liệu của {lookups}" in text


async def test_what_is_stored_and_for_how_long_is_said(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers()):
        text = (await asked(telegram, "/riengtu")).text
    assert "180 ngày" in text
    assert "/xoadulieu" in text


@pytest.mark.parametrize(("choice", "is_kept"), [(privacy_replies.ERASE_NOW, False), (privacy_replies.KEEP, True)])
async def test_her_data_are_erased_only_when_she_confirms(
    telegram: FakeTelegram, tmp_path: Path, choice: str, is_kept: bool
) -> None:
    async with running(telegram, FakeAnswers(), data=tmp_path) as roles:
        card = await asked(telegram, SECRET)
        await press(telegram, card, card_replies.GOOD)
        await press(telegram, card, card_replies.ASK_OFFICERS)
        await asked(telegram, "/donvi huyện Lục Ngạn")
        await asked(telegram, "của người khác", OTHER)
        confirm = await asked(telegram, "/xoadulieu")
        assert confirm.text == privacy_replies.CONFIRM_ERASING
        assert SECRET in await dump(roles.database)
        await press(telegram, confirm, choice)
        await telegram.wait_until(lambda: bool(confirm.edits))
        stored = await dump(roles.database)
    assert confirm.text == (privacy_replies.KEPT if is_kept else privacy_replies.ERASED)
    assert confirm.buttons == []
    assert [trace in stored for trace in (SECRET, PSEUDONYMS.of(CHAT), "Lục Ngạn")] == [is_kept] * 3
    assert "của người khác" in stored and PSEUDONYMS.of(OTHER) in stored


async def test_an_erased_question_is_neither_put_to_officers_nor_shown_by_its_link(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers()):
        card = await asked(telegram, SECRET)
        await press(telegram, await asked(telegram, "/xoadulieu"), privacy_replies.ERASE_NOW)
        await press(telegram, card, card_replies.ASK_OFFICERS)
        assert telegram.called("answerCallbackQuery")[-1]["text"] == card_replies.QUESTION_ERASED
        shared = next(each.url for each in card.buttons if each.label == card_replies.SHARE)
        link = shared.rpartition("start%3D")[2]
        assert (await asked(telegram, f"/start {link}", OTHER)).text == card_replies.UNKNOWN_ANSWER


async def test_the_commands_are_for_private_chats(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers()):
        for command in ("/riengtu", "/xoadulieu", "/donvi"):
            telegram.write(GROUP, command)
        await asked(telegram, "/help")
    assert telegram.messages(GROUP) == []


async def dump(database: Database) -> str:
    """All that the tables about people hold."""
    rows = []
    for table in ("answers", "offers", "votes", "units", "open_questions", "turns", "figure_lookups"):
        rows += [tuple(row) for row in await database.fetch(f"SELECT * FROM {table}")]
    return str(rows)
