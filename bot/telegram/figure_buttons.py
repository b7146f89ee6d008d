"""What the buttons under a table of figures carry: which lookup, narrowed how, which page. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.figures.views import Lookup
from bot.telegram import officer_replies as replies
from bot.telegram.callbacks import pack

TURN, CHOOSE, FETCH = "so", "soloc", "sotep"  # the prefixes: show a page, offer a filter, send a file
MAX_CHOICES = 20  # of a filter on one page
_NONE = "-"


class Filter(StrEnum):
    """What figures can be narrowed by."""

    PLACE = "noi"
    YEAR = "nam"


class FileKind(StrEnum):
    """What figures can be fetched as."""

    XLSX = "xlsx"
    CSV = "csv"
    CHART = "png"


@dataclass(frozen=True, slots=True)
class View:
    """A page of a lookup, narrowed to a place or a year."""

    id: str  # of the lookup
    page: int = 0
    place: str | None = None  # as `place_key`
    year: int | None = None

    @property
    def parts(self) -> tuple[object, ...]:
        """How a button carries it."""
        return self.id, self.page, self.place or _NONE, self.year or _NONE

    @classmethod
    def read(cls, parts: Sequence[str]) -> View | None:
        """The view that a button carries; None if somebody made it up."""
        match parts:
            case [key, page, place, year] if page.isdecimal() and (year == _NONE or year.isdecimal()):
                return cls(key, int(page), None if place == _NONE else place, None if year == _NONE else int(year))
        return None


def place_key(place: str) -> str:
    """A short name for a place that stays the same when the index is built anew."""
    return f"{zlib.crc32(place.encode()):08x}"


def place_of(lookup: Lookup, view: View) -> str | None:
    """The place that a view is narrowed to.

    Raises:
        LookupError: if no figure of the lookup has it any more.
    """
    if view.place is None:
        return None
    found = [place for place in lookup.places if place_key(place) == view.place]
    if not found:
        raise LookupError(f"no figure of this place: {view.place}")
    return found[0]


def view_keyboard(view: View, lookup: Lookup, pages: int) -> InlineKeyboardMarkup:
    """Buttons under a table: turn the page, narrow, fetch a file."""
    turns = [(replies.BEFORE, view.page - 1), (replies.NEXT, view.page + 1)]
    turning = [_button(label, TURN, replace(view, page=to)) for label, to in turns if 0 <= to < pages]
    narrowing = []
    if len(lookup.places) > 1:
        narrowing.append(_button(replies.BY_PLACE, CHOOSE, view, Filter.PLACE))
    if len(lookup.years) > 1:
        narrowing.append(_button(replies.BY_YEAR, CHOOSE, view, Filter.YEAR))
    if view.place or view.year:
        narrowing.append(_button(replies.SHOW_ALL, TURN, View(view.id)))
    fetching = [_button(replies.FILES[kind.value], FETCH, view, kind) for kind in FileKind] if pages else []
    return InlineKeyboardMarkup([row for row in (turning, narrowing, fetching) if row])


def filter_keyboard(view: View, by: Filter, lookup: Lookup, page: int) -> InlineKeyboardMarkup:
    """The places or years to choose from, and the way back."""
    choices = list(_choices(view, by, lookup))
    here = choices[page * MAX_CHOICES : (page + 1) * MAX_CHOICES]
    turns = [(replies.BEFORE, page - 1), (replies.NEXT, page + 1)]
    turning = [
        _button(label, CHOOSE, view, by, to) for label, to in turns if to >= 0 and to * MAX_CHOICES < len(choices)
    ]
    back = [_button(replies.BACK, TURN, view)]
    return InlineKeyboardMarkup([*_rows(here, 2 if by is Filter.PLACE else 4), *([turning] if turning else []), back])


def _choices(view: View, by: Filter, lookup: Lookup) -> Iterator[InlineKeyboardButton]:
    everything = replace(view, page=0)
    if by is Filter.PLACE:
        yield _button(replies.EVERY_PLACE, TURN, replace(everything, place=None))
        for place in lookup.places:
            yield _button(replies.choice(place), TURN, replace(everything, place=place_key(place)))
    else:
        yield _button(replies.EVERY_YEAR, TURN, replace(everything, year=None))
        for year in lookup.years:
            yield _button(str(year), TURN, replace(everything, year=year))


def _button(label: str, prefix: str, view: View, *more: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=pack(prefix, *view.parts, *more))


def _rows(buttons: Iterable[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    some = list(buttons)
    return [some[n : n + width] for n in range(0, len(some), width)]
