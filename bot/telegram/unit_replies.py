"""Pure: the Vietnamese wording about somebody's unit of the Union."""

from __future__ import annotations

import html
from collections.abc import Sequence

from bot.answering.refusals import place_name
from bot.language import _
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
    return _("Đơn vị của chị/anh: Hội LHPN {unit}. Gõ <code>/donvi xoa</code> để bỏ.").format(unit=name)


def unit_stated(unit: Place) -> str:
    """Confirm a unit."""
    name = html.escape(place_name(unit), quote=False)
    words = _("Đã ghi nhớ đơn vị Hội LHPN {unit}. Khi câu hỏi có thể hiểu theo nhiều nơi, Hỏi đáp sẽ tìm ở đây trước.")
    return words.format(unit=name)


def remembered(unit: Place) -> str:
    """Confirm a unit in the words of a toast, which are plain text of at most 200 characters."""
    return _("Đã ghi nhớ đơn vị Hội LHPN {unit}. Gõ /donvi xoa để bỏ.").format(unit=place_name(unit))


def which_unit(units: Sequence[Place]) -> str:
    """Ask which of several places of one name is meant."""
    names = ", ".join(place_name(unit) for unit in units[:12]) + (" …" if len(units) > 12 else "")
    words = _("Có nhiều nơi trùng tên: {places}. Chị/anh vui lòng ghi thêm tên tỉnh.")
    return words.format(places=html.escape(names, quote=False))


def remember_label(unit: Place) -> str:
    """Label the button that remembers a unit."""
    return _("📌 Ghi nhớ đơn vị: {unit}").format(unit=place_name(unit))
