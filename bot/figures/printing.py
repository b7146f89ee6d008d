"""Figures on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from bot.figures.comparison import Conflict, Group, Total, conflicts, group, totals, warnings
from bot.figures.ledger import Ledger
from bot.figures.lookup import FigureTable
from bot.figures.wording import amount, figure_amount, join, kind_word, source_line
from index.figures import Figure


def print_figures(table: FigureTable, ledger: Ledger) -> None:
    """Show figures group by group with notes, sums, conflicts and sources."""
    console = Console(highlight=False, markup=False)
    numbers = source_numbers(table.figures)
    for some in group(table.figures):
        console.print(_rich_table(some, numbers))
        for added in totals(some.figures):
            console.print(total_line(added))
    for line in notes(table.figures, ledger):
        console.print(line)
    console.print("Nguồn:")
    for document, n in numbers.items():
        console.print(f"[{n}] {source_line(ledger.sources[document])}")


def source_numbers(figures: Sequence[Figure]) -> dict[str, int]:
    """The articles of some figures, numbered in the order in which they come up."""
    return {document: n for n, document in enumerate(dict.fromkeys(figure.document for figure in figures), 1)}


def notes(figures: Sequence[Figure], ledger: Ledger) -> Iterator[str]:
    """What must be said beside some figures: kinds of period, conflicts."""
    yield from (f"Lưu ý: {line}" for line in warnings(figures))
    yield from (f"Lưu ý: {conflict_line(conflict, ledger)}" for conflict in conflicts(figures, ledger))


def total_line(added: Total) -> str:
    """A sum in a sentence, with what went in."""
    about = "khoảng " if added.approximate else ""
    parts = join([f"{figure_amount(figure)} ({figure.place})" for figure in added.figures])
    period = added.figures[0].period
    return f"Cộng {len(added.figures)} nơi, {period}: {about}{amount(added.value, added.unit)} = {parts}."


def conflict_line(conflict: Conflict, ledger: Ledger) -> str:
    """A conflict in a sentence, the later article first."""
    first = conflict.figures[0]
    said = [f"{figure_amount(figure)} ({source_line(ledger.source(figure))})" for figure in conflict.figures]
    return f"Các nguồn nêu khác nhau về {first.indicator}, {first.place}, {first.period}: {'; '.join(said)}."


def _rich_table(some: Group, numbers: dict[str, int]) -> Table:
    kinds = ", ".join(part for part in (kind_word(some.kind), some.period_kind) if part)
    table = Table("Số liệu", "Nơi", "Kỳ", "Loại", "Nguồn", title=f"{some.indicator} ({kinds})", title_justify="left")
    for figure in some.figures:
        cells = (figure_amount(figure), figure.place, figure.period, kind_word(figure.kind))
        table.add_row(*(cell or "–" for cell in cells), f"[{numbers[figure.document]}]")
    return table
