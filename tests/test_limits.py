"""Telegram's limits are kept, in the order that serves best, and one chat's wait is no other's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.telegram.limits import GROUP, OVERALL, PRIVATE_CHAT, Limiter, Priority, Rate

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

LOOSE = Rate(10_000, 0.1)


class Server:
    """Keeps when each chat was called."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.calls: list[tuple[float, int, Any]] = []
        self.puts_off: Counter[int] = Counter()
        self.wait_s = 0.0

    async def call(
        self, chat_id: int, what: Any = None, *, endpoint: str = "sendMessage", priority: Priority | None = None
    ) -> Any:
        data = {"chat_id": chat_id}
        return await self.limiter.process_request(self._answer, (chat_id, what), {}, endpoint, data, priority)

    async def _answer(self, chat_id: int, what: Any) -> Any:
        self.calls.append((asyncio.get_running_loop().time(), chat_id, what))
        if self.puts_off[chat_id]:
            self.puts_off[chat_id] -= 1
            raise RetryAfter(self.wait_s)  # type: ignore[arg-type]
        return what


def most_in(times: list[float], seconds: float) -> int:
    """The most calls in any stretch, but for a millisecond of the clock."""
    return max(sum(start <= time < start + seconds - 0.001 for time in times) for start in times)


@pytest.mark.parametrize(
    ("limiter", "chats", "most"),
    [
        (Limiter(overall=Rate(10, 0.1), private=LOOSE), range(1, 8), 10),
        (Limiter(private=Rate(3, 0.1)), [1], 3),
        (Limiter(group=Rate(5, 0.1)), [-1], 5),
    ],
    ids=["overall", "private", "group"],
)
async def test_no_stretch_holds_more_than_is_allowed(limiter: Limiter, chats: Sequence[int], most: int) -> None:
    server = Server(limiter)
    await asyncio.gather(*(server.call(chat, n) for n in range(4 * most // len(chats)) for chat in chats))
    assert most_in([time for time, _, _ in server.calls], 0.1) == most


def test_the_limits_are_telegrams() -> None:
    assert (Rate(30, 1), Rate(20, 60)) == (OVERALL, GROUP)
    assert PRIVATE_CHAT.calls / PRIVATE_CHAT.seconds == 1


async def test_a_chat_is_served_in_order() -> None:
    server = Server(Limiter(private=Rate(2, 0.02)))
    await asyncio.gather(*(server.call(1, n) for n in range(8)))
    assert [what for _, _, what in server.calls] == list(range(8))


async def test_answers_go_before_notices() -> None:
    server = Server(Limiter(overall=Rate(1, 0.01), private=LOOSE))
    notices = [server.call(chat, "notice", priority=Priority.NOTICE) for chat in range(1, 6)]
    answers = [server.call(chat, "answer") for chat in range(6, 11)]
    await asyncio.gather(*notices, *answers)
    assert [what for _, _, what in server.calls][1:6] == ["answer"] * 5


async def test_typing_signs_drafts_and_questions_count_for_nothing() -> None:
    server = Server(Limiter(overall=Rate(1, 60), private=Rate(1, 60)))
    async with asyncio.timeout(1):
        await server.call(1)
        for endpoint in ("sendChatAction", "sendMessageDraft", "getChatMember", "answerCallbackQuery"):
            for _ in range(5):
                await server.call(1, endpoint=endpoint)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await server.call(1, endpoint="editMessageText")


async def test_a_chat_that_is_put_off_waits_alone_and_is_tried_again() -> None:
    server = Server(Limiter())
    server.puts_off[1], server.wait_s = 2, 0.1
    waiting = asyncio.create_task(server.call(1, "late"))
    await asyncio.sleep(0.01)
    await server.call(2, "at once")
    assert await waiting == "late"
    assert [what for _, _, what in server.calls] == ["late", "at once", "late", "late"]
    times = [time for time, chat, _ in server.calls if chat == 1]
    assert times[1] - times[0] >= 0.09 and times[2] - times[1] >= 0.09


async def test_the_third_refusal_is_the_last() -> None:
    server = Server(Limiter())
    server.puts_off[1], server.wait_s = 5, 0.01
    with pytest.raises(RetryAfter):
        await server.call(1)
    assert len(server.calls) == 3


async def test_a_wait_of_hours_is_not_waited_for_nor_prolonged() -> None:
    server = Server(Limiter())
    server.puts_off[1], server.wait_s = 1, 20_000
    for _ in range(3):
        with pytest.raises(RetryAfter):
            await server.call(1)
    assert len(server.calls) == 1
    await server.call(2)


async def test_who_gives_up_takes_nobodys_turn() -> None:
    server = Server(Limiter(overall=Rate(1, 0.05)))
    await server.call(1)
    given_up = asyncio.create_task(server.call(2))
    await asyncio.sleep(0)
    given_up.cancel()
    await server.call(3)
    assert [chat for _, chat, _ in server.calls] == [1, 3]
