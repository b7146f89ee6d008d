"""`hoidap documents`: the articles of the index with what was read from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from index.holds import holds
from index.store import Store


async def document_rows(data: Path) -> list[dict[str, Any]]:
    """One row an article, by file name; those that are held outside the index come last, without passages.

    Raises:
        IndexingError: if there is no index.
    """
    async with await Store.open(data) as store:
        generation = await store.generation()
        held = {one.document: one for one in await holds(store)}
        rows = [
            {
                "document": source.id,
                "title": source.title,
                "organisation": source.organisation,
                "province": source.province,
                "published": source.published.isoformat() if source.published else None,
                "period": source.period,
                "url": source.url,
                "passages": passages,
                "held": source.id in held,
            }
            for source, passages in await generation.sources()
        ]
        return rows + [_held_outside(id) for id in sorted(held.keys() - {row["document"] for row in rows})]


def _held_outside(id: str) -> dict[str, Any]:
    """A row of an article that a roll-back took out of the index."""
    unknown = dict.fromkeys(("title", "organisation", "province", "published", "period", "url"))
    return {"document": id, **unknown, "passages": 0, "held": True}


def print_documents(rows: Sequence[dict[str, Any]]) -> None:
    """Show the rows as a table."""
    table = Table("Document", "Title", "Organisation", "Published", "Period", "Passages")
    for row in rows:
        cells = [row[key] for key in ("document", "title", "organisation", "published", "period", "passages")]
        table.add_row(*("–" if cell is None else escape(str(cell)) for cell in cells))
    console = Console()
    console.print(table)
    for row in rows:
        if row["held"]:
            state = "as it was before" if row["passages"] else "not in the index"
            console.print(f"Held back since a roll-back, {state}: {escape(row['document'])}", soft_wrap=True)
