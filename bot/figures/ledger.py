"""What is looked up in: the figures of one generation, and the articles they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.documents import Source
from index.figures import Figure
from index.generation import Generation


@dataclass(frozen=True)
class Ledger:
    """All figures with their articles."""

    figures: Sequence[Figure]
    sources: Mapping[str, Source]  # by the article's id

    def source(self, figure: Figure) -> Source:
        """The article of a figure."""
        return self.sources.get(figure.document) or Source(figure.document, figure.document)

    def published(self, figure: Figure) -> date:
        """The day of a figure's article; the earliest date if it is unknown, so that known ones count as later."""
        return self.source(figure).published or date.min


class Ledgers(Protocol):
    """Who keeps the figures of the articles."""

    async def ledger(self) -> Ledger:
        """The figures of the index that answers now."""
        ...


async def read_ledger(generation: Generation) -> Ledger:
    """The ledger of a generation."""
    sources = {source.id: source for source, _ in await generation.sources()}
    return Ledger(tuple(await generation.figures()), sources)
