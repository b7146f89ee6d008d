"""Numbers that Word writes before a paragraph by itself: they stand in no text, and are counted here again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str  # "decimal", "upperRoman", "lowerLetter", "bullet" ...
    text: str  # "%1.%2."
    start: int


@dataclass
class Numbering:
    """The lists of a document and how far each is counted."""

    levels: dict[tuple[str, int], Level]  # (list, level)
    styles: dict[str, tuple[str, int]]  # paragraph style -> its list and level
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    @classmethod
    def of(cls, opened: Any) -> Numbering:
        """The numbering of an open Word file; empty if it has none."""
        styles = {
            style.get(f"{_W}styleId"): _place(found)
            for style in opened.styles.element.iter(f"{_W}style")
            if (found := style.find(f"{_W}pPr/{_W}numPr")) is not None
        }
        part = next((r.target_part for r in opened.part.rels.values() if r.reltype.endswith("/numbering")), None)
        return cls(_levels(part.element) if part is not None else {}, styles)

    def next(self, paragraph: Any) -> str:
        """The number or bullet before a paragraph, counting it; "" if it has none."""
        found = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        place = _place(found) if found is not None else self.styles.get(_value(style)) if style is not None else None
        level = self.levels.get(place) if place else None
        if place is None or level is None:
            return ""
        self.counts[place] += 1
        for deeper in range(place[1] + 1, 9):
            self.counts[place[0], deeper] = 0
        return (
            "-"
            if level.form == "bullet"
            else re.sub(r"%(\d)", lambda n: self._shown(place[0], int(n[1]) - 1), level.text)
        )

    def _shown(self, list_id: str, level: int) -> str:
        known = self.levels.get((list_id, level), Level("decimal", "", 1))
        return _written(max(self.counts[list_id, level], 1) + known.start - 1, known.form)


def _levels(numbering: Any) -> dict[tuple[str, int], Level]:
    abstract = {each.get(f"{_W}abstractNumId"): each for each in numbering.iter(f"{_W}abstractNum")}
    return {
        (each.get(f"{_W}numId"), int(level.get(f"{_W}ilvl"))): Level(
            _value(level.find(f"{_W}numFmt"), "decimal"),
            _value(level.find(f"{_W}lvlText")),
            int(_value(level.find(f"{_W}start"), "1")),
        )
        for each in numbering.iter(f"{_W}num")
        if (definition := abstract.get(_value(each.find(f"{_W}abstractNumId")))) is not None
        for level in definition.iter(f"{_W}lvl")
    }


def _place(number: Any) -> tuple[str, int]:
    return _value(number.find(f"{_W}numId")), int(_value(number.find(f"{_W}ilvl"), "0"))


def _value(element: Any, otherwise: str = "") -> str:
    return otherwise if element is None else element.get(f"{_W}val", otherwise)


def _written(number: int, form: str) -> str:
    if form.endswith("Letter"):
        written = _LETTERS[(number - 1) % len(_LETTERS)]
    elif form.endswith("Roman"):
        written = _roman(number)
    else:
        return str(number)
    return written.upper() if form.startswith("upper") else written.lower()


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
