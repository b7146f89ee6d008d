"""One SQLite file: a connection that writes, a few that read, and the transactions between them.

aiosqlite gives each connection a thread and a queue of its own, so one slow search would hold up everything behind it:
hence several readers. In WAL mode they go on reading while the writer writes, also when it is another process.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from index.errors import IndexingError

Connection = aiosqlite.Connection

READERS = 3
LOCK_TIMEOUT_S = 10.0
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


class SchemaVersionError(IndexingError):
    """The file was written with another schema."""


class Database:
    """Open with `Database.open`, and close: its threads keep the process alive until then."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        readers: Sequence[aiosqlite.Connection],
        connections: AsyncExitStack,
    ) -> None:
        self.path = path
        self._writer = writer
        self._writing = asyncio.Lock()
        self._connections = connections
        self._idle: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._idle.put_nowait(reader)

    @classmethod
    async def open(
        cls, path: Path, schema: str, version: int, *, oldest: int | None = None, readers: int = READERS
    ) -> Database:
        """Open a file, and create it if need be; its folder must exist.

        Args:
            schema: statements that may run again on an existing file (IF NOT EXISTS), each with its semicolon.
            version: of the schema, at least 1; kept in the file.
            oldest: the first version that the statements bring up to date, because only tables were added since.

        Raises:
            SchemaVersionError: if the file has another version, and is not brought up to date.
            IndexingError: if it cannot be opened or is damaged.
        """
        stack = AsyncExitStack()
        try:
            with _translated(path):
                await asyncio.to_thread(_try, path)
                writer, *others = [await _connect(path, stack) for _ in range(readers + 1)]
                await _create(writer, path, schema, version, oldest or version)
                for reader in others:
                    await reader.execute("PRAGMA query_only = ON")
        except BaseException:
            await stack.aclose()
            raise
        return cls(path, writer, others, stack)

    async def close(self) -> None:
        """Finish what is queued and close every connection."""
        await self._connections.aclose()

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query, read on a connection that waits for no writer."""
        reader = await self._idle.get()
        try:
            with _translated(self.path):
                return list(await reader.execute_fetchall(sql, parameters))
        finally:
            self._idle.put_nowait(reader)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """A transaction that is on the disk when the block ends, or has left nothing if it fails."""
        async with self._writing:
            with _translated(self.path):
                try:
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
                    await self._writer.commit()
                except BaseException:
                    await self._writer.rollback()
                    raise


def _try(path: Path) -> None:
    """Fail here rather than in aiosqlite, which leaves a thread behind that speaks up when the loop is closed."""
    sqlite3.connect(path).close()


async def _connect(path: Path, stack: AsyncExitStack) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=LOCK_TIMEOUT_S)
    stack.push_async_callback(connection.close)
    connection.row_factory = sqlite3.Row
    await connection.execute("PRAGMA foreign_keys = ON")
    return connection


async def _create(writer: aiosqlite.Connection, path: Path, schema: str, version: int, oldest: int) -> None:
    await writer.execute("PRAGMA journal_mode = WAL")
    ((found,),) = await writer.execute_fetchall("PRAGMA user_version")
    if found != 0 and not oldest <= found <= version:
        raise SchemaVersionError(f"{path} was written by another version of hoidap")
    if found != version:
        await writer.executescript(f"BEGIN IMMEDIATE; {schema} PRAGMA user_version = {version}; COMMIT;")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """What goes wrong with the file becomes an IndexingError; mistakes in the SQL's data stay what they are."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        if type(exc) not in (sqlite3.DatabaseError, sqlite3.OperationalError):
            raise
        if getattr(exc, "sqlite_errorcode", None) in _DAMAGED:
            raise IndexingError(f"{path} is damaged: delete it and run hoidap index") from exc
        raise IndexingError(f"cannot use {path} ({exc}): check the folder's permissions and the free space") from exc
