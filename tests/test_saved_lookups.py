"""The lookups behind buttons: kept over restarts, forgotten in time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.figures.saved import KEPT_EACH, KEPT_S, SavedLookup, SavedLookups
from bot.figures.views import Mode
from bot.records import Records

LOOKUP = SavedLookup(Mode.TREND, "vốn vay Bắc Giang", date(2024, 3, 1))


async def test_a_lookup_is_found_after_the_file_was_closed(tmp_path: Path) -> None:
    async with await Records.open(tmp_path) as records:
        key = await SavedLookups(records.database).save("7", LOOKUP)
    async with await Records.open(tmp_path) as records:
        assert await SavedLookups(records.database).find(key) == LOOKUP
        assert len(key) <= 8 and ":" not in key


async def test_old_lookups_and_those_of_somebody_who_is_erased_are_forgotten(tmp_path: Path) -> None:
    now = 1e9
    async with await Records.open(tmp_path) as records:
        saved = SavedLookups(records.database, lambda: now)
        old, erased = await saved.save("7", LOOKUP), await saved.save("8", LOOKUP)
        await records.erase("8")
        assert await saved.find(old) and not await saved.find(erased)
        now += KEPT_S + 1
        await saved.save("9", LOOKUP)
        assert not await saved.find(old)


async def test_somebody_keeps_the_last_lookups_only(tmp_path: Path) -> None:
    async with await Records.open(tmp_path) as records:
        saved = SavedLookups(records.database)
        other = await saved.save("8", LOOKUP)
        keys = [await saved.save("7", LOOKUP) for _ in range(KEPT_EACH + 1)]
        assert [bool(await saved.find(key)) for key in (keys[0], keys[1], keys[-1], other)] == [False, True, True, True]
