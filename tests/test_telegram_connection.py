"""The bot and its server: starting, stopping, errors on either side, and a log without the token."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import signal
import sys
import traceback
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fake_telegram import FakeTelegram
from telegram_bot import PSEUDONYMS, FakeAnswers, FakeLedgers, NoArticles, builds_in, opened_roles, running
from telegram_updates import Updates

from bot.answering.answers import Answer, Outcome
from bot.personal_data import PersonalData
from bot.serving import features
from bot.telegram import replies, sending
from bot.telegram.access import Gate
from bot.telegram.app import Operation, run_bot
from bot.telegram.budgets import Budgets
from bot.telegram.errors import BotStartError
from bot.telegram.logs import TokenFilter
from bot.telegram.menus import Menus

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT = 7


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


async def run(telegram: FakeTelegram, answers: FakeAnswers, token: str | None = None) -> None:
    async with opened_roles() as roles:
        menus = Menus(roles)
        data = PersonalData(roles.database, PSEUDONYMS, 180)
        builds = builds_in(roles.database.path.parent, roles.database)
        offered = features(
            answers, FakeLedgers(), roles, menus, Budgets(100, 100), articles=NoArticles(), data=data, builds=builds
        )
        await run_bot(
            telegram.token if token is None else token,
            offered,
            roles,
            menus,
            Gate("open", roles),
            Operation(telegram.url),
        )


async def test_an_error_is_told_courteously_and_logged_with_its_traceback_but_without_the_token(
    telegram: FakeTelegram, answers: FakeAnswers, log: io.StringIO
) -> None:
    answers.prepared["lỗi"] = RuntimeError(f"secret.db is locked at https://api/bot{telegram.token}/x")
    telegram.write(CHAT, "lỗi")
    bot = asyncio.create_task(run(telegram, answers))
    [reply] = await telegram.replies(CHAT)
    os.kill(os.getpid(), signal.SIGTERM)
    await bot
    assert reply.text == replies.FAILURE
    assert "Traceback" in log.getvalue() and "RuntimeError: secret.db is locked" in log.getvalue()
    assert telegram.token not in log.getvalue() and "<token>" in log.getvalue()


async def test_no_url_with_the_token_is_logged_at_any_level(
    telegram: FakeTelegram, answers: FakeAnswers, log: io.StringIO
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        telegram.write(CHAT, "câu hỏi")
        bot = asyncio.create_task(run(telegram, answers))
        await telegram.replies(CHAT)
        os.kill(os.getpid(), signal.SIGINT)
        await bot
    finally:
        logging.getLogger().setLevel(logging.WARNING)
    assert "câu hỏi" in log.getvalue()
    assert "HTTP Request" not in log.getvalue()
    assert telegram.token not in log.getvalue()


@pytest.mark.parametrize("text", ["bot{}/getMe", "token={}", "{}"])
def test_a_traceback_that_shows_a_token_is_masked_whoever_formats_it(text: str) -> None:
    for token in ("12:short", FakeTelegram().token):
        try:
            raise RuntimeError(text.format(token))
        except RuntimeError:
            record = logging.LogRecord("x", logging.ERROR, "", 0, "%s", (token,), sys.exc_info())
        assert TokenFilter("12:short").filter(record)
        assert token not in logging.Formatter().format(record)
        assert record.exc_info is None


def test_a_traceback_without_a_token_stays_as_it_is() -> None:
    try:
        raise RuntimeError("at 2023:01")
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", None, sys.exc_info())
    TokenFilter("12:short").filter(record)
    assert record.exc_info
    assert "at 2023:01" in logging.Formatter().format(record)


async def test_a_member_who_blocked_the_bot_is_no_error(telegram: FakeTelegram, log: io.StringIO) -> None:
    async with running(telegram, FakeAnswers()):
        telegram.fail("sendMessage", 403, "Forbidden: bot was blocked by the user")
        telegram.write(CHAT, "câu hỏi")
        telegram.write(CHAT, "câu sau")
        [reply] = await telegram.replies(CHAT)
    assert reply.text == "Về «câu sau»"
    assert "Traceback" not in log.getvalue()


async def test_an_apology_that_cannot_be_sent_does_not_stop_the_bot(
    telegram: FakeTelegram, answers: FakeAnswers, log: io.StringIO
) -> None:
    answers.prepared["lỗi"] = RuntimeError("hỏng")
    async with running(telegram, answers):
        telegram.fail("sendMessage", 400, "Bad Request: chat not found")
        telegram.write(CHAT, "lỗi")
        telegram.write(CHAT, "câu sau")
        [reply] = await telegram.replies(CHAT)
    assert reply.text == "Về «câu sau»"
    assert "The apology could not be delivered" in log.getvalue()


@pytest.mark.parametrize(("code", "retry_after"), [(429, 0.01), (500, None), (502, None)])
async def test_a_message_that_telegram_puts_off_is_sent_again(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch, code: int, retry_after: float | None
) -> None:
    monkeypatch.setattr(sending, "RETRY_DELAYS_S", (0, 0))
    async with running(telegram, FakeAnswers()):
        telegram.fail("sendMessage", code, retry_after=retry_after)
        telegram.fail("sendMessage", code, retry_after=retry_after)
        telegram.write(CHAT, "câu hỏi")
        assert [reply.text for reply in await telegram.replies(CHAT)] == ["Về «câu hỏi»"]


async def test_a_chat_that_is_to_wait_for_hours_is_left_alone_and_the_others_go_on(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers()):
        telegram.fail("sendMessage", 429, retry_after=20_000)
        telegram.write(CHAT, "câu hỏi")
        telegram.write(CHAT, "câu sau")
        await telegram.wait_until(lambda: bool(telegram.called("sendMessage")))
        telegram.write(CHAT + 1, "chị khác")
        assert [reply.text for reply in await telegram.replies(CHAT + 1)] == ["Về «chị khác»"]
        await telegram.wait_until(lambda: not telegram.pending)
    assert [call["chat_id"] for call in telegram.called("sendMessage")] == [str(CHAT), str(CHAT + 1)]


async def test_a_server_without_menu_typing_webhooks_and_callbacks_is_enough(answers: FakeAnswers) -> None:
    answers.prepared["?"] = Answer(Outcome.CLARIFY, "Năm nào?", choices=("Năm 2021?",))
    missing = ("setMyCommands", "sendChatAction", "deleteWebhook", "answerCallbackQuery")
    async with FakeTelegram(missing=missing) as telegram, running(telegram, answers):
        telegram.write(CHAT, "?")
        [offer] = await telegram.replies(CHAT)
        telegram.press(offer.buttons[0])
        assert (await telegram.replies(CHAT, 2))[1].text == "Câu hỏi: Năm 2021?\n\nVề «Năm 2021?»"


@pytest.mark.parametrize("code", [401, 404, 409, 429, 500])
async def test_polling_goes_on_after_an_error_of_the_server(telegram: FakeTelegram, code: int) -> None:
    async with running(telegram, FakeAnswers()):
        for _ in range(3):
            telegram.fail("getUpdates", code)
        telegram.write(CHAT, "câu hỏi")
        assert [reply.text for reply in await telegram.replies(CHAT)] == ["Về «câu hỏi»"]


async def test_a_token_that_is_revoked_stops_the_bot_with_one_sentence(telegram: FakeTelegram) -> None:
    telegram.write(CHAT, "câu hỏi")
    bot = asyncio.create_task(run(telegram, FakeAnswers()))
    await telegram.replies(CHAT)
    old, telegram.token = telegram.token, "1234567890:AAnewnewnewnewnewnewnewnewnewnewnewn"
    telegram.write(CHAT, "câu sau")  # ends the poll
    with pytest.raises(BotStartError, match="@BotFather") as error:
        await asyncio.wait_for(bot, 10)
    assert old not in "".join(traceback.format_exception(error.value))


async def test_another_program_with_the_same_token_is_told_once_and_outlasted(
    telegram: FakeTelegram, log: io.StringIO
) -> None:
    async with running(telegram, FakeAnswers()):
        for _ in range(4):
            telegram.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)
    assert log.getvalue().count("Another program reads this bot's messages") == 1
    assert log.getvalue().count("The other program is gone") == 1


async def test_a_webhook_that_is_set_while_the_bot_polls_is_removed(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers()):
        telegram.write(CHAT, "một")
        await telegram.replies(CHAT)
        await telegram.updates.do_setWebhook({"url": "https://other.example"})
        telegram.write(CHAT, "hai")
        await telegram.replies(CHAT, 2)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"message_id": "?"}},
        {"message": {"message_id": 1, "date": None, "chat": {"id": 7, "type": "private"}, "text": "x"}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": 5}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": [7], "type": "private"}, "text": "x"}},
        {"message": None},
        {"message": []},
        {"something_new": {"id": 1}},
        {},
    ],
    ids=["no chat", "no date", "no text", "no id", "null", "list", "unknown", "empty"],
)
async def test_an_update_that_cannot_be_read_blocks_no_other(
    telegram: FakeTelegram, log: io.StringIO, update: dict[str, Any]
) -> None:
    async with running(telegram, FakeAnswers()):
        telegram.pending.append({"update_id": 0} | update)
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)
        await telegram.wait_until(lambda: not telegram.pending)
    assert [reply.text for reply in telegram.sent] == ["Về «câu hỏi»"]
    assert "Traceback" not in log.getvalue()


async def test_an_unreachable_server_is_tried_until_it_answers(log: io.StringIO) -> None:
    telegram = FakeTelegram()
    await telegram.start()
    await telegram.stop()
    async with running(telegram, FakeAnswers()):
        while "Telegram does not answer" not in log.getvalue():  # noqa: ASYNC110 - a log has no event
            await asyncio.sleep(0.005)
        await telegram.start()
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)
    await telegram.stop()
    assert "Traceback" not in log.getvalue()


async def test_questions_sent_while_the_bot_was_away_are_answered_once(telegram: FakeTelegram) -> None:
    for n in range(5):
        telegram.write(CHAT + n, "đã chờ")
    for _ in range(2):
        async with running(telegram, FakeAnswers()):
            telegram.write(CHAT, "/help")
            await telegram.wait_until(lambda: not telegram.pending)
            await telegram.wait_until(lambda: len(telegram.messages(CHAT)) >= 2)
    assert [reply.text for reply in telegram.sent].count("Về «đã chờ»") == 5


async def test_stopping_finishes_the_answer_begun(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    answers.gates["chậm"] = asyncio.Event()
    telegram.write(CHAT, "chậm")
    bot = asyncio.create_task(run(telegram, answers))
    await telegram.wait_until(lambda: bool(telegram.called("sendChatAction")))
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(10):
        while signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:  # noqa: ASYNC110 - so a second one stops at once
            await asyncio.sleep(0)
    answers.gates["chậm"].set()
    await bot
    assert [reply.text for reply in telegram.messages(CHAT)] == ["Về «chậm»"]


class SlowToConfirm(Updates):
    """Never hears a long poll that confirms updates: the network is slow."""

    async def do_getUpdates(self, params: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        if "offset" in params and params["timeout"] != "0":
            await asyncio.Event().wait()
        return await super().do_getUpdates(params)


async def test_stopping_confirms_what_was_answered() -> None:
    telegram = FakeTelegram()
    telegram.updates = SlowToConfirm(telegram.changed, max_poll_s=5)
    async with telegram:
        telegram.write(CHAT, "câu hỏi")
        async with running(telegram, FakeAnswers()):
            await telegram.replies(CHAT)
        assert not telegram.pending


@pytest.mark.parametrize(
    "token",
    ["123456:wrongwrongwrongwrongwrongwrongwrong", "", "12 34:x", "12345:x\n"],
    ids=["wrong", "empty", "spaces", "line end"],
)
async def test_a_wrong_token_is_one_sentence_that_says_what_to_do(telegram: FakeTelegram, token: str) -> None:
    with pytest.raises(BotStartError, match="@BotFather") as error:
        await run(telegram, FakeAnswers(), token)
    assert "\n" not in str(error.value)
    assert not token or token not in "".join(traceback.format_exception(error.value))


async def test_an_address_without_a_scheme_is_refused_at_the_start() -> None:
    with pytest.raises(BotStartError, match="http://host:port"):
        async with opened_roles() as roles:
            await run_bot("123456:abc", [], roles, Menus(roles), Gate("open", roles), Operation("127.0.0.1:8081"))
