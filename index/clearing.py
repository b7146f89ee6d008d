"""Clears away what nobody needs any more: interrupted builds, old generations, and what only they used.

A generation that any process uses is never removed, nor is the one that answers. Whoever clears holds the build lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from index.database import Connection
from index.locks import forget_lease, unused
from index.restore_journal import clear_scratch
from index.schema import WORD_COLUMNS
from index.store import VECTORS, Store

KEPT_GENERATIONS = 5


async def discard_unfinished(store: Store) -> None:
    """Remove generations that never became ready, what only they used, and files that belong to none."""
    async with store.database.transaction() as connection:
        await connection.execute("DELETE FROM generations WHERE state = 'building'")
        await _delete_unused_documents(connection)
    await _delete_unused_files(store)
    await asyncio.to_thread(clear_scratch, store.folder)


async def prune(store: Store, keep: int = KEPT_GENERATIONS) -> None:
    """Remove all but the newest generations, and what only the others used.

    Args:
        keep: how many, the one that answers included; at least 2, so that one can roll back.
    """
    rows = await store.database.fetch(
        """SELECT id FROM generations WHERE state = 'ready' AND id NOT IN (SELECT generation FROM active_generation)
        ORDER BY id DESC LIMIT -1 OFFSET ?""",
        (max(keep, 2) - 1,),
    )
    for row in rows:
        await _remove(store, row["id"])
    async with store.database.transaction() as connection:
        await _delete_unused_documents(connection)
        await connection.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT vector FROM passages)")
    await _delete_unused_files(store)


async def _remove(store: Store, generation: int) -> None:
    """Remove one generation, unless it is in use: a later build finds it again."""
    with unused(store.folder, generation) as free:
        if free:
            async with store.database.transaction() as connection:
                await connection.execute("DELETE FROM generations WHERE id = ?", (generation,))
            forget_lease(store.folder, generation)


async def _delete_unused_documents(connection: Connection) -> None:
    rows = await connection.execute_fetchall(
        "SELECT version FROM documents WHERE version NOT IN (SELECT version FROM generation_documents)"
    )
    if not rows:
        return
    versions = ", ".join(str(row["version"]) for row in rows)
    for column in WORD_COLUMNS:
        await connection.execute(
            f"DELETE FROM words_{column} WHERE rowid IN (SELECT id FROM passages WHERE version IN ({versions}))"
        )
    await connection.execute(f"DELETE FROM documents WHERE version IN ({versions})")


async def _delete_unused_files(store: Store) -> None:
    await asyncio.to_thread(_delete_others, store.folder / VECTORS, await store.vectors.used())


def _delete_others(folder: Path, used: Collection[Path]) -> None:
    for path in folder.glob("*.faiss*"):
        if path not in used:
            path.unlink(missing_ok=True)
