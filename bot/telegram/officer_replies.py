"""Pure: what officers read when they look up figures; the Vietnamese wording of those commands."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from bot.figures.ledger import Ledger
from bot.figures.pages import Page
from bot.figures.views import Fallback, Lookup, Mode, Sheet, missing_places, without_periods, without_places
from bot.figures.wording import join
from bot.telegram.figure_replies import figure_page
from bot.telegram.formatting import Span, bold, to_messages

BEFORE, NEXT, BACK = "‹ Trang trước", "Trang sau ›", "‹ Quay lại bảng"
BY_PLACE, BY_YEAR, SHOW_ALL = "Lọc theo nơi", "Lọc theo năm", "Bỏ lọc"
EVERY_PLACE, EVERY_YEAR = "Tất cả các nơi", "Tất cả"
FILES: Mapping[str, str] = {"xlsx": "Excel", "csv": "CSV", "png": "Biểu đồ"}
CHOOSE_PLACE, CHOOSE_YEAR = "Chị/anh muốn xem số liệu của nơi nào?", "Chị/anh muốn xem số liệu của năm nào?"
FORGOTTEN = "Bảng này đã cũ hoặc số liệu đã thay đổi. Chị/anh vui lòng gõ lại lệnh tra số liệu."
MAX_QUERY = 200  # characters
TOO_LONG = f"Câu tra cứu dài quá. Chị/anh vui lòng viết trong {MAX_QUERY} ký tự: chỉ tiêu, nơi, năm."

_HEADINGS = {Mode.TABLE: "Số liệu", Mode.COMPARISON: "So sánh", Mode.TREND: "Qua các kỳ"}
_HOW_TO = {
    Mode.TABLE: ("/solieu", "chỉ tiêu, nơi, năm", ("nhà mái ấm tình thương 2022", "hội viên mới Cao Bằng")),
    Mode.COMPARISON: (
        "/sosanh",
        "các nơi hoặc các năm cần so sánh, có thể thêm chỉ tiêu",
        ("Bắc Giang, Sóc Trăng năm 2023", "hội viên mới Cao Bằng 2022, 2023"),
    ),
    Mode.TREND: ("/xuhuong", "chỉ tiêu và nơi", ("vốn vay Bắc Giang", "mái ấm tình thương Đắk Lắk")),
}
_FALLBACKS = {
    Fallback.MIXED_LEVELS: "Có nơi chỉ có số liệu của cấp huyện, không thay cho số liệu của cả tỉnh.",
    Fallback.NO_TREND: "Mới có số liệu của một kỳ cho mỗi loại kỳ báo cáo nên chưa nêu được xu hướng. Dưới đây là số "
    "liệu hiện có.",
}
_NOT_COMPARABLE = "Kho tư liệu chưa có chỉ tiêu nào mà các nơi (các kỳ) này cùng báo cáo, nên chưa so sánh được."
_SPELLING = re.compile(r"\s+")


def how_to(mode: Mode) -> list[str]:
    """How a command is used."""
    name, what, examples = _HOW_TO[mode]
    shown = "\n".join(f"• {name} {example}" for example in examples)
    return to_messages([Span(f"Chị/anh gõ thêm {what} sau lệnh, chẳng hạn:\n{shown}")])


def page_title(lookup: Lookup, place: str | None, year: int | None) -> str:
    """What a table shows: what was asked for, and how it was narrowed."""
    narrowed = ", ".join(part for part in (place, f"năm {year}" if year else None) if part)
    asked = textwrap.shorten(lookup.table.query, 80, placeholder="…")
    return f"{_HEADINGS[lookup.mode]}: {asked}" + (f" (lọc: {narrowed})" if narrowed else "")


def sheet_page(
    lookup: Lookup, sheet: Sheet, pages: Sequence[Page], number: int, place: str | None, year: int | None
) -> str:
    """One page of a table, as a message."""
    title = page_title(lookup, place, year)
    if not pages:
        why = (
            _NOT_COMPARABLE
            if sheet.fallback is Fallback.NOT_COMPARABLE
            else "Không có số liệu nào khớp với cách lọc này."
        )
        said = " ".join(part for part in (*_missing(lookup), why, _see_all(lookup)) if part)
        return to_messages([bold(title), Span(f"\n\n{said}")])[0]
    where = f"Trang {number + 1}/{len(pages)}" if len(pages) > 1 else ""
    return figure_page(title, pages[number], sheet.numbers, lookup.ledger, where, notes=_notes(lookup, sheet, number))


def _see_all(lookup: Lookup) -> str:
    if lookup.mode is not Mode.COMPARISON:
        return ""
    return f"Chị/anh có thể gõ /solieu {textwrap.shorten(lookup.table.query, 80, placeholder='…')} để xem từng số liệu."


def _notes(lookup: Lookup, sheet: Sheet, number: int) -> Iterable[str]:
    if number:
        return
    yield from _missing(lookup)
    if sheet.fallback in _FALLBACKS:
        yield _FALLBACKS[sheet.fallback]


def _missing(lookup: Lookup) -> list[str]:
    missing = missing_places(lookup)
    return [f"Chưa có số liệu của {join(missing)}."] if missing else []


def nothing_found(lookup: Lookup) -> list[str]:
    """Tell that the ledger has nothing of what was asked for, and what it has instead."""
    spans = [Span("Kho tư liệu chưa có số liệu nào về "), bold(f"“{lookup.table.query}”"), Span(".")]
    spans += [Span(f"\n\n{line}") for line in _instead(lookup)]
    return to_messages(spans)


def _instead(lookup: Lookup) -> Iterable[str]:
    table, ledger = lookup.table, lookup.ledger
    periods = _periods(ledger, lookup) if lookup.has_periods else []
    places = _places(ledger, lookup) if table.places else []
    if periods:
        yield f"Các kỳ có số liệu này: {join(periods)}."
    if places:
        yield f"Các nơi có số liệu này: {join(places)}."
    if not (periods or places):
        yield "Chị/anh thử dùng ít từ hơn, chẳng hạn chỉ ghi tên chỉ tiêu: /solieu hội viên mới."


def _periods(ledger: Ledger, lookup: Lookup) -> list[str]:
    found = without_periods(ledger, lookup.table.query, lookup.said_on).figures
    return list(dict.fromkeys(figure.period for figure in found if figure.period))[:8]


def _places(ledger: Ledger, lookup: Lookup) -> list[str]:
    found = without_places(ledger, lookup.table.query, lookup.said_on).figures
    provinces = (figure.place.split(", ")[-1] for figure in found if figure.place)
    return sorted(dict.fromkeys(provinces))[:12]


def choice(label: str) -> str:
    """The label of a button."""
    return textwrap.shorten(label, 40, placeholder="…")


def caption(lookup: Lookup, place: str | None, year: int | None, count: int) -> str:
    """What stands under a file."""
    return f"{page_title(lookup, place, year)} – {count} số liệu, có nguồn và trích dẫn kèm theo."


def file_name(lookup: Lookup, ending: str) -> str:
    """A name for a file: of what was asked for, safe on any system."""
    words = re.sub(r"[^\w\s-]", " ", lookup.table.query)
    return f"{_SPELLING.sub('-', words.strip())[:60].strip('-') or 'so-lieu'}.{ending}"
