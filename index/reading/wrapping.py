"""Lines that a page broke at its margin become paragraphs again.

Pure. A line goes on in the next one if its sentence is not ended and the next begins in lower case, or if it reaches
the margin, so that the next word would not have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.furniture import is_bullet, is_upper, number_of
from index.reading.tables import cells_of

NEARLY_FULL = 0.85  # of the width: letters differ in width, so a count of them only nears the margin
_SENTENCE_END = re.compile(r"[.!?…;:][\"”’)\]]*$")
_UNFINISHED_DATE = re.compile(r"(?<!\w)(?:ngày|tháng|năm)$")
_HYPHENATED = re.compile(r"[^\W\d_][-\u00ad\u2010]")


@dataclass
class Paragraph:
    """Lines that belong together."""

    text: str
    begins: list[tuple[int, int]]  # number of each of its lines, and where that begins in the text
    length: int  # of its last line as it stood


def unwrap(lines: Sequence[str], width: int) -> list[str]:
    """The paragraphs of wrapped lines; an empty line stays, and parts them unless a sentence runs through it.

    Args:
        lines: as they stand on the page, without indentation.
        width: of a full line, in characters; 0 if the lines were not broken at a margin.
    """
    return [paragraph.text for paragraph in paragraphs_of(lines, [width] * len(lines))]


def paragraphs_of(lines: Sequence[str], widths: Sequence[int]) -> list[Paragraph]:
    """The paragraphs of wrapped lines as `unwrap` tells them, with the lines that each is made of.

    Args:
        widths: of a full line in the place of each line.
    """
    found: list[Paragraph] = []
    for number, line in enumerate(lines):
        last = next((n for n in range(len(found) - 1, -1, -1) if found[n].text), None)
        if line and last is not None:
            paragraph, is_parted = found[last], last < len(found) - 1
            width = 0 if is_parted else widths[paragraph.begins[-1][0]]
            if _goes_on(paragraph.text, line, paragraph.length, width):
                del found[last + 1 :]
                paragraph.text = _joined(paragraph.text, line)
                paragraph.begins.append((number, len(paragraph.text) - len(line)))
                paragraph.length = len(line)
                continue
        found.append(Paragraph(line, [(number, 0)], len(line)))
    return found


def _goes_on(before: str, line: str, length: int, width: int) -> bool:
    if number_of(line) or is_bullet(line) or cells_of(line) or cells_of(before):
        return False
    ended = bool(_SENTENCE_END.search(before))
    if not ended and (line[0].islower() or (line[0].isdigit() and _UNFINISHED_DATE.search(before))):
        return True
    if not width or is_upper(line) != is_upper(before):
        return False
    return length >= NEARLY_FULL * width if not ended else length + 1 + len(line.split()[0]) > width


def _joined(before: str, line: str) -> str:
    if before.endswith("\u00ad") or (_HYPHENATED.fullmatch(before[-2:]) and line[0].islower()):
        return before[:-1] + line
    if re.search(r"\d[-–/]$", before) and line[0].isdigit():
        return before + line
    return f"{before} {line}"
