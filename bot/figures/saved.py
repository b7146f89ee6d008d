"""The lookups behind buttons: a button can carry 64 bytes, and has to find its figures after a restart too."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.figures.views import Mode
from index.database import Connection, Database

KEPT_DAYS = 90
KEPT_S = KEPT_DAYS * 24 * 3600.0
KEPT_EACH = 100  # lookups of one person
_ID_BYTES = 6  # 8 characters, none of them a colon

SCHEMA = """
CREATE TABLE IF NOT EXISTS figure_lookups (
    id TEXT PRIMARY KEY,
    asker TEXT NOT NULL,
    saved_at REAL NOT NULL,  -- seconds since 1970
    mode TEXT NOT NULL,
    query TEXT NOT NULL,
    said_on TEXT NOT NULL  -- ISO date
);
CREATE INDEX IF NOT EXISTS figure_lookups_by_asker ON figure_lookups (asker, saved_at);
"""


@dataclass(frozen=True, slots=True)
class SavedLookup:
    """What somebody asked to see of the ledger."""

    mode: Mode
    query: str
    said_on: date  # what "năm nay" counts from


@dataclass(frozen=True)
class SavedLookups:
    """The lookups in a database that has this module's `SCHEMA`."""

    database: Database
    now: Callable[[], float] = time.time

    async def save(self, asker: str, lookup: SavedLookup) -> str:
        """Keep a lookup, forget what is too old, and return the id that finds it."""
        key, now = secrets.token_urlsafe(_ID_BYTES), self.now()
        async with self.database.transaction() as connection:
            await connection.execute("DELETE FROM figure_lookups WHERE saved_at < ?", (now - KEPT_S,))
            await connection.execute(
                "INSERT INTO figure_lookups (id, asker, saved_at, mode, query, said_on) VALUES (?, ?, ?, ?, ?, ?)",
                (key, asker, now, lookup.mode.value, lookup.query, lookup.said_on.isoformat()),
            )
            await connection.execute(
                "DELETE FROM figure_lookups WHERE asker = ? AND id NOT IN "
                "(SELECT id FROM figure_lookups WHERE asker = ? ORDER BY saved_at DESC, rowid DESC LIMIT ?)",
                (asker, asker, KEPT_EACH),
            )
        return key

    async def find(self, key: str) -> SavedLookup | None:
        """The lookup with an id; None if it is forgotten."""
        rows = await self.database.fetch("SELECT mode, query, said_on FROM figure_lookups WHERE id = ?", (key,))
        if not rows:
            return None
        return SavedLookup(Mode(rows[0]["mode"]), rows[0]["query"], date.fromisoformat(rows[0]["said_on"]))


async def erase(connection: Connection, asker: str) -> None:
    """Forget the lookups of somebody, within a transaction."""
    await connection.execute("DELETE FROM figure_lookups WHERE asker = ?", (asker,))


async def purge(connection: Connection, before: float) -> None:
    """Forget the lookups that were saved before a time, within a transaction."""
    await connection.execute("DELETE FROM figure_lookups WHERE saved_at < ?", (before,))
