"""Questions by day as a picture for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.archive.statistics import Day

WIDTH_IN, HEIGHT_IN, DPI = 7.2, 6.0, 150  # 1080 pixels wide, a phone held upright
MAX_BARS = 31  # of more days, weeks are shown
_LABELS = 8  # below the bars
_COLOURS = {"Trả lời được": "#1f6f8b", "Chưa có thông tin": "#c25b56", "Hỏi lại cho rõ": "#c7a252"}
_STYLE: Any = {"font.family": "DejaVu Sans", "font.size": 15, "text.parse_math": False}


def draw_activity(days: Sequence[Day]) -> bytes:
    """Draw the questions of each day, or of each seven days where there are many, as stacked bars; a PNG."""
    step = 1 if len(days) <= MAX_BARS else 7
    bars = [_together(days[max(0, end - step) : end]) for end in range(len(days), 0, -step)][::-1]
    with matplotlib.rc_context(_STYLE):
        picture = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI, facecolor="white", layout="constrained")
        FigureCanvasAgg(picture)
        _draw(picture.add_subplot(), bars)
        title = "Số câu hỏi mỗi ngày" if step == 1 else "Số câu hỏi mỗi tuần (ghi ngày đầu)"
        picture.suptitle(title, weight="bold", fontsize=18)
        content = BytesIO()
        picture.savefig(content, format="png", dpi=DPI)
    return content.getvalue()


def _together(days: Sequence[Day]) -> Day:
    counts = ((day.answered, day.refused, day.asked_back) for day in days)
    return Day(days[0].day, *map(sum, zip(*counts, strict=True)))


def _draw(axes: Any, bars: Sequence[Day]) -> None:
    below = [0] * len(bars)
    series = zip(
        _COLOURS.items(), zip(*((b.answered, b.refused, b.asked_back) for b in bars), strict=True), strict=True
    )
    for (label, colour), values in series:
        axes.bar(
            range(len(bars)), values, bottom=below, width=0.8, color=colour, label=f"{label}: {_count(sum(values))}"
        )
        below = [low + value for low, value in zip(below, values, strict=True)]
    axes.set_ylim(0, max([*below, 1]) * 1.08)
    axes.set_xlim(-0.6, max(len(bars), 2) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    every = -(-len(bars) // _LABELS)
    shown = list(range(len(bars) - 1, -1, -every))[::-1]
    axes.set_xticks(shown, [f"{bars[n].day:%d/%m}" for n in shown])
    axes.grid(axis="y", color="#dddddd")
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.09), frameon=False, ncols=1, fontsize=15)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
