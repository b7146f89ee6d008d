"""PDF files: the text of their pages, laid out as printed, becomes paragraphs and tables; a scan is recognised."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from index.errors import Fault, UnreadableArticleError
from index.reading.isolation import isolated
from index.reading.layout import PrintedLine
from index.reading.ocr import INSTALL_COMMAND, Recognizer, find_recognizer
from index.reading.paged import PagedText
from index.reading.pages import text_of_pages
from index.reading.pdf_pages import MIN_LETTERS, Page, draw_page, read_pages
from index.vietnamese.text import nfc

MAX_SCANNED_PAGES = 100  # each takes some seconds
MAX_RECOGNITION_S = 1_200.0  # for all of them
_SPLIT = "split it into single articles"


def read_pdf(document: str, content: bytes) -> PagedText:
    """The text of a PDF file, NFC, and where its pages begin.

    Raises:
        UnreadableArticleError: if it is protected, damaged, too long, or a scan that cannot be recognised.
    """
    pages = read_pages(document, content)
    recognizer = find_recognizer() if any(page.is_scan for page in pages) else None
    _check_scans(document, pages, can_recognize=recognizer is not None)
    if recognizer is None:
        return _assembled(document, [page.lines for page in pages])
    return _assembled(document, list(_recognized(document, content, pages, recognizer)))


@isolated
def _assembled(document: str, pages: Sequence[Sequence[PrintedLine]]) -> PagedText:
    """The text of all pages; whatever they hold, within the limits."""
    return text_of_pages(pages)


def _check_scans(document: str, pages: Sequence[Page], *, can_recognize: bool) -> None:
    """Refuse more scanned pages than can be recognised: none of a file that has no other."""
    scanned = sum(page.is_scan for page in pages)
    if scanned and not can_recognize and sum(page.letters for page in pages) < MIN_LETTERS * len(pages):
        raise UnreadableArticleError(
            document, f"is a scan without text: {INSTALL_COMMAND}, then index it again, or type it as .txt", Fault.SCAN
        )
    if scanned > MAX_SCANNED_PAGES:
        raise UnreadableArticleError(
            document, f"has more than {MAX_SCANNED_PAGES} scanned pages: {_SPLIT}", Fault.TOO_LONG
        )


def _recognized(
    document: str, content: bytes, pages: Sequence[Page], recognizer: Recognizer
) -> Iterator[list[PrintedLine]]:
    """The lines of each page, those of a scan as they are recognised."""
    until = time.monotonic() + MAX_RECOGNITION_S
    for number, page in enumerate(pages):
        if not page.is_scan:
            yield page.lines
            continue
        if time.monotonic() > until:
            raise UnreadableArticleError(
                document, f"takes longer than {MAX_RECOGNITION_S / 60:.0f} minutes to recognise: {_SPLIT}", Fault.SLOW
            )
        text = recognizer.recognize(document, draw_page(document, content, number))
        yield [PrintedLine(nfc(line)) for line in text.split("\n")]
