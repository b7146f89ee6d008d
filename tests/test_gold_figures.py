"""The extraction against a ledger made by hand: every figure of the project's articles and of one with tables."""

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
Fact = tuple[str, Decimal, str, str, str, str, str]  # document, value, unit, indicator, place, period, kind


def gold() -> Counter[Fact]:
    with (HERE / "gold_figures.csv").open(encoding="utf-8", newline="") as file:
        return Counter(
            (
                row["document"],
                Decimal(row["value"]),
                row["unit"],
                row["indicator_key"],
                row["place"],
                row["period"],
                row["kind"],
            )
            for row in csv.DictReader(file)
        )


def extracted(folder: Path) -> Counter[Fact]:
    documents = [document for document in read_corpus(folder) if isinstance(document, Document)]
    return Counter(
        (document.id, f.value, f.unit or "", f.indicator_key, f.place or "", f.period or "", f.kind.value)
        for document in documents
        for f in extract_figures(document)
    )


@pytest.mark.parametrize("folder", [SEEDS, HERE / "figures_corpus"], ids=["prose", "tables"])
def test_figures_agree_with_the_ledger_made_by_hand(folder: Path) -> None:
    found = extracted(folder)
    known = {fact: count for fact, count in gold().items() if (folder / fact[0]).is_file()}
    right = (found & Counter(known)).total()
    assert right >= 0.92 * found.total(), f"not in the ledger: {found - Counter(known)}"
    assert right >= 0.92 * sum(known.values()), f"missing: {Counter(known) - found}"


def test_the_ledger_made_by_hand_covers_its_articles() -> None:
    known = gold()
    assert known.total() >= 120
    assert {fact[0] for fact in known} == {
        path.name for path in (*SEEDS.glob("*.txt"), *(HERE / "figures_corpus").glob("*.txt"))
    } - {"bac-giang-6-thang-dau-nam-2023.txt"}  # which reports nothing in figures
