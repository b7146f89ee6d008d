"""The door through which calls leave, without the rest of the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fake_telegram import FakeTelegram
from telegram.error import BadRequest, NetworkError
from telegram_faults import ANSWER_LOST, LOST, error

from bot.telegram import sending
from bot.telegram.errors import InDoubtError
from bot.telegram.limits import Limiter
from bot.telegram.metrics import Metrics
from bot.telegram.polling import PolledBot
from bot.telegram.sending import Door

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, GROUP, SUPERGROUP = 7, -5, -(10**12) - 5


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "RETRY_DELAYS_S", (0, 0))


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.open_chat(CHAT)
        yield server


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[PolledBot]:
    door = Door(Limiter(), None, Metrics())
    async with PolledBot(telegram.token, base_url=f"{telegram.url}/bot", rate_limiter=door) as polled:
        yield polled


async def test_a_group_that_became_a_supergroup_is_followed_and_remembered(
    telegram: FakeTelegram, bot: PolledBot
) -> None:
    telegram.chats.migrated[GROUP] = SUPERGROUP
    telegram.open_chat(SUPERGROUP)
    await bot.send_message(GROUP, "một")
    await bot.send_message(GROUP, "hai")
    assert [sent.text for sent in telegram.messages(SUPERGROUP)] == ["một", "hai"]
    assert len(telegram.rejected) == 1, "the second went there at once"


async def test_a_group_that_moves_in_a_circle_is_left(telegram: FakeTelegram, bot: PolledBot) -> None:
    telegram.chats.migrated[GROUP] = GROUP
    with pytest.raises(BadRequest):
        await bot.send_message(GROUP, "một")


@pytest.mark.parametrize("fault", [LOST, ANSWER_LOST, error(500)], ids=["lost", "answer lost", "500"])
async def test_an_edit_is_repeated(telegram: FakeTelegram, bot: PolledBot, fault: object) -> None:
    message = await bot.send_message(CHAT, "một")
    telegram.faults.order("editMessageText", fault)  # type: ignore[arg-type]
    try:
        await bot.edit_message_text("hai", CHAT, message.message_id)
    except BadRequest as exc:
        assert "not modified" in str(exc)  # it was done the first time, and whoever edits knows that answer
    assert [sent.text for sent in telegram.sent] == ["hai"]
    assert len(telegram.called("editMessageText")) == 2


async def test_an_edit_that_changes_nothing_is_not_made(telegram: FakeTelegram, bot: PolledBot) -> None:
    message = await bot.send_message(CHAT, "một")
    for text in ("hai", "hai", "ba", "hai"):
        await bot.edit_message_text(text, CHAT, message.message_id)
    assert [call["text"] for call in telegram.called("editMessageText")] == ["hai", "ba", "hai"]
    assert telegram.rejected == []


@pytest.mark.parametrize("fault", [LOST, ANSWER_LOST], ids=["lost", "answer lost"])
async def test_a_message_that_may_have_arrived_is_not_repeated(
    telegram: FakeTelegram, bot: PolledBot, fault: object
) -> None:
    telegram.faults.order("sendMessage", fault)  # type: ignore[arg-type]
    with pytest.raises(InDoubtError):
        await bot.send_message(CHAT, "một")
    assert len(telegram.called("sendMessage")) == 1


async def test_what_telegram_takes_for_no_text_is_left_out(telegram: FakeTelegram, bot: PolledBot) -> None:
    await bot.send_message(CHAT, "a\x00b\ud83dc 😀")
    assert [sent.text for sent in telegram.sent] == ["abc 😀"]


async def test_errors_of_the_server_are_borne_some_times_and_refusals_never(
    telegram: FakeTelegram, bot: PolledBot
) -> None:
    telegram.faults.order("sendMessage", *[error(502)] * 3, error(400, "Bad Request: no"))
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "một")
    assert len(telegram.called("sendMessage")) == 3
    with pytest.raises(BadRequest):
        await bot.send_message(CHAT, "hai")
    assert len(telegram.called("sendMessage")) == 4
