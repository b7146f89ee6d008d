"""Pure: the Vietnamese wording about roles, invitations and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.archive.days import VIETNAM
from bot.language import _
from bot.people.audit import Act, Entry
from bot.people.roles import CODE_LIFETIME_S, Holder, Role
from bot.telegram.formatting import Span, bold, cut, to_messages

CHOOSE_ROLE = "Chị/anh muốn cấp quyền nào?"
CHOOSE_HOLDER = "Chị/anh chạm vào tên người cần thu quyền:"
NOBODY_TO_TAKE = "Hiện không có ai mà chị/anh có thể thu quyền."
NO_HOLDERS = "Hiện chưa có ai được cấp quyền."
GONE = "Người này hiện không còn quyền nào."
CODE_REFUSED = "Liên kết này không dùng được: đã có người dùng hoặc đã quá hạn. Chị/anh vui lòng xin liên kết mới."
EMPTY_LOG = "Nhật ký chưa có dòng nào."
ACTS = {
    Act.ROLE_OFFERED: "tạo liên kết cấp quyền",
    Act.ROLE_GIVEN: "nhận quyền",
    Act.ROLE_TAKEN: "thu quyền",
    Act.ARTICLE_SAVED: "thêm bài viết",
    Act.ARTICLE_REMOVED: "gỡ bài viết",
    Act.INDEX_BUILT: "cập nhật kho tư liệu",
    Act.HELD_RELEASED: "thôi giữ lại bài viết",
    Act.ROLLED_BACK: "hoàn tác kho tư liệu",
    Act.QUESTION_ANSWERED: "trả lời hội viên",
    Act.CURATED_SAVED: "lưu câu trả lời chung",
    Act.CURATED_CHANGED: "sửa câu trả lời chung",
    Act.CURATED_WITHDRAWN: "rút câu trả lời chung",
    Act.GAPS_FETCHED: "tải bảng câu hỏi chưa trả lời được",
}
CONFIRM, CANCEL, OLDER, NEWER = "Thu quyền", "Thôi", "Cũ hơn »", "« Mới hơn"
_NAME_UNITS, _DETAIL_UNITS = 80, 200  # of an entry of the log: a page has to fit one message
LEFT_ALONE = "Không có gì thay đổi."


def role_link(role: Role, link: str) -> list[str]:
    """Hand over a link that gives a role."""
    hours = int(CODE_LIFETIME_S // 3600)
    note = f"Người đầu tiên mở liên kết này trong {hours} giờ tới sẽ có quyền {role.label}:\n\n{link}"
    return to_messages([Span(f"{note}\n\nChị/anh chỉ gửi liên kết cho đúng người cần cấp quyền.")])


def invitation(link: str) -> list[str]:
    """Hand over a link that invites one member."""
    hours = int(CODE_LIFETIME_S // 3600)
    return to_messages([Span(f"Liên kết mời một hội viên, dùng một lần trong {hours} giờ tới:\n\n{link}")])


def role_received(role: Role) -> list[str]:
    """Welcome somebody to her role."""
    words = _("Chị/anh đã có quyền {role}. Gõ /help để xem các lệnh mình dùng được.")
    return to_messages([Span(words.format(role=_(role.label)))])


def confirm_taking(holder: Holder) -> str:
    """Ask before a role is taken back."""
    return to_messages([Span(f"Thu quyền {holder.role.label} của {holder.person.name}?")])[0]


def taken(holder: Holder) -> str:
    """Confirm that a role was taken back."""
    return to_messages([Span(f"Đã thu quyền {holder.role.label} của {holder.person.name}.")])[0]


def role_lost(role: Role) -> list[str]:
    """Tell somebody that she has a role no more."""
    words = _("Quyền {role} của chị/anh đã được thu lại. Chị/anh vẫn hỏi đáp như thường.")
    return to_messages([Span(words.format(role=_(role.label)))])


def role_list(holders: Sequence[Holder]) -> list[str]:
    """List who has which role."""
    if not holders:
        return [NO_HOLDERS]
    spans: list[Span] = []
    for role in sorted({holder.role for holder in holders}, reverse=True):
        spans += [Span("\n\n"), bold(_capital(role.label))]  # blank space before the first is dropped
        spans += [Span(f"\n• {holder.person}") for holder in holders if holder.role == role]
    return to_messages(spans)


def log_page(entries: Sequence[Entry], page: int, pages: int) -> str:
    """Show a page of the audit log; pages count from 1."""
    if not entries:
        return EMPTY_LOG
    spans = [bold(f"Nhật ký – trang {page}/{pages}")]
    for entry in entries:
        when = datetime.fromtimestamp(entry.at, UTC).astimezone(VIETNAM)
        detail = f": {cut(entry.detail, _DETAIL_UNITS)}" if entry.detail else ""
        who = replace(entry.who, name=cut(entry.who.name, _NAME_UNITS))
        spans.append(Span(f"\n\n{when:%d/%m/%Y %H:%M} – {who}\n{_capital(_act(entry.act))}{detail}"))
    return to_messages(spans)[0]


def _act(act: str) -> str:
    return ACTS[Act(act)] if act in set(Act) else act


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
