"""Which unit of the Union somebody belongs to, as she has stated it: a province or a district."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.pseudonyms import Pseudonyms
from index.database import Connection, Database
from index.vietnamese.places import Level, Place, find_places, resolve

SCHEMA = """
CREATE TABLE IF NOT EXISTS units (
    person TEXT PRIMARY KEY,  -- pseudonym
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    province TEXT NOT NULL,
    level TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class Units:
    """The units in a database that has this module's `SCHEMA`."""

    database: Database
    pseudonyms: Pseudonyms

    async def of(self, user_id: int) -> Place | None:
        """Somebody's unit; None if she has stated none."""
        rows = await self.database.fetch("SELECT * FROM units WHERE person = ?", (self.pseudonyms.of(user_id),))
        return Place(rows[0]["name"], rows[0]["kind"], rows[0]["province"], Level(rows[0]["level"])) if rows else None

    async def state(self, user_id: int, unit: Place) -> None:
        """Remember somebody's unit, in place of the one before."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT OR REPLACE INTO units (person, name, kind, province, level) VALUES (?, ?, ?, ?, ?)",
                (self.pseudonyms.of(user_id), unit.name, unit.kind, unit.province, unit.level.value),
            )

    async def forget(self, user_id: int) -> None:
        """Forget somebody's unit."""
        async with self.database.transaction() as connection:
            await erase(connection, self.pseudonyms.of(user_id))


async def erase(connection: Connection, person: str) -> None:
    """Forget the unit behind a pseudonym, within a transaction."""
    await connection.execute("DELETE FROM units WHERE person = ?", (person,))


def units_named(text: str) -> list[Place]:
    """The units that a text may mean: "huyện Lục Ngạn, Bắc Giang" is the district alone."""
    places = resolve(find_places(text))
    return [place for place in places if place.level is Level.DISTRICT] or places
