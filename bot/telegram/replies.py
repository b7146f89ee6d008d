"""Pure: answers and sources become messages; all Vietnamese wording of the bot stands here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from bot.answering.answers import Answer, Citation, Outcome
from bot.language import _
from bot.people.roles import Role
from bot.telegram.commands import Command
from bot.telegram.desk_replies import statement_spans
from bot.telegram.formatting import Span, bold, folded, link, quotation, to_messages
from index.documents import Source

MAX_LISTED_SOURCES = 100  # more would arrive as dozens of messages
MAX_LABEL_CHARS = 60  # phones show about half of it on a button


TEXT_ONLY = "Hỏi đáp hiện chỉ đọc được câu hỏi bằng chữ. Chị/anh vui lòng gõ nội dung cần hỏi."
UNKNOWN_COMMAND = "Hỏi đáp chưa có lệnh này. Chị/anh gõ /help để xem các lệnh, hoặc gõ thẳng câu hỏi."
NO_ACCESS = "Hỏi đáp hiện dành riêng cho người được mời. Chị/anh vui lòng xin cán bộ Hội một liên kết mời."
OLD_BUTTON = "Nút này đã cũ và không dùng được nữa. Chị/anh vui lòng gõ lại câu hỏi hoặc lệnh."
EXPIRED_CHOICE = "Gợi ý này đã cũ. Chị/anh vui lòng gõ lại câu hỏi."
FAILURE = "Xin lỗi chị/anh, hệ thống đang gặp trục trặc nên chưa trả lời được. Chị/anh vui lòng hỏi lại sau ít phút."
SOURCES = "Nguồn:"
NO_SOURCES = "Kho tư liệu hiện chưa có bài viết nào. Chị/anh vui lòng quay lại sau."

_WELCOME = """Kính chào chị/anh!

Hỏi đáp giúp tra cứu các bài viết và báo cáo của Hội Liên hiệp Phụ nữ. Chị/anh cứ gõ câu hỏi, có dấu hay không dấu \
đều được. Mỗi câu trả lời đều ghi rõ nguồn và trích nguyên văn để tiện đối chiếu.

Gõ /help để xem hướng dẫn."""

_FIRST_STEPS = """Dưới mỗi câu trả lời có nút mở đúng đoạn đã trích trong bài, nút 👍 👎 để góp ý và nút gửi câu hỏi \
cho cán bộ Hội. Gõ /donvi để ghi đơn vị của chị/anh, gõ /riengtu để biết Hỏi đáp lưu những gì."""

_TRY_ONE = "Chị/anh chạm vào một câu để thử, hoặc gõ câu hỏi của mình:"
_JUST_ASK = "Chị/anh gõ câu hỏi của mình, nên nêu rõ địa phương và thời gian."

_HOW_TO_ASK = """
• Mỗi tin nhắn nên hỏi một ý.
• Nên nêu rõ địa phương và thời gian cần hỏi.
• Gõ có dấu hay không dấu đều được.

"""

_HOW_TO_READ = """
Số [1], [2] chỉ nguồn ghi ở cuối. Chạm vào đoạn trích để đọc đầy đủ nguyên văn. Nếu các bài viết không có thông tin, \
Hỏi đáp sẽ nói rõ chứ không phỏng đoán.

"""


def welcome() -> list[str]:
    """Greet a member who opens the bot."""
    return to_messages([Span(_(_WELCOME))])


def first_steps() -> list[str]:
    """Tell who is new how to read an answer."""
    return to_messages([Span(_(_FIRST_STEPS))])


def examples(questions: Sequence[str]) -> list[str]:
    """Offer questions to try; without any, just invite to ask."""
    if not questions:
        return to_messages([Span(_(_JUST_ASK))])
    listed = "".join(f"\n{n}. {question}" for n, question in enumerate(questions, start=1))
    return to_messages([Span(f"{_(_TRY_ONE)}\n{listed}")])


def not_allowed(role: Role) -> str:
    """Tell somebody that what she tried is for a higher role."""
    words = _("Chức năng này dành cho {role}. Chị/anh cứ gõ câu hỏi, hoặc gõ /help để xem các lệnh mình dùng được.")
    return words.format(role=_(role.label))


def ask_in_group(bot: str) -> str:
    """Tell in a group how to ask there."""
    words = _(
        "Trong nhóm, chị/anh gõ /hoi rồi đến câu hỏi, gọi @{bot} kèm câu hỏi, hoặc trả lời (reply) tin của Hỏi đáp. "
        "Trả lời một tin của người khác bằng /hoi thì Hỏi đáp trả lời tin ấy."
    )
    return words.format(bot=bot)


def cancelled() -> str:
    """Confirm that an answer is broken off."""
    return _("Đã dừng. Chị/anh có thể hỏi câu khác.")


def nothing_to_cancel() -> str:
    """Say that no answer is under way."""
    return _("Hiện không có câu nào đang được trả lời.")


def too_many_at_once(most: int) -> str:
    """Tell who asked more in one message than is answered at once."""
    words = _("Mỗi tin nhắn Hỏi đáp trả lời {most} câu. Chị/anh vui lòng gửi tiếp những câu còn lại.")
    return words.format(most=most)


def too_many_questions(wait_s: float) -> str:
    """Ask somebody to wait who asked her share."""
    words = _("Hỏi đáp đang phục vụ nhiều người cùng lúc. Chị/anh vui lòng hỏi tiếp sau {minutes} phút nhé.")
    return words.format(minutes=minutes(wait_s))


def minutes(seconds: float) -> int:
    """A wait in whole minutes, at least one."""
    return max(1, math.ceil(seconds / 60))


def guide(commands: Sequence[Command]) -> list[str]:
    """Explain how to ask, how to read an answer and what the commands do."""
    listed = "".join(f"\n/{command.name} – {_(command.shown)}" for command in commands)
    return to_messages(
        [
            bold(_("Cách hỏi")),
            Span(_(_HOW_TO_ASK)),
            bold(_("Cách đọc câu trả lời")),
            Span(_(_HOW_TO_READ)),
            bold(_("Các lệnh")),
            Span(listed),
        ]
    )


def answer_card(answer: Answer, *, asked: str | None = None) -> list[str]:
    """Write an answer with its sources and the questions it offers.

    Args:
        answer: what the reader is told.
        asked: the question, when the chat does not show it: it was asked by a button.
    """
    spans = [bold(asked_line(asked)), Span("\n\n")] if asked else []
    if answer.understood:
        spans += [bold(_("Hiểu là: {question}").format(question=answer.understood)), Span("\n\n")]
    spans.append(Span(answer.text))
    if answer.citations:
        spans += [Span("\n\n"), bold(_(SOURCES)), *_sources(answer.citations)]
    if answer.statement:
        is_beside = answer.outcome is Outcome.ANSWERED
        spans += [Span("\n\n"), *statement_spans(answer.statement, beside_articles=is_beside)]
    if answer.choices:
        spans.append(Span("\n" + "".join(f"\n{n}. {choice}" for n, choice in enumerate(answer.choices, start=1))))
    return to_messages(spans)


def asked_line(question: str) -> str:
    """The question, where the chat does not show it."""
    return _("Câu hỏi: {question}").format(question=question)


def choice_label(n: int, question: str) -> str:
    """Label the button that asks the n-th question on offer."""
    label = f"{n}. {question}"
    return label if len(label) <= MAX_LABEL_CHARS else label[: MAX_LABEL_CHARS - 1].rstrip() + "…"


def source_list(sources: Sequence[Source]) -> list[str]:
    """List the articles that answers are taken from, newest first."""
    if not sources:
        return [NO_SOURCES]
    newest = sorted(sources, key=lambda source: source.published or date.min, reverse=True)[:MAX_LISTED_SOURCES]
    heading = _("Kho tư liệu hiện có {count} bài viết.").format(count=_count(len(sources)))
    if len(newest) < len(sources):
        heading += _(" Dưới đây là {count} bài mới nhất.").format(count=len(newest))
    spans = [bold(heading), Span("\n")]
    for n, source in enumerate(newest, start=1):
        spans += [Span(f"\n{n}. "), *described(source)]
    return to_messages(spans)


def _sources(citations: Sequence[Citation]) -> list[Span]:
    """The sources by their numbers, each with its quotations; folded together if there are several."""
    by_number: dict[int, list[Citation]] = {}
    for citation in citations:
        by_number.setdefault(citation.n, []).append(citation)
    if len(by_number) == 1:
        [(n, cited)] = by_number.items()
        quoted = [part for citation in cited for part in (quotation(citation.quote), Span("\n"))]
        return [Span(f"\n[{n}] "), *described(cited[0].source), Span(f"{_pages(cited)}\n"), *quoted]
    listed: list[Span] = []
    for n, cited in by_number.items():
        quotes = "".join(f"\n“{citation.quote}”" for citation in cited)
        listed += [Span(f"[{n}] "), *described(cited[0].source), Span(f"{_pages(cited)}{quotes}\n")]
    return [Span("\n"), *folded(listed)]


def _pages(cited: Sequence[Citation]) -> str:
    pages = sorted({citation.page for citation in cited if citation.page})
    return _(", tr. {pages}").format(pages=", ".join(map(str, pages))) if pages else ""


def described(source: Source) -> list[Span]:
    """An article in one line: its title, which opens the original if that is known, its organisation and its day."""
    title = link(source.title, source.url) if source.url else Span(source.title)
    when = f"{source.published:%d/%m/%Y}" if source.published else source.period
    details = ", ".join(detail for detail in (source.organisation, when) if detail)
    return [title, Span(f" – {details}")] if details else [title]


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
