"""Counts of each day that tell of nobody, and stay when what they count is erased."""

from __future__ import annotations

from datetime import date

from bot.archive.days import day_of
from index.database import Connection, Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS tally (
    day TEXT NOT NULL,  -- ISO 8601, in Vietnam
    what TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, what)
) WITHOUT ROWID;
"""

STATED = "stated"  # an officer's answer was shown where the articles had none; counted beside how the question ended


async def count(connection: Connection, at: float, what: str, by: int = 1) -> None:
    """Count something on the day of a time, in seconds since 1970; within a transaction."""
    await connection.execute(
        "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT (day, what) DO UPDATE SET count = count + excluded.count",
        (day_of(at).isoformat(), what, by),
    )


async def totals(database: Database, since: date = date.min) -> dict[str, int]:
    """What was counted from a day on, by its name."""
    rows = await database.fetch(
        "SELECT what, sum(count) AS total FROM tally WHERE day >= ? GROUP BY what", (since.isoformat(),)
    )
    return {row["what"]: row["total"] for row in rows}


async def daily(database: Database, since: date) -> dict[date, dict[str, int]]:
    """What was counted on each day from a day on, by its name; days without anything are left out."""
    rows = await database.fetch("SELECT day, what, count FROM tally WHERE day >= ? ORDER BY day", (since.isoformat(),))
    days: dict[date, dict[str, int]] = {}
    for row in rows:
        days.setdefault(date.fromisoformat(row["day"]), {})[row["what"]] = row["count"]
    return days
