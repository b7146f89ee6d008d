"""What is written down of each update, and what is made of it after a crash."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.records import Records
from bot.telegram.journal import KEPT_S, MAX_ATTEMPTS, Journal, State


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def journal(tmp_path: Path, clock: Clock) -> AsyncIterator[Journal]:
    async with await Records.open(tmp_path) as records:
        yield Journal(records.database, clock)


def update(id: int, text: str = "câu hỏi") -> dict[str, Any]:
    return {"update_id": id, "message": {"text": text}}


async def row(journal: Journal, id: int) -> dict[str, Any]:
    [found] = await journal.database.fetch("SELECT * FROM updates WHERE id = ?", (id,))
    return dict(found)


async def test_an_update_is_new_once(journal: Journal) -> None:
    assert await journal.receive([update(1), update(2)]) == [update(1), update(2)]
    assert await journal.receive([update(2, "khác"), update(3)]) == [update(3)]


async def test_an_update_is_begun_until_it_is_done(journal: Journal) -> None:
    await journal.receive([update(1)])
    assert await journal.begin(1) and await journal.begin(1)
    await journal.finish([1], State.SENT)
    assert not await journal.begin(1)
    assert not await journal.begin(2), "nobody wrote it down"


async def test_the_text_of_an_update_is_erased_when_it_is_done(journal: Journal) -> None:
    await journal.receive([update(1)])
    assert "c\\u00e2u" in (await row(journal, 1))["body"]
    await journal.finish([1], State.SENT)
    assert (await row(journal, 1))["body"] is None


async def test_what_was_only_begun_is_taken_up_again_as_it_was(journal: Journal) -> None:
    odd = update(2, "\ud800 \x00 😀")
    await journal.receive([update(1), odd])
    await journal.begin(1)
    assert (await journal.recover()).waiting == [update(1), odd]


async def test_a_message_that_may_have_arrived_is_given_up(journal: Journal) -> None:
    await journal.receive([update(1)])
    await journal.begin(1)
    await journal.sending(1, 1)
    recovered = await journal.recover()
    assert (recovered.in_doubt, recovered.waiting, recovered.broken_off) == ([1], [], [])
    assert (await journal.counts())[State.IN_DOUBT] == 1
    assert (await journal.recover()).in_doubt == [], "it is counted once"


async def test_a_message_that_was_maybe_lost_is_owed_an_apology(journal: Journal) -> None:
    await journal.receive([update(1)])
    await journal.begin(1)
    await journal.sending(1, 1)
    await journal.maybe_lost(1)
    recovered = await journal.recover()
    assert (recovered.maybe_lost, recovered.waiting, recovered.in_doubt) == ([update(1)], [], [])
    assert await journal.begin(1)
    assert (await journal.recover()).maybe_lost == [update(1)], "it is not to be answered after a second crash"
    await journal.postpone(1)
    assert (await journal.recover()).maybe_lost == [update(1)], "nor after a stop"


async def test_a_message_that_was_refused_is_not_in_doubt(journal: Journal) -> None:
    await journal.receive([update(1)])
    await journal.begin(1)
    await journal.sending(1, 1)
    await journal.not_sent(1)
    assert (await journal.recover()).waiting == [update(1)]


@pytest.mark.parametrize(("parts_left", "is_whole"), [(0, True), (1, False), (None, False)])
async def test_a_whole_answer_is_told_from_a_torn_one(journal: Journal, parts_left: int | None, is_whole: bool) -> None:
    await journal.receive([update(1)])
    await journal.begin(1)
    await journal.sending(1, 2)
    await journal.sent(1, 55, parts_left)
    recovered = await journal.recover()
    assert recovered.broken_off == ([] if is_whole else [update(1)])
    assert recovered.waiting == []
    assert (await row(journal, 1))["messages"] == "[55]"
    assert ((await row(journal, 1))["state"] == State.SENT) is is_whole


async def test_an_update_that_brings_the_bot_down_each_time_is_not_tried_for_ever(journal: Journal) -> None:
    await journal.receive([update(1)])
    for _ in range(MAX_ATTEMPTS - 1):
        await journal.begin(1)
    assert (await journal.recover()).waiting == [update(1)]
    await journal.begin(1)
    assert (await journal.recover()).broken_off == [update(1)]


async def test_an_update_whose_answer_was_found_is_not_to_blame(journal: Journal) -> None:
    await journal.receive([update(1)])
    for _ in range(2 * MAX_ATTEMPTS):
        await journal.begin(1)
        await journal.ready(1)
    assert (await journal.recover()).waiting == [update(1)]


async def test_being_put_off_by_a_stop_is_no_attempt(journal: Journal) -> None:
    await journal.receive([update(1)])
    for _ in range(2 * MAX_ATTEMPTS):
        await journal.begin(1)
        await journal.postpone(1)
    assert (await journal.recover()).waiting == [update(1)]


async def test_what_is_done_is_forgotten_after_days_and_what_is_not_never(journal: Journal, clock: Clock) -> None:
    await journal.receive([update(1), update(2)])
    await journal.finish([1], State.SENT)
    clock.seconds += KEPT_S + 1
    await journal.receive([update(3)])
    rows = await journal.database.fetch("SELECT id FROM updates ORDER BY id")
    assert [found["id"] for found in rows] == [2, 3]
