"""Who gives which role to whom, and what is written about it."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.people.audit import Act, Audit, Person
from bot.people.errors import CodeError, NotAllowedError
from bot.people.roles import CODE_LIFETIME_S, Holder, Role, Roles
from bot.records import FILE, Records

OWNER, ADMINISTRATOR, OFFICER, MEMBER = (Person(n, name) for n, name in enumerate(("Chủ", "Mai", "Lan", "Cúc"), 1))
HOLDERS = {OWNER: Role.OWNER, ADMINISTRATOR: Role.ADMINISTRATOR, OFFICER: Role.OFFICER, MEMBER: Role.MEMBER}


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def roles(tmp_path: Path, clock: Clock) -> AsyncIterator[Roles]:
    async with await Records.open(tmp_path) as records:
        roles = Roles(records.database, [OWNER.id], clock)
        for person in (ADMINISTRATOR, OFFICER):
            await roles.redeem(await roles.offer(HOLDERS[person], OWNER), person)
        yield roles


@pytest.mark.parametrize("who", HOLDERS, ids=lambda who: HOLDERS[who].name)
@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
async def test_only_roles_below_ones_own_are_given(roles: Roles, who: Person, role: Role) -> None:
    if role < HOLDERS[who]:
        assert await roles.redeem(await roles.offer(role, who), Person(9, "Mới")) == role
        assert await roles.role_of(9) == role
    else:
        with pytest.raises(NotAllowedError):
            await roles.offer(role, who)


@pytest.mark.parametrize("who", HOLDERS, ids=lambda who: HOLDERS[who].name)
@pytest.mark.parametrize("holder", [ADMINISTRATOR, OFFICER], ids=lambda who: HOLDERS[who].name)
async def test_only_roles_below_ones_own_are_taken(roles: Roles, who: Person, holder: Person) -> None:
    if HOLDERS[holder] < HOLDERS[who]:
        assert await roles.take(holder.id, who) == Holder(holder, HOLDERS[holder])
        assert await roles.role_of(holder.id) == Role.MEMBER
    else:
        with pytest.raises(NotAllowedError):
            await roles.take(holder.id, who)
        assert await roles.role_of(holder.id) == HOLDERS[holder]


async def test_a_code_is_used_once_even_if_two_are_in_a_hurry(roles: Roles) -> None:
    code = await roles.offer(Role.OFFICER, OWNER)
    people = [Person(n, "Ai") for n in range(10, 15)]
    given = await asyncio.gather(*(roles.redeem(code, person) for person in people), return_exceptions=True)
    assert sum(isinstance(result, CodeError) for result in given) == 4
    assert [await roles.role_of(person.id) for person in people].count(Role.OFFICER) == 1


async def test_a_code_expires(roles: Roles, clock: Clock) -> None:
    code = await roles.offer(Role.OFFICER, OWNER)
    clock.seconds += CODE_LIFETIME_S
    with pytest.raises(CodeError):
        await roles.redeem(code, MEMBER)
    assert await roles.role_of(MEMBER.id) == Role.MEMBER


@pytest.mark.parametrize("code", ["", "x", "'; DROP TABLE codes; --"])
async def test_an_invented_code_gives_nothing(roles: Roles, code: str) -> None:
    with pytest.raises(CodeError):
        await roles.redeem(code, MEMBER)


async def test_who_loses_her_role_leaves_no_valid_code(roles: Roles) -> None:
    code = await roles.offer(Role.OFFICER, ADMINISTRATOR)
    await roles.take(ADMINISTRATOR.id, OWNER)
    with pytest.raises(CodeError):
        await roles.redeem(code, MEMBER)


async def test_a_former_owner_leaves_no_valid_code(roles: Roles) -> None:
    code = await roles.offer(Role.ADMINISTRATOR, OWNER)
    later = Roles(roles.database, [99], roles.now)
    with pytest.raises(CodeError):
        await later.redeem(code, MEMBER)


async def test_who_has_more_keeps_it_and_leaves_the_code_to_another(roles: Roles) -> None:
    code = await roles.offer(Role.OFFICER, OWNER)
    assert await roles.redeem(code, ADMINISTRATOR) == Role.ADMINISTRATOR
    assert await roles.redeem(code, MEMBER) == Role.OFFICER


async def test_an_officer_can_become_an_administrator(roles: Roles) -> None:
    assert await roles.redeem(await roles.offer(Role.ADMINISTRATOR, OWNER), OFFICER) == Role.ADMINISTRATOR


async def test_an_invited_member_is_known_and_another_is_not(roles: Roles) -> None:
    await roles.redeem(await roles.offer(Role.MEMBER, OFFICER), MEMBER)
    known = [await roles.is_invited(user) for user in (OWNER.id, OFFICER.id, MEMBER.id, 99)]
    assert known == [True, True, True, False]


async def test_the_code_itself_is_not_kept(roles: Roles, tmp_path: Path) -> None:
    code = await roles.offer(Role.OFFICER, OWNER)
    kept = [(tmp_path / name).read_bytes() for name in (FILE, f"{FILE}-wal")]
    assert not any(code.encode() in content for content in kept)
    assert any(hashlib.sha256(code.encode()).hexdigest().encode() in content for content in kept)


async def test_who_has_which_role_is_listed_the_highest_first(roles: Roles) -> None:
    assert await roles.holders() == [Holder(ADMINISTRATOR, Role.ADMINISTRATOR), Holder(OFFICER, Role.OFFICER)]


async def test_every_act_is_in_the_log_newest_first_and_a_refused_one_is_not(roles: Roles) -> None:
    audit = Audit(roles.database)
    before = await audit.count()
    code = await roles.offer(Role.OFFICER, ADMINISTRATOR)
    await roles.redeem(code, MEMBER)
    await roles.take(MEMBER.id, OWNER)
    with pytest.raises(NotAllowedError):
        await roles.take(ADMINISTRATOR.id, OFFICER)
    entries = await audit.entries(limit=3)
    assert [(entry.who, entry.act) for entry in entries] == [
        (OWNER, Act.ROLE_TAKEN),
        (MEMBER, Act.ROLE_GIVEN),
        (ADMINISTRATOR, Act.ROLE_OFFERED),
    ]
    assert entries[0].detail == "cán bộ Hội: Cúc (4)"
    assert await audit.count() == before + 3
    assert await audit.entries(offset=1, limit=1) == [entries[1]]


async def test_records_of_the_version_before_keep_what_they_hold(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("CREATE TABLE turns (id INTEGER PRIMARY KEY, asker TEXT, said_at REAL, turn TEXT)")
        connection.execute("INSERT INTO turns (asker, said_at, turn) VALUES ('a', 1, '{}')")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    async with await Records.open(tmp_path) as records:
        [row] = await records.database.fetch("SELECT count(*) AS turns FROM turns")
        assert row["turns"] == 1
        assert await Roles(records.database).role_of(5) == Role.MEMBER
