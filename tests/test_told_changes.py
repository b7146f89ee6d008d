"""Questions for both figures of a change, and the sentences that tell them."""

from __future__ import annotations

import pytest
from invented_reports import LEXICON, ask, sentence

from bot.answering.changes import told_change
from bot.answering.values import pick_values


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Số hộ nghèo giảm từ bao nhiêu xuống bao nhiêu?", True),
        ("tu may ho xuong con may ho", True),
        ("Từ năm 2021 đến nay giúp bao nhiêu hộ?", False),
        ("Có bao nhiêu hộ?", False),
    ],
)
def test_a_change_is_asked_for_by_both_ends(typed: str, asked: bool) -> None:
    assert ask(typed).change is asked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tuổi bình quân giảm từ 43,6 xuống 39,8", ["43,6", "39,8"]),
        ("giảm từ 9 em (năm 2019) xuống 2 em", ["9", "2"]),
        ("dạy 1.150 trẻ từ 7 tuổi", None),
        ("có 30 hộ", None),
    ],
)
def test_a_sentence_tells_a_change_by_two_figures(text: str, told: list[str] | None) -> None:
    change = told_change(text)
    assert (change and [amount.written for amount in change]) == told


def test_both_figures_are_picked() -> None:
    question = ask("Hòa Bình giảm hộ nghèo từ bao nhiêu hộ xuống bao nhiêu hộ?")
    values = pick_values(sentence("Số hộ nghèo giảm từ 912 hộ xuống 640 hộ."), question, LEXICON)
    assert [value.written for value in values] == ["912", "640"]
