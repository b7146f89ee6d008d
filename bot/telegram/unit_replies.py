"""Pure: the Vietnamese wording about somebody's unit of the Union."""

from __future__ import annotations

import html
from collections.abc import Sequence

from bot.answering.refusals import place_name
from index.vietnamese.places import Place

NO_UNIT = (
    "Chị/anh chưa ghi đơn vị. Gõ chẳng hạn <code>/donvi Hội LHPN huyện Lục Ngạn</code>: khi câu hỏi có thể hiểu theo "
    "nhiều nơi, Hỏi đáp sẽ tìm ở đơn vị của chị/anh trước. Đơn vị chỉ dùng khi chị/anh hỏi riêng với bot."
)
FORGOTTEN = "Đã bỏ đơn vị. Khi câu hỏi có thể hiểu theo nhiều nơi, Hỏi đáp sẽ hỏi lại chị/anh."
NOT_UNDERSTOOD = (
    "Hỏi đáp chưa nhận ra đơn vị này. Chị/anh vui lòng ghi tên huyện hoặc tỉnh, chẳng hạn "
    "<code>/donvi huyện Lục Ngạn, Bắc Giang</code>."
)


def unit_is(unit: Place) -> str:
    """Tell somebody her unit."""
    name = html.escape(place_name(unit), quote=False)
    return f"Đơn vị của chị/anh: Hội LHPN {name}. Gõ <code>/donvi xoa</code> để bỏ."


def unit_stated(unit: Place) -> str:
    """Confirm a unit."""
    name = html.escape(place_name(unit), quote=False)
    return f"Đã ghi nhớ đơn vị Hội LHPN {name}. Khi câu hỏi có thể hiểu theo nhiều nơi, Hỏi đáp sẽ tìm ở đây trước."


def remembered(unit: Place) -> str:
    """Confirm a unit in the words of a toast, which are plain text of at most 200 characters."""
    return f"Đã ghi nhớ đơn vị Hội LHPN {place_name(unit)}. Gõ /donvi xoa để bỏ."


def which_unit(units: Sequence[Place]) -> str:
    """Ask which of several places of one name is meant."""
    names = ", ".join(place_name(unit) for unit in units[:12]) + (" …" if len(units) > 12 else "")
    return f"Có nhiều nơi trùng tên: {html.escape(names, quote=False)}. Chị/anh vui lòng ghi thêm tên tỉnh."


def remember_label(unit: Place) -> str:
    """Label the button that remembers a unit."""
    return f"📌 Ghi nhớ đơn vị: {place_name(unit)}"
