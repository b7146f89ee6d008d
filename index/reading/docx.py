"""Word files: paragraphs and tables in their order, as lines.

The one user of python-docx. Page headers and footers are no text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.errors import Fault, UnreadableArticleError
from index.reading.encodings import mend
from index.reading.furniture import is_bullet, number_of
from index.reading.grids import lines_of_grid, spaced
from index.reading.isolation import isolated
from index.reading.numbering import Numbering
from index.reading.packages import check_package
from index.vietnamese.text import nfc, squeeze

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


@isolated
def read_docx(document: str, content: bytes) -> str:
    """The text of a Word file, NFC.

    Raises:
        UnreadableArticleError: if it is damaged, protected, too large unpacked, or holds macros or XML entities.
    """
    import docx

    again = check_package(document, content, "Word", ".docx")
    try:
        opened = docx.Document(io.BytesIO(content))
        lines = list(_lines_of(opened.element.body, Numbering.of(opened)))
    except Exception as exc:  # a damaged part may fail in ways that the library does not foresee
        raise UnreadableArticleError(document, f"is damaged: {again}", Fault.DAMAGED) from exc
    return mend(nfc("\n".join(spaced(lines))))


def _lines_of(body: Any, numbering: Numbering) -> Iterator[str]:
    """The lines of a body or cell, tables in place; content controls are gone into."""
    for block in body:
        if block.tag == f"{_W}p":
            text = _text_of(block)
            number = numbering.next(block) if text.strip() else ""
            if number and not (number_of(text) or is_bullet(text)):
                text = f"{number} {text.lstrip()}"
            yield from map(squeeze, text.split("\n"))
        elif block.tag == f"{_W}tbl":
            yield from lines_of_grid([_cells(row) for row in block.iter(f"{_W}tr")])
        elif block.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _lines_of(block, numbering)


def _cells(row: Any) -> list[str]:
    """The cells of a row; one that spans columns is followed by empty ones, so that columns stay in line."""
    cells = []
    for cell in row.iterchildren(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = int(span.get(f"{_W}val", "1")) if span is not None else 1
        text = "\n".join(_text_of(paragraph) for paragraph in cell.iter(f"{_W}p"))
        cells += [text.strip(), *[""] * (min(width, 64) - 1)]
    return cells


def _text_of(paragraph: Any) -> str:
    """A paragraph as it is read with all changes accepted; what was deleted is of another tag."""
    letters = (_SPACES.get(each.tag) or (each.text if each.tag == f"{_W}t" else "") for each in paragraph.iter())
    return "".join(part or "" for part in letters)
