"""Word files: paragraphs and tables in their order, as lines.

The one user of python-docx. The file is a zip archive of XML: its size unpacked, its names and its declarations are
looked at before anything is parsed, and nothing is ever unpacked to disk. Page headers and footers are no text.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableArticleError
from index.reading.encodings import mend
from index.reading.furniture import is_bullet, number_of
from index.reading.grids import lines_of_grid, spaced
from index.reading.numbering import Numbering
from index.vietnamese.text import nfc, squeeze

MAX_UNPACKED_BYTES = 100_000_000  # pictures included
MAX_XML_BYTES = 20_000_000  # of text and its layout
MAX_PARTS = 2_000
_OLE = b"\xd0\xcf\x11\xe0"  # an old .doc, or a .docx within an encrypted container
_DECLARATIONS = [word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le")]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SAVE_AGAIN = "open it in Word and save it again as .docx"


def read_docx(document: str, content: bytes) -> str:
    """The text of a Word file, NFC.

    Raises:
        UnreadableArticleError: if it is damaged, protected, too large unpacked, or holds macros or XML entities.
    """
    import docx

    _check(document, content)
    try:
        opened = docx.Document(io.BytesIO(content))
        lines = list(_lines_of(opened.element.body, Numbering.of(opened)))
    except Exception as exc:  # a damaged part may fail in ways that the library does not foresee
        raise UnreadableArticleError(document, f"is damaged: {_SAVE_AGAIN}") from exc
    return mend(nfc("\n".join(spaced(lines))))


def _check(document: str, content: bytes) -> None:
    """Refuse what is no plain Word file."""
    if content.startswith(_OLE):
        raise UnreadableArticleError(
            document, f"is an old .doc file or protected by a password: {_SAVE_AGAIN}, without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            reason = _objection(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        reason = f"is no Word file, or damaged: {_SAVE_AGAIN}"
    if reason:
        raise UnreadableArticleError(document, reason)


def _objection(archive: zipfile.ZipFile) -> str | None:
    """Why an archive is not read, and what to do; None if it may be."""
    parts = archive.infolist()
    xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if len(parts) > MAX_PARTS or _size(parts) > MAX_UNPACKED_BYTES or _size(xml) > MAX_XML_BYTES:
        return "is too large unpacked: split it into single articles, or save it as .txt"
    if any(part.filename.startswith("/") or ".." in part.filename.split("/") for part in parts):
        return f"names files outside itself, as no Word file does: {_SAVE_AGAIN}"
    if any(part.flag_bits & 1 for part in parts):
        return f"is protected by a password: {_SAVE_AGAIN}, without a password"
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        return f"holds macros: {_SAVE_AGAIN}, without macros"
    if any(_declares(archive.read(part)) for part in xml):
        return f"declares XML entities, as no Word file does: {_SAVE_AGAIN}"
    return None


def _size(parts: list[zipfile.ZipInfo]) -> int:
    return sum(part.file_size for part in parts)


def _declares(xml: bytes) -> bool:
    return any(word in xml for word in _DECLARATIONS)


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
