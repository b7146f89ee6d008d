"""What readers asked in vain as a workbook, for who looks after the articles."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.archive.unanswered import Gap
from bot.archive.unanswered_wording import missing_words, period_names, place_names, wordings
from bot.figures.cells import finish, write_row

HEADER = (
    *("Câu hỏi", "Số người hỏi", "Số lần hỏi", "Số góp ý 👎", "Còn thiếu", "Nơi", "Kỳ", "Nội dung"),
    *("Lần hỏi cuối", "Các cách hỏi khác"),
)
_WIDTHS = (60, 10, 10, 10, 40, 26, 22, 28, 13, 80)


def write_gaps(gaps: Sequence[Gap]) -> bytes:
    """Write a workbook with a row for each gap; text can never run as a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Câu hỏi chưa trả lời được"
    write_row(sheet, 1, HEADER)
    for line, gap in enumerate(gaps, 2):
        write_row(sheet, line, _row(gap))
    finish(sheet, _WIDTHS)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _row(gap: Gap) -> list[str | int | None]:
    return [
        gap.question,
        gap.people,
        len(gap.asked),
        len(gap.bad),
        "; ".join(missing_words(gap)),
        ", ".join(place_names(gap)) or None,
        ", ".join(period_names(gap)) or None,
        ", ".join(gap.subjects) or None,
        f"{gap.last:%d/%m/%Y}",
        "\n".join(wordings(gap)[1:]) or None,
    ]
