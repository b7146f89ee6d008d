"""Rows of the database become values. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from index.documents import Document, Passage, Source
from index.figures import Figure, Kind

# A column of `documents`: where pages begin.
PAGES = "(SELECT group_concat(start) FROM pages WHERE pages.version = documents.version) AS pages"


def as_source(row: Any) -> Source:
    """A row of `documents` with its `pages`, without its text."""
    published = date.fromisoformat(row["published"]) if row["published"] else None
    pages = tuple(sorted(map(int, row["pages"].split(",")))) if row["pages"] else ()
    same = {name: row[name] for name in ("id", "title", "organisation", "province", "period", "url")}
    return Source(**same, published=published, page_starts=pages)


def as_document(row: Any) -> Document:
    """A row of `documents`."""
    return Document(as_source(row), row["text"], (), row["content_hash"])


def as_figure(row: Any) -> Figure:
    """A row of `figures`, with its article and its quote."""
    same = (
        *("document", "indicator", "indicator_key", "value_text", "unit", "qualifier", "place", "organisation"),
        *("period", "quote", "start", "end", "at"),
    )
    return Figure(
        **{name: row[name] for name in same},
        value=Decimal(row["value"]),
        kind=Kind(row["kind"]),
        whole=Decimal(row["whole"]) if row["whole"] is not None else None,
        of_target=bool(row["of_target"]),
    )


def as_passage(document: Document, row: Any) -> Passage:
    """A row of `passages`, of this document."""
    start, end = row["start"], row["end"]
    return Passage(document.source, start, end, document.text[start:end], row["heading"], row["header"])
