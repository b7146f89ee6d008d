"""Invented articles for the tests of figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from index.documents import Document, Section, Source
from index.figures import Figure, extract_figures

SOURCE = Source(
    "bai.txt",
    "Hội LHPN tỉnh Hà Giang sơ kết 6 tháng đầu năm 2023",
    organisation="Hội LHPN tỉnh Hà Giang",
    province="Hà Giang",
    published=date(2023, 7, 3),
    period="6 tháng đầu năm 2023",
)


def article(text: str, *, heading: str = "", source: Source = SOURCE, **known: Any) -> Document:
    """A report of a province with one section."""
    section = Section(0, len(text), heading)
    return Document(replace(source, **known), text, (section,), "hash")


def figures_of(text: str, *, heading: str = "", **known: Any) -> list[Figure]:
    """The figures of a report."""
    return extract_figures(article(text, heading=heading, **known))


def figure_of(text: str, *, heading: str = "", **known: Any) -> Figure:
    """The one figure of a report."""
    [figure] = figures_of(text, heading=heading, **known)
    return figure
