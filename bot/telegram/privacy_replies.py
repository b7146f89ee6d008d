"""Pure: the Vietnamese wording about what is stored of people, and how it is erased."""

from __future__ import annotations

from bot.figures.saved import KEPT_DAYS
from bot.language import _
from bot.telegram.formatting import Span, bold, to_messages

ERASE_NOW, KEEP = "Xóa dữ liệu của tôi", "Thôi"
CONFIRM_ERASING = (
    "Hỏi đáp sẽ xóa các câu hỏi, cuộc trò chuyện, góp ý, đơn vị của chị/anh và câu hỏi đã gửi cán bộ Hội. Các câu trả "
    "lời cũ không còn liên hệ với chị/anh. Việc này không hoàn tác được. Chị/anh có chắc không?"
)
ERASED = "Đã xóa dữ liệu của chị/anh. Hỏi đáp chỉ còn các con số thống kê, không ghi tên ai."
KEPT = "Không có gì bị xóa."

_WHAT, _ERASING = "Hỏi đáp lưu những gì?", "Xóa dữ liệu"
_STORED = (
    "• Câu hỏi, câu trả lời và góp ý 👍 👎: {days} ngày, để các nút dưới câu trả lời dùng được và để cải thiện chất "
    "lượng. Người hỏi được ghi bằng mã băm, không ghi tên hay số định danh.\n"
    "• Vài câu gần nhất của cuộc trò chuyện: khoảng 30 phút, để hiểu câu hỏi nối tiếp. Hỏi trong nhóm và hỏi riêng "
    "được nhớ tách biệt, không ai khác thấy câu chị/anh hỏi riêng.\n"
    "• Câu hỏi gửi cán bộ Hội và câu trả lời: {days} ngày, kèm số định danh Telegram để trả lời được cho chị/anh. "
    "Cán bộ Hội đọc câu hỏi, không thấy ai hỏi.\n"
    "• Câu hỏi của chị/anh được gửi cán bộ Hội hoặc có góp ý 👎: {days} ngày, kèm số định danh, để báo chị/anh một "
    "lần khi có bài viết mới trả lời.\n"
    "• Câu trả lời mà cán bộ Hội lưu làm câu trả lời chung: ghi tên người trả lời, không ghi ai hỏi, được giữ đến "
    "khi cán bộ Hội rút lại.\n"
    "• Các lần tra số liệu của cán bộ Hội: {lookup_days} ngày, kèm số định danh.\n"
    "• Câu gõ sau @tên_bot trong cuộc trò chuyện khác: không lưu; khi tìm không dùng điều gì đã biết về chị/anh.\n"
    "• Đơn vị ghi bằng /donvi, ngôn ngữ chọn bằng /ngonngu: đến khi chị/anh đổi hoặc xóa.\n"
    "• Ai được cấp quyền, và nhật ký quản trị: theo quy định của đơn vị."
)
_HOW_TO_ERASE = (
    "Gõ /xoadulieu để xóa những gì liên quan đến chị/anh. Số liệu thống kê chung, không ghi tên ai, vẫn được giữ."
)


def privacy(days: int) -> list[str]:
    """Tell what is stored, why and for how long."""
    stored = _(_STORED).format(days=days, lookup_days=min(days, KEPT_DAYS))
    return to_messages([bold(_(_WHAT)), Span(f"\n{stored}\n\n"), bold(_(_ERASING)), Span(f"\n{_(_HOW_TO_ERASE)}")])
