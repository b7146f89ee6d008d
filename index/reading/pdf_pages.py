"""The pages of a PDF file: what is printed on them as lines, and pictures of those that are scanned.

The one user of pypdf, which looks a file over, and of pypdfium2, which reads and draws its pages. Both meet whatever
somebody sends, so they run in the process that reads.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from index.errors import Fault, UnreadableArticleError
from index.reading.encodings import mend
from index.reading.isolation import isolated
from index.reading.layout import Letter, Piece, PrintedLine, lines_of_pieces, pieces_of_letters
from index.vietnamese.text import nfc

if TYPE_CHECKING:
    import pypdfium2

MAX_PAGES = 300
MAX_PAGE_BYTES = 2_000_000  # of drawing instructions unpacked: a page of text has some ten thousand
MAX_PAGE_LETTERS = 50_000
MIN_LETTERS = 20  # a scanned page has none, or a stamp
PIXELS_PER_POINT = 300 / 72
MAX_PIXELS = 25_000_000  # of a page drawn: A3 at 300 dots an inch has 17 million
_PRINT_AGAIN = "open it, print it to a new PDF file, or save its text as .txt"
_LETTERS = {0x02: "-", 0xFFFE: "-"}  # how the library gives a hyphen at the end of a line


class Page(NamedTuple):
    """What stands on a page."""

    lines: list[PrintedLine]  # NFC, the codes of old fonts converted
    letters: int  # how many the lines have
    is_scan: bool  # whether it shows what its lines do not say


@isolated
def read_pages(document: str, content: bytes) -> list[Page]:
    """What stands on the pages of a PDF file.

    Raises:
        UnreadableArticleError: if it is protected, damaged or too long.
    """
    with _refusing_damaged(document):
        _look_over(document, content)
        with _opened(content) as opened:
            return [_page(document, page) for page in opened]


@isolated
def draw_page(document: str, content: bytes, number: int) -> bytes:
    """A picture of a page, PNG; pages count from 0.

    Raises:
        UnreadableArticleError: if it cannot be drawn.
    """
    with _refusing_damaged(document), _opened(content) as opened:
        return _drawn(opened[number])


@contextmanager
def _refusing_damaged(document: str) -> Iterator[None]:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is told by name, below
    try:
        yield
    except (UnreadableArticleError, MemoryError):
        raise
    except Exception as exc:  # a damaged file may fail in ways that the libraries do not foresee
        raise UnreadableArticleError(document, f"is no PDF file, or damaged: {_PRINT_AGAIN}", Fault.DAMAGED) from exc


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    try:
        yield opened
    finally:
        opened.close()


def _look_over(document: str, content: bytes) -> None:
    """Refuse what no article is, before it is read."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _opens_unasked(reader):
        raise UnreadableArticleError(document, f"is protected by a password: {_PRINT_AGAIN}", Fault.PROTECTED)
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableArticleError(
            document, f"has more than {MAX_PAGES} pages: split it into single articles", Fault.TOO_LONG
        )
    for page in reader.pages:
        drawn = page.get_contents()
        if drawn is not None and len(drawn.get_data()) > MAX_PAGE_BYTES:
            raise UnreadableArticleError(document, f"has a page too large to read: {_PRINT_AGAIN}", Fault.TOO_LARGE)


def _opens_unasked(reader: object) -> bool:
    """Whether everybody may open a protected file: its password only forbids changes."""
    import pypdf

    assert isinstance(reader, pypdf.PdfReader)
    try:
        return bool(reader.decrypt(""))
    except (pypdf.errors.PyPdfError, NotImplementedError):
        return False


def _page(document: str, page: pypdfium2.PdfPage) -> Page:
    lines = lines_of_pieces(_pieces(document, page))
    mended = nfc(mend("\n".join(line.text for line in lines))).split("\n") if lines else []
    letters = sum(map(str.isalpha, "".join(mended)))
    read = [line._replace(text=text) for line, text in zip(lines, mended, strict=True)]
    return Page(read, letters, _is_scan(page, letters))


def _pieces(document: str, page: pypdfium2.PdfPage) -> list[Piece]:
    """The text of a page, letter by letter: the library's own boxes of text lose letters that a font does not draw."""
    import pypdfium2.raw

    text = page.get_textpage()
    if text.count_chars() > MAX_PAGE_LETTERS:
        raise UnreadableArticleError(document, f"has a page too large to read: {_PRINT_AGAIN}", Fault.TOO_LARGE)
    letters = (
        Letter(_LETTERS.get(code, chr(code)), *text.get_charbox(n, loose=True))
        for n in range(text.count_chars())
        if (code := pypdfium2.raw.FPDFText_GetUnicode(text, n))
    )
    return list(pieces_of_letters(letters))


def _is_scan(page: pypdfium2.PdfPage, letters: int) -> bool:
    """Whether a page shows what its text does not say: a drawing without a letter, or a picture with few over it."""
    if letters >= MIN_LETTERS:
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
