"""Pure: the Vietnamese wording of what a build would do, how it goes on and what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.administration.building import Built, Progress, Stage
from bot.telegram.admin import faults
from bot.telegram.admin.upload_replies import day
from bot.telegram.formatting import Span, bold, to_messages
from index.errors import ArticlesVanishError, WorseAnswersError
from index.examining import Exam
from index.plans import Plan, Preview

MAX_SHOWN = 8  # names of a kind
BAR_CELLS = 10

UPDATE, CANCEL, GO_ON = "Cập nhật ngay", "Thôi", "Vẫn cập nhật"
RELEASE = "Thôi giữ lại các bài này"
LEFT_ALONE = "Không có gì thay đổi."
BEGINNING = "Đang chuẩn bị cập nhật kho tư liệu…"
QUEUED = "Đang chờ lượt cập nhật trước xong…"
FINISHED = "Đã cập nhật xong kho tư liệu."
STOPPED = "Đã dừng, kho tư liệu vẫn như cũ. Chị/anh gõ /capnhat để làm lại."
INTERRUPTED = (
    "Việc cập nhật bị gián đoạn vì máy chủ khởi động lại. Kho tư liệu vẫn nguyên vẹn; chị/anh gõ /capnhat để làm tiếp."
)
OLD_CONSENT = "Nút này đã cũ. Chị/anh gõ /capnhat để xem lại những gì sẽ thay đổi."
NOTHING_HELD = "Hiện không có bài nào bị giữ lại."
_STAGES = {
    Stage.MODEL: "Chuẩn bị mô hình",
    Stage.READING: "Đọc bài viết",
    Stage.EMBEDDING: "Lập chỉ mục các đoạn",
    Stage.ASKING: "Hỏi thử bộ câu hỏi mẫu",
}


def plan(planned: Plan) -> list[str]:
    """Show what a build would do."""
    changes = planned.changes
    spans = [
        bold("Nếu cập nhật bây giờ"),
        Span(
            f"\n{len(changes.new)} bài mới, {len(changes.changed)} bài sửa, {len(changes.moved)} bài đổi chỗ, "
            f"{len(changes.gone)} bài không còn, {changes.unchanged} bài giữ nguyên."
            f"\nTổng số bài: {planned.articles_before} → {planned.articles_after}."
        ),
    ]
    read = {preview.document: preview for preview in planned.previews}
    spans += listed("Bài mới", [_previewed(name, read) for name in changes.new])
    spans += listed("Bài sửa", [_previewed(name, read) for name in changes.changed])
    spans += listed("Đổi chỗ", [f"{old} → {new}" for old, new in changes.moved])
    spans += listed("Không còn tệp", changes.gone)
    spans += listed("Không đọc được", [f"{name}: {faults.reason(why)}" for name, why in changes.broken])
    same = [
        (pair.first, pair.second, "giống hệt" if pair.share == 1 else f"giống {pair.share:.0%}")
        for pair in planned.like
    ]
    spans += listed("Trùng nhau", [f"{first} và {second} ({how})" for first, second, how in same])
    spans += listed("Đang giữ lại từ lần hoàn tác", changes.held)
    if planned.needs_consent:
        spans.append(Span(f"\n\n⚠️ {len(planned.vanishing)} bài sẽ rời kho; Hỏi đáp sẽ hỏi lại trước khi làm."))
    if planned.changes_nothing:
        spans.append(Span("\n\nKho tư liệu đã khớp với thư mục bài viết, không cần cập nhật."))
    return to_messages(spans)


def progress(now: Progress) -> str:
    """How far a build has come."""
    share = min(now.done / now.total, 1.0) if now.total else 0.0
    full = int(share * BAR_CELLS)
    bar = "▓" * full + "░" * (BAR_CELLS - full)
    order = [*_STAGES].index(now.stage) + 1
    step = f"Đang cập nhật kho tư liệu (bước {order}/{len(_STAGES)})"
    return f"{step}\n{_STAGES[now.stage]}: {now.done}/{now.total}\n{bar} {share:.0%}"


def report(built: Built, questions: Mapping[str, str]) -> list[str]:
    """Tell what a build did; `questions` are those of the corpus, by id."""
    done, changes = built.report, built.report.changes
    if not done.activated:
        spans = [
            bold("Kho tư liệu đã khớp với thư mục bài viết, không có gì thay đổi thêm."),
            Span(f"\nĐang dùng bản số {done.generation}."),
        ]
    else:
        spans = [
            bold(f"Đã cập nhật kho tư liệu, bản số {done.generation}"),
            Span(
                f"\n{done.new} bài mới, {done.changed} bài sửa, {len(changes.moved)} bài đổi chỗ, "
                f"{done.gone} bài rời kho."
                f"\nKho hiện có {done.articles} bài, {done.passages} đoạn, {built.figures} số liệu."
            ),
        ]
        spans += listed("Bài mới", changes.new)
        spans += listed("Bài sửa", changes.changed)
        spans += listed("Rời kho", changes.gone)
    spans += _exam(done.exam, questions)
    spans += listed("Không đọc được", [f"{name}: {faults.reason(why)}" for name, why in done.broken])
    spans += listed("Đang giữ lại từ lần hoàn tác", changes.held)
    if done.activated and done.previous is not None:
        spans.append(Span("\n\nNếu thấy chưa ổn, chị/anh gõ /hoantac để quay lại bản trước."))
    return to_messages(spans)


def vanishing(error: ArticlesVanishError) -> str:
    """Ask whether so many articles shall leave the index."""
    spans = [
        bold("Cần chị/anh xác nhận"),
        Span(f"\n{len(error.vanishing)} trong {error.articles} bài sẽ rời kho. Kho tư liệu hiện chưa thay đổi gì."),
        *listed("Sẽ rời kho", error.vanishing),
        Span("\n\nChị/anh có chắc muốn tiếp tục?"),
    ]
    return to_messages(spans)[0]


def worse(error: WorseAnswersError, questions: Mapping[str, str]) -> str:
    """Ask whether a generation shall answer that answers worse."""
    spans = [
        bold("Cần chị/anh xác nhận"),
        Span(
            f"\nVới các bài mới, Hỏi đáp trả lời đúng {error.right}/{error.asked} câu hỏi mẫu, trước đây "
            f"{error.right_before}/{error.asked}. Kho tư liệu hiện chưa thay đổi gì."
        ),
        *listed("Câu hỏi mẫu không còn trả lời đúng", _asked(error.fallen, questions)),
        Span("\n\nChị/anh có chắc muốn dùng bản mới?"),
    ]
    return to_messages(spans)[0]


def released(names: Sequence[str]) -> str:
    """Confirm that nothing is held back any more."""
    spans = [bold("Đã thôi giữ lại. Lần cập nhật tới sẽ dùng các bài này."), *listed("Gồm", names)]
    return to_messages(spans)[0]


def _asked(ids: Sequence[str], questions: Mapping[str, str]) -> list[str]:
    return [f"{id}: {questions[id]}" if id in questions else id for id in ids]


def _exam(exam: Exam | None, questions: Mapping[str, str]) -> list[Span]:
    if not exam or not exam.asked:
        return []
    spans = [Span(f"\nBộ câu hỏi mẫu: đúng {exam.right}/{exam.asked} câu.")]
    return spans + listed("Câu hỏi mẫu không còn trả lời đúng", _asked(exam.fallen, questions))


def _previewed(name: str, read: dict[str, Preview]) -> str:
    one = read.get(name)
    if one is None:
        return name
    said = f"{one.title[:80]} ({name}): {day(one.published)}, {one.passages} đoạn, {one.figures} số liệu"
    doubts = "; ".join(faults.DOUBTS[doubt] for doubt in one.doubts)
    return f"{said} ⚠️ {doubts}" if doubts else said


def listed(heading: str, names: Sequence[str]) -> list[Span]:
    """Some names under a heading; nothing without names."""
    if not names:
        return []
    spans = [Span("\n\n"), bold(f"{heading}:")]
    spans += [Span(f"\n• {name[:200]}") for name in names[:MAX_SHOWN]]
    if len(names) > MAX_SHOWN:
        spans.append(Span(f"\n… và {len(names) - MAX_SHOWN} mục nữa"))
    return spans
