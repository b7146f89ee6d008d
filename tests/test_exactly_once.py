"""Each question gets one answer, or an apology, whatever breaks: the connection, the server, the bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import FakeTelegram
from telegram_bot import FakeAnswers, running
from telegram_faults import ANSWER_LOST, LOST, Fault, error

from bot.answering.answers import Answer, Outcome
from bot.answering.previews import Show
from bot.records import Records
from bot.telegram import apologies, replies, sending
from bot.telegram.alone import only_bot
from bot.telegram.app import Operation
from bot.telegram.errors import BotStartError
from bot.telegram.journal import MAX_ATTEMPTS, OPEN, Journal, State
from index.vietnamese.places import Place

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, GROUP = 7, -5
HOUR_S = 3600


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


def texts(telegram: FakeTelegram, chat_id: int = CHAT) -> list[str]:
    return [message.text for message in telegram.messages(chat_id)]


async def counts(data: Path) -> dict[State, int]:
    async with await Records.open(data) as records:
        return {state: count for state, count in (await Journal(records.database).counts()).items() if count}


async def settled(data: Path, updates: int) -> dict[State, int]:
    """Wait until so many updates are dealt with; return how they ended."""
    async with asyncio.timeout(10):
        while await open_updates(data) or sum((await counts(data)).values()) < updates:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    return await counts(data)


async def open_updates(data: Path) -> int:
    return sum(count for state, count in (await counts(data)).items() if state in OPEN)


class TestABrokenConnection:
    @pytest.mark.parametrize(("fault", "arrives"), [(LOST, False), (ANSWER_LOST, True)], ids=["before", "after"])
    async def test_leaves_a_message_in_doubt_that_is_not_repeated_but_apologised_for(
        self, telegram: FakeTelegram, tmp_path: Path, fault: Fault, arrives: bool
    ) -> None:
        telegram.faults.order("sendMessage", fault)
        async with running(telegram, FakeAnswers(), data=tmp_path):
            telegram.write(CHAT, "câu hỏi")
            await telegram.wait_until(lambda: apologies.MAY_BE_LOST in texts(telegram))
        assert texts(telegram) == ["Về «câu hỏi»"] * arrives + [apologies.MAY_BE_LOST]
        assert await counts(tmp_path) == {State.APOLOGISED: 1}

    async def test_does_not_keep_the_apology_from_arriving(self, telegram: FakeTelegram) -> None:
        telegram.faults.order("sendMessage", LOST, LOST)
        async with running(telegram, FakeAnswers()):
            telegram.write(CHAT, "câu hỏi")
            await telegram.replies(CHAT)
        assert texts(telegram) == [apologies.MAY_BE_LOST]


async def test_a_server_that_is_gone_is_waited_for_with_the_answer(
    telegram: FakeTelegram, answers: FakeAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RETRY_DELAYS_S", (0.01,))
    answers.gates["câu hỏi"] = asyncio.Event()
    async with running(telegram, answers):
        telegram.write(CHAT, "câu hỏi")
        await telegram.wait_until(lambda: bool(answers.asked))
        await telegram.stop()
        answers.gates["câu hỏi"].set()
        await asyncio.sleep(0.2)
        await telegram.start()
        await telegram.replies(CHAT)
    assert texts(telegram) == ["Về «câu hỏi»"]


async def test_a_server_in_trouble_for_long_ends_in_an_apology(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RETRY_DELAYS_S", (0, 0))
    telegram.faults.order("sendMessage", *[error(500)] * 3)
    async with running(telegram, FakeAnswers()):
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)
    assert texts(telegram) == [replies.FAILURE]


async def test_an_update_that_comes_again_is_not_answered_again(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.write(CHAT, "câu hỏi")
    again = dict(telegram.pending[0])
    async with running(telegram, FakeAnswers(), data=tmp_path):
        await telegram.replies(CHAT)
    telegram.pending.append(again)
    async with running(telegram, FakeAnswers(), data=tmp_path):
        telegram.write(CHAT, "câu sau")
        await telegram.replies(CHAT, 2)
    assert texts(telegram) == ["Về «câu hỏi»", "Về «câu sau»"]


class TestAfterACrash:
    """The journal is as a killed bot left it; the update is not at Telegram any more."""

    async def left(self, telegram: FakeTelegram, data: Path, *texts: str) -> list[int]:
        """Questions that were taken and not dealt with."""
        for text in texts:
            telegram.write(CHAT, text)
        updates = list(telegram.pending)
        telegram.pending.clear()
        async with await Records.open(data) as records:
            await Journal(records.database).receive(updates)
        return [update["update_id"] for update in updates]

    async def test_a_question_that_was_taken_is_answered(self, telegram: FakeTelegram, tmp_path: Path) -> None:
        await self.left(telegram, tmp_path, "một", "hai")
        async with running(telegram, FakeAnswers(), data=tmp_path):
            await telegram.replies(CHAT, 2)
        assert texts(telegram) == ["Về «một»", "Về «hai»"]
        assert await counts(tmp_path) == {State.SENT: 2}

    async def test_a_message_that_may_have_arrived_is_not_repeated(
        self, telegram: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        first, _ = await self.left(telegram, tmp_path, "một", "hai")
        async with await Records.open(tmp_path) as records:
            await Journal(records.database).sending(first, 1)
        async with running(telegram, FakeAnswers(), data=tmp_path):
            await telegram.replies(CHAT)
        assert texts(telegram) == ["Về «hai»"]
        assert await counts(tmp_path) == {State.IN_DOUBT: 1, State.SENT: 1}
        assert f"Update {first}: its answer may have been sent" in caplog.text

    async def test_an_answer_torn_between_its_parts_is_apologised_for(
        self, telegram: FakeTelegram, tmp_path: Path
    ) -> None:
        [first] = await self.left(telegram, tmp_path, "một")
        async with await Records.open(tmp_path) as records:
            journal = Journal(records.database)
            await journal.sending(first, 3)
            await journal.sent(first, 1, 2)
        async with running(telegram, FakeAnswers(), data=tmp_path):
            await telegram.replies(CHAT)
        assert texts(telegram) == [apologies.BROKEN_OFF]
        assert await counts(tmp_path) == {State.APOLOGISED: 1}

    async def test_an_answer_that_was_maybe_lost_is_apologised_for_and_not_given_again(
        self, telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
    ) -> None:
        [first] = await self.left(telegram, tmp_path, "một")
        async with await Records.open(tmp_path) as records:
            await Journal(records.database).maybe_lost(first)
        telegram.faults.order("sendMessage", LOST)
        async with running(telegram, answers, data=tmp_path):
            await telegram.replies(CHAT)
        assert (texts(telegram), answers.asked) == ([apologies.MAY_BE_LOST], [])
        assert await counts(tmp_path) == {State.APOLOGISED: 1}

    async def test_a_question_that_kills_the_bot_is_given_up_with_an_apology(
        self, telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
    ) -> None:
        [first] = await self.left(telegram, tmp_path, "một")
        async with await Records.open(tmp_path) as records:
            for _ in range(MAX_ATTEMPTS):
                await Journal(records.database).begin(first)
        async with running(telegram, answers, data=tmp_path):
            await telegram.replies(CHAT)
        assert (texts(telegram), answers.asked) == ([apologies.BROKEN_OFF], [])


class TestABacklog:
    async def test_is_answered_newest_chat_first_and_each_chat_in_its_order(
        self, telegram: FakeTelegram, answers: FakeAnswers
    ) -> None:
        for chat in (1, 2, 3, 1):
            telegram.write(chat, f"của {chat}")
        for chat in range(4, 124):  # more than one call hands out
            telegram.write(chat, f"của {chat}")
        async with running(telegram, answers, concurrent_updates=1):
            await telegram.wait_until(lambda: len(telegram.sent) == 124)
        asked = [question for question, _ in answers.asked]
        assert asked == [f"của {chat}" for chat in [*range(123, 3, -1), 1, 3, 2, 1]]

    async def test_too_old_gets_one_apology_a_chat(self, telegram: FakeTelegram, tmp_path: Path) -> None:
        old = int(time.time()) - 3 * HOUR_S
        for n in range(3):
            last = telegram.write(CHAT, f"cũ {n}", date=old + n)
        telegram.write(CHAT, "mới")
        telegram.write(CHAT + 1, "cũ", date=old)
        async with running(telegram, FakeAnswers(), data=tmp_path):
            await telegram.replies(CHAT, 2)
            await telegram.replies(CHAT + 1)
            telegram.write(CHAT, "cũ nữa", date=old)
            telegram.write(CHAT, "sau cùng")
            await telegram.replies(CHAT, 3)
        assert texts(telegram) == [apologies.TOO_OLD, "Về «mới»", "Về «sau cùng»"]
        assert texts(telegram, CHAT + 1) == [apologies.TOO_OLD]
        assert telegram.messages(CHAT)[0].reply_to == last
        assert await counts(tmp_path) == {State.APOLOGISED: 5, State.SENT: 2}

    async def test_of_what_others_say_in_a_group_is_passed_over(self, telegram: FakeTelegram, tmp_path: Path) -> None:
        telegram.chats.privacy = False
        old = int(time.time()) - 3 * HOUR_S
        telegram.write(GROUP, "chào cả nhà", sender=1, date=old)
        telegram.write(GROUP, new_chat_title="Tên mới", sender=1, date=old)
        telegram.write(GROUP - 1, "@hoidap_test_bot giúp mấy chị?", sender=1, date=old)
        async with running(telegram, FakeAnswers(), data=tmp_path):
            await telegram.replies(GROUP - 1)
            await settled(tmp_path, 3)
        assert (texts(telegram, GROUP), texts(telegram, GROUP - 1)) == ([], [apologies.TOO_OLD])
        assert await counts(tmp_path) == {State.SILENT: 2, State.APOLOGISED: 1}


class TestStopping:
    async def test_leaves_what_is_not_begun_to_the_next_run(
        self, telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
    ) -> None:
        answers.gates["một"] = asyncio.Event()
        telegram.write(CHAT, "một")
        telegram.write(CHAT, "hai")
        async with running(telegram, answers, data=tmp_path):
            await telegram.wait_until(lambda: bool(answers.asked))
        assert texts(telegram) == ["Về «một»"]
        assert not telegram.pending, "both were taken"
        async with running(telegram, FakeAnswers(), data=tmp_path):
            await telegram.replies(CHAT, 2)
        assert texts(telegram) == ["Về «một»", "Về «hai»"]

    async def test_apologises_for_what_takes_too_long(
        self, telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
    ) -> None:
        class Slow(FakeAnswers):
            async def answer(
                self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
            ) -> Answer:
                self.asked.append((question, asker))
                await asyncio.sleep(60)
                return Answer(Outcome.ANSWERED, "muộn")

        slow = Slow()
        telegram.write(CHAT, "chậm")
        began = time.monotonic()
        async with running(telegram, slow, data=tmp_path, operation=Operation(telegram.url, stop_s=0.1)):
            await telegram.wait_until(lambda: bool(slow.asked))
        assert time.monotonic() - began < 5
        assert texts(telegram) == [apologies.STOPPING]
        async with running(telegram, answers, data=tmp_path):
            telegram.write(CHAT, "sau")
            await telegram.replies(CHAT, 2)
        assert [question for question, _ in answers.asked] == ["sau"]

    async def test_leaves_to_the_next_run_what_cannot_even_be_apologised_for(
        self, telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.telegram.processing.APOLOGY_S", 0.1)
        answers.gates["một"] = asyncio.Event()
        telegram.write(CHAT, "một")
        async with running(telegram, answers, data=tmp_path, operation=Operation(telegram.url, stop_s=0.1)):
            await telegram.wait_until(lambda: bool(answers.asked))
            await telegram.stop()
        await telegram.start()
        async with running(telegram, FakeAnswers(), data=tmp_path):
            await telegram.replies(CHAT)
        assert texts(telegram) == ["Về «một»"]


async def test_chats_that_are_put_off_hold_up_nobody_else(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers(), concurrent_updates=2):
        for chat in range(1, 6):
            telegram.fail("sendMessage", 429, retry_after=1)
            telegram.write(chat, "bị hoãn")
            await telegram.wait_until(lambda chat=chat: len(telegram.called("sendMessage")) >= chat)  # type: ignore[misc]
        telegram.write(CHAT, "câu hỏi")
        await telegram.replies(CHAT)
        assert len(telegram.sent) == 1, "the others still wait"
        for chat in range(1, 6):
            await telegram.replies(chat)
    assert all(len(telegram.messages(chat)) == 1 for chat in range(1, 6))


async def test_no_two_messages_leave_at_the_same_time(telegram: FakeTelegram) -> None:
    """A bot that is killed may leave each message in doubt that is on its way."""
    leaving = most = 0
    send = telegram.methods.do_sendMessage

    async def counted(params: dict[str, Any]) -> dict[str, Any]:
        nonlocal leaving, most
        leaving += 1
        most = max(most, leaving)
        await asyncio.sleep(0.02)
        leaving -= 1
        return await send(params)

    telegram.methods.do_sendMessage = counted  # type: ignore[method-assign]
    for chat in range(1, 9):
        telegram.write(chat, "câu hỏi")
    async with running(telegram, FakeAnswers(), concurrent_updates=8):
        await telegram.wait_until(lambda: len(telegram.sent) == 8)
    assert most == 1


def test_a_second_bot_is_kept_from_the_same_questions(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with only_bot(tmp_path):
        with pytest.raises(BotStartError, match="another bot"), only_bot(tmp_path):
            pass
        with only_bot(tmp_path_factory.mktemp("another")):
            pass
    with only_bot(tmp_path):
        pass  # it was let go
