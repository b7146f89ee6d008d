"""Pure: the Vietnamese wording about how the bot is used, and what it could not answer."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from bot.archive.statistics import Statistics
from bot.archive.unanswered import Gap
from bot.archive.unanswered_wording import missing_words, period_names, place_names
from bot.telegram.formatting import Span, bold, to_messages

EXCEL, BEFORE, NEXT = "Excel", "« Trước", "Sau »"
NO_GAPS = "Trong {days} ngày qua không có câu hỏi nào bị bỏ ngỏ hay bị góp ý 👎."
_MAX_QUESTION = 250  # characters, in a list


def days_label(days: int, *, is_shown: bool) -> str:
    """Label the button that shows so many days."""
    return f"{days} ngày{' ✓' if is_shown else ''}"


def activity(found: Statistics) -> str:
    """What happened, as the plain caption of a picture."""
    total = found.total
    lines = [
        f"Thống kê {len(found.days)} ngày qua (đến {found.days[-1].day:%d/%m/%Y})",
        f"• {_count(total.asked)} câu hỏi của {_count(found.people)} người",
        f"• Trả lời được: {_count(total.answered)}{_share(total.answered, total.asked)}",
        f"• Chưa có thông tin: {_count(total.refused)}{_share(total.refused, total.asked)}",
        f"• Hỏi lại cho rõ: {_count(total.asked_back)}{_share(total.asked_back, total.asked)}",
        f"• Có lời cán bộ Hội khi bài viết chưa trả lời: {_count(found.stated)}",
        f"• Góp ý: 👍 {_count(found.good)}, 👎 {_count(found.bad)}",
    ]
    if found.median_s is not None and found.p95_s is not None:
        lines.append(
            f"• Thời gian trả lời: một nửa trong {_seconds(found.median_s)}, 95% trong {_seconds(found.p95_s)}"
        )
    if found.topics:
        lines.append("Hỏi nhiều nhất:")
        lines += [f"{n}. {_cut(topic, 50)} ({_count(asked)})" for n, (topic, asked) in enumerate(found.topics, 1)]
    return "\n".join(lines)


def gap_page(gaps: Sequence[Gap], days: int, first: int, count: int) -> str:
    """A page of what was asked in vain.

    Args:
        gaps: those of this page.
        first: the number of the first of them, from 1.
        count: of all pages.
    """
    if not gaps:
        return NO_GAPS.format(days=days)
    spans = [bold(f"{count} nhóm câu hỏi chưa trả lời được hoặc bị góp ý 👎 trong {days} ngày qua")]
    for n, gap in enumerate(gaps, first):
        about = ", ".join([*place_names(gap), *period_names(gap)])
        spans += [
            Span("\n\n"),
            bold(f"{n}. {_cut(gap.question, _MAX_QUESTION)}"),
            Span(f"\n{gap.people} người, {len(gap.asked)} lần hỏi. Còn thiếu: {'; '.join(missing_words(gap))}."),
            *([Span(f"\n{_cut(f'Nơi, kỳ: {about}', 200)}")] if about else []),
        ]
    return to_messages(spans)[0]


def gap_caption(count: int, days: int) -> str:
    """What stands under the workbook."""
    return f"{count} nhóm câu hỏi chưa trả lời được hoặc bị góp ý 👎 trong {days} ngày qua."


def _share(part: int, whole: int) -> str:
    return f" ({100 * part / whole:.0f}%)" if whole else ""


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} giây".replace(".", ",")


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _cut(text: str, chars: int) -> str:
    return textwrap.shorten(text, chars, placeholder="…")
