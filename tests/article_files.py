"""Writes one article in every format that is read: as the programs that people use would write it."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import docx
import pypdf
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Table:
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Letterhead:
    """The head of an official letter: two columns side by side."""

    left: Sequence[str]
    right: Sequence[str]


Block = str | Heading | Table | Letterhead
WIDTH = 88  # characters in a printed line
LINES = 14  # on a printed page
_COLUMN = 40  # characters


def write_text(blocks: Sequence[Block]) -> bytes:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += ["| " + " | ".join(row) + " |" for row in block.rows]
        elif isinstance(block, Letterhead):
            lines += [*block.left, *block.right, ""]
        else:
            lines += [block.text if isinstance(block, Heading) else block, ""]
    return "\n".join(lines).encode()


def write_html(blocks: Sequence[Block], head: str = "") -> bytes:
    """A page of a news site, with its menu and footer."""
    body = "\n".join(map(_html_of, blocks))
    menu = '<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li></ul></nav>'
    footer = "<footer><p>Bản quyền thuộc Cổng thông tin</p></footer>"
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{menu}<article>{body}</article>{footer}"
    )
    return f"{page}<script>document.write('không được chạy')</script></body></html>".encode()


def _html_of(block: Block) -> str:
    if isinstance(block, Table):
        return f"<table>{''.join(map(_html_row, block.rows))}</table>"
    if isinstance(block, Letterhead):
        columns = ("<br>".join(map(escape, column)) for column in (block.left, block.right))
        return f"<table><tr>{''.join(f'<td>{column}</td>' for column in columns)}</tr></table>"
    return f"<h2>{escape(block.text)}</h2>" if isinstance(block, Heading) else f"<p>{escape(block)}</p>"


def _html_row(row: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"


def write_docx(blocks: Sequence[Block]) -> bytes:
    opened = docx.Document()
    opened.sections[0].header.paragraphs[0].text = "Đầu trang không phải nội dung"
    for block in blocks:
        if isinstance(block, Heading):
            opened.add_heading(block.text, level=1)
        elif isinstance(block, Table):
            _add_table(opened, block.rows)
        elif isinstance(block, Letterhead):
            _add_table(opened, [["\n".join(block.left), "\n".join(block.right)]])
            opened.add_paragraph()
        else:
            opened.add_paragraph(block)
            opened.add_paragraph()
    saved = io.BytesIO()
    opened.save(saved)
    return saved.getvalue()


def _add_table(opened: docx.document.Document, rows: Sequence[Sequence[str]]) -> None:
    table = opened.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def write_rtf(blocks: Sequence[Block]) -> bytes:
    """As Word writes it: letters beyond ASCII by their numbers, a table row by row."""
    body = "\n".join(map(_rtf_of, blocks))
    header = r"{\header \pard " + _rtf_text("Đầu trang không phải nội dung") + r"\par}"
    return (r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}" + header + f"\n{body}}}").encode("ascii")


def _rtf_of(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join(map(_rtf_row, block.rows))
    if isinstance(block, Letterhead):
        return _rtf_row(["\n".join(block.left), "\n".join(block.right)]) + r"\pard\par"
    text = _rtf_text(block.text if isinstance(block, Heading) else block)
    return rf"\pard {text}\par\pard\par"


def _rtf_row(cells: Sequence[str]) -> str:
    borders = "".join(rf"\cellx{2000 * n}" for n in range(1, len(cells) + 1))
    return rf"\trowd{borders}" + "".join(rf"\intbl {_rtf_text(cell)}\cell" for cell in cells) + r"\row"


def _rtf_text(text: str) -> str:
    letters = (r"\par " if letter == "\n" else letter if letter.isascii() else rf"\u{ord(letter)}?" for letter in text)
    return "".join(letters)


def write_pdf(blocks: Sequence[Block], header: str = "Hội LHPN – Bản tin công tác Hội") -> bytes:
    """Printed pages, each with a header and its number."""
    lines = [line for block in blocks for line in _printed(block)]
    pages = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    if len(pages) == 1:
        return pdf_of(pages)
    return pdf_of([[header, "", *page, "", f"Trang {n}/{len(pages)}"] for n, page in enumerate(pages, start=1)])


def _printed(block: Block) -> list[str]:
    if isinstance(block, Table):
        return ["".join(cell.ljust(_COLUMN) for cell in row).rstrip() for row in block.rows] + [""]
    if isinstance(block, Letterhead):
        return [left.ljust(_COLUMN) + right for left, right in zip(block.left, block.right, strict=True)] + [""]
    return [*textwrap.wrap(block.text if isinstance(block, Heading) else block, WIDTH, break_on_hyphens=False), ""]


def pdf_of(pages: Sequence[Sequence[str]], password: str | None = None) -> bytes:
    """A PDF file of lines in a font of fixed width whose codes are those of Unicode."""
    writer = pypdf.PdfWriter()
    font = writer._add_object(_font(writer))
    for lines in pages:
        page = writer.add_blank_page(width=595, height=842)
        resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        page[NameObject("/Resources")] = resources
        content = DecodedStreamObject()
        content.set_data("\n".join(_drawn(n, line) for n, line in enumerate(lines) if line).encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def _drawn(number: int, line: str) -> str:
    parts = [(at, part) for at, part in _runs(line)]
    codes = "".join(
        f"BT /F1 10 Tf {50 + 5 * at} {800 - 14 * number} Td <{part.encode('utf-16-be').hex()}> Tj ET "
        for at, part in parts
    )
    return codes.strip()


def _runs(line: str) -> list[tuple[int, str]]:
    """The parts of a line that stand in columns, and where each begins."""
    found, at = [], 0
    for part in line.split("   "):
        text = part.strip()
        if text:
            found.append((at + part.index(text), text))
        at += len(part) + 3
    return found


def _font(writer: pypdf.PdfWriter) -> DictionaryObject:
    to_unicode = DecodedStreamObject()
    to_unicode.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    )
    names = {"Type": "Font", "Subtype": "CIDFontType2", "BaseFont": "Fixed"}
    descendant = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in names.items()})
    descendant[NameObject("/DW")] = NumberObject(500)
    names |= {"Subtype": "Type0", "Encoding": "Identity-H"}
    font = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in names.items()})
    font[NameObject("/DescendantFonts")] = ArrayObject([writer._add_object(descendant)])
    font[NameObject("/ToUnicode")] = writer._add_object(to_unicode)
    return font


WRITERS: Mapping[str, Callable[[Sequence[Block]], bytes]] = {
    ".txt": write_text,
    ".md": write_text,
    ".html": write_html,
    ".htm": write_html,
    ".docx": write_docx,
    ".rtf": write_rtf,
    ".pdf": write_pdf,
}
