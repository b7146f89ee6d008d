"""The generations that have been built: which there are, which one answers, and the way back to another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.errors import IndexingError, IndexMissingError, NoEarlierGenerationError, OtherGenerationError
from index.generations import article_versions
from index.holds import hold
from index.locks import build_lock
from index.store import Store, check_embedder


@dataclass(frozen=True, slots=True)
class BuiltGeneration:
    """One line of the history."""

    id: int
    created_at: str  # ISO 8601, UTC
    embedder: str
    is_active: bool
    articles: int
    passages: int
    report: dict[str, Any]  # of its build, as BuildReport.as_json makes it

    def as_json(self) -> dict[str, Any]:
        """The generation as `hoidap generations --json` prints it."""
        return {
            "generation": self.id,
            "created_at": self.created_at,
            "embedder": self.embedder,
            "active": self.is_active,
            "articles": self.articles,
            "passages": self.passages,
            "report": self.report,
        }


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What a roll-back did."""

    generation: int  # that answers now
    left: int  # that answered before
    held: tuple[str, ...]  # articles that the next builds leave as they are now


async def list_generations(store: Store) -> list[BuiltGeneration]:
    """Every generation that can answer, the newest first."""
    rows = await store.database.fetch(
        """SELECT id, created_at, embedder, report, id IN (SELECT generation FROM active_generation) AS active,
        (SELECT count(*) FROM generation_documents WHERE generation = id) AS articles,
        (SELECT count(*) FROM generation_documents JOIN passages USING (version) WHERE generation = generations.id)
        AS passages FROM generations WHERE state = 'ready' ORDER BY id DESC"""
    )
    same = ("id", "created_at", "embedder", "articles", "passages")
    return [
        BuiltGeneration(
            **{name: row[name] for name in same}, is_active=bool(row["active"]), report=json.loads(row["report"])
        )
        for row in rows
    ]


async def rollback(
    store: Store,
    to: int | None = None,
    *,
    leaving: int | None = None,
    by: str = "",
    expected_embedder: str | None = None,
) -> RolledBack:
    """Let an earlier generation answer again, or a later one after that; what is undone is held.

    Args:
        to: its id; None for the one that answered before the active one.
        leaving: the generation that must be the one that answers; None for any.
        by: who does it.
        expected_embedder: the model that questions will be embedded with.

    Raises:
        IndexBusyError: if another process is building.
        OtherGenerationError: if another generation answers than the one that is to be left.
        NoEarlierGenerationError: if there is none before the active one.
        IndexMismatchError: if that generation was built with another model.
        IndexingError: if there is no such generation.
    """
    with build_lock(store.folder, by):
        left = await store.active_generation_id()
        if left is None:
            raise IndexMissingError(f"there is no index in {store.folder} yet: run hoidap index")
        if leaving is not None and left != leaving:
            raise OtherGenerationError(f"generation {left} answers now, not {leaving}: look at hoidap generations")
        built = {one.id: one for one in await list_generations(store)}
        target = _target(built, left, to)
        check_embedder(built[target].embedder, expected_embedder)
        hashes = [await _content_hashes(store, generation) for generation in (left, target)]
        async with store.database.transaction() as connection:
            await connection.execute("INSERT OR REPLACE INTO active_generation VALUES (1, ?)", (target,))
            held = await hold(connection, left, *hashes)
        return RolledBack(target, left, held)


def earlier_generation(built: Mapping[int, BuiltGeneration], active: int) -> int | None:
    """The generation that a roll-back goes to if none is named; None if there is none."""
    before = built[active].report.get("previous")
    return before if before in built else max((id for id in built if id < active), default=None)


def _target(built: Mapping[int, BuiltGeneration], left: int, to: int | None) -> int:
    target = to if to is not None else earlier_generation(built, left)
    if target is None:
        raise NoEarlierGenerationError(
            "there is no earlier generation to roll back to: hoidap generations lists what is kept"
        )
    if target == left:
        raise IndexingError(f"generation {target} answers already: name another of hoidap generations")
    if target not in built:
        raise IndexingError(f"there is no generation {target}: hoidap generations lists what is kept")
    return target


async def _content_hashes(store: Store, generation: int) -> dict[str, str]:
    return {id: content_hash for id, (content_hash, _) in (await article_versions(store, generation)).items()}
