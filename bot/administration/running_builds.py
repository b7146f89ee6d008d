"""The builds that run for somebody in a chat, so that a restart can tell her that hers was broken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS running_builds (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,  -- of the message that shows how it goes on
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that shows how a build goes on."""

    chat_id: int
    message_id: int


@dataclass(frozen=True)
class RunningBuilds:
    """The builds in a database that has this module's `SCHEMA`."""

    database: Database

    async def add(self, shown: Shown) -> None:
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT OR REPLACE INTO running_builds VALUES (?, ?)", (shown.chat_id, shown.message_id)
            )

    async def end(self, shown: Shown) -> None:
        async with self.database.transaction() as connection:
            await connection.execute(
                "DELETE FROM running_builds WHERE chat_id = ? AND message_id = ?", (shown.chat_id, shown.message_id)
            )

    async def left(self) -> Sequence[Shown]:
        """Those that an earlier run of the bot did not end."""
        rows = await self.database.fetch("SELECT chat_id, message_id FROM running_builds")
        return [Shown(row["chat_id"], row["message_id"]) for row in rows]
