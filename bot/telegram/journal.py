"""What became of each update, on the disk: no question is lost and no answer sent twice, whatever stops the bot.

An update is written down before Telegram is told that it was taken. A message is written down before it leaves and
after it arrived: what a crash left in between may have arrived, and is not repeated. The text of an update is erased as
soon as it was dealt with.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from index.database import Database

logger = logging.getLogger(__name__)

Json = dict[str, Any]

KEPT_S = 2 * 24 * 3600.0  # Telegram repeats an update for a day
SHOWN = -1  # parts of an answer of which a message shows the beginning, and is to be edited to the end
MAX_ATTEMPTS = 3  # an update that brings the bot down each time is apologised for

SCHEMA = """
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY,  -- Telegram's
    received_at REAL NOT NULL,  -- seconds since 1970
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    parts INTEGER,  -- messages of the answer that are still to be sent; NULL: not known; -1: see SHOWN
    messages TEXT NOT NULL DEFAULT '[]',  -- ids of those sent, JSON
    body TEXT  -- the update, JSON; NULL when it was dealt with
);
CREATE INDEX IF NOT EXISTS open_updates ON updates (state) WHERE body IS NOT NULL;
CREATE INDEX IF NOT EXISTS updates_by_age ON updates (received_at);
"""


class State(StrEnum):
    """How far an update has come; the first four are on the way."""

    RECEIVED = "received"
    ANSWERING = "answering"
    SENDING = "sending"
    MAYBE_LOST = "maybe lost"  # the connection broke while it was sent, and an apology is owed
    SENT = "sent"
    SILENT = "silent"  # nothing was to be sent
    APOLOGISED = "apologised"
    UNDELIVERED = "undelivered"  # Telegram refused it: the bot was blocked, the chat is gone
    IN_DOUBT = "in doubt"  # it may have arrived


OPEN = (State.RECEIVED, State.ANSWERING, State.SENDING, State.MAYBE_LOST)
_IS_OPEN = f"state IN ({', '.join(repr(state.value) for state in OPEN)})"


@dataclass(frozen=True)
class Recovered:
    """What an earlier run left: updates to handle, others whose answer broke off, cannot be made or was maybe lost."""

    waiting: Sequence[Json] = ()
    broken_off: Sequence[Json] = ()
    maybe_lost: Sequence[Json] = ()
    in_doubt: Sequence[int] = ()


@dataclass(frozen=True)
class Journal:
    """The updates in a database that has its `SCHEMA`."""

    database: Database
    now: Callable[[], float] = field(default=time.time)  # seconds since 1970

    async def receive(self, updates: Sequence[Json]) -> list[Json]:
        """Write updates down; return those that were not seen before. Each has its `update_id`."""
        new = []
        async with self.database.transaction() as connection:
            oldest = self.now() - KEPT_S
            await connection.execute(f"DELETE FROM updates WHERE received_at < ? AND NOT {_IS_OPEN}", (oldest,))
            for update in updates:
                cursor = await connection.execute(
                    "INSERT OR IGNORE INTO updates (id, received_at, state, body) VALUES (?, ?, ?, ?)",
                    (update["update_id"], self.now(), State.RECEIVED, json.dumps(update)),
                )
                if cursor.rowcount:
                    new.append(update)
        return new

    async def recover(self) -> Recovered:
        """Sort out what an earlier run did not finish; a message that may have arrived is given up."""
        rows = await self.database.fetch(f"SELECT * FROM updates WHERE {_IS_OPEN} ORDER BY id")
        in_doubt = [row["id"] for row in rows if row["state"] == State.SENDING]
        complete = [row["id"] for row in rows if _is_complete(row)]
        for update_id in in_doubt:
            logger.warning("Update %d: its answer may have been sent when the bot was killed; not repeated", update_id)
        await self.finish(in_doubt, State.IN_DOUBT)
        await self.finish(complete, State.SENT)
        left = [row for row in rows if row["id"] not in {*in_doubt, *complete}]
        waiting: list[Json] = []
        broken_off: list[Json] = []
        maybe_lost: list[Json] = []
        for row in left:
            is_torn = (row["messages"] != "[]" and row["parts"] != SHOWN) or row["attempts"] >= MAX_ATTEMPTS
            kind = maybe_lost if row["state"] == State.MAYBE_LOST else broken_off if is_torn else waiting
            kind.append(json.loads(row["body"]))
        return Recovered(waiting, broken_off, maybe_lost, in_doubt)

    async def begin(self, update_id: int) -> bool:
        """Begin to answer an update, or to apologise for it; False if it was dealt with already."""
        changed = await self.database.execute(
            "UPDATE updates SET state = iif(state = ?, state, ?), attempts = attempts + 1 "
            "WHERE id = ? AND state IN (?, ?, ?)",
            (State.MAYBE_LOST, State.ANSWERING, update_id, State.RECEIVED, State.ANSWERING, State.MAYBE_LOST),
        )
        return changed == 1

    async def shown(self, update_id: int) -> int | None:
        """The message that shows the beginning of an update's answer, if an earlier run left one."""
        rows = await self.database.fetch(
            "SELECT json_extract(messages, '$[#-1]') AS message FROM updates WHERE id = ? AND parts = ?",
            (update_id, SHOWN),
        )
        return rows[0]["message"] if rows else None

    async def ready(self, update_id: int) -> None:
        """Note that the answer is found: if the bot goes down now, it is not for this update."""
        await self._execute("UPDATE updates SET attempts = 0 WHERE id = ?", (update_id,))

    async def sending(self, update_id: int, parts: int | None) -> None:
        """Note that a message is about to leave, the first of so many parts to come."""
        await self._execute("UPDATE updates SET state = ?, parts = ? WHERE id = ?", (State.SENDING, parts, update_id))

    async def sent(self, update_id: int, message_id: int, parts: int | None) -> None:
        """Note that it arrived, and how many parts are still to come."""
        await self._execute(
            "UPDATE updates SET state = ?, parts = ?, messages = json_insert(messages, '$[#]', ?) WHERE id = ?",
            (State.ANSWERING, parts, message_id, update_id),
        )

    async def not_sent(self, update_id: int) -> None:
        """Note that it did not leave."""
        await self._execute("UPDATE updates SET state = ? WHERE id = ?", (State.ANSWERING, update_id))

    async def maybe_lost(self, update_id: int) -> None:
        """Note that the connection broke while it was sent; the one who asked is to be told so."""
        await self._execute("UPDATE updates SET state = ? WHERE id = ?", (State.MAYBE_LOST, update_id))

    async def postpone(self, update_id: int) -> None:
        """Leave an update whose handling was broken off to the next run of the bot."""
        await self._execute(
            "UPDATE updates SET state = iif(state = ?, state, ?), attempts = 0 WHERE id = ?",
            (State.MAYBE_LOST, State.RECEIVED, update_id),
        )

    async def finish(self, update_ids: Sequence[int], state: State) -> None:
        """Note how updates ended, and erase their text."""
        if len(update_ids) == 1:
            await self._execute("UPDATE updates SET state = ?, body = NULL WHERE id = ?", (state, update_ids[0]))
        if len(update_ids) < 2:
            return
        async with self.database.transaction() as connection:
            await connection.executemany(
                "UPDATE updates SET state = ?, body = NULL WHERE id = ?", [(state, id) for id in update_ids]
            )

    async def counts(self) -> Mapping[State, int]:
        """How many updates of the last days are in each state."""
        rows = await self.database.fetch("SELECT state, count(*) AS updates FROM updates GROUP BY state")
        return dict.fromkeys(State, 0) | {State(row["state"]): row["updates"] for row in rows}

    async def _execute(self, sql: str, parameters: Sequence[Any]) -> None:
        await self.database.execute(sql, parameters)


def _is_complete(row: Any) -> bool:
    """Whether a crash came between the last part of an answer and the end of its handling."""
    return bool(row["state"] == State.ANSWERING and row["parts"] == 0 and row["messages"] != "[]")
