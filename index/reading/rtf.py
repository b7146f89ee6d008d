"""RTF files: their text by striprtf, rows of tables as rows between bars.

The one user of striprtf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from index.errors import Fault, UnreadableArticleError
from index.reading.encodings import mend
from index.reading.furniture import is_motto
from index.reading.grids import lines_of_grid, spaced
from index.reading.isolation import isolated
from index.vietnamese.text import nfc, squeeze

MARK = b"{\\rtf"
_SAVE_AGAIN = "open it in Word and save it again as .docx"


@isolated
def read_rtf(document: str, content: bytes) -> str:
    """The text of an RTF file, NFC.

    Raises:
        UnreadableArticleError: if it is no RTF file, or damaged.
    """
    from striprtf import striprtf

    if not content.lstrip().startswith(MARK):
        raise UnreadableArticleError(document, f"is no RTF file, or damaged: {_SAVE_AGAIN}", Fault.DAMAGED)
    try:
        read: Callable[..., str] = striprtf.rtf_to_text
        text = read(content.decode("latin-1"), errors="replace")
    except Exception as exc:  # a damaged file may fail in ways that the library does not foresee
        raise UnreadableArticleError(document, f"is damaged: {_SAVE_AGAIN}", Fault.DAMAGED) from exc
    return mend(nfc("\n".join(spaced(list(_lines(text))))))


def _lines(text: str) -> Iterator[str]:
    """The lines of a text; one that ends in a bar is a row of a table, other bars part cells of several lines."""
    lines = text.replace("\r", "").split("\n")
    for is_row, group in groupby(lines, key=lambda line: line.endswith("|") and line.count("|") > 1):
        if is_row:
            yield from lines_of_grid([line.removesuffix("|").split("|") for line in group])
        else:
            yield from (squeeze(part) for line in group for part in line.split("|") if not is_motto(part))
