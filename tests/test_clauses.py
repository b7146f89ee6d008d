"""The clauses of a long sentence, and the stretch of them that answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.clauses import Span, best_window, clause_spans, tidy

WORDS = [
    "Hội",
    "xây",
    "38",
    "nhà;",
    "1,78",
    "tỷ",
    "đồng,",
    "(trong",
    "đó)",
    "– gồm",
    "Thừa – Huế",
    "trao.",
    "vốn:",
    "a" * 50,
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=300)


def clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in clause_spans(text)]


def holding(text: str, word: str, limit: int) -> str:
    """The best window where clauses are worth how often they hold a word."""
    start, end = best_window(text, lambda span: text[slice(*span)].count(word), limit)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xây 3 nhà; giúp 5 hộ, trao quà", ["xây 3 nhà;", "giúp 5 hộ,", "trao quà"]),
        ("trị giá 1,78 tỷ đồng", ["trị giá 1,78 tỷ đồng"]),  # a comma inside a number
        ("xây 3 nhà (mỗi nhà 50 triệu) cho hộ nghèo", ["xây 3 nhà", "(mỗi nhà 50 triệu)", "cho hộ nghèo"]),
        ("Chị Lụa (Tuyên Hóa) đoạt giải, nhận quà", ["Chị Lụa (Tuyên Hóa) đoạt giải,", "nhận quà"]),
        ("ở Thừa Thiên – Huế", ["ở Thừa Thiên – Huế"]),  # a dash inside a name
        ("xây 3 nhà – cao nhất từ trước", ["xây 3 nhà –", "cao nhất từ trước"]),
        ("Xây 3 nhà. Giúp 5 hộ!", ["Xây 3 nhà.", "Giúp 5 hộ!"]),
        ("Kết quả: xây 3 nhà", ["Kết quả:", "xây 3 nhà"]),
        ("  xây 3 nhà ", ["xây 3 nhà"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_text_falls_into_clauses_at_its_marks(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


@given(TEXTS)
def test_clauses_hold_every_letter_once_and_in_order(text: str) -> None:
    spans = clause_spans(text)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))
    assert "".join("".join(clauses(text)).split()) == "".join(text.split())
    assert all(clause == clause.strip() != "" for clause in clauses(text))


@given(TEXTS, st.integers(20, 200), st.integers(0, 9))
def test_a_window_lies_within_its_text_and_limit_and_is_made_of_whole_clauses(text: str, limit: int, seed: int) -> None:
    def worth(span: Span) -> float:
        return hash((span, seed)) % 7

    start, end = best_window(text, worth, limit)
    assert 0 <= start <= end <= len(text)
    assert end - start <= limit
    spans = clause_spans(text)
    if spans:
        assert start in {span[0] for span in spans}
        longest = max(worth(span) for span in spans)
        held = [span for span in spans if start <= span[0] and span[1] <= end]
        cut = [span for span in spans if start <= span[0] < end < span[1]]
        assert end in {span[1] for span in spans} or len(cut) == 1
        assert longest in [worth(span) for span in [*held, *cut]]


def test_a_short_text_is_its_own_window() -> None:
    assert holding(" Hội xây 3 nhà. ", "nhà", 50) == "Hội xây 3 nhà."
    assert best_window("", lambda span: 1.0, 50) == (0, 0)


def test_the_window_begins_with_the_clause_worth_most_and_grows_to_what_is_worth_more() -> None:
    text = "trao 9 suất quà, xây 3 nhà mới, sửa 2 nhà cũ, trồng 40 cây xanh"
    assert holding(text, "nhà", 18) == "xây 3 nhà mới,"
    assert holding(text, "nhà", 35) == "xây 3 nhà mới, sửa 2 nhà cũ,"


def test_of_equal_clauses_the_first_is_taken() -> None:
    assert holding("xây 3 nhà, xây 4 nhà, xây 5 nhà", "nhà", 12) == "xây 3 nhà,"


def test_a_clause_that_is_too_long_is_cut_at_a_word() -> None:
    assert holding("Hội vận động xây mới mái ấm tình thương", "xây", 20) == "Hội vận động xây mới"
    assert holding("a" * 50, "a", 20) == "a" * 20


@pytest.mark.parametrize(
    ("cut", "whole"),
    [("giúp 5 hộ,", "giúp 5 hộ"), ("– xây 3 nhà;", "xây 3 nhà"), ("Xây 3 nhà.", "Xây 3 nhà."), ("", "")],
)
def test_marks_of_the_cut_are_not_shown(cut: str, whole: str) -> None:
    assert tidy(cut) == whole


def test_a_long_clause_is_cut_with_the_words_that_open_its_sentence() -> None:
    clause = "Ủy ban nhân dân ban hành kế hoạch " + "về công tác phụ nữ " * 9
    assert holding(f"Ngày 20/11, {clause}", "kế hoạch", 60).startswith("Ngày 20/11, Ủy ban")
    assert holding(f"1.2. {clause}", "kế hoạch", 60).startswith("Ủy ban")
