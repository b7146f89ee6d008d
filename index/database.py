"""One SQLite file: a connection that writes, a few that read, and the transactions between them.

aiosqlite gives each connection a thread and a queue of its own, so one slow search would hold up everything behind it:
hence several readers. In WAL mode they go on reading while the writer writes, also when it is another process.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from index.errors import IndexingError

Connection = aiosqlite.Connection
Row = sqlite3.Row

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

    async def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query, read on a connection that waits for no writer."""
        reader = await self._idle.get()
        try:
            with _translated(self.path):
                return list(await reader.execute_fetchall(sql, parameters))
        finally:
            self._idle.put_nowait(reader)

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """A transaction of one statement, on the disk when this returns; the number of rows that it changed.

        It takes one turn of the writer's thread, where `transaction` takes three or more.
        """
        async with self._writing:
            with _translated(self.path):
                cursor = await self._writer.execute(sql, parameters)
                return cursor.rowcount

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


def copy_database(source: Path, target: Path) -> None:
    """Copy a file page by page into another, in one transaction: others may read both, and write the source.

    Raises:
        IndexingError: if one of them cannot be used.
    """
    with (
        _translated(source),
        closing(sqlite3.connect(source)) as old,
        _translated(target),
        closing(sqlite3.connect(target, timeout=LOCK_TIMEOUT_S)) as new,
    ):
        old.backup(new)


def check_database(path: Path, schema: str | None = None) -> None:
    """Refuse a file that is not what it seems: damaged, with programs in it, or of other tables.

    Args:
        schema: statements that make the tables that may be there; None for any tables.

    Raises:
        IndexingError: naming what is wrong.
    """
    with _translated(path), closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        found = _schema_of(connection)
        if any(kind in ("trigger", "view") for kind, _, _ in found):
            raise IndexingError(f"{path.name} holds triggers or views: take another backup")
        if schema is not None:
            with closing(sqlite3.connect(":memory:")) as empty:
                empty.executescript(schema)
                if not found <= _schema_of(empty):
                    raise IndexingError(f"{path.name} has other tables than this hoidap: take another backup")
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise IndexingError(f"{path.name} is damaged: take another backup")


def _schema_of(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Type, name and statement of everything in a file, without comments and line breaks."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {(kind, name, " ".join(re.sub("--.*", "", sql or "").split())) for kind, name, sql in rows}
