"""`hoidap documents`: the articles of the index with what was read from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from index.store import Store


async def document_rows(data: Path) -> list[dict[str, Any]]:
    """One row an article, by file name.

    Raises:
        IndexingError: if there is no index.
    """
    async with await Store.open(data) as store:
        generation = await store.generation()
        return [
            {
                "document": source.id,
                "title": source.title,
                "organisation": source.organisation,
                "province": source.province,
                "published": source.published.isoformat() if source.published else None,
                "period": source.period,
                "url": source.url,
                "passages": passages,
            }
            for source, passages in await generation.sources()
        ]


def print_documents(rows: Sequence[dict[str, Any]]) -> None:
    """Show the rows as a table."""
    table = Table("Document", "Title", "Organisation", "Published", "Period", "Passages")
    for row in rows:
        cells = [row[key] for key in ("document", "title", "organisation", "published", "period", "passages")]
        table.add_row(*("–" if cell is None else escape(str(cell)) for cell in cells))
    Console().print(table)
