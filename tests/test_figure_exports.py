"""Figures as CSV, Excel and picture: numbers are numbers, text never runs, units are never mixed."""

from __future__ import annotations

import csv
import html
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from ledgers import figure, ledger
from openpyxl import load_workbook
from PIL import Image

from bot.figures.charts import MAX_PANELS, write_chart
from bot.figures.comparison import Group, group
from bot.figures.ledger import Ledger
from bot.figures.spreadsheets import HEADER, write_csv, write_xlsx
from index.documents import Source
from index.figures import Figure, Kind

HOSTILE = ["=1+1", "+84 12", "@SUM(A1)", "-2+3", '=HYPERLINK("http://x","y")', "\t=1", "|calc", "%0A=1"]


def hostile_ledger(text: str) -> Ledger:
    figures = [figure(27, key=text, indicator=text, quote=text, unit=text, place=text)]
    return ledger(figures, a=Source("a.txt", text, organisation=text, published=date(2023, 1, 5), url=text))


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_csv_opens_in_excel_in_vietnamese(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, [figure("82.6", unit="%", place="Đắk Lắk")], ledger([]))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, row = rows(path)
    assert tuple(header) == HEADER
    assert row[HEADER.index("Giá trị")] == "82.6"
    assert row[HEADER.index("Nơi")] == "Đắk Lắk"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_csv_cannot_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    hostile = hostile_ledger(text)
    write_csv(path, hostile.figures, hostile)
    [_, row] = rows(path)
    assert row[0] == f"'{text}"
    assert not any(cell[:1] in "=+-@\t|%" for cell in row if cell)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_workbook_cannot_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    hostile = hostile_ledger(text)
    write_xlsx(path, hostile.figures, hostile)
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), f"{sheet.title} {cell.coordinate} is {cell.data_type}"
                if cell.value == text:
                    assert cell.quotePrefix
                assert cell.hyperlink is None or cell.hyperlink.target is None  # no link but within the book
    assert load_workbook(path)["Số liệu"]["A2"].value == text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_opens_in_libreoffice_without_formulas_and_with_its_links(tmp_path: Path) -> None:
    figures = [figure(27 + n, key=text, indicator=text, quote=text, start=n) for n, text in enumerate(HOSTILE)]
    write_xlsx(tmp_path / "a.xlsx", figures, ledger(figures))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "fods",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    opened = html.unescape((tmp_path / "a.fods").read_text(encoding="utf-8"))
    assert "table:formula" not in opened
    assert all(text.strip() in opened for text in HOSTILE)
    assert 'office:value="34"' in opened
    assert "#'Nguồn'.A9" in opened and "#'Số liệu'.A2" in opened


def test_control_characters_and_long_quotes_do_not_break_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    long = figure(27, quote="a\x00b\x0b" + "x" * 40_000)
    write_xlsx(path, [long], ledger([long]))
    quote = load_workbook(path)["Số liệu"].cell(2, HEADER.index("Trích dẫn") + 1).value
    assert isinstance(quote, str) and quote.startswith("abx")


def test_numbers_of_a_workbook_are_numbers_with_links_to_their_sources(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    figures = [figure(215), figure("82.6", unit="%", document="b.txt", quote="Đạt 82,6%.")]
    web = Source("b.txt", "Báo cáo", published=date(2023, 2, 1), url="https://example.org/b")
    write_xlsx(path, figures, ledger(figures, b=web))
    book = load_workbook(path)
    sheet, sources = book["Số liệu"], book["Nguồn"]
    value = HEADER.index("Giá trị") + 1
    assert [sheet.cell(line, value).value for line in (2, 3)] == [215, 82.6]
    assert sheet.cell(3, value).hyperlink.location == "'Nguồn'!A3"
    assert sources["A3"].hyperlink.location == "'Số liệu'!A3"
    assert sources["E3"].value == "Đạt 82,6%."
    assert sources["G3"].hyperlink.target == "https://example.org/b"


def test_what_must_be_said_has_a_sheet_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    figures = [figure(215), figure(220, document="b.txt"), figure(90, period="6 tháng đầu năm 2022")]
    write_xlsx(path, figures, ledger(figures))
    book = load_workbook(path)
    said = [cell.value for cell in book["Ghi chú"]["A"]]
    assert [str(line)[:25] for line in said] == ["Lưu ý: Các số liệu thuộc ", "Lưu ý: Các nguồn nêu khác"]
    notes = [cell.value for cell in book["Số liệu"]["N"]][1:]
    assert notes == ["nguồn khác nêu số khác", "nguồn khác nêu số khác", None]


MIXED = [
    figure(215),
    figure(220, place="Cao Bằng", document="b.txt"),
    figure(90, period="6 tháng đầu năm 2022"),
    figure(500, kind=Kind.PLAN),
    figure(27, key="mai-am-tinh-thuong", unit="nhà"),
    figure(1_350_000_000, key="mai-am-tinh-thuong", unit="đồng"),
]


def test_a_chart_is_a_picture_as_wide_as_a_phone(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    write_chart(path, MIXED, ledger(MIXED))
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1080
        colours = picture.convert("RGB").getcolors(1_000_000)
    assert colours and {(31, 111, 139), (199, 162, 82)} <= {colour for _, colour in colours}  # results and plans


def test_a_chart_has_an_axis_for_each_unit_and_kind_of_period(drawn: list[list[Figure]], tmp_path: Path) -> None:
    write_chart(tmp_path / "a.png", MIXED, ledger(MIXED))
    assert len(drawn) == MAX_PANELS < len(group(MIXED))
    for figures in drawn:
        assert len({(f.indicator_key, f.unit, f.kind, f.period) for f in figures}) == 1


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[list[Figure]]:
    """The figures of each axis."""
    from bot.figures import charts

    axes: list[list[Figure]] = []
    draw = charts._draw_panel

    def keep(given: object, panel: Group, numbers: dict[str, int]) -> None:
        axes.append(list(panel.figures))
        draw(given, panel, numbers)

    monkeypatch.setattr(charts, "_draw_panel", keep)
    return axes


def test_a_chart_of_many_figures_stays_short_enough_for_a_phone(tmp_path: Path, drawn: list[list[Figure]]) -> None:
    many = [
        figure(n, period=period, document=f"{n}.txt") for period in ("năm 2022", "quý I năm 2022") for n in range(9)
    ]
    write_chart(tmp_path / "a.png", many, ledger(many))
    assert [len(figures) for figures in drawn] == [9]


def test_a_chart_draws_hostile_and_long_text(tmp_path: Path) -> None:
    hostile = hostile_ledger("$\\frac{1}{0}$ " + "dài " * 60)
    write_chart(tmp_path / "a.png", hostile.figures, hostile)
    assert (tmp_path / "a.png").stat().st_size > 5_000
