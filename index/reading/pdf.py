"""PDF files: the text of their pages, laid out as printed, becomes paragraphs and tables.

The one user of pypdf. A scan holds pictures of text, which are not read.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from index.errors import UnreadableArticleError
from index.reading.encodings import mend
from index.reading.pages import lines_of_pages
from index.vietnamese.text import nfc

MAX_PAGES = 300
MAX_PAGE_BYTES = 2_000_000  # of drawing instructions unpacked: a page of text has some ten thousand
MIN_LETTERS_A_PAGE = 20  # on average; a scan has none, or a stamp
_PRINT_AGAIN = "open it, print it to a new PDF file, or save its text as .txt"


def read_pdf(document: str, content: bytes) -> str:
    """The text of a PDF file, NFC.

    Raises:
        UnreadableArticleError: if it is protected, damaged, too long, or a scan without text.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is told by name, below
    try:
        pages = list(_pages(document, content))
    except UnreadableArticleError:
        raise
    except Exception as exc:  # a damaged file may fail in ways that the library does not foresee
        raise UnreadableArticleError(document, f"is no PDF file, or damaged: {_PRINT_AGAIN}") from exc
    if sum(map(str.isalpha, "".join(pages))) < MIN_LETTERS_A_PAGE * len(pages):
        raise UnreadableArticleError(
            document, "is a scan without text: recognise it with tesseract and its Vietnamese data, or type it as .txt"
        )
    return nfc("\n".join(lines_of_pages([mend(nfc(page)).split("\n") for page in pages])))


def _pages(document: str, content: bytes) -> Iterator[str]:
    """The text of each page, columns kept apart by spaces and paragraphs by empty lines."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise UnreadableArticleError(document, f"is protected by a password: {_PRINT_AGAIN}")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableArticleError(document, f"has more than {MAX_PAGES} pages: split it into single articles")
    for page in reader.pages:
        drawn = page.get_contents()
        if drawn is not None and len(drawn.get_data()) > MAX_PAGE_BYTES:
            raise UnreadableArticleError(document, f"has a page too large to read: {_PRINT_AGAIN}")
        yield page.extract_text(extraction_mode="layout")
