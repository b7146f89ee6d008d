"""Pure: the Vietnamese wording of what is said about articles that are sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.administration.corrections import Field
from bot.administration.inspection import Inspection
from bot.administration.uploads import Upload
from bot.telegram.admin import faults
from bot.telegram.formatting import Span, bold, to_messages
from index.plans import Preview

MAX_SHOWN = 8  # articles of an archive, and articles that are like one
MAX_TITLE_CHARS = 200

CONFIRM, CANCEL = "Đưa vào kho", "Bỏ"
STOP_ASKING = "Thôi không sửa"
FIELDS = {
    Field.TITLE: "Tiêu đề",
    Field.PUBLISHED: "Ngày đăng",
    Field.ORGANISATION: "Đơn vị",
    Field.PERIOD: "Kỳ báo cáo",
}
_HOW = {
    Field.TITLE: "Chị/anh gõ tiêu đề đúng của bài.",
    Field.PUBLISHED: "Chị/anh gõ ngày đăng, ví dụ 31/07/2023.",
    Field.ORGANISATION: "Chị/anh gõ tên đơn vị, ví dụ Hội LHPN tỉnh Bắc Kạn.",
    Field.PERIOD: "Chị/anh gõ kỳ báo cáo, ví dụ năm 2023 hoặc 6 tháng đầu năm 2023.",
}
_TAKE_BACK = "Gõ dấu - để dùng lại giá trị Hỏi đáp tự đọc."

DISCARDED = "Đã bỏ, bài viết này không được đưa vào kho."
GONE = "Bài viết này không còn chờ nữa: đã được xử lý hoặc đã quá 24 giờ. Chị/anh vui lòng gửi lại nếu cần."
LEFT = "Giữ nguyên như cũ."
NOT_DOWNLOADED = "Hỏi đáp chưa tải được tệp này từ Telegram. Chị/anh vui lòng gửi lại."
NOT_KEPT = "Máy chủ chưa ghi được tệp. Cần người quản trị máy chủ kiểm tra dung lượng đĩa."
NOT_YOURS = (
    "Cảm ơn chị/anh đã gửi tệp. Việc thêm bài viết dành cho quản trị viên; chị/anh vui lòng gửi tệp cho quản trị viên, "
    "hoặc gõ câu hỏi cần tra cứu."
)


def too_large(max_bytes: int) -> str:
    """Refuse a file for its size."""
    return (
        f"Tệp lớn hơn {max_bytes // 1_000_000} MB nên Hỏi đáp không tải được qua Telegram. Chị/anh vui lòng tách nhỏ, "
        "hoặc gửi địa chỉ trang web của bài."
    )


def refused(inspection: Inspection) -> str:
    """Say by name why nothing of a file can be read."""
    spans = [bold("Chưa đọc được bài viết nào."), *_refused(inspection)]
    return to_messages(spans)[0]


def preview(upload: Upload, inspection: Inspection) -> str:
    """Show what was read from what somebody sent, before it is taken."""
    spans = [bold("Xem trước bài viết"), Span(f"\nTệp: {upload.name}")]
    if len(inspection.previews) == 1:
        spans += _one(inspection.previews[0])
    else:
        spans += _several(inspection.previews)
    if upload.stated:
        changed = ", ".join(FIELDS[field].lower() for field in Field if field in upload.stated)
        spans.append(Span(f"\nĐã sửa: {changed}" if changed else ""))
    if upload.url:
        spans.append(Span(f"\nNguồn: {upload.url}"))
    spans += [*_like(inspection), *_refused(inspection), Span("\n\nĐúng thì chị/anh chạm “Đưa vào kho”.")]
    return to_messages(spans)[0]


def ask(field: Field) -> str:
    """Ask for a correction."""
    return f"{_HOW[field]} {_TAKE_BACK}"


def day(published: date | None) -> str:
    return f"{published:%d/%m/%Y}" if published else "chưa rõ"


def _one(read: Preview) -> list[Span]:
    lines = (
        ("Tiêu đề", read.title[:MAX_TITLE_CHARS]),
        ("Ngày đăng", day(read.published)),
        ("Đơn vị", read.organisation or "chưa rõ"),
        ("Kỳ báo cáo", read.period or "chưa rõ"),
        ("Số đoạn", str(read.passages)),
        ("Số liệu", str(read.figures)),
    )
    spans = [Span("\n")]
    for label, value in lines:
        spans += [Span("\n"), bold(f"{label}: "), Span(value)]
    if read.doubts:
        spans.append(Span("\n\n⚠️ Cần xem lại: " + "; ".join(faults.DOUBTS[doubt] for doubt in read.doubts)))
    return spans


def _several(previews: Sequence[Preview]) -> list[Span]:
    spans = [Span(f"\n\nCó {len(previews)} bài:")]
    for n, read in enumerate(previews[:MAX_SHOWN], start=1):
        said = f"{day(read.published)}, {read.passages} đoạn, {read.figures} số liệu"
        spans.append(Span(f"\n{n}. {read.title[:100]} – {said}"))
        if read.doubts:
            spans.append(Span(" (⚠️ " + "; ".join(faults.DOUBTS[doubt] for doubt in read.doubts) + ")"))
    return spans + _more(len(previews))


def _like(inspection: Inspection) -> list[Span]:
    if not inspection.like:
        return []
    spans = [Span("\n\n⚠️ Gần giống bài đã có:")]
    for pair in inspection.like[:MAX_SHOWN]:
        same = "giống hệt" if pair.share == 1 else f"giống {pair.share:.0%}"
        spans.append(Span(f"\n• {pair.second} ({same})"))
    return spans + _more(len(inspection.like))


def _refused(inspection: Inspection) -> list[Span]:
    if not inspection.refused:
        return []
    spans = [Span("\n\nKhông đọc được:")]
    spans += [
        Span(f"\n• {each.document[:100]}: {faults.reason(each.reason)}") for each in inspection.refused[:MAX_SHOWN]
    ]
    return spans + _more(len(inspection.refused))


def _more(count: int) -> list[Span]:
    return [Span(f"\n… và {count - MAX_SHOWN} mục nữa")] if count > MAX_SHOWN else []
