"""One SQLite file: what a transaction leaves, and who waits for whom."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from index.database import Database, SchemaVersionError
from index.errors import IndexingError

SCHEMA = "CREATE TABLE IF NOT EXISTS names (name TEXT PRIMARY KEY);"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "a.sqlite", SCHEMA, 1)
    yield database
    await database.close()


async def names(database: Database) -> list[str]:
    return [row["name"] for row in await database.fetch("SELECT name FROM names ORDER BY name")]


async def add(database: Database, name: str) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO names VALUES (?)", (name,))


async def test_what_is_written_is_there_when_opened_again(database: Database) -> None:
    await add(database, "Mai")
    again = await Database.open(database.path, SCHEMA, 1)
    try:
        assert await names(again) == ["Mai"]
    finally:
        await again.close()


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO names VALUES ('Mai')")
            raise ZeroDivisionError
    await add(database, "Lan")
    assert await names(database) == ["Lan"]


async def test_a_transaction_that_is_cancelled_leaves_nothing(database: Database) -> None:
    begun = asyncio.Event()

    async def write_forever() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO names VALUES ('Mai')")
            begun.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write_forever())
    await begun.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await add(database, "Lan")
    assert await names(database) == ["Lan"]


async def test_transactions_wait_for_each_other(database: Database) -> None:
    await asyncio.gather(*(add(database, str(number)) for number in range(20)))
    assert len(await names(database)) == 20


async def test_readers_see_what_was_there_before_an_open_transaction(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO names VALUES ('Mai')")
        assert await asyncio.gather(*(names(database) for _ in range(10))) == [[]] * 10
    assert await names(database) == ["Mai"]


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(IndexingError, match="readonly"):
        await database.fetch("INSERT INTO names VALUES ('Mai')")


async def test_a_wrong_row_keeps_its_own_error(database: Database) -> None:
    await add(database, "Mai")
    with pytest.raises(sqlite3.IntegrityError):
        await add(database, "Mai")


async def test_a_file_of_another_version_is_refused_and_left_alone(database: Database) -> None:
    await add(database, "Mai")
    with pytest.raises(SchemaVersionError, match="another version"):
        await Database.open(database.path, SCHEMA, 2)
    assert await names(database) == ["Mai"]


@pytest.mark.parametrize("name", ["folder", "no folder/a.sqlite"])
async def test_a_file_that_cannot_be_opened_says_what_to_check(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IndexingError, match="cannot use .*check the folder's permissions"):
        await Database.open(tmp_path / name, SCHEMA, 1)


async def test_no_thread_outlives_a_closed_database(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    database = await Database.open(tmp_path / "b.sqlite", SCHEMA, 1, readers=5)
    started = {thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio")}
    assert len(started) == 6
    await database.close()
    for thread in started:
        thread.join(10)
    assert not any(thread.is_alive() for thread in started)
