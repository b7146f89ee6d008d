"""PDF files: the text of their pages, laid out as printed, becomes paragraphs and tables; a scan is recognised.

The one user of pypdf, which looks a file over, and of pypdfium2, which reads and draws its pages.
"""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import UnreadableArticleError
from index.reading.encodings import mend
from index.reading.layout import Letter, Piece, PrintedLine, lines_of_pieces, pieces_of_letters
from index.reading.ocr import INSTALL_COMMAND, find_recognizer
from index.reading.paged import PagedText
from index.reading.pages import text_of_pages
from index.vietnamese.text import nfc

if TYPE_CHECKING:
    import pypdfium2

MAX_PAGES = 300
MAX_PAGE_BYTES = 2_000_000  # of drawing instructions unpacked: a page of text has some ten thousand
MAX_PAGE_LETTERS = 50_000
MAX_SCANNED_PAGES = 100  # each takes some seconds
MIN_LETTERS_A_PAGE = 20  # a scan has none, or a stamp
PIXELS_PER_POINT = 300 / 72
MAX_PIXELS = 25_000_000  # of a page drawn: A3 at 300 dots an inch has 17 million
_PRINT_AGAIN = "open it, print it to a new PDF file, or save its text as .txt"
_LETTERS = {0x02: "-", 0xFFFE: "-"}  # how the library gives a hyphen at the end of a line
_pdfium = threading.Lock()  # the library must not be used by two threads at once


def read_pdf(document: str, content: bytes) -> PagedText:
    """The text of a PDF file, NFC, and where its pages begin.

    Raises:
        UnreadableArticleError: if it is protected, damaged, too long, or a scan that cannot be recognised.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is told by name, below
    try:
        _look_over(document, content)
        with _pdfium:
            pages = list(_pages(document, content))
        return text_of_pages([_lines(document, page) for page in pages])
    except UnreadableArticleError:
        raise
    except Exception as exc:  # a damaged file may fail in ways that the libraries do not foresee
        raise UnreadableArticleError(document, f"is no PDF file, or damaged: {_PRINT_AGAIN}") from exc


def _look_over(document: str, content: bytes) -> None:
    """Refuse what no article is, before it is read."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _opens_unasked(reader):
        raise UnreadableArticleError(document, f"is protected by a password: {_PRINT_AGAIN}")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableArticleError(document, f"has more than {MAX_PAGES} pages: split it into single articles")
    for page in reader.pages:
        drawn = page.get_contents()
        if drawn is not None and len(drawn.get_data()) > MAX_PAGE_BYTES:
            raise UnreadableArticleError(document, f"has a page too large to read: {_PRINT_AGAIN}")


def _opens_unasked(reader: object) -> bool:
    """Whether everybody may open a protected file: its password only forbids changes."""
    import pypdf

    assert isinstance(reader, pypdf.PdfReader)
    try:
        return bool(reader.decrypt(""))
    except (pypdf.errors.PyPdfError, NotImplementedError):
        return False


def _pages(document: str, content: bytes) -> Iterator[list[Piece] | bytes]:
    """The text of each page, or a picture of one that is scanned and can be recognised."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    try:
        pieces = [_pieces(document, page) for page in opened]
        letters = [sum(map(str.isalpha, "".join(piece.text for piece in page))) for page in pieces]
        scanned = {n for n, page in enumerate(opened) if _is_scan(page, letters[n])}
        can_recognize = bool(scanned) and find_recognizer() is not None
        if scanned and not can_recognize and sum(letters) < MIN_LETTERS_A_PAGE * len(letters):
            raise UnreadableArticleError(
                document, f"is a scan without text: {INSTALL_COMMAND}, then index it again, or type it as .txt"
            )
        if len(scanned) > MAX_SCANNED_PAGES:
            raise UnreadableArticleError(
                document, f"has more than {MAX_SCANNED_PAGES} scanned pages: split it into single articles"
            )
        for number, page in enumerate(pieces):
            yield _drawn(opened[number]) if can_recognize and number in scanned else page
    finally:
        opened.close()


def _lines(document: str, page: list[Piece] | bytes) -> list[PrintedLine]:
    """The lines of a page, the codes of old fonts converted; those of a scan as they are recognised."""
    if isinstance(page, bytes):
        recognizer = find_recognizer()
        assert recognizer is not None
        return [PrintedLine(nfc(line)) for line in recognizer.recognize(document, page).split("\n")]
    lines = lines_of_pieces(page)
    mended = nfc(mend("\n".join(line.text for line in lines))).split("\n") if lines else []
    return [line._replace(text=text) for line, text in zip(lines, mended, strict=True)]


def _pieces(document: str, page: pypdfium2.PdfPage) -> list[Piece]:
    """The text of a page, letter by letter: the library's own boxes of text lose letters that a font does not draw."""
    import pypdfium2.raw

    text = page.get_textpage()
    if text.count_chars() > MAX_PAGE_LETTERS:
        raise UnreadableArticleError(document, f"has a page too large to read: {_PRINT_AGAIN}")
    letters = (
        Letter(_LETTERS.get(code, chr(code)), *text.get_charbox(n, loose=True))
        for n in range(text.count_chars())
        if (code := pypdfium2.raw.FPDFText_GetUnicode(text, n))
    )
    return list(pieces_of_letters(letters))


def _is_scan(page: pypdfium2.PdfPage, letters: int) -> bool:
    """Whether a page shows what its text does not say: a drawing without a letter, or a picture with few over it."""
    if letters >= MIN_LETTERS_A_PAGE:
        return False
    width, height = page.get_size()
    return any(letters == 0 or _area(shown) > width * height / 2 for shown in page.get_objects())


def _area(shown: pypdfium2.PdfObject) -> float:
    """Of the box around something drawn, square points; of letters 0."""
    import pypdfium2.raw

    if shown.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT:
        return 0.0
    left, bottom, right, top = shown.get_bounds()
    return float(abs((right - left) * (top - bottom)))


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    """A picture of a page, PNG."""
    width, height = page.get_size()
    scale = min(PIXELS_PER_POINT, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    drawn = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(drawn, "PNG")
    return drawn.getvalue()
