"""Printed pages: columns are read one after the other, scans are recognised, and a citation names the page."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path

import matplotlib
import pypdfium2
import pytest
from article_files import pdf_of, write_pdf
from PIL import Image, ImageDraw, ImageFont

from bot.answering.answers import Answer, Citation, Outcome
from bot.asking import plain
from bot.telegram.replies import answer_card
from index.documents import Document
from index.errors import UnreadableArticleError
from index.manifest import ManifestRow
from index.reading import ocr
from index.reading.articles import build_document, read_paged, read_text
from index.reading.layout import Piece, lines_of_pieces

TITLE = "Hội LHPN tỉnh Lai Châu tổng kết công tác Hội năm 2022"
PARAGRAPHS = tuple(
    f"Đợt {n}, các cấp Hội trong tỉnh đã vận động xây mới {50 + n} mái ấm tình thương cho hội viên nghèo, tổng trị giá "
    f"{n} tỷ 410 triệu đồng; giúp 1.3{n:02} hộ phụ nữ nghèo phát triển kinh tế tại các xã biên giới của tỉnh."
    for n in range(1, 16)
)


def read(content: bytes) -> Document:
    return build_document("bai.pdf", read_paged("bai.pdf", content), content, ManifestRow())


# pages


def test_each_quotation_knows_its_page() -> None:
    content = write_pdf((TITLE, *PARAGRAPHS))
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]
    document = read(content)
    assert len(pages) == len(document.source.page_starts) == 5
    for n in range(1, 16):
        figure = f"1.3{n:02} hộ"
        [page] = [number for number, text in enumerate(pages, start=1) if figure in text.replace("\r\n", " ")]
        assert document.source.page_at(document.text.index(figure)) == page


def test_a_paragraph_over_two_pages_belongs_to_both() -> None:
    document = read(pdf_of([[TITLE, "", "Trong năm, các cấp Hội đã vận động xây"], ["mới 53 mái ấm tình thương."]]))
    assert document.text == "Trong năm, các cấp Hội đã vận động xây mới 53 mái ấm tình thương."
    pages = {word: document.source.page_at(document.text.index(word)) for word in ("Trong", "xây", "mới", "53")}
    assert pages == {"Trong": 1, "xây": 1, "mới": 2, "53": 2}


def test_pages_without_text_are_counted() -> None:
    document = read(pdf_of([[], [TITLE], [], ["Trong năm, tỉnh xây mới 53 mái ấm tình thương."], []]))
    assert document.source.page_at(document.text.index("mái ấm")) == 4


def test_an_article_without_pages_has_none() -> None:
    content = f"{TITLE}\n{PARAGRAPHS[0]}".encode()
    document = build_document("a.txt", read_paged("a.txt", content), content, ManifestRow())
    assert document.source.page_at(0) is None
    assert "page" not in Citation(1, document.source, "Đợt", 0, 3).as_json()


def test_the_page_is_shown_with_the_source() -> None:
    document = read(write_pdf((TITLE, *PARAGRAPHS)))
    starts = [document.text.index(f"1.3{n:02} hộ") for n in (15, 2)]
    citations = tuple(Citation(1, document.source, document.text[at : at + 8], at, at + 8) for at in starts)
    answer = Answer(Outcome.ANSWERED, "1.315 hộ [1]", citations)
    assert [citation.as_json()["page"] for citation in citations] == [5, 1]
    assert f"[1] {TITLE} – Hội LHPN tỉnh Lai Châu – năm 2022 – tr. 1, 5\n" in plain(answer)
    [message] = answer_card(answer)
    assert "năm 2022, tr. 1, 5\n" in message


# columns


def column(left: float, lines: Sequence[str], top: float = 700) -> list[Piece]:
    """Lines of 10 points, 14 apart, as wide as they have letters."""
    return [
        Piece(line, left, top - 14 * n - 10, left + 5.0 * len(line), top - 14 * n)
        for n, line in enumerate(lines)
        if line
    ]


LEFT = [f"cột trái dòng {n} kể về việc của các chi hội" for n in range(8)]
RIGHT = [f"cột phải dòng {n} kể về việc của các chi hội" for n in range(8)]


def texts(pieces: Sequence[Piece]) -> list[str]:
    return [line.text for line in lines_of_pieces(pieces)]


def test_columns_are_read_one_after_the_other() -> None:
    assert texts([*column(50, LEFT), *column(320, RIGHT)]) == [*LEFT, *RIGHT]


def test_what_spans_the_page_parts_the_columns_in_bands() -> None:
    heading = column(50, ["Một tiêu đề chạy suốt cả hai cột của trang báo in hằng tháng của tỉnh Hội"], top=720)
    again = column(50, ["Một tiêu đề khác cũng chạy suốt cả hai cột của trang báo in hằng tháng"], top=560)
    below = [*column(50, LEFT[:2], top=540), *column(320, RIGHT[:2], top=540)]
    found = texts([*heading, *column(50, LEFT), *column(320, RIGHT), *again, *below])
    assert [line for line in found if line] == [
        heading[0].text,
        *LEFT,
        *RIGHT,
        again[0].text,
        *LEFT[:2],
        *RIGHT[:2],
    ]


def test_cells_of_a_table_stay_in_their_rows() -> None:
    names = [f"Huyện thứ {n} của tỉnh" for n in range(8)]
    found = texts([*column(50, names), *column(320, [str(n) for n in range(8)])])
    assert found == [f"{name}    {n}" for n, name in enumerate(names)]


def test_justified_words_are_no_cells() -> None:
    words = [Piece(word, 50 + 40 * n, 690, 50 + 40 * n + 32, 700) for n, word in enumerate(("Các", "cấp", "Hội"))]
    assert texts(words) == ["Các cấp Hội"]


def test_a_page_in_two_columns_gives_whole_paragraphs() -> None:
    def wrapped(paragraph: str) -> list[str]:
        words, lines = paragraph.split(), [""]
        for word in words:
            if len(lines[-1]) + len(word) > 40:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return lines

    left = [line for paragraph in PARAGRAPHS[:6] for line in [*wrapped(paragraph), ""]]
    right = [line for paragraph in PARAGRAPHS[6:12] for line in [*wrapped(paragraph), ""]]
    rows = [a.ljust(52) + b for a, b in zip(left, right, strict=True)]
    assert read(pdf_of([[TITLE, "", *rows]])).text.split("\n") == list(PARAGRAPHS[:12])


# scans


def scan_of(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF file of pictures of text."""
    font = ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf", 34)
    drawn = []
    for lines in pages:
        picture = Image.new("L", (1654, 1200), 255)
        draw = ImageDraw.Draw(picture)
        for n, line in enumerate(lines):
            draw.text((120, 120 + 60 * n), line, fill=0, font=font)
        drawn.append(picture)
    content = io.BytesIO()
    drawn[0].save(content, "PDF", save_all=True, append_images=drawn[1:], resolution=200)
    return content.getvalue()


SCAN = (
    (TITLE, "", "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 53 mái ấm"),
    ("tình thương cho hội viên nghèo.",),
)


def test_a_scan_is_told_apart_where_it_cannot_be_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableArticleError) as told:
        read_text("quet.pdf", scan_of(SCAN))
    assert told.value.reason.startswith("is a scan without text: ")
    assert "sudo apt-get install tesseract-ocr tesseract-ocr-vie" in told.value.reason


def fake_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('[ "$1" = --list-langs ] && echo eng', "is a scan without text"),
        ("exit 1", "is a scan without text"),
        ('[ "$1" = --list-langs ] && echo vie && exit; exit 1', "is a scan that tesseract cannot read"),
        ('[ "$1" = --list-langs ] && echo vie && exit; exec sleep 60', "is a scan that tesseract cannot read"),
    ],
)
def test_a_tesseract_that_cannot_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    fake_tesseract(tmp_path, monkeypatch, script)
    monkeypatch.setattr(ocr, "TIMEOUT_S", 1.0)
    with pytest.raises(UnreadableArticleError, match=reason):
        read_text("quet.pdf", scan_of(SCAN))


@pytest.mark.skipif(
    shutil.which("tesseract") is None or ocr.find_recognizer() is None,
    reason="tesseract with its Vietnamese data is not installed",
)
def test_a_scan_is_recognised_page_by_page() -> None:
    document = read(scan_of(SCAN))
    assert document.source.title == TITLE
    assert document.source.province == "Lai Châu"
    assert "xây mới 53 mái ấm tình thương" in document.text
    assert document.source.page_at(document.text.index("tình thương")) == 2
