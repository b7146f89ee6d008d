"""The same article in every format becomes the same passages, with the same metadata."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from article_files import (
    WRITERS,
    Block,
    Heading,
    Letterhead,
    Table,
    write_docx,
)

from index.documents import Document
from index.manifest import ManifestRow
from index.passages import split_document
from index.reading.articles import FORMATS, document_id, read_article, read_text
from index.reading.layout import PrintedLine
from index.reading.pages import text_of_pages
from index.vietnamese.text import squeeze

HOUSES = (
    "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 53 mái ấm tình thương, tổng trị giá 2 tỷ 410 triệu đồng; "
    "giúp 1.318 hộ phụ nữ nghèo phát triển kinh tế, trong đó 427 hộ thoát nghèo bền vững."
)
MEMBERS = (
    "Toàn tỉnh kết nạp 4.906 hội viên mới, nâng tỷ lệ tập hợp lên 84,7% phụ nữ từ 18 tuổi trở lên. Huyện Sìn Hồ, huyện "
    "Phong Thổ và huyện Nậm Nhùn vượt chỉ tiêu đề ra từ đầu nhiệm kỳ; các chi hội biên giới sinh hoạt đều hằng tháng."
)
REPORT: Sequence[Block] = (
    Letterhead(
        ("HỘI LHPN VIỆT NAM", "HỘI LHPN TỈNH LAI CHÂU", "Số: 118/BC-BTV"),
        (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "ĐỘC LẬP - TỰ DO - HẠNH PHÚC",
            "Lai Châu, ngày 05 tháng 12 năm 2022",
        ),
    ),
    "Báo cáo kết quả công tác Hội và phong trào phụ nữ tỉnh Lai Châu năm 2022",
    Heading("I. KẾT QUẢ NỔI BẬT"),
    HOUSES,
    Heading("1. Công tác hội viên"),
    MEMBERS,
    Table(
        (
            ("Đơn vị", "Mái ấm", "Hội viên mới"),
            ("Huyện Sìn Hồ", "14", "1.210"),
            ("Huyện Phong Thổ", "11", "987"),
            ("Huyện Nậm Nhùn", "9", "644"),
        )
    ),
    Heading("II. NHIỆM VỤ NĂM 2023"),
    "Năm 2023, các cấp Hội phấn đấu xây mới 60 mái ấm tình thương và thành lập 10 hợp tác xã do phụ nữ quản lý.",
    "- Tập huấn chuyển đổi số cho 300 cán bộ chi hội.",
    "- Trồng 5.000 cây xanh tại các tuyến đường phụ nữ tự quản.",
)
NEWS: Sequence[Block] = (
    "Hội LHPN huyện Mai Châu trao sinh kế cho phụ nữ đơn thân",
    "14/06/2023",
    "Sáng 14/6, Hội LHPN huyện Mai Châu, tỉnh Hòa Bình tổ chức trao 22 con bò giống cho hội viên là phụ nữ đơn thân "
    "có hoàn cảnh khó khăn, tổng trị giá 330 triệu đồng từ nguồn vận động của các doanh nghiệp.",
    "Bà Hà Thị Nhung, Chủ tịch Hội LHPN huyện Mai Châu, cho biết từ đầu năm đến nay Hội đã hỗ trợ 61 hội viên có vốn "
    "làm ăn; tất cả các mô hình đều được cán bộ Hội và khuyến nông viên đến tận nhà hướng dẫn.",
)
ROUNDUP: Sequence[Block] = (
    "Điểm tin hoạt động Hội các huyện tỉnh Sơn La tháng 3 năm 2023",
    "20/03/2023",
    Heading("- Hội LHPN huyện Mường La: Ra mắt mô hình ngôi nhà xanh"),
    "Ngày 16/3, Hội LHPN huyện Mường La ra mắt 7 mô hình ngôi nhà xanh thu gom phế liệu, gây quỹ giúp trẻ em mồ côi "
    "tại các xã Ít Ong, Pi Toong và Mường Bú.",
    Heading("- Hội LHPN huyện Yên Châu: Tặng áo dài cho cô giáo vùng cao"),
    "Ngày 17/3, Hội LHPN huyện Yên Châu trao tặng 45 bộ áo dài cho các cô giáo vùng cao, trị giá 31,5 triệu đồng, "
    "hưởng ứng Tuần lễ Áo dài năm 2023.",
)
SHEETS = {".xlsx", ".csv"}  # of results: read into tables, in test_sheets.py
ARTICLES = {"report": REPORT, "news": NEWS, "roundup": ROUNDUP}


def read(folder: Path, name: str, content: bytes) -> Document:
    path = folder / name
    path.write_bytes(content)
    return read_article(path, name, ManifestRow())


def passages_of(document: Document) -> list[tuple[str, str, str]]:
    return [(squeeze(passage.text), passage.heading, squeeze(passage.header)) for passage in split_document(document)]


def metadata_of(document: Document) -> tuple[object, ...]:
    source = document.source
    return source.title, source.organisation, source.province, source.published, source.period


def test_every_format_that_is_read_is_written_here() -> None:
    assert WRITERS.keys() | {".doc"} | SHEETS == FORMATS.keys()


@pytest.mark.parametrize("suffix", [suffix for suffix in WRITERS if suffix != ".txt"])
@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_is_read_the_same_in_every_format(tmp_path: Path, article: str, suffix: str) -> None:
    expected = read(tmp_path, "bai.txt", WRITERS[".txt"](ARTICLES[article]))
    found = read(tmp_path, f"bai{suffix}", WRITERS[suffix](ARTICLES[article]))
    assert metadata_of(found) == metadata_of(expected)
    assert passages_of(found) == passages_of(expected)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_is_read_the_same_in_an_archive(tmp_path: Path, article: str, suffix: str) -> None:
    expected = read(tmp_path, "bai.txt", WRITERS[".txt"](ARTICLES[article]))
    with zipfile.ZipFile(tmp_path / "kho.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"2022/bai{suffix}", WRITERS[suffix](ARTICLES[article]))
    member = tmp_path / "kho.zip" / "2022" / f"bai{suffix}"
    found = read_article(member, document_id(member, tmp_path), ManifestRow())
    assert found.id == f"kho.zip/2022/bai{suffix}"
    assert metadata_of(found) == metadata_of(expected)
    assert passages_of(found) == passages_of(expected)


@pytest.mark.parametrize("article", ARTICLES)
def test_an_old_word_file_is_read_the_same(tmp_path: Path, article: str) -> None:
    expected = read(tmp_path, "bai.txt", WRITERS[".txt"](ARTICLES[article]))
    found = read(tmp_path, "cu.doc", old_word_file(tmp_path, write_docx(ARTICLES[article])))
    assert metadata_of(found) == metadata_of(expected)
    assert passages_of(found) == passages_of(expected)


def old_word_file(folder: Path, content: bytes) -> bytes:
    """A Word file as LibreOffice saves it for Word 97; the test is left out without LibreOffice Writer."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "moi.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "doc:MS Word 97", "moi.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    if not (folder / "moi.doc").is_file():
        pytest.skip("LibreOffice is installed without Writer")
    return (folder / "moi.doc").read_bytes()


@pytest.mark.parametrize("suffix", [".docx", ".rtf", ".html"])
def test_what_only_bears_the_suffix_doc_is_read_as_what_it_is(tmp_path: Path, suffix: str) -> None:
    expected = read(tmp_path, f"bai{suffix}", WRITERS[suffix](REPORT))
    assert passages_of(read(tmp_path, "bai.doc", WRITERS[suffix](REPORT))) == passages_of(expected)


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_quotation_is_an_exact_span_in_every_format(tmp_path: Path, suffix: str) -> None:
    document = read(tmp_path, f"bai{suffix}", WRITERS[suffix](REPORT))
    for passage in split_document(document):
        assert document.text[passage.start : passage.end] == passage.text
    assert HOUSES in document.text
    assert "| Huyện Sìn Hồ | 14 | 1.210 |" in document.text


# web pages

PAGE_TITLE = "Hội LHPN tỉnh Lai Châu xây 53 mái ấm tình thương"
TITLED = f"<title>{PAGE_TITLE} | Cổng thông tin</title>"
DATED = "<meta property='article:published_time' content='2022-12-05T08:15:00+07:00'>"
PARAGRAPHS = f"<p>{HOUSES}</p><p>{MEMBERS}</p>"


def page(body: str, head: str = "") -> list[str]:
    content = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()
    return [line for line in read_text("bai.html", content).split("\n") if line]


@pytest.mark.parametrize(
    ("head", "body", "lead"),
    [
        ("", PARAGRAPHS, []),
        (TITLED + DATED, PARAGRAPHS, [PAGE_TITLE, "05/12/2022"]),
        (TITLED + DATED, f"<h1>{PAGE_TITLE}</h1>{PARAGRAPHS}", ["05/12/2022", PAGE_TITLE]),
        (TITLED + DATED, f"<h1>{PAGE_TITLE}</h1><p>Ngày 06/12/2022</p>{PARAGRAPHS}", [PAGE_TITLE, "Ngày 06/12/2022"]),
        (f"<title>{PAGE_TITLE} - Báo Phụ nữ vùng cao</title>", PARAGRAPHS, [PAGE_TITLE]),
    ],
)
def test_the_page_states_the_title_and_day_that_its_text_lacks(head: str, body: str, lead: list[str]) -> None:
    assert page(f"<article>{body}</article>", head) == [*lead, HOUSES, MEMBERS]


@pytest.mark.parametrize("broken", ["\x0b", "\x07", "&#11;", "&#x1f;"])
@pytest.mark.parametrize("around", ["{}", "<br>{}", "<table><tr><td>{}</td></tr></table>"])
def test_control_characters_that_word_leaves_in_a_page_are_left_out(broken: str, around: str) -> None:
    text = HOUSES.replace("mái ấm", f"mái{broken} ấm")
    assert page(around.format(f"<p>{text}</p><p>{MEMBERS}</p>"))[-2:] == [HOUSES, MEMBERS]


def test_an_article_within_a_layout_table_is_read(tmp_path: Path) -> None:
    figures = "<table><tr><td>Xã</td><td>Tổ</td></tr><tr><td><p>Nậm</p><p>Cuổi</p></td><td>14</td></tr></table>"
    found = page(f"<table><tr><td>Trang chủ</td><td>{PARAGRAPHS}{figures}</td></tr></table>")
    assert found[-4:] == [HOUSES, MEMBERS, "| Xã | Tổ |", "| Nậm Cuổi | 14 |"]


def test_items_of_lists_are_lines_with_their_mark() -> None:
    lists = "<ol><li>Xây nhà</li><li>Tặng bò</li></ol><ul><li>Quỹ<ul><li>Quỹ tổ</li></ul></li></ul>"
    assert page(f"<article>{PARAGRAPHS}{lists}<p>{HOUSES}</p></article>")[2:-1] == [
        "1. Xây nhà",
        "2. Tặng bò",
        "- Quỹ",
        "- Quỹ tổ",
    ]


def test_lines_broken_by_elements_are_lines_and_those_of_the_source_are_not() -> None:
    assert page(f"<div>{HOUSES.replace('các cấp', 'các<b>{chr(10)}</b>cấp')}<br><br>{MEMBERS}</div>")[-1] == MEMBERS
    assert page(f"<div>{HOUSES.replace(', ', f',{chr(10)}  ')}<br>{MEMBERS}</div>") == [HOUSES, MEMBERS]


# printed pages


def lines_of(pages: Sequence[Sequence[str]]) -> list[str]:
    return text_of_pages([[PrintedLine(line) for line in page] for page in pages]).text.split("\n")


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["Các cấp Hội đã xây", "mới 53 mái ấm."], ["Các cấp Hội đã xây mới 53 mái ấm."]),
        (["Hội viên mới tăng.", "các chi hội vui mừng phấn khởi."], None),
        (["Nhiệm kỳ 2021-", "2026 của Hội"], ["Nhiệm kỳ 2021-2026 của Hội"]),
        (["Chị em khởi ngh-", "iệp thành công."], ["Chị em khởi nghiệp thành công."]),
        (
            ["Hội LHPN huyện trao quà cho phụ nữ ở xã", "Nậm Cuổi."],
            ["Hội LHPN huyện trao quà cho phụ nữ ở xã Nậm Cuổi."],
        ),
        (["Trao quà", "Nậm Cuổi vui hội xuân cùng bà con các bản vùng biên."], None),
        (["Kết quả như sau", "- xây 5 nhà", "1. trao bò"], None),
        (
            ["Xã          Tổ", "Cuổi        14", "Hăn         17"],
            ["| Xã | Tổ |", "| Cuổi | 14 |", "| Hăn | 17 |"],
        ),
    ],
)
def test_printed_lines_become_paragraphs_and_tables(lines: list[str], paragraphs: list[str] | None) -> None:
    assert [line for line in lines_of([lines]) if line] == (paragraphs or lines)


@pytest.mark.parametrize("footer", ["{n}", "- {n} -", "Trang {n}/3", "Báo cáo năm 2022 - Trang {n}"])
def test_headers_footers_and_page_numbers_are_left_out(footer: str) -> None:
    texts = ["Xây mới 53 mái ấm.", "Kết nạp 4.906 hội viên.", "Các cấp Hội tiếp tục thi đua trong năm 2023."]
    pages = [["Hội LHPN tỉnh", "", text, "", footer.format(n=n)] for n, text in enumerate(texts, start=1)]
    assert [line for line in lines_of(pages) if line] == texts


def test_a_sentence_that_runs_over_two_pages_is_one() -> None:
    pages = [["Các cấp Hội đã xây", "", "1"], ["mới 53 mái ấm.", "", "2"]]
    assert lines_of(pages) == ["Các cấp Hội đã xây mới 53 mái ấm."]


# Word


def test_numbers_that_word_writes_itself_are_read() -> None:
    opened = docx.Document()
    for style, text in (("List Number", "Xây nhà"), ("List Number", "Tặng bò"), ("List Bullet", "Trồng cây")):
        opened.add_paragraph(text, style=style)
    opened.add_paragraph(HOUSES)
    saved = io.BytesIO()
    opened.save(saved)
    found = [line for line in read_text("bai.docx", saved.getvalue()).split("\n") if line]
    assert found == ["1. Xây nhà", "2. Tặng bò", "- Trồng cây", HOUSES]
