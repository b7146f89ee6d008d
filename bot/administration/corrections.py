"""What an administrator may correct of what was read from an article, and how she may write it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from index.errors import StatedValueError
from index.manifest import ManifestRow, read_row
from index.vietnamese.text import nfc, squeeze

MAX_CHARS = 300  # of a value
TAKE_BACK = "-"  # typed instead of a value: what was read from the text counts again
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


class Field(StrEnum):
    """What can be corrected: columns of the manifest."""

    TITLE = "title"
    PUBLISHED = "published"
    ORGANISATION = "organisation"
    PERIOD = "period"


def corrected(stated: Mapping[str, str], field: Field, typed: str) -> dict[str, str]:
    """What is stated of an article once a field is corrected as somebody typed it.

    Raises:
        StatedValueError: if that cannot be understood.
    """
    value = squeeze(nfc(typed)).strip()
    if value == TAKE_BACK:
        return {name: old for name, old in stated.items() if name != field}
    if not value or len(value) > MAX_CHARS:
        raise StatedValueError(f"{field} has to be of 1 to {MAX_CHARS} letters", field)
    if field is Field.PUBLISHED and (match := _DAY.fullmatch(value)):
        value = "/".join(match.groups())
    cells = {**stated, field.value: value}
    return {**cells, field.value: read_row(cells).as_cells()[field]}


def row_of(stated: Mapping[str, str]) -> ManifestRow | None:
    """The row of the manifest that says so; None if nothing is stated."""
    return read_row(stated) if stated else None
