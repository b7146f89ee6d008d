"""Gaps in Vietnamese words: what was missing, of which place and period. Pure."""

from __future__ import annotations

from bot.answering.gaps import Missing
from bot.answering.refusals import place_name
from bot.archive.unanswered import Gap
from bot.archive.votes import Vote

_MISSING = {
    Missing.PLACE: "chưa có báo cáo của nơi này",
    Missing.PERIOD: "chưa có báo cáo của kỳ này",
    Missing.RESULT: "mới có chỉ tiêu, chưa có kết quả",
    Missing.TOPIC: "chưa có bài viết về nội dung này",
}
_BAD = {
    Vote.BAD: "bị góp ý 👎",
    Vote.FIGURE: "bị góp ý sai số liệu",
    Vote.SCOPE: "bị góp ý sai địa phương, thời gian",
    Vote.TOPIC: "bị góp ý không đúng ý",
    Vote.LACKING: "bị góp ý còn thiếu",
    Vote.OTHER: "bị góp ý vì lý do khác",
}
_UNKNOWN = "chưa trả lời được"


def missing_words(gap: Gap) -> list[str]:
    """What was missing and what readers found wrong, each once."""
    said = [_MISSING[missing] for missing in gap.missing if missing in _MISSING]
    said += [_BAD[vote] for vote in dict.fromkeys(gap.bad)]
    return said or [_UNKNOWN]


def place_names(gap: Gap) -> list[str]:
    """The places asked about."""
    return sorted(map(place_name, gap.reading.places))


def period_names(gap: Gap) -> list[str]:
    """The periods asked about, oldest first."""
    return [period.label for period in sorted(gap.reading.periods, key=lambda period: (period.last, period.first))]


def wordings(gap: Gap) -> list[str]:
    """The different wordings of its question, the commonest first."""
    return list(dict.fromkeys([gap.question, *(vain.question for vain in reversed(gap.asked))]))
