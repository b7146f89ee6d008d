"""Pure: the Vietnamese wording of what stands below an answer, and of the passages that its buttons open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from telegram.constants import InlineKeyboardButtonLimit

from bot.answering.answers import Citation
from bot.archive.quotations import Stretch
from bot.archive.votes import Vote
from bot.language import _
from bot.telegram.formatting import Span, bold, cut, folded, to_messages, units
from bot.telegram.replies import MAX_LABEL_CHARS, described
from index.documents import Source
from index.vietnamese.text import squeeze

GOOD, BAD, CHOSEN = "👍", "👎", " ✓"
ASK_OFFICERS, SHARE, COPY, ORIGINAL = "🙋 Hỏi cán bộ Hội", "↗️ Chia sẻ", "📋 Chép trích dẫn", "🔗 Bài gốc"
BACK, ON = "« Đoạn trước", "Đoạn sau »"
REASONS = {
    Vote.FIGURE: "Sai số liệu",
    Vote.SCOPE: "Sai địa phương, thời gian",
    Vote.TOPIC: "Không đúng ý",
    Vote.LACKING: "Còn thiếu",
    Vote.OTHER: "Lý do khác",
}
THANKS = "Cảm ơn chị/anh đã góp ý."
WHAT_WAS_WRONG = "Chị/anh cho biết câu trả lời chưa đúng ở điểm nào nhé."
ASKED_OFFICERS = "Đã chuyển câu hỏi tới cán bộ Hội. Khi có trả lời, chị/anh sẽ nhận được tin nhắn."
QUESTION_ERASED = "Câu hỏi này đã được xóa nên không chuyển tới cán bộ Hội được. Chị/anh vui lòng gõ lại câu hỏi."
UNKNOWN_ANSWER = "Câu trả lời này đã quá hạn lưu hoặc đã được xóa. Chị/anh vui lòng gõ lại câu hỏi."

_TITLE_CHARS, _ORGANISATION_CHARS = 200, 100


class Note(StrEnum):
    """What became of an article since it was cited."""

    NONE = ""
    CHANGED = "Bài viết đã được cập nhật sau câu trả lời. Dưới đây là bản đã dùng để trả lời."
    MOVED = "Bài viết đã được cập nhật sau câu trả lời. Đoạn trích vẫn có trong bản mới dưới đây."
    REPLACED = "Bài viết đã được thay bằng bản mới, không còn đoạn trích này. Chị/anh xem bản mới dưới đây."
    REMOVED = "Bài viết đã được gỡ khỏi kho tư liệu. Dưới đây là đoạn đã trích khi trả lời."


def source_label(n: int, source: Source) -> str:
    """Label the button that opens a source."""
    label = f"📄 [{n}] {source.title}"
    return label if len(label) <= MAX_LABEL_CHARS else label[: MAX_LABEL_CHARS - 1].rstrip() + "…"


def suggestion_label(indicator: str, period: str | None) -> str:
    """Label the button that asks about another indicator of the same report."""
    return cut(f"💡 {indicator[:1].upper()}{indicator[1:]}, {period}" if period else f"💡 {indicator}", MAX_LABEL_CHARS)


def passage(
    n: int,
    source: Source,
    note: Note,
    text: str,
    page: Stretch,
    quoted: Sequence[Stretch],
    place: str,
) -> str:
    """Show a stretch of an article with what an answer quotes from it in bold type.

    Args:
        n: the source's number in the answer.
        text: the article's.
        page: which part of it is shown.
        quoted: stretches of the text.
        place: where in the article that is, in words; may be empty.
    """
    about = described(replace(source, title=source.title[:_TITLE_CHARS], organisation=_shortened(source.organisation)))
    spans = [Span(f"[{n}] "), *about]
    spans += [Span(f"\n{place}")] if place else []
    spans += [Span("\n\n"), Span(_(note.value), "i")] if note else []
    spans += [Span("\n\n"), Span("… " if text[: page[0]].strip() else ""), *_highlighted(text, page, quoted)]
    spans += [Span(" …" if text[page[1] :].strip() else "")]
    return to_messages(spans)[0]


def quotes_alone(n: int, source: Source, note: Note, quotes: Sequence[str]) -> str:
    """Show what an answer quoted from an article that is gone."""
    spans = [Span(f"[{n}] "), *described(source), Span("\n\n"), Span(_(note.value), "i"), Span("\n\n")]
    return to_messages([*spans, *folded([bold("\n".join(quotes))])])[0]


def place_in_article(page: int, pages: int, printed: int | None) -> str:
    """Say which part of an article is shown; pages count from 1, `printed` is the page of the printed article."""
    parts = [_("Đoạn {page}/{pages}").format(page=page, pages=pages)] if pages > 1 else []
    return ", ".join([*parts, *([_("trang {page} của bản in").format(page=printed)] if printed else [])])


def copied(citation: Citation) -> str:
    """A citation to be pasted elsewhere, as long as a button may carry it; what is left out of it shows as "…"."""
    source = citation.source
    when = f"{source.published:%d/%m/%Y}" if source.published else source.period
    origin = cut(", ".join(part for part in (source.organisation or source.title, when) if part), 120)
    room = InlineKeyboardButtonLimit.MAX_COPY_TEXT - units(f"“” ({origin})")
    return f"“{cut(squeeze(citation.quote), room)}” ({origin})"


def _highlighted(text: str, page: Stretch, quoted: Sequence[Stretch]) -> list[Span]:
    spans, at = [], page[0]
    for start, end in sorted(quoted):
        start, end = max(start, at), min(end, page[1])
        if start < end:
            spans += [Span(text[at:start]), bold(text[start:end])]
            at = end
    return [*spans, Span(text[at : page[1]].rstrip())]


def _shortened(organisation: str | None) -> str | None:
    return cut(organisation, _ORGANISATION_CHARS) if organisation else organisation
