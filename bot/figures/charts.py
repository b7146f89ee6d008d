"""Figures as a picture for a phone: one panel for each group that can be compared, never two units on one axis."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture

from bot.figures.comparison import Group, group
from bot.figures.ledger import Ledger
from bot.figures.printing import notes, source_numbers
from bot.figures.whereabouts import place_order
from bot.figures.wording import figure_amount, kind_word, source_line
from index.figures import Figure, Kind
from index.vietnamese.periods import parse_period

MAX_PANELS = 4
MAX_BARS = 12  # in a panel
MAX_ALL_BARS = 14  # from which on no further panel is begun: a taller picture cannot be read on a phone
WIDTH_IN, DPI = 7.2, 150  # 1080 pixels wide, a phone held upright
_BAR_IN, _PANEL_IN, _LINE_IN = 0.62, 0.75, 0.215
_TITLE_IN = 0.27
_COLOURS = {Kind.RESULT: "#1f6f8b", Kind.PLAN: "#c7a252"}
_SMALL: Any = {"fontsize": 11, "color": "#333333"}
_FONT: Any = {"font.family": "DejaVu Sans", "font.size": 13, "text.parse_math": False, "axes.unicode_minus": False}


def write_chart(path: Path, figures: Sequence[Figure], ledger: Ledger) -> None:
    """Draw figures as bars with their values, units and sources, into a PNG.

    Groups of other indicators, units or kinds of period get axes of their own, at most MAX_PANELS.
    """
    groups = group(figures)
    panels = _panels(groups)
    shown = [figure for panel in panels for figure in panel.figures]
    lines = list(_footer(shown, len(groups) - len(panels), len(figures) - len(shown), ledger))
    with matplotlib.rc_context(_FONT):
        picture = _draw(panels, source_numbers(shown), lines)
        FigureCanvasAgg(picture)
        picture.savefig(path, format="png", dpi=DPI)


def _panels(groups: Sequence[Group]) -> list[Group]:
    """As many groups as make a picture that a phone can show."""
    panels: list[Group] = []
    for some in groups[:MAX_PANELS]:
        panel = _cut(some)
        if panels and sum(len(one.figures) for one in (*panels, panel)) > MAX_ALL_BARS:
            break
        panels.append(panel)
    return panels


def _cut(some: Group) -> Group:
    """The latest figures of a group, each place and period once, by period and place."""
    once = {(figure.place, figure.period, figure.value): figure for figure in reversed(some.figures)}
    latest = sorted(once.values(), key=_when, reverse=True)[:MAX_BARS]
    ordered = sorted(latest, key=lambda figure: (_when(figure), place_order(figure.place)))
    return Group(some.indicator, some.unit, some.kind, some.period_kind, tuple(ordered))


def _when(figure: Figure) -> tuple[int, int]:
    period = parse_period(figure.period)
    return (period.last, period.first) if period else (0, 0)


def _footer(shown: Sequence[Figure], left_groups: int, left_figures: int, ledger: Ledger) -> list[str]:
    lines = list(notes(shown, ledger))
    if left_figures:
        lines.append(f"Còn {left_figures} số liệu khác không vẽ ở đây.")
    lines.append("Nguồn:")
    lines += [f"[{n}] {source_line(ledger.sources[document])}" for document, n in source_numbers(shown).items()]
    return [part for line in lines for part in textwrap.wrap(line, 68, subsequent_indent="   ")]


def _draw(panels: Sequence[Group], numbers: dict[str, int], lines: Sequence[str]) -> Picture:
    heads = [_PANEL_IN * 0.6 + _TITLE_IN * len(_title(panel)) for panel in panels]
    heights = [head + _PANEL_IN * 0.2 + _BAR_IN * len(panel.figures) for head, panel in zip(heads, panels, strict=True)]
    footer = _LINE_IN * (len(lines) + 0.5)
    height = sum(heights) + footer
    picture = Picture(figsize=(WIDTH_IN, height), dpi=DPI, facecolor="white")
    top = height
    for panel, head, panel_height in zip(panels, heads, heights, strict=True):
        bottom = top - panel_height
        axes = picture.add_axes((0.04, (bottom + 0.15) / height, 0.92, (panel_height - head) / height))
        _draw_panel(axes, panel, numbers)
        top = bottom
    picture.text(0.04, footer / height, "\n".join(lines), va="top", linespacing=1.35, **_SMALL)
    return picture


def _draw_panel(axes: Any, panel: Group, numbers: dict[str, int]) -> None:
    """Bars from top to bottom, each with its name above it and its value at its end."""
    values = [float(figure.value) for figure in panel.figures]
    longest = max([*values, 0.0]) or 1.0
    for line, (figure, value) in enumerate(zip(panel.figures, values, strict=True)):
        axes.barh(line, max(value, 0.0), height=0.42, color=_COLOURS[figure.kind])
        name = f"{figure.place or 'không rõ nơi'}, {figure.period or 'không rõ kỳ'} [{numbers[figure.document]}]"
        shown, end = figure_amount(figure, panel.unit), max(value, 0.0) + longest * 0.012
        axes.text(longest * 0.008, line - 0.3, textwrap.shorten(name, 62, placeholder="…"), va="bottom", **_SMALL)
        axes.text(end, line, shown, va="center", fontsize=12.5, weight="bold")
    axes.set_xlim(0, longest * 1.45)
    axes.set_ylim(len(values) - 0.5, -0.75)
    axes.set_yticks([])
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_title("\n".join(_title(panel)), loc="left", fontsize=13, weight="bold", pad=8)


def _title(panel: Group) -> list[str]:
    """The title's lines."""
    name = panel.indicator[:1].upper() + panel.indicator[1:]
    about = ", ".join(part for part in (panel.unit, kind_word(panel.kind), panel.period_kind) if part)
    return textwrap.wrap(f"{name} ({about})", 56)
