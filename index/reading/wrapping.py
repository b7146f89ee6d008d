"""Lines that a page broke at its margin become paragraphs again.

Pure. A line goes on in the next one if its sentence is not ended and the next begins in lower case, or if it reaches
the margin, so that the next word would not have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reading.furniture import is_bullet, is_upper, number_of
from index.reading.tables import cells_of

NEARLY_FULL = 0.85  # of the width: letters differ in width, so a count of them only nears the margin
_SENTENCE_END = re.compile(r"[.!?…;:][\"”’)\]]*$")
_HYPHENATED = re.compile(r"[^\W\d_][-\u00ad\u2010]")


def unwrap(lines: Sequence[str], width: int) -> list[str]:
    """The paragraphs of wrapped lines; an empty line stays, and parts them unless a sentence runs through it.

    Args:
        lines: as they stand on the page, without indentation.
        width: of a full line, in characters; 0 if the lines were not broken at a margin.
    """
    found: list[str] = []
    length = 0  # of the last wrapped line of the last paragraph
    for line in lines:
        last = next((n for n in range(len(found) - 1, -1, -1) if found[n]), None)
        parted = last is not None and last < len(found) - 1
        if line and last is not None and _goes_on(found[last], line, length, 0 if parted else width):
            del found[last + 1 :]
            found[last] = _joined(found[last], line)
        else:
            found.append(line)
        length = len(line) or length
    return found


def _goes_on(before: str, line: str, length: int, width: int) -> bool:
    if number_of(line) or is_bullet(line) or cells_of(line) or cells_of(before):
        return False
    ended = bool(_SENTENCE_END.search(before))
    if not ended and line[0].islower():
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
