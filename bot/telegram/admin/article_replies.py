"""Pure: the Vietnamese wording of the list of articles, and of going back to an earlier generation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.administration.desk import Listed
from bot.archive.days import VIETNAM
from bot.telegram.admin.build_replies import listed
from bot.telegram.admin.upload_replies import day
from bot.telegram.formatting import Span, bold, link, to_messages
from index.history import BuiltGeneration, RolledBack

MAX_TITLE_CHARS = 90

NEWER, OLDER, BACK = "« Trước", "Sau »", "« Danh sách"
REMOVE, CONFIRM, CANCEL = "Gỡ bài này", "Gỡ khỏi kho", "Thôi"
ROLL_BACK = "Quay lại bản trước"
NO_ARTICLES = "Kho tư liệu hiện chưa có bài viết nào."
GONE = "Bài viết này hiện không còn trong kho. Chị/anh gõ /baiviet để xem lại danh sách."
OLD_LIST = "Danh sách này đã cũ. Chị/anh gõ lại /baiviet."
OLD_UNDO = "Nút này không dùng được nữa. Chị/anh gõ /hoantac để xem bản đang dùng."
LEFT_ALONE = "Không có gì thay đổi."


def none_found(words: str) -> str:
    """Say that no article has the words."""
    return to_messages([Span(f"Không có bài viết nào khớp với “{words[:100]}”. Chị/anh gõ /baiviet để xem tất cả.")])[0]


def article_list(articles: Sequence[Listed], first: int, total: int, words: str) -> str:
    """A page of the list; `first` counts from 0."""
    which = f" khớp với “{words[:100]}”" if words else ""
    spans = [bold(f"{total} bài viết{which}, bài {first + 1}–{first + len(articles)}"), Span("\n")]
    for n, each in enumerate(articles, start=first + 1):
        source = each.source
        details = ", ".join(filter(None, (source.organisation, day(source.published))))
        spans.append(Span(f"\n{n}. {source.title[:MAX_TITLE_CHARS]} – {details}"))
    spans.append(Span("\n\nChạm số để xem chi tiết. Tìm bài: gõ /baiviet kèm vài từ, ví dụ /baiviet an bình 2023."))
    return to_messages(spans)[0]


def details(each: Listed, figures: int) -> str:
    """What is known of an article."""
    source = each.source
    title = link(source.title[:300], source.url) if source.url else bold(source.title[:300])
    lines = (
        ("Ngày đăng", day(source.published)),
        ("Đơn vị", source.organisation or "chưa rõ"),
        ("Tỉnh, thành phố", source.province or "chưa rõ"),
        ("Kỳ báo cáo", source.period or "chưa rõ"),
        ("Số đoạn", str(each.passages)),
        ("Số liệu", str(figures)),
        ("Tệp", source.id),
    )
    spans = [title, Span("\n")]
    for label, value in lines:
        spans += [Span("\n"), bold(f"{label}: "), Span(value)]
    return to_messages(spans)[0]


def confirm_removal(each: Listed) -> str:
    """Ask before an article is taken out."""
    note = "Tệp được chuyển sang thư mục lưu riêng; gửi lại tệp này thì bài trở lại cùng các thông tin đã sửa."
    return to_messages([Span("Gỡ bài này khỏi kho tư liệu?\n\n"), bold(each.source.title[:300]), Span(f"\n\n{note}")])[
        0
    ]


def confirm_undoing(live: BuiltGeneration, earlier: BuiltGeneration) -> str:
    """Show what answers and what would answer, and what that undoes."""
    spans = [bold("Đang dùng"), *_generation(live), Span("\n\n"), bold("Bản trước"), *_generation(earlier)]
    changed = live.report
    spans += listed("Quay lại thì bỏ các bài mới", changed.get("new", ()))
    spans += listed("Trở về nội dung cũ", changed.get("changed", ()))
    spans += listed("Có lại các bài đã rời kho", changed.get("gone", ()))
    return to_messages(spans)[0]


def undone(done: RolledBack) -> list[str]:
    """Tell what was gone back to, and what that holds back."""
    spans = [
        bold(f"Đã quay lại bản số {done.generation} (trước đó dùng bản số {done.left})."),
        Span("\nHỏi đáp dùng bản này ngay từ câu hỏi tiếp theo."),
        *listed(
            "Được giữ lại, các lần cập nhật sau không đưa vào cho đến khi tệp thay đổi hoặc được gửi lại", done.held
        ),
    ]
    return to_messages(spans)


def _generation(one: BuiltGeneration) -> list[Span]:
    when = datetime.fromisoformat(one.created_at)
    when = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(VIETNAM)
    by = f", do {one.report['by']}" if one.report.get("by") else ""
    return [Span(f"\nBản số {one.id}, lập {when:%d/%m/%Y %H:%M}{by}: {one.articles} bài, {one.passages} đoạn")]
