"""The answers that were shown, with what they cite: what the buttons below them and the links to them stand on."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.answering.answers import Answer, Citation, Outcome
from bot.archive import curated, offers, tally
from bot.archive.offers import Offer
from bot.people.pseudonyms import Pseudonyms
from index.database import Connection, Database, Row
from index.documents import Source

SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY,
    at REAL NOT NULL,  -- seconds since 1970
    person TEXT,  -- pseudonym; NULL once she had her data erased
    generation INTEGER,  -- of the index
    question TEXT NOT NULL,  -- empty once erased
    outcome TEXT NOT NULL,
    reason TEXT,
    elapsed_ms REAL,
    card TEXT NOT NULL  -- JSON: what was shown
);
CREATE INDEX IF NOT EXISTS answers_by_person ON answers (person);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (at);
"""
_ID_BYTES = 9  # 12 characters: nobody guesses the id of another's answer


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was shown."""

    id: str
    question: str  # as asked; empty if it was erased
    answer: Answer  # without what the search found; of one that was erased only the citations

    @property
    def is_erased(self) -> bool:
        """Whether who asked had her data erased."""
        return not self.question


@dataclass(frozen=True)
class Archive:
    """The answers in a database that has the schemas of this package."""

    database: Database
    pseudonyms: Pseudonyms
    now: Callable[[], float] = time.time

    async def keep(
        self,
        question: str,
        answer: Answer,
        user_id: int | None,
        offered: Sequence[Offer] = (),
        *,
        is_asked: bool = True,
    ) -> KeptAnswer:
        """Keep an answer before it is shown, together with the questions offered below it.

        Args:
            is_asked: False if nobody asks just now: it is neither counted nor timed.
        """
        id, at = secrets.token_urlsafe(_ID_BYTES), self.now()
        person = None if user_id is None else self.pseudonyms.of(user_id)
        elapsed = answer.elapsed_ms.get("total") if is_asked else None
        outcome = answer.outcome.value
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (id, at, person, answer.generation, question, outcome, answer.reason, elapsed, _card(answer)),
            )
            await offers.add(connection, id, offered, at)
            if is_asked:
                await tally.count(connection, at, outcome)
                if answer.statement and answer.outcome is not Outcome.ANSWERED:
                    await tally.count(connection, at, tally.STATED)
        return KeptAnswer(id, question, answer)

    async def find(self, id: str) -> KeptAnswer | None:
        """An answer by its id; None if it is none, or too old."""
        rows = await self.database.fetch("SELECT * FROM answers WHERE id = ?", (id,))
        if not rows:
            return None
        said = json.loads(rows[0]["card"]).get("statement")
        statement = await curated.standing(self.database, said) if said else None
        return KeptAnswer(id, rows[0]["question"], replace(_answer(rows[0]), statement=statement))

    async def drop(self, id: str) -> None:
        """Forget an answer that is not shown after all; it must not have been counted."""
        async with self.database.transaction() as connection:
            await connection.execute("DELETE FROM answers WHERE id = ?", (id,))

    async def is_of(self, id: str, user_id: int) -> bool:
        """Whether somebody got an answer to a question of her own."""
        sql = "SELECT 1 FROM answers WHERE id = ? AND person = ?"
        return bool(await self.database.fetch(sql, (id, self.pseudonyms.of(user_id))))


async def ids_of(connection: Connection, person: str) -> Sequence[str]:
    """The answers that a person got, within a transaction."""
    rows = await connection.execute_fetchall("SELECT id FROM answers WHERE person = ?", (person,))
    return [row["id"] for row in rows]


async def erase(connection: Connection, person: str) -> None:
    """Unlink the answers of a person from her, and forget what she asked and was told; citations stay, for buttons."""
    await connection.execute("DELETE FROM offers WHERE id IN (SELECT id FROM answers WHERE person = ?)", (person,))
    await connection.execute(
        "UPDATE answers SET person = NULL, question = '', "
        "card = json_remove(json_set(card, '$.text', ''), '$.understood', '$.choices', '$.statement') WHERE person = ?",
        (person,),
    )


async def purge(connection: Connection, before: float) -> None:
    """Forget the answers that were given before a time."""
    await connection.execute("DELETE FROM answers WHERE at < ?", (before,))


def _card(answer: Answer) -> str:
    shown = {
        "text": answer.text,
        "citations": [c.as_json() | {"page_starts": c.source.page_starts} for c in answer.citations],
        "choices": answer.choices,
        "understood": answer.understood,
        "statement": answer.statement.id if answer.statement else None,  # as it stands when the card is shown again
    }
    return json.dumps(shown, ensure_ascii=False)


def _answer(row: Row) -> Answer:
    card = json.loads(row["card"])
    return Answer(
        Outcome(row["outcome"]),
        card["text"],
        tuple(map(_citation, card["citations"])),
        reason=row["reason"],
        choices=tuple(card.get("choices", ())),
        understood=card.get("understood"),
        generation=row["generation"],
    )


def _citation(kept: dict[str, Any]) -> Citation:
    published = date.fromisoformat(kept["published"]) if kept["published"] else None
    same = {name: kept[name] for name in ("title", "organisation", "period", "url")}
    source = Source(kept["document"], **same, published=published, page_starts=tuple(kept["page_starts"]))
    return Citation(kept["n"], source, kept["quote"], kept["start"], kept["end"])
