"""What the bot remembers, for how long and of whom."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answering.conversation import Quote, Turn
from bot.records import FILE, KEPT_TURNS, Records
from index.database import SchemaVersionError

MAI, LAN = "telegram:-5:7", "telegram:-5:8"  # two members of one group
MAI_ALONE = "telegram:7:7"
TURN = Turn(
    "Năm 2022 giúp bao nhiêu hộ?",
    place="tỉnh Hà Giang",
    choices=("Ở Hà Giang?", "Ở Huế?"),
    quotes=(Quote(1, "a.txt", 5, 17, "giúp 12 hộ."),),
    told=(("a.txt", 5, 17),),
)


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
async def records(tmp_path: Path, clock: Clock) -> AsyncIterator[Records]:
    async with await Records.open(tmp_path, lifetime_s=60, now=clock) as records:
        yield records


async def questions(records: Records, asker: str) -> list[str]:
    return [turn.question for turn in await records.recall(asker)]


async def test_a_turn_comes_back_as_it_was(records: Records) -> None:
    await records.remember(MAI, TURN)
    assert await records.recall(MAI) == [TURN]


async def test_the_last_turns_come_back_oldest_first(records: Records) -> None:
    for number in range(KEPT_TURNS + 2):
        await records.remember(MAI, Turn(f"Câu {number}?"))
    assert await questions(records, MAI) == [f"Câu {number}?" for number in range(2, KEPT_TURNS + 2)]


async def test_nobody_sees_what_another_asked_in_the_same_group_or_alone(records: Records) -> None:
    await records.remember(MAI_ALONE, Turn("Riêng tư?"))
    assert await questions(records, MAI) == []
    await records.remember(MAI, TURN)
    assert await questions(records, LAN) == []


async def test_a_conversation_expires_after_its_last_turn(records: Records, clock: Clock) -> None:
    await records.remember(MAI, Turn("Một?"))
    clock.seconds += 50
    await records.remember(MAI, Turn("Hai?"))
    clock.seconds += 50
    assert await questions(records, MAI) == ["Một?", "Hai?"]
    clock.seconds += 11
    assert await questions(records, MAI) == []


async def test_what_has_expired_is_deleted_from_the_file(records: Records, clock: Clock) -> None:
    await records.remember(MAI, TURN)
    clock.seconds += 61
    await records.remember(LAN, Turn("Mới?"))
    [row] = await records.database.fetch("SELECT count(*) AS turns FROM turns")
    assert row["turns"] == 1


async def test_a_new_conversation_does_not_revive_an_expired_one(records: Records, clock: Clock) -> None:
    await records.remember(MAI, Turn("Cũ?"))
    clock.seconds += 61
    await records.remember(MAI, Turn("Mới?"))
    assert await questions(records, MAI) == ["Mới?"]


async def test_everything_about_somebody_can_be_erased(records: Records) -> None:
    await records.remember(MAI, TURN)
    await records.remember(LAN, Turn("Của Lan?"))
    await records.erase(MAI)
    assert (await questions(records, MAI), await questions(records, LAN)) == ([], ["Của Lan?"])


async def test_turns_outlive_a_restart(records: Records, tmp_path: Path, clock: Clock) -> None:
    await records.remember(MAI, TURN)
    async with await Records.open(tmp_path, lifetime_s=60, now=clock) as again:
        assert await again.recall(MAI) == [TURN]


async def test_many_members_are_remembered_at_once(records: Records) -> None:
    askers = [f"telegram:{number}:{number}" for number in range(20)]
    await asyncio.gather(*(records.remember(asker, Turn(asker)) for asker in askers))
    assert [await questions(records, asker) for asker in askers] == [[asker] for asker in askers]


async def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaVersionError):
        await Records.open(tmp_path)
