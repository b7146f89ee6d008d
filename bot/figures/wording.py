"""Figures in Vietnamese words. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from index.documents import Source
from index.figures import Figure, Kind
from index.indicators import indicators
from index.vietnamese.periods import PeriodKind, parse_period

_KINDS = {Kind.RESULT: "kết quả", Kind.PLAN: "kế hoạch"}
_SCALES = ((10**9, "tỷ"), (10**6, "triệu"))


def number(value: Decimal) -> str:
    """A number as Vietnamese writes it: 1245 -> "1.245", 82.6 -> "82,6"."""
    whole, _, fraction = f"{value:,f}".partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def amount(value: Decimal, unit: str | None) -> str:
    """A number with its unit, large sums in tỷ and triệu: "1,78 tỷ đồng", "82,6%"."""
    if unit == "%":
        return f"{number(value)}%"
    if unit == "đồng":
        for scale, word in _SCALES:
            if value >= scale:
                return f"{number(round(value / scale, 3))} {word} đồng"
    return f"{number(value)} {unit or ''}".strip()


def figure_amount(figure: Figure, unit: str | None = None) -> str:
    """A figure's number with what stands around it: "trên 1,78 tỷ đồng", "81/81 vụ việc", "103,8% chỉ tiêu".

    Args:
        unit: to show instead of the figure's own: "người" for "hội viên".
    """
    unit = unit or figure.unit
    shown = amount(figure.value, unit)
    if figure.whole is not None:
        shown = amount(figure.value, None) + "/" + amount(figure.whole, unit)
    if figure.of_target:
        shown += " chỉ tiêu"
    if figure.qualifier == "trở lên":
        return f"{shown} trở lên"
    return f"{figure.qualifier} {shown}" if figure.qualifier else shown


def kind_word(kind: Kind) -> str:
    """ "kết quả" or "kế hoạch"."""
    return _KINDS[kind]


def period_kind(label: str | None) -> str:
    """What kind of period a label names: "cả năm", "6 tháng đầu năm", "nhiệm kỳ"; "" if none is known."""
    period = parse_period(label)
    if period is None:
        return ""
    match period.kind:
        case PeriodKind.YEAR:
            return "cả năm"
        case PeriodKind.FIRST_MONTHS:
            return f"{period.months} tháng đầu năm"
        case PeriodKind.LAST_MONTHS:
            return f"{period.months} tháng cuối năm"
        case PeriodKind.QUARTER:
            return "quý"
        case PeriodKind.MONTH:
            return "tháng"
        case PeriodKind.TERM:
            return "nhiệm kỳ"
        case PeriodKind.SPAN:
            return f"giai đoạn {period.months // 12} năm"


def indicator_label(figure: Figure, like: Sequence[Figure] = ()) -> str:
    """An indicator's usual name; of one that the vocabulary lacks, the phrase that the articles use most."""
    known = indicators().get(figure.indicator_key)
    if known:
        return known.label
    return Counter(one.indicator for one in (like or (figure,))).most_common(1)[0][0]


def source_line(source: Source) -> str:
    """An article in one line: title, organisation, day."""
    day = source.published.strftime("%d/%m/%Y") if source.published else None
    return " – ".join(part for part in (source.title, source.organisation, day) if part)


def join(parts: Sequence[str]) -> str:
    """A list in a sentence: "a, b và c"."""
    return " và ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
