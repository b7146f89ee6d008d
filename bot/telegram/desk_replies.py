"""Pure: the Vietnamese wording between members and officers: questions passed on, answers, curated answers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from bot.answering.answers import Statement
from bot.answering.wording import MAX_QUESTION_CHARS
from bot.archive.days import day_of
from bot.people.open_questions import OpenQuestion
from bot.people.responses import Response
from bot.telegram.formatting import Span, bold, quotation, to_messages

MAX_UNITS = 2500  # of an officer's answer, in UTF-16: it has to fit a message together with the question
TOO_LONG = f"Câu trả lời dài quá. Chị/anh vui lòng viết trong {MAX_UNITS} ký tự."
QUESTION_TOO_LONG = f"Câu hỏi dài quá. Chị/anh vui lòng viết trong {MAX_QUESTION_CHARS} ký tự."
TOO_MANY = "Hôm nay chị/anh đã gửi nhiều câu hỏi tới cán bộ Hội. Chị/anh vui lòng gửi tiếp vào ngày mai."
SENT = "Đã nhận câu trả lời. Hỏi đáp đang gửi tới người hỏi, kèm tên và đơn vị của chị/anh."
SAVE, SAVE_NOW, REWORD = "📌 Lưu làm câu trả lời chung", "Lưu", "Viết lại câu hỏi"
CHANGE, WITHDRAW, WITHDRAW_NOW, CANCEL = "✏️ Sửa", "Rút lại", "Rút lại câu trả lời", "Thôi"
BEFORE, NEXT, WAITING_LIST = "« Trước", "Sau »", "« Câu hỏi đang chờ"
QUESTION_GONE = "Câu hỏi này không còn: người hỏi đã xóa dữ liệu, hoặc đã quá hạn lưu."
RETRACTED = "✉️ Câu hỏi này đã được xóa theo ý người hỏi, hoặc đã quá hạn lưu."
ANSWER_GONE = "Câu trả lời này không còn được dùng: đã có người sửa hoặc rút lại. Chị/anh gõ /traloi để xem danh sách."
SAVED_BEFORE = "Câu trả lời này đã được lưu từ trước. Chị/anh gõ /traloi để xem danh sách."
NOT_SAVED = "Không lưu. Câu trả lời vẫn được gửi tới người hỏi."
LEFT_ALONE = "Không có gì thay đổi."
NOT_YOURS = "Chỉ người viết câu trả lời này, hoặc quản trị viên, mới sửa hay rút lại được."
WITHDRAWN = "Đã rút lại. Câu trả lời này không còn được dùng cho các câu hỏi sau."
NONE_WAITING = "Hiện không có câu hỏi nào đang chờ cán bộ Hội trả lời."
NONE_SAVED = "Chưa có câu trả lời chung nào được lưu."
UNDELIVERED = (
    "Câu trả lời của chị/anh cho câu hỏi số {n} không gửi được: người hỏi không còn nhận tin nhắn của Hỏi đáp."
)
DOUBTFUL = (
    "Đường truyền bị ngắt khi Hỏi đáp gửi câu trả lời của chị/anh cho câu hỏi số {n}, nên chưa rõ người hỏi đã nhận "
    "được chưa. Nếu cần, chị/anh gõ /traloi {n} rồi nội dung để gửi lại."
)
RETRACTED_LIST = "Tin nhắn này có câu hỏi đã được xóa. Chị/anh gõ /traloi để xem các câu hỏi đang chờ."
ANSWERED_BY_NOW = (
    "🔔 Trước đây chị/anh có hỏi câu dưới đây mà chưa được trả lời thỏa đáng. Kho tư liệu nay đã có bài viết trả lời:"
)
WRITE_CHANGE = (
    "Chị/anh trả lời tin nhắn này bằng nội dung mới. Người sửa sẽ được ghi là người trả lời, với ngày hôm nay."
)
WRITE_QUESTION = (
    "Chị/anh trả lời tin nhắn này bằng câu hỏi đã viết lại: đủ ý, nêu rõ nơi và thời gian, không ghi tên hay chuyện "
    "riêng của ai. Câu trả lời sẽ được lưu với câu hỏi đó."
)
_HOW_TO_ANSWER = (
    "Chị/anh trả lời (reply) tin nhắn này, hoặc gõ /traloi {n} rồi nội dung. Người hỏi sẽ nhận được, kèm tên và đơn vị "
    "của chị/anh."
)
_NO_QUOTATION = "Đây là lời của cán bộ Hội, không phải trích dẫn từ bài viết."
_BEFORE_SAVING = (
    "Câu trả lời này sẽ được đưa cho mọi người hỏi đúng câu này, ghi rõ là của cán bộ Hội. Câu hỏi cần đủ ý và không "
    "có tên hay chuyện riêng của ai."
)


def forwarded(question: OpenQuestion) -> str:
    """Put a member's question to an officer, in the member's words."""
    heading = f"✉️ Câu hỏi số {question.id} gửi cán bộ Hội ({_day(day_of(question.asked_at))})"
    how = _HOW_TO_ANSWER.format(n=question.id)
    return _one([bold(heading), Span("\n\n"), quotation(question.question), Span(f"\n\n{how}")])


def response(question: OpenQuestion, given: Response) -> list[str]:
    """Bring an officer's answer to who asked, as an officer's."""
    said_by = signed(given.officer.name, given.unit, day_of(given.at))
    return to_messages(
        [
            bold("💬 Cán bộ Hội trả lời câu hỏi của chị/anh"),
            Span("\n\n"),
            quotation(question.question),
            Span(f"\n\n{given.text}\n\n– {said_by}. {_NO_QUOTATION}"),
        ]
    )


def signed(name: str, unit: str, on: date) -> str:
    """Who answered, and when."""
    return f"Cán bộ {name}{f' ({unit})' if unit else ''} trả lời ngày {_day(on)}"


def answered_already(first: Response | None) -> str:
    """Tell an officer that another was faster."""
    if first is None:
        return QUESTION_GONE
    return f"{signed(first.officer.name, first.unit, day_of(first.at))} câu hỏi này rồi, nên Hỏi đáp không gửi thêm."


def outrun(question: int, first: Response | None) -> str:
    """What an officer sees in place of a question that another has answered."""
    said_by = (
        f" {signed(first.officer.name, first.unit, day_of(first.at))}." if first else " Câu hỏi này đã được trả lời."
    )
    return _one([bold(f"✉️ Câu hỏi số {question}"), Span(f"\n\n{said_by.strip()} Chị/anh không cần trả lời nữa.")])


def undelivered(question: int, *, is_doubtful: bool = False) -> str:
    """Tell an officer that her answer did not arrive, or may not have."""
    return (DOUBTFUL if is_doubtful else UNDELIVERED).format(n=question)


def waiting_list(questions: Sequence[OpenQuestion], count: int) -> str:
    """The questions that wait for an answer; a page of them."""
    if not questions:
        return NONE_WAITING
    spans = [bold(f"Có {count} câu hỏi đang chờ cán bộ Hội trả lời")]
    for each in questions:
        asked = textwrap.shorten(each.question, 300, placeholder="…")
        spans.append(Span(f"\n\n{each.id}. {asked} ({_day(day_of(each.asked_at))})"))
    return _one([*spans, Span("\n\nChị/anh chạm vào một câu để trả lời.")])


def question_label(question: OpenQuestion) -> str:
    """Label the button that opens a question."""
    return _label(f"{question.id}. {question.question}")


def saved_label(statement: Statement) -> str:
    """Label the button that opens a curated answer."""
    return _label(statement.question)


def saved_button(count: int) -> str:
    """Label the button that lists the curated answers."""
    return f"📌 Câu trả lời đã lưu ({count})"


def saved_list(count: int) -> str:
    """Head the list of curated answers."""
    return _one([bold(f"{count} câu trả lời chung đang được dùng")]) if count else NONE_SAVED


def preview(question: str, given: Response) -> str:
    """Show what would be saved, before it is."""
    return _one([*_pair("Lưu câu trả lời này?", question, given.text), Span(f"\n\n{_BEFORE_SAVING}")])


def saved(statement: Statement, heading: str = "Câu trả lời chung") -> str:
    """Show a curated answer to an officer."""
    said_by = signed(statement.author, statement.unit, statement.on)
    return _one(
        [*_pair(f"📌 {heading} số {statement.id}", statement.question, statement.text), Span(f"\n\n{said_by}.")]
    )


def confirm_withdrawing(statement: Statement) -> str:
    """Ask before a curated answer is taken back."""
    return _one(_pair("Rút lại câu trả lời này?", statement.question, statement.text))


def statement_spans(statement: Statement, *, beside_articles: bool) -> list[Span]:
    """An officer's answer within the card of an answer, told apart from what articles say."""
    heading = "📌 Cán bộ Hội cũng đã trả lời câu này" if beside_articles else "📌 Cán bộ Hội đã trả lời câu này"
    said_by = signed(statement.author, statement.unit, statement.on)
    asked = f"Câu đã hỏi: {statement.question}"
    return [bold(heading), Span(f"\n{asked}\n\n{statement.text}\n\n"), Span(f"– {said_by}. {_NO_QUOTATION}", "i")]


def _pair(heading: str, question: str, text: str) -> list[Span]:
    return [bold(heading), Span("\n\n"), bold("Câu hỏi: "), Span(question), Span("\n\n"), bold("Trả lời: "), Span(text)]


def _one(spans: Sequence[Span]) -> str:
    return to_messages(spans)[0]


def _label(text: str) -> str:
    return textwrap.shorten(text, 60, placeholder="…")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
