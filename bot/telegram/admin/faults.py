"""Pure: what can go wrong with articles and the index, in the words of administrators."""

from __future__ import annotations

from collections.abc import Mapping

from bot.administration.building import BuildFailedError, GoldenQuestionsError
from bot.telegram.formatting import Span, to_messages
from index.errors import (
    ArticleMissingError,
    CorpusError,
    EmbeddingModelError,
    Fault,
    FetchError,
    FetchFault,
    IndexBusyError,
    IndexMismatchError,
    IndexMissingError,
    NoEarlierGenerationError,
    OtherGenerationError,
    PartOfArchiveError,
    Reason,
    StatedValueError,
    UnreadableArticleError,
)
from index.plans import Doubt

_AS_TEXT = "chị/anh vui lòng lưu lại thành .docx hoặc .txt rồi gửi lại"

FAULTS: Mapping[Fault, str] = {
    Fault.UNREADABLE: f"không đọc được, {_AS_TEXT}",
    Fault.EMPTY: "tệp trống, chị/anh vui lòng kiểm tra lại",
    Fault.NO_TEXT: "không thấy nội dung bài viết trong tệp, chị/anh vui lòng kiểm tra lại",
    Fault.TYPE: "chưa đọc được loại tệp này; Hỏi đáp đọc .docx, .doc, .pdf, .xlsx, .csv, .html, .rtf, .txt và .zip",
    Fault.TOO_LARGE: "dung lượng quá lớn, chị/anh vui lòng tách thành các bài nhỏ hơn",
    Fault.TOO_LONG: "quá dài so với một bài viết, chị/anh vui lòng tách thành các bài nhỏ hơn",
    Fault.DAMAGED: "tệp hỏng hoặc không đúng định dạng, chị/anh vui lòng mở ra, lưu lại rồi gửi lại",
    Fault.PROTECTED: "tệp có mật khẩu, chị/anh vui lòng bỏ mật khẩu rồi gửi lại",
    Fault.OLD_WORD: "tệp Word đời cũ mà máy chủ chưa mở được, chị/anh vui lòng lưu lại thành .docx rồi gửi lại",
    Fault.SCAN: "bản chụp mà máy chủ chưa nhận dạng được chữ, chị/anh vui lòng gửi bản có chữ (.docx hoặc .txt)",
    Fault.ENCODING: "không nhận ra bảng mã chữ, chị/anh vui lòng lưu lại với mã UTF-8",
    Fault.MACROS: "tệp chứa macro, chị/anh vui lòng lưu lại không kèm macro",
    Fault.HOSTILE: f"tệp có cấu trúc bất thường nên không được mở để giữ an toàn, {_AS_TEXT}",
    Fault.SLOW: f"đọc quá lâu nên đã dừng, {_AS_TEXT}",
    Fault.NESTED: "tệp nén nằm trong tệp nén, chị/anh vui lòng giải nén rồi gửi lại",
    Fault.NAME: "tên tệp trùng với bài khác hoặc có ký tự lạ, chị/anh vui lòng đổi tên rồi gửi lại",
    Fault.MISSING: "có tên trong bảng manifest.csv nhưng không còn tệp",
    Fault.UNOPENED: "máy chủ không mở được tệp, cần kiểm tra quyền truy cập",
}

FETCH_FAULTS: Mapping[FetchFault, str] = {
    FetchFault.SILENT: "trang không trả lời, chị/anh vui lòng kiểm tra lại địa chỉ hoặc thử lại sau",
    FetchFault.SLOW: "trang trả lời quá lâu, chị/anh vui lòng thử lại sau hoặc gửi tệp",
    FetchFault.LEADS_ON: "địa chỉ chuyển tiếp quá nhiều lần, chị/anh vui lòng gửi địa chỉ của chính bài viết",
    FetchFault.NO_ADDRESS: "đây không phải địa chỉ trang web, chị/anh vui lòng gửi dạng https://…",
    FetchFault.SECRET: "địa chỉ có kèm tên hoặc mật khẩu, chị/anh vui lòng gửi địa chỉ ai cũng mở được",
    FetchFault.UNKNOWN: "không tìm thấy trang này, chị/anh vui lòng kiểm tra lại chính tả của địa chỉ",
    FetchFault.PRIVATE: "địa chỉ thuộc mạng nội bộ nên không được mở, chị/anh vui lòng gửi địa chỉ trên Internet",
    FetchFault.REFUSED: "trang báo lỗi hoặc không cho xem, chị/anh vui lòng kiểm tra lại địa chỉ",
    FetchFault.TOO_LARGE: "nội dung quá lớn, chị/anh vui lòng lưu phần cần dùng thành tệp rồi gửi",
}

DOUBTS: Mapping[Doubt, str] = {
    Doubt.NO_TITLE: "chưa thấy tiêu đề, đang lấy tên tệp",
    Doubt.NO_DATE: "chưa thấy ngày đăng",
    Doubt.FUTURE_DATE: "ngày đăng ở tương lai",
    Doubt.NO_ORGANISATION: "chưa thấy đơn vị",
    Doubt.NO_PROVINCE: "chưa thấy tỉnh, thành phố",
    Doubt.NO_PERIOD: "chưa thấy kỳ báo cáo",
    Doubt.NO_FIGURES: "chưa thấy số liệu",
}

_STATED = {
    "title": "Tiêu đề cần có từ 1 đến 300 ký tự. Chị/anh vui lòng gõ lại.",
    "organisation": "Tên đơn vị cần có từ 1 đến 300 ký tự. Chị/anh vui lòng gõ lại.",
    "published": "Hỏi đáp chưa hiểu ngày này. Chị/anh vui lòng gõ dạng ngày/tháng/năm, ví dụ 31/07/2023.",
    "period": "Hỏi đáp chưa hiểu kỳ báo cáo này. Chị/anh vui lòng gõ dạng “năm 2023”, “6 tháng đầu năm 2023” hoặc "
    "“quý I năm 2023”.",
}
_BY_CLASS: Mapping[type[Exception], str] = {
    IndexBusyError: "Kho tư liệu đang được cập nhật. Chị/anh vui lòng chờ xong rồi thử lại.",
    IndexMissingError: "Kho tư liệu chưa được lập. Chị/anh gõ /capnhat để lập lần đầu.",
    IndexMismatchError: "Kho tư liệu được lập bằng mô hình khác. Cần người quản trị máy chủ lập lại kho.",
    NoEarlierGenerationError: "Không còn bản nào trước bản đang dùng để quay lại.",
    OtherGenerationError: "Kho tư liệu đã thay đổi từ khi nút này hiện ra nên nút không dùng được nữa. Chị/anh gõ "
    "/hoantac để xem bản đang dùng.",
    ArticleMissingError: "Bài viết này không còn trong thư mục bài viết. Chị/anh gõ /capnhat để cập nhật kho tư liệu.",
    PartOfArchiveError: "Bài viết này nằm trong một tệp nén nên không gỡ riêng được; cần gỡ hoặc thay cả tệp nén trên "
    "máy chủ.",
    EmbeddingModelError: "Máy chủ chưa nạp được mô hình đọc bài viết. Cần người quản trị máy chủ kiểm tra.",
    CorpusError: "Thư mục bài viết hoặc bảng manifest.csv đang có lỗi. Cần người quản trị máy chủ kiểm tra.",
    GoldenQuestionsError: "Tệp câu hỏi mẫu questions.jsonl có lỗi nên chưa cập nhật được. Cần người quản trị máy chủ "
    "kiểm tra.",
    BuildFailedError: "Việc đọc bài viết bị gián đoạn; kho tư liệu vẫn như cũ. Chị/anh vui lòng thử lại.",
}
OTHER = "Máy chủ gặp trục trặc nên chưa làm được; kho tư liệu vẫn như cũ. Chị/anh vui lòng thử lại sau ít phút."


def reason(given: str) -> str:
    """Why an article is refused."""
    return FAULTS[given.fault if isinstance(given, Reason) else Fault.UNREADABLE]


def worded(error: Exception) -> str:
    """What went wrong, in one or two sentences."""
    return to_messages([Span(_worded(error))])[0]


def _worded(error: Exception) -> str:
    if isinstance(error, UnreadableArticleError):
        return f"{error.document}: {reason(error.reason)}."
    if isinstance(error, FetchError):
        return f"Chưa lấy được bài từ {error.url}: {FETCH_FAULTS[error.fault]}."
    if isinstance(error, StatedValueError):
        return _STATED.get(error.field, OTHER)
    return next((said for kind, said in _BY_CLASS.items() if isinstance(error, kind)), OTHER)
