"""Workbooks and CSV files of results: their rows become tables, and so passages and figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from index.documents import Document
from index.errors import UnreadableArticleError
from index.figures import Kind, extract_figures
from index.manifest import ManifestRow
from index.passages import split_document
from index.reading.articles import build_document, read_corpus, read_paged, read_text
from index.reading.sheets import read_xlsx

TITLE = "Kết quả công tác Hội và phong trào phụ nữ tỉnh Lai Châu năm 2022"
HEADER = ("Đơn vị", "Mái ấm", "Hội viên mới", "Tỷ lệ tập hợp")
ROWS = (("Huyện Sìn Hồ", "14", "1.210", "84,7%"), ("Huyện Phong Thổ", "11", "987", "80,1%"))
LINES = [TITLE, *(f"| {' | '.join(row)} |" for row in (HEADER, *ROWS))]


def book(rows: Sequence[Sequence[object]], **formats: str) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(list(row))
    for cell, form in formats.items():
        workbook.active[cell].number_format = form
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def table(delimiter: str, rows: Sequence[Sequence[str]] = (HEADER, *ROWS)) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([[TITLE], *rows])
    return written.getvalue()


def lines(name: str, content: bytes) -> list[str]:
    return [line for line in read_text(name, content).split("\n") if line]


def read(name: str, content: bytes) -> Document:
    return build_document(name, read_paged(name, content), content, ManifestRow())


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_csv_file_is_read_as_excel_saves_it(delimiter: str, encoding: str) -> None:
    assert lines("a.csv", table(delimiter).encode(encoding)) == LINES


def test_excel_may_say_how_cells_are_separated() -> None:
    assert lines("a.csv", ("sep=|\r\n" + table("|")).encode()) == LINES


def test_text_in_a_cell_may_hold_separators_and_line_ends() -> None:
    rows = [("Nội dung", "Kết quả"), ("Xây, sửa;\nnhà | MATT", "53"), ("Tặng bò", "22")]
    expected = ["| Nội dung | Kết quả |", "| Xây, sửa; nhà / MATT | 53 |", "| Tặng bò | 22 |"]
    assert lines("a.csv", table(",", rows).encode())[1:] == expected


def test_cells_are_written_as_a_vietnamese_excel_shows_them() -> None:
    rows: list[list[object]] = [
        ["Năm", 2022],
        ["Vốn", 1318500.5],
        ["Nhà", 1318],
        ["Đạt", 0.847],
        ["Ngày", date(2022, 12, 5)],
        ["Tỷ", 0.1 + 0.2],
    ]
    content = book(rows, B2="#,##0.0", B3="#,##0", B4="0.0%")
    shown = [row.split(" | ")[1].rstrip(" |") for row in read_xlsx("a.xlsx", content).split("\n")]
    assert shown == ["2022", "1.318.500,5", "1.318", "84,7%", "05/12/2022", "0,3"]


def test_a_header_of_two_rows_names_each_column() -> None:
    rows: list[list[object]] = [
        ["TT", "Nội dung", "Năm 2022", None, "Ghi chú"],
        [None, None, "Kế hoạch", "Thực hiện", None],
        ["A", "B", 1, 2, 3],
        [1, "Xây mới mái ấm tình thương", 50, 53, "xã hội hóa"],
    ]
    assert lines("a.xlsx", book(rows)) == [
        "| TT | Nội dung | Năm 2022 Kế hoạch | Năm 2022 Thực hiện | Ghi chú |",
        "| 1 | Xây mới mái ấm tình thương | 50 | 53 | xã hội hóa |",
    ]


def test_a_row_of_few_cells_is_no_second_header() -> None:
    rows: list[list[object]] = [["TT", "Nội dung", None], ["I", "CÔNG TÁC HỘI VIÊN", None], [1, "Kết nạp", 53]]
    assert lines("a.xlsx", book(rows))[0] == "| TT | Nội dung |  |"


def test_hidden_sheets_are_not_read_and_others_all() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Đơn vị", "Mái ấm"])
    workbook.active.append(["Huyện Sìn Hồ", 14])
    for title, state in (("Nháp", "hidden"), ("Quý II", "visible")):
        sheet = workbook.create_sheet(title)
        sheet.append([f"Số liệu {title}"])
        sheet.sheet_state = state
    assert lines("a.xlsx", saved(workbook)) == ["| Đơn vị | Mái ấm |", "| Huyện Sìn Hồ | 14 |", "Số liệu Quý II"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_rows_become_passages_and_figures(name: str) -> None:
    document = read(name, book([[TITLE], HEADER, *ROWS]) if name == "a.xlsx" else table(";").encode())
    assert (document.source.title, document.source.province, document.source.period) == (TITLE, "Lai Châu", "năm 2022")
    [passage] = split_document(document)
    assert passage.header == LINES[1]
    found = {(f.place, f.indicator, str(f.value), f.unit) for f in extract_figures(document)}
    assert {
        ("huyện Sìn Hồ, Lai Châu", "Mái ấm", "14", "nhà"),
        ("huyện Phong Thổ, Lai Châu", "Hội viên mới", "987", "hội viên"),
    } <= found


def test_plan_and_result_are_told_by_their_columns() -> None:
    rows: list[list[object]] = [
        ["Nội dung", "Kế hoạch", "Thực hiện"],
        ["Xây mới mái ấm tình thương", 50, 53],
        ["Kết nạp hội viên", 4500, 4906],
    ]
    figures = extract_figures(read("a.xlsx", book([[TITLE], *rows])))
    assert {(str(f.value), f.kind) for f in figures} == {
        ("50", Kind.PLAN),
        ("53", Kind.RESULT),
        ("4500", Kind.PLAN),
        ("4906", Kind.RESULT),
    }


def test_without_a_title_the_file_names_the_article() -> None:
    assert read("ket-qua-2022.csv", table(";").partition("\r\n")[2].encode()).source.title == "ket-qua-2022"


def test_the_manifest_and_the_questions_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,title\na.csv,Tên đúng\n", encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text("{}\n", encoding="utf-8")
    (tmp_path / "a.csv").write_bytes(table(";").encode())
    [document] = read_corpus(tmp_path)
    assert isinstance(document, Document)
    assert document.source.title == "Tên đúng"


def test_a_sheet_without_end_is_refused() -> None:
    with pytest.raises(UnreadableArticleError, match="has more than 5000 rows"):
        read_text("a.csv", (table(";") + "Huyện;1;2;3\r\n" * 5_000).encode())
