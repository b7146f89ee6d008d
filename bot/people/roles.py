"""Who may do what. Owners are set from outside; every other role is given by a one-time code, and taken back.

Nobody gives or takes a role that is not below her own, and both are checked again when a code is used: who lost her
role leaves no valid codes behind. Only the hash of a code is kept.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.people.audit import Act, Entry, Person, write_entry
from bot.people.errors import CodeError, NotAllowedError
from index.database import Connection, Database

CODE_LIFETIME_S = 24 * 3600.0
_CODE_BYTES = 24

SCHEMA = """
CREATE TABLE IF NOT EXISTS roles (
    user_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role INTEGER NOT NULL,
    given_by INTEGER NOT NULL,
    given_at REAL NOT NULL  -- seconds since 1970
);
CREATE TABLE IF NOT EXISTS codes (
    hash TEXT PRIMARY KEY,  -- SHA-256
    role INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    expires_at REAL NOT NULL  -- seconds since 1970
);
"""


class Role(IntEnum):
    """What somebody may do; each role may do what those before it may."""

    MEMBER = 1
    OFFICER = 2
    ADMINISTRATOR = 3
    OWNER = 4

    @property
    def label(self) -> str:
        """Its Vietnamese name."""
        return ("hội viên", "cán bộ Hội", "quản trị viên", "chủ sở hữu")[self - 1]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role that was given."""

    person: Person
    role: Role


@dataclass(frozen=True)
class Roles:
    """The roles in a database that has this module's `SCHEMA` and that of the audit log."""

    database: Database
    owners: Collection[int] = ()
    now: Callable[[], float] = time.time

    async def role_of(self, user_id: int) -> Role:
        """The role of somebody now; who was given none is a member."""
        return await self._given(user_id) or Role.MEMBER

    async def is_invited(self, user_id: int) -> bool:
        """Whether somebody was given any role, be it a member's."""
        return await self._given(user_id) is not None

    async def holders(self) -> Sequence[Holder]:
        """Everybody who was given a role, the highest first."""
        rows = await self.database.fetch("SELECT user_id, name, role FROM roles ORDER BY role DESC, given_at, user_id")
        return [Holder(Person(row["user_id"], row["name"]), Role(row["role"])) for row in rows]

    async def at_least(self, role: Role) -> Sequence[int]:
        """The user ids of those who have a role or a higher one, the highest first."""
        given = [holder.person.id for holder in await self.holders() if holder.role >= role]
        return list(dict.fromkeys((*self.owners, *given)))

    async def offer(self, role: Role, by: Person) -> str:
        """Make a code that gives a role to who first uses it within a day.

        Raises:
            NotAllowedError: if the role is not below the giver's own.
        """
        await self._require_above(by.id, role)
        code = secrets.token_urlsafe(_CODE_BYTES)
        now = self.now()
        async with self.database.transaction() as connection:
            await connection.execute("DELETE FROM codes WHERE expires_at <= ?", (now,))
            await connection.execute(
                "INSERT INTO codes (hash, role, made_by, expires_at) VALUES (?, ?, ?, ?)",
                (_hash(code), role, by.id, now + CODE_LIFETIME_S),
            )
            await write_entry(connection, Entry(now, by, Act.ROLE_OFFERED, role.label))
        return code

    async def redeem(self, code: str, person: Person) -> Role:
        """Give somebody the role of a code, and use the code up; who has that role or a higher one leaves it unused.

        Raises:
            CodeError: if the code is unknown, used or too old, or its maker may not give that role any more.
        """
        found = await self.database.fetch("SELECT role, made_by FROM codes WHERE hash = ?", (_hash(code),))
        if not found:
            raise CodeError("this code is unknown, used or too old")
        role, maker = Role(found[0]["role"]), found[0]["made_by"]
        given = await self._given(person.id)
        if given is not None and given >= role:
            return given
        if await self.role_of(maker) <= role:
            raise CodeError("the maker of this code may not give its role any more")
        async with self.database.transaction() as connection:
            used = await connection.execute(
                "DELETE FROM codes WHERE hash = ? AND expires_at > ?", (_hash(code), self.now())
            )
            if not used.rowcount:  # too old, or another was faster
                raise CodeError("this code is unknown, used or too old")
            await self._give(connection, role, person, maker)
        return role

    async def take(self, user_id: int, by: Person) -> Holder | None:
        """Take the role of somebody back; return what she had, None if it was nothing.

        Raises:
            NotAllowedError: if that role is not below the taker's own.
        """
        taker = await self.role_of(by.id)
        async with self.database.transaction() as connection:
            rows = list(await connection.execute_fetchall("SELECT name, role FROM roles WHERE user_id = ?", (user_id,)))
            if not rows:
                return None
            holder = Holder(Person(user_id, rows[0]["name"]), Role(rows[0]["role"]))
            if taker <= holder.role:
                raise NotAllowedError(f"only a role above {holder.role.name} can take it back")
            await connection.execute("DELETE FROM roles WHERE user_id = ?", (user_id,))
            await connection.execute("DELETE FROM codes WHERE made_by = ?", (user_id,))
            entry = Entry(self.now(), by, Act.ROLE_TAKEN, f"{holder.role.label}: {holder.person}")
            await write_entry(connection, entry)
        return holder

    async def _given(self, user_id: int) -> Role | None:
        if user_id in self.owners:
            return Role.OWNER
        rows = await self.database.fetch("SELECT role FROM roles WHERE user_id = ?", (user_id,))
        return Role(rows[0]["role"]) if rows else None

    async def _require_above(self, user_id: int, role: Role) -> None:
        if await self.role_of(user_id) <= role:
            raise NotAllowedError(f"only a role above {role.name} can give it")

    async def _give(self, connection: Connection, role: Role, person: Person, maker: int) -> None:
        now = self.now()
        await connection.execute(
            "INSERT INTO roles (user_id, name, role, given_by, given_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, role = excluded.role, "
            "given_by = excluded.given_by, given_at = excluded.given_at WHERE excluded.role > role",
            (person.id, person.name, role, maker, now),
        )
        await write_entry(connection, Entry(now, person, Act.ROLE_GIVEN, f"{role.label}, {maker}"))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
