"""Rows of cells in plain text are a table where they have figures and one width."""

from __future__ import annotations

import pytest

from index.reading.cleaning import clean
from index.reading.tables import is_table, table_begin

NAMES, FIGURES, WIDE, RULE = "| Xã | Tổ |", "| Hăn | 17 |", "| Xã | Tổ | Quỹ |", "|---|---|"


@pytest.mark.parametrize(
    ("rows", "begin"),
    [
        ([NAMES, FIGURES], 0),
        ([NAMES, RULE, FIGURES], 0),
        ([WIDE, NAMES, FIGURES], 0),  # one row may be of another width
        ([WIDE, WIDE, NAMES, FIGURES, FIGURES], 1),
        ([NAMES, NAMES], None),  # without a figure
        ([FIGURES], None),
        ([RULE, FIGURES], None),
        ([], None),
    ],
)
def test_a_table_begins_where_its_rows_have_one_width(rows: list[str], begin: int | None) -> None:
    assert table_begin(rows) == begin
    assert is_table(rows) == (begin == 0)


def test_a_long_list_of_names_does_not_take_time_of_its_square() -> None:
    prose = "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 38 mái ấm tình thương cho hội viên nghèo."
    assert clean([NAMES] * 30_000 + [prose], skip=set()).text.endswith(prose)
