"""What a roll-back undid: articles that the next builds leave as they were, until they change or are released."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from index.changes import GONE, content_of
from index.database import Connection
from index.errors import IndexingError
from index.store import Store


@dataclass(frozen=True, slots=True)
class Hold:
    """One article that is held as it was before a generation that was left."""

    document: str
    generation: int  # that was left
    since: str  # ISO 8601, UTC


async def held(store: Store) -> dict[str, frozenset[str]]:
    """Article -> the contents that are not to be indexed; GONE if its absence is not to be followed."""
    rows = await store.database.fetch("SELECT id, content FROM held")
    contents: dict[str, set[str]] = {}
    for row in rows:
        contents.setdefault(row["id"], set()).add(row["content"])
    return {id: frozenset(some) for id, some in contents.items()}


async def holds(store: Store) -> list[Hold]:
    """Every article that is held, by name."""
    rows = await store.database.fetch(
        "SELECT id, max(generation) AS generation, max(since) AS since FROM held GROUP BY id ORDER BY id"
    )
    return [Hold(row["id"], row["generation"], row["since"]) for row in rows]


async def hold(
    connection: Connection, generation: int, left: Mapping[str, str], kept: Mapping[str, str]
) -> tuple[str, ...]:
    """Hold every article in which a generation that is left differs from the one that answers from now on.

    Args:
        left: article -> content hash of the generation that is left.
        kept: the same of the other one; what it holds is released.

    Returns:
        The articles that are held for it.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    undone = sorted(id for id in left.keys() | kept.keys() if left.get(id) != kept.get(id))
    await connection.executemany(
        "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)",
        [(id, content_of(left.get(id, GONE)), generation, now) for id in undone],
    )
    await connection.executemany(
        "DELETE FROM held WHERE id = ? AND content = ?", [(id, content_of(kept.get(id, GONE))) for id in undone]
    )
    return tuple(undone)


async def forget(store: Store, documents: Collection[str]) -> None:
    """Forget the holds of articles that have changed since."""
    if documents:
        async with store.database.transaction() as connection:
            await connection.executemany("DELETE FROM held WHERE id = ?", [(id,) for id in documents])


async def release(store: Store, documents: Iterable[str] | None = None) -> list[str]:
    """Let the next build take held articles as they are.

    Args:
        documents: their names; None for all.

    Returns:
        The articles released.

    Raises:
        IndexingError: if one of them is not held; then none is released.
    """
    known = [one.document for one in await holds(store)]
    wanted = known if documents is None else list(documents)
    for id in wanted:
        if id not in known:
            raise IndexingError(f"{id} is not held: hoidap documents lists what is")
    await forget(store, wanted)
    return wanted
