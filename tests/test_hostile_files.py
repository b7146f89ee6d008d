"""Damaged, hostile and mistaken files are refused by name with what to do, and the rest of the folder is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from article_files import pdf_of, write_docx, write_html, write_pdf, write_text

from index.documents import Document
from index.errors import Fault, UnreadableArticleError
from index.reading.articles import read_corpus

TITLE = "Hội LHPN tỉnh Bắc Kạn tổng kết công tác Hội năm 2022"
PROSE = "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 38 mái ấm tình thương cho hội viên nghèo."
BLOCKS = (TITLE, PROSE)
DOCX = write_docx(BLOCKS)
PDF = write_pdf(BLOCKS)
WORD = "word/document.xml"
BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def docx_with(*added: tuple[str, bytes], without: str = "") -> bytes:
    """The Word file with parts added or replaced."""
    return repacked(DOCX, *added, without=without)


def repacked(content: bytes, *added: tuple[str, bytes], without: str = "") -> bytes:
    saved = io.BytesIO()
    replaced = {name for name, _ in added}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in replaced | {without}:
                new.writestr(part.filename, old.read(part))
        for name, content in added:
            new.writestr(name, content)
    return saved.getvalue()


def declared(declaration: str, encoding: str = "utf-8") -> bytes:
    """The Word file's text after a declaration."""
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        xml = archive.read(WORD).decode()
    return docx_with((WORD, xml.replace("<w:document", f"{declaration}<w:document", 1).encode(encoding)))


def zipped(*parts: tuple[str, bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return saved.getvalue()


def encrypted_zip() -> bytes:
    """The Word file with the flag of encryption at each part."""
    return DOCX.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(255 - byte for byte in content[middle : middle + 200]) + content[middle + 200 :]


def xlsx_with(*added: tuple[str, bytes], without: str = "") -> bytes:
    """A workbook of results with parts added or replaced."""
    return repacked(XLSX, *added, without=without)


def sheet_of(rows: int) -> bytes:
    """The XML of a sheet with so many rows of one figure."""
    row = b"<row><c><v>1</v></c></row>"
    begin = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return begin + row * rows + b"</sheetData></worksheet>"


def workbook() -> bytes:
    book, saved = openpyxl.Workbook(), io.BytesIO()
    book.active.append([TITLE])
    book.active.append(["Đơn vị", "Mái ấm"])
    book.active.append(["Huyện Ba Bể", 38])
    book.save(saved)
    return saved.getvalue()


def deep(levels: int) -> bytes:
    return f"<html><body>{'<div>' * levels}<p>{PROSE}</p>{'</div>' * levels}</body></html>".encode()


XLSX = workbook()
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    # Word
    "rong.docx": (lambda: b"", "is empty"),
    "chu.docx": (lambda: write_text(BLOCKS), "is no Word file"),
    "anh.docx": (lambda: b"\x89PNG\r\n\x1a\n\0\0", "is no Word file"),
    "cu.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is an old .doc file or protected"),
    "cut.docx": (lambda: DOCX[: len(DOCX) // 2], "is no Word file, or damaged"),
    "lat.docx": (lambda: flipped(DOCX), "damaged"),
    "zip.docx": (lambda: zipped(("a.txt", PROSE.encode())), "is damaged"),
    "zip-rong.docx": (lambda: zipped(), "is damaged"),
    "khong-van-ban.docx": (lambda: docx_with(without=WORD), "is damaged"),
    "xml-hong.docx": (lambda: docx_with((WORD, b"<w:document")), "is damaged"),
    "xml-sau.docx": (lambda: docx_with((WORD, b"<a>" * 100_000)), "is damaged"),
    "bom.docx": (lambda: docx_with(("word/bom.xml", b"\0" * 30_000_000)), "is too large unpacked"),
    "bom-anh.docx": (lambda: docx_with(("word/media/a.png", b"\0" * 110_000_000)), "is too large unpacked"),
    "nhieu-phan.docx": (lambda: docx_with(*((f"a/{n}", b"") for n in range(2_100))), "is too large unpacked"),
    "ra-ngoai.docx": (lambda: docx_with(("../../ra-ngoai.xml", b"<a/>")), "names files outside itself"),
    "tuyet-doi.docx": (lambda: docx_with(("/tmp/ra-ngoai.xml", b"<a/>")), "names files outside itself"),
    "cuoi-ty.docx": (lambda: declared(BOMB), "declares XML entities"),
    "ben-ngoai.docx": (lambda: declared(EXTERNAL), "declares XML entities"),
    "utf16.docx": (lambda: declared(BOMB, "utf-16"), "declares XML entities"),
    "utf16be.docx": (lambda: declared(BOMB, "utf-16-be"), "declares XML entities"),
    "macro.docx": (lambda: docx_with(("word/vbaProject.bin", b"\xd0\xcf")), "holds macros"),
    "o-ngoai.docx": (lambda: docx_with(("C:\\ra-ngoai.xml", b"<a/>")), "names files outside itself"),
    "macro.docm": (lambda: docx_with(("word/vbaProject.bin", b"\xd0\xcf")), "files of type .docm are not read"),
    "mat-khau.docx": (encrypted_zip, "is protected by a password"),
    "khong-chu.docx": (lambda: write_docx([]), "holds no article text"),
    # PDF
    "rong.pdf": (lambda: b"", "is empty"),
    "chu.pdf": (lambda: write_text(BLOCKS), "is no PDF file, or damaged"),
    "dau.pdf": (lambda: b"%PDF-1.7\n", "is no PDF file, or damaged"),
    "cut.pdf": (lambda: PDF[:200], "is no PDF file, or damaged"),
    "mat-khau.pdf": (lambda: pdf_of([[TITLE, PROSE]], password="kin"), "is protected by a password"),
    "trang.pdf": (lambda: pdf_of([[], []]), "holds no article text"),
    "dai.pdf": (lambda: pdf_of([[PROSE]] * 301), "has more than 300 pages"),
    "nang.pdf": (lambda: pdf_of([[PROSE] * 10_000]), "has a page too large to read"),
    # web pages
    "rong.html": (lambda: b"", "is empty"),
    "anh.html": (lambda: b"\x89PNG\r\n\x1a\n\0\0", "is a binary file, not text"),
    "sau-300.html": (lambda: deep(300), "nests its elements beyond any real page"),
    "sau-50000.html": (lambda: deep(50_000), "nests its elements beyond any real page"),
    "nhieu.html": (lambda: b"<b>x</b>" * 120_000, "nests its elements beyond any real page"),
    "thuoc-tinh.html": (
        lambda: f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>{PROSE}</p>".encode(),
        "is built as no real page is",
    ),
    "cuoi-ty.html": (lambda: f"{BOMB}<html><p>&b; {PROSE}</p></html>".encode(), "is built as no real page is"),
    "ma.html": (lambda: f"<script>document.write('{PROSE}')</script>".encode(), "holds no article"),
    "khung.htm": (lambda: b"<html><frameset><frame src='a.html'></frameset></html>", "holds no article"),
    # old Word files and RTF
    "rong.doc": (lambda: b"", "is empty"),
    "chu.doc": (lambda: write_text(BLOCKS), "is no Word file, or damaged"),
    "gia.doc": (lambda: OLE + b"\0" * 3_000, ".doc"),  # as it is told with LibreOffice, and without
    "rac.doc": (lambda: OLE + bytes(range(256)) * 300, ".doc"),
    "macro.doc": (lambda: docx_with(("word/vbaProject.bin", b"\xd0\xcf")), "holds macros"),
    "chu.rtf": (lambda: write_text(BLOCKS), "is no RTF file, or damaged"),
    "rong.rtf": (lambda: b"{\\rtf1}", "holds no article text"),
    "sau.rtf": (lambda: b"{\\rtf1" + b"{" * 300_000, "holds no article text"),
    "nhi-phan.rtf": (lambda: b"{\\rtf1\\bin999999999 " + b"\0" * 1_000, "holds no article text"),
    # workbooks and CSV files
    "rong.xlsx": (lambda: b"", "is empty"),
    "chu.xlsx": (lambda: write_text(BLOCKS), "is no Excel file, or damaged"),
    "cu.xlsx": (lambda: OLE + b"\0" * 600, "is an old .xls file or protected"),
    "word.xlsx": (lambda: DOCX, "is damaged"),
    "cut.xlsx": (lambda: XLSX[: len(XLSX) // 2], "is no Excel file, or damaged"),
    "khong-bang.xlsx": (lambda: xlsx_with(without=SHEET), "holds no article text"),
    "xml-hong.xlsx": (lambda: xlsx_with((SHEET, b"<worksheet><sheetData><row>")), "is damaged"),
    "trieu-dong.xlsx": (lambda: xlsx_with((SHEET, sheet_of(1_000_000))), "has more than 5000 rows"),
    "bom.xlsx": (lambda: xlsx_with((SHEET, sheet_of(3_000_000))), "is too large unpacked"),
    "cuoi-ty.xlsx": (lambda: xlsx_with((SHEET, BOMB.encode() + sheet_of(1))), "declares XML entities"),
    "macro.xlsx": (lambda: xlsx_with(("xl/vbaProject.bin", b"\xd0\xcf")), "holds macros"),
    "macro.xlsm": (lambda: XLSX, "files of type .xlsm are not read"),
    "ra-ngoai.xlsx": (lambda: xlsx_with(("../../ra-ngoai.xml", b"<a/>")), "names files outside itself"),
    "nul.csv": (lambda: b"a;b\0\0;c\n\0;1;2\n", "is a binary file, not text"),
    "so.csv": (lambda: b"1;2;3\n4;5;6\n", "holds no article text"),
    "o-lon.csv": (lambda: b'Ho;"' + b"a" * 200_000 + b'"\n', "is no CSV table"),
    "dai.csv": (lambda: b"Huyen Ba Be;38\n" * 6_000, "has more than 5000 rows"),
    # archives
    "rong.zip": (lambda: b"", "is no zip archive, or damaged"),
    "chu.zip": (lambda: write_text(BLOCKS), "is no zip archive, or damaged"),
    "khong-bai.zip": (lambda: zipped(), "holds no article"),
    "ra-ngoai.zip": (lambda: zipped(("../../ra-ngoai.xml", PROSE.encode())), "names files outside itself"),
    "bom.zip": (lambda: zipped(("bom.txt", b"a" * 50_000_000)), "is packed more tightly"),
    "nhieu.zip": (lambda: zipped(*((f"{n}.txt", b"") for n in range(2_100))), "is too large unpacked"),
    # others
    "macro.odt": (lambda: zipped(("content.xml", b"<a/>")), "files of type .odt are not read"),
    "anh.jpg": (lambda: b"\xff\xd8\xff\xe0", "files of type .jpg are not read"),
    "nhieu-dong.txt": (lambda: write_text(BLOCKS) + b"\n" * 200_000, "holds more text than an article"),
    "dai.txt": (lambda: write_text(BLOCKS) + b"mai am " * 300_000, "holds more text than an article"),
    "ma.txt": (lambda: b"MZ\x90\0\x03\0\0\0", "is a binary file, not text"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document | UnreadableArticleError]:
    """What became of each file of a folder that holds all of them, and good ones in between."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, (content, _) in HOSTILE.items():
        (folder / name).write_bytes(content())
    good = {"tot.txt": write_text, "tot.html": write_html, "tot.docx": write_docx, "tot.pdf": write_pdf}
    for name, write in good.items():
        (folder / name).write_bytes(write(BLOCKS))
    before = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    read = {
        each.document if isinstance(each, UnreadableArticleError) else each.id: each for each in read_corpus(folder)
    }
    assert before == {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    return read


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_what_to_do(
    found: Mapping[str, Document | UnreadableArticleError], name: str
) -> None:
    refused = found[name]
    assert isinstance(refused, UnreadableArticleError)
    assert HOSTILE[name][1] in refused.reason
    assert ": " in refused.reason  # after it stands what to do
    assert refused.reason.fault is not Fault.UNREADABLE  # other wordings go by it


@pytest.mark.parametrize("name", ["tot.txt", "tot.html", "tot.docx", "tot.pdf"])
def test_the_good_files_beside_them_are_read(found: Mapping[str, Document | UnreadableArticleError], name: str) -> None:
    read = found[name]
    assert isinstance(read, Document)
    assert (read.source.title, read.text) == (TITLE, PROSE)


def test_nothing_is_written_outside_the_folder(found: Mapping[str, Document | UnreadableArticleError]) -> None:
    assert len(found) == len(HOSTILE) + 4
    assert not Path("/tmp/ra-ngoai.xml").exists()
    assert not Path("ra-ngoai.xml").exists()
