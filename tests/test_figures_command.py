"""`hoidap figures`: prints, dumps and writes what the articles report; every mistake is one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command
from openpyxl import load_workbook

FIELDS = {
    *(
        "document",
        "indicator",
        "indicator_key",
        "value",
        "value_text",
        "unit",
        "qualifier",
        "kind",
        "whole",
        "of_target",
    ),
    *("place", "organisation", "period", "quote", "start", "end"),
}


@pytest.fixture(autouse=True)
def _index(tiny_settings: None) -> None:
    """Commands read the index of the invented articles."""


def test_the_whole_ledger_is_dumped_as_json_lines(hoidap: Command, tiny_index: Path) -> None:
    finished = hoidap("figures", "--all", "--json")
    assert finished.code == 0
    figures = [json.loads(line) for line in finished.out.splitlines()]
    assert figures and all(figure.keys() == FIELDS for figure in figures)
    assert hoidap("figures", "--all").out == finished.out


def test_a_query_shows_figures_with_their_sources(hoidap: Command) -> None:
    finished = hoidap("figures", "mái ấm tình thương")
    assert finished.code == 0
    assert "nhà" in finished.out and "Nguồn:\n[1] " in finished.out


def test_files_are_written(hoidap: Command, tmp_path: Path) -> None:
    names = [tmp_path / name for name in ("a.csv", "a.xlsx", "a.png")]
    finished = hoidap("figures", "hội viên mới", "--csv", names[0], "--xlsx", names[1], "--chart", names[2])
    assert finished.code == 0
    assert all(path.stat().st_size for path in names)
    assert load_workbook(names[1]).sheetnames[:2] == ["Số liệu", "Nguồn"]


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        ((), 2, "say what to look up"),
        (("hội viên", "--all"), 2, "say what to look up"),
        (("--all", "--place", "Hà Giang"), 2, "say what to look up"),
        (("hội viên", "--kind", "guess"), 2, "--kind is result or plan"),
        (("tàu vũ trụ",), 1, "no figure is known for “tàu vũ trụ”"),
        (("mái ấm", "--csv", "/nowhere/a.csv"), 1, "cannot write /nowhere/a.csv"),
    ],
)
def test_a_mistake_is_told_in_one_line(hoidap: Command, arguments: tuple[str, ...], code: int, complaint: str) -> None:
    finished = hoidap("figures", *arguments)
    assert finished.code == code
    assert finished.complaint.startswith(complaint)


def test_a_missing_index_is_told(hoidap: Command, tmp_path: Path) -> None:
    assert "run hoidap index" in hoidap("figures", "--all", "--data", tmp_path).complaint
