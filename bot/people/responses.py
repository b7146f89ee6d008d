"""What officers answered to the questions that members put to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.people import outbox
from bot.people.audit import Act, Entry, Person, write_entry
from bot.people.errors import AnsweredAlreadyError, QuestionGoneError
from bot.people.outbox import Kind
from index.database import Connection, Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS responses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    question INTEGER NOT NULL,  -- of open_questions
    at REAL NOT NULL,  -- seconds since 1970
    officer INTEGER NOT NULL,
    name TEXT NOT NULL,  -- at that time
    unit TEXT NOT NULL,  -- as she had stated it; empty if she had not
    text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS responses_by_question ON responses (question);
"""


@dataclass(frozen=True, slots=True)
class Response:
    """An officer's answer."""

    id: int
    question: int  # of open_questions
    at: float  # seconds since 1970
    officer: Person
    unit: str  # empty if she has stated none
    text: str


@dataclass(frozen=True)
class Responses:
    """The answers in a database that has the schemas of this package."""

    database: Database
    now: Callable[[], float] = time.time

    async def give(self, question: int, officer: Person, unit: str, text: str) -> int:
        """Answer a question and post the answer to who asked, all or nothing; return the answer's id.

        The first officer who answers has the question: she may add to her answer, another may not.

        Raises:
            QuestionGoneError: if there is no such question, or none any more.
            AnsweredAlreadyError: if another officer was first.
        """
        now = self.now()
        async with self.database.transaction() as connection:
            sql = "SELECT chat_id, answered_by FROM open_questions WHERE id = ?"
            rows = list(await connection.execute_fetchall(sql, (question,)))
            if not rows:
                raise QuestionGoneError("this question was erased")
            [(chat_id, answered_by)] = rows
            if answered_by not in (None, officer.id):
                raise AnsweredAlreadyError("another officer has answered this question")
            await connection.execute(
                "UPDATE open_questions SET answered_at = coalesce(answered_at, ?), answered_by = ? WHERE id = ?",
                (now, officer.id, question),
            )
            added = await connection.execute(
                "INSERT INTO responses (question, at, officer, name, unit, text) VALUES (?, ?, ?, ?, ?, ?)",
                (question, now, officer.id, officer.name, unit, text),
            )
            assert added.lastrowid
            await outbox.put(connection, Kind.RESPONSE, added.lastrowid, chat_id, now)
            await write_entry(connection, Entry(now, officer, Act.QUESTION_ANSWERED, f"câu hỏi số {question}"))
            return added.lastrowid

    async def find(self, id: int) -> Response | None:
        """An answer; None if it is none, or its question was erased."""
        rows = await self.database.fetch("SELECT * FROM responses WHERE id = ?", (id,))
        if not rows:
            return None
        row = rows[0]
        officer = Person(row["officer"], row["name"])
        return Response(row["id"], row["question"], row["at"], officer, row["unit"], row["text"])

    async def first(self, question: int) -> Response | None:
        """The first answer to a question; None if nobody has answered it."""
        rows = await self.database.fetch("SELECT min(id) AS id FROM responses WHERE question = ?", (question,))
        return await self.find(rows[0]["id"]) if rows[0]["id"] is not None else None


async def erase(connection: Connection, user_id: int) -> None:
    """Forget what somebody was answered, within a transaction; before her questions are forgotten."""
    await connection.execute(
        "DELETE FROM responses WHERE question IN (SELECT id FROM open_questions WHERE user_id = ?)", (user_id,)
    )


async def erase_about(connection: Connection, answer_ids: Sequence[str]) -> None:
    """Forget what was answered to such questions, within a transaction; before they are forgotten."""
    sql = "DELETE FROM responses WHERE question IN (SELECT id FROM open_questions WHERE answer_id = ?)"
    await connection.executemany(sql, [(id,) for id in answer_ids])


async def purge(connection: Connection, before: float) -> None:
    """Forget the answers given before a time, within a transaction."""
    await connection.execute("DELETE FROM responses WHERE at < ?", (before,))
