"""Figures as a phone shows them: narrow tables, pages of one message, hostile text escaped."""

from __future__ import annotations

from datetime import date

import pytest
from ledgers import figure, ledger
from telegram_html import parse_html

from bot.figures.pages import paged
from bot.figures.phone import WIDTH
from bot.figures.views import Mode, look_up
from bot.telegram.figure_replies import figure_page

HOSTILE = "<b>&\n</pre>" * 30
FIGURES = [
    *(figure(n + 1, period=f"năm {1990 + n}", document=f"{n}.txt", at=n) for n in range(30)),
    figure(9, period="6 tháng đầu năm 2021", document=HOSTILE, unit=HOSTILE, place=HOSTILE),
    figure(5, place="Cao Bằng", period="năm 2015", document="c.txt"),
]
LEDGER = ledger(FIGURES)


@pytest.mark.parametrize("mode", Mode)
def test_every_page_fits_a_phone_and_a_message(mode: Mode) -> None:
    sheet = look_up(LEDGER, mode, "hội viên mới", date(2024, 3, 1)).sheet()
    pages = paged(sheet.blocks)
    assert len(pages) > 1
    for page in pages:
        text, entities = parse_html(figure_page("<i>", page, sheet.numbers, LEDGER))
        assert len(text.encode("utf-16-le")) // 2 < 4096
        assert all(len(line) <= WIDTH for e in entities if e.tag == "pre" for line in e.text.split("\n"))
