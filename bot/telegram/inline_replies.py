"""Pure: the Vietnamese wording of the cards that `@bot câu hỏi` offers in any chat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram.constants import MessageLimit

from bot.answering.answers import Answer, Citation, Outcome
from bot.language import _
from bot.telegram import replies
from bot.telegram.formatting import Span, bold, quotation, to_messages
from bot.telegram.replies import described
from index.documents import Source
from index.vietnamese.text import sentence_spans, squeeze

OPEN_BOT = "💬 Hỏi riêng với Hỏi đáp"
NO_ACCESS = "🔒 Dành cho người được mời – chạm để mở"
LATE = "⏳ Chưa tìm kịp – chạm để hỏi trong Hỏi đáp"
FAILED = "⚠️ Đang gặp trục trặc – chạm để mở Hỏi đáp"
NOT_FOUND = "Chưa có trong các bài viết hiện có"
WHICH_ONE = "Câu hỏi này có thể hiểu theo nhiều nơi"
TRY_THIS = "Câu hỏi mẫu – chạm để gửi câu trả lời kèm nguồn"
PASSAGE_GONE = "Bài viết này đã được gỡ khỏi kho tư liệu, hoặc liên kết không còn đúng. Chị/anh vui lòng gõ câu hỏi."

MAX_TITLE, MAX_DESCRIPTION = 100, 160  # phones show about so much
_MAX_TEXT, _MAX_QUOTED, _MAX_SOURCE = 1800, 900, 160
_MARKER = re.compile(r"\s*\[\d+\]")


def too_many(wait_s: float) -> str:
    """Ask somebody to wait who asked her share, in the few words that stand above the cards."""
    return _("⏳ Chị/anh hỏi tiếp sau {minutes} phút nhé").format(minutes=replies.minutes(wait_s))


def title(answer: Answer) -> str:
    """An answer in one line: what it says first, without its markers."""
    if answer.outcome is not Outcome.ANSWERED:
        return _(WHICH_ONE if answer.outcome is Outcome.CLARIFY else NOT_FOUND)
    first = answer.text.partition("\n")[0]
    said = answer.text if first.endswith(":") else first  # a list says nothing in its first line
    return _cut(_MARKER.sub("", squeeze(said)).rstrip("."), MAX_TITLE)


def description(answer: Answer) -> str:
    """What stands below that line: where an answer is taken from, or what is missing for one."""
    if not answer.citations:
        return _cut(squeeze(answer.text), MAX_DESCRIPTION)
    first = answer.citations[0].source
    others = len({citation.n for citation in answer.citations}) - 1
    return _cut(origin(first), MAX_DESCRIPTION - 20) + (
        _(" và {count} nguồn khác").format(count=others) if others else ""
    )


def origin(source: Source) -> str:
    """An article in one line of plain text."""
    when = f"{source.published:%d/%m/%Y}" if source.published else source.period
    return squeeze(" – ".join(part for part in (source.title, source.organisation, when) if part))


def answer_message(question: str, answer: Answer) -> str:
    """An answer with the question and its sources, in one message; without quotations if they find no room."""
    whole = replies.answer_card(answer, asked=question)
    if len(whole) == 1:
        return whole[0]
    first = {citation.n: citation.source for citation in reversed(answer.citations)}
    spans = [
        bold(replies.asked_line(question)),
        Span(f"\n\n{_cut(answer.text, _MAX_TEXT)}\n\n"),
        bold(_(replies.SOURCES)),
    ]
    for n in sorted(first):
        spans += [Span(f"\n[{n}] {_cut(origin(first[n]), _MAX_SOURCE)}")]
    return to_messages(spans, MessageLimit.MAX_TEXT_LENGTH)[0]


def source_title(source: Source) -> str:
    """A source in one line."""
    return _cut(f"📄 {squeeze(source.title)}", MAX_TITLE)


def source_description(said: str) -> str:
    """The first words that are quoted from a source."""
    return _cut(f"“{squeeze(said)}”", MAX_DESCRIPTION)


def source_message(cited: Sequence[Citation]) -> str:
    """What is quoted from one source, in one message."""
    spans = described(cited[0].source)
    for citation in cited:
        spans += [Span("\n"), quotation(_whole_sentences(citation.quote))]
    return to_messages(spans)[0]


def _whole_sentences(text: str) -> str:
    """The first sentences of a text, as far as a card has room for them; at least one, or the beginning of it."""
    ends = [end for _, end in sentence_spans(text) if end <= _MAX_QUOTED]
    return text[: ends[-1]] if ends else _cut(text, _MAX_QUOTED)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
