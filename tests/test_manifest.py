"""The optional manifest.csv: what people state or correct about an article."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.documents import Source
from index.errors import CorpusError
from index.manifest import ManifestRow, read_manifest


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path


def write(corpus: Path, table: str, encoding: str = "utf-8") -> dict[str, ManifestRow]:
    (corpus / "manifest.csv").write_text(table, encoding=encoding, newline="")
    return read_manifest(corpus)


def test_without_a_manifest_nothing_is_stated(corpus: Path) -> None:
    assert read_manifest(corpus) == {}


def test_a_row_states_what_its_cells_hold(corpus: Path) -> None:
    rows = write(
        corpus,
        "file,title,organisation,province,published,period,url\n"
        'a.txt,"Tổng kết, biểu dương",Hội LHPN tỉnh Hà Giang,Hà Giang,2023-01-12,năm 2022,https://hoi.example/1\n'
        "tin/b.txt,,,,,6T đầu năm 2023,\n",
    )
    assert rows["a.txt"] == ManifestRow(
        "Tổng kết, biểu dương",
        "Hội LHPN tỉnh Hà Giang",
        "Hà Giang",
        date(2023, 1, 12),
        "năm 2022",
        "https://hoi.example/1",
    )
    assert rows["tin/b.txt"] == ManifestRow(period="6 tháng đầu năm 2023")


@pytest.mark.parametrize(
    "table",
    [
        "file,published\r\na.txt,2023-07-31\r\n",
        "file;published\r\na.txt;31/07/2023\r\n",
        "file;title;published\na.txt;;31/7/2023\n",
        "published,ghi chú,file\n2023-07-31,đã kiểm tra,a.txt\n,,\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_it_is_read_as_spreadsheets_save_it(corpus: Path, table: str, encoding: str) -> None:
    assert write(corpus, table, encoding) == {"a.txt": ManifestRow(published=date(2023, 7, 31))}


def test_what_is_stated_wins_and_the_rest_stays_as_read() -> None:
    read = Source("a.txt", "Tên đọc được", "Hội LHPN tỉnh Hà Giang", period="năm 2021")
    stated = ManifestRow(title="Tên đúng", published=date(2022, 1, 5))
    assert stated.correct(read) == Source(
        "a.txt", "Tên đúng", "Hội LHPN tỉnh Hà Giang", published=date(2022, 1, 5), period="năm 2021"
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("title,url\na,b\n", "needs a column named file: add it"),
        ("", "needs a column named file: add it"),
        ("file,published\na.txt,hôm qua\n", 'line 2: published "hôm qua" is no date: write it like 2023-07-31'),
        ("file,published\na.txt,31/02/2023\n", 'line 2: published "31/02/2023" is no date'),
        ("file,period\na.txt,\nb.txt,lâu rồi\n", 'line 3: period "lâu rồi" is unknown: write it like "năm 2023"'),
    ],
)
def test_a_wrong_table_is_told_with_its_row(corpus: Path, table: str, message: str) -> None:
    with pytest.raises(CorpusError) as told:
        write(corpus, table)
    assert message in str(told.value)
    assert "manifest.csv" in str(told.value)


def test_a_table_that_is_not_text_is_told(corpus: Path) -> None:
    (corpus / "manifest.csv").write_bytes("file,title\na.txt,Tổng kết".encode("utf-16"))
    with pytest.raises(CorpusError, match="save it again as CSV UTF-8"):
        read_manifest(corpus)
