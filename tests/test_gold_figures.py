"""The extraction against ledgers made by hand: of the project's articles, of one with tables, and of unseen reports.

The ledger of the unseen reports was written before the extraction had ever read them.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SEEDS

from index.documents import Document
from index.figures import extract_figures
from index.reading.articles import read_corpus

HERE = Path(__file__).parent
KNOWN, UNSEEN = HERE / "gold_figures.csv", HERE / "gold_unseen_reports.csv"
Fact = tuple[str, Decimal, str, str, str, str, str]  # document, value, unit, indicator, place, period, kind


def gold(ledger: Path) -> Counter[Fact]:
    names = ("unit", "indicator_key", "place", "period", "kind")
    with ledger.open(encoding="utf-8", newline="") as file:
        return Counter(
            (row["document"], Decimal(row["value"]), *(row[name] for name in names))  # type: ignore[misc]
            for row in csv.DictReader(file)
        )


def extracted(folder: Path) -> Counter[Fact]:
    documents = [document for document in read_corpus(folder) if isinstance(document, Document)]
    return Counter(
        (document.id, f.value, f.unit or "", f.indicator_key, f.place or "", f.period or "", f.kind.value)
        for document in documents
        for f in extract_figures(document)
    )


@pytest.mark.parametrize(
    ("folder", "ledger"),
    [(SEEDS, KNOWN), (HERE / "figures_corpus", KNOWN), (HERE / "unseen_reports", UNSEEN)],
    ids=["prose", "tables", "unseen"],
)
def test_figures_agree_with_the_ledger_made_by_hand(folder: Path, ledger: Path) -> None:
    found = extracted(folder)
    known = Counter({fact: count for fact, count in gold(ledger).items() if (folder / fact[0]).is_file()})
    right = (found & known).total()
    assert right >= 0.92 * found.total(), f"not in the ledger: {found - known}"
    assert right >= 0.92 * known.total(), f"missing: {known - found}"


def test_the_ledger_made_by_hand_covers_its_articles() -> None:
    known = gold(KNOWN)
    assert known.total() >= 120
    assert {fact[0] for fact in known} == {
        path.name for path in (*SEEDS.glob("*.txt"), *(HERE / "figures_corpus").glob("*.txt"))
    } - {"bac-giang-6-thang-dau-nam-2023.txt"}  # which reports nothing in figures


def test_the_ledger_of_unseen_reports_covers_them() -> None:
    known = gold(UNSEEN)
    assert known.total() >= 170
    assert {fact[0] for fact in known} == {path.name for path in (HERE / "unseen_reports").glob("*.txt")}
