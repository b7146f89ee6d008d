"""Ledgers to look up in: figures made by hand, each article with its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.answering.answers import Answer, Citation, Outcome
from bot.figures.ledger import Ledger
from index.documents import Source
from index.figures import Figure, Kind
from index.indicators import indicators


def figure(value: float | str, **known: Any) -> Figure:
    """A figure: new members of Hà Giang in 2022 unless said otherwise."""
    key = known.pop("key", "hoi-vien-moi")
    label = known.pop("indicator", indicators()[key].label if key in indicators() else key.replace("-", " "))
    quote = known.pop("quote", f"{label}: {value}")
    facts: dict[str, Any] = {
        "document": "a.txt",
        "value_text": str(value),
        "unit": "hội viên",
        "qualifier": None,
        "kind": Kind.RESULT,
        "place": "Hà Giang",
        "organisation": "Hội LHPN tỉnh Hà Giang",
        "period": "năm 2022",
        "start": 0,
        "end": len(quote),
        "at": 0,
    }
    return Figure(indicator=label, indicator_key=key, value=Decimal(str(value)), quote=quote, **(facts | known))


def ledger(figures: Sequence[Figure], **sources: Source) -> Ledger:
    """A ledger; articles that are not given are of 2023-01-05."""
    known = {source.id: source for source in sources.values()}
    made = {f.document: Source(f.document, f"Báo cáo {f.document}", published=date(2023, 1, 5)) for f in figures}
    return Ledger(tuple(figures), made | known)


def answer_with(told: Figure) -> Answer:
    """An answer that cites a figure."""
    cited = Citation(1, Source(told.document, "Báo cáo"), told.quote, told.start, told.end)
    return Answer(Outcome.ANSWERED, f"{told.value_text} [1]", (cited,))
