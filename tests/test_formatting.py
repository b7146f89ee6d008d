"""Formatted text becomes messages that Telegram takes and that read like the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import parse_html, utf16_units

from bot.telegram.formatting import Span, bold, link, quotation, to_messages

TEXT = st.text(alphabet=st.one_of(st.sampled_from(" \n.<>&\"'đ😀"), st.characters(exclude_categories=["Cs"])))
SPANS = st.lists(
    st.one_of(
        st.builds(Span, TEXT),
        st.builds(bold, TEXT),
        st.builds(quotation, TEXT),
        st.builds(link, TEXT, st.just("u?a&b")),
    )
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(spans=SPANS, limit=st.integers(2, 60))
def test_every_message_is_valid_html_within_the_limit_and_none_is_blank(spans: list[Span], limit: int) -> None:
    for message in to_messages(spans, limit):
        text, _ = parse_html(message)
        assert 0 < utf16_units(text) <= limit


@given(spans=SPANS, limit=st.integers(2, 60))
def test_the_text_is_preserved_except_for_white_space_at_the_cuts(spans: list[Span], limit: int) -> None:
    shown = "".join(parse_html(message)[0] for message in to_messages(spans, limit))
    assert squeezed(shown) == squeezed("".join(span.text for span in spans))


@given(spans=SPANS, limit=st.integers(2, 60))
def test_every_character_keeps_its_format(spans: list[Span], limit: int) -> None:
    entities = [entity for message in to_messages(spans, limit) for entity in parse_html(message)[1]]
    for tag in ("b", "blockquote", "a"):
        formatted = "".join(entity.text for entity in entities if entity.tag == tag)
        assert squeezed(formatted) == squeezed("".join(span.text for span in spans if span.tag.split()[:1] == [tag]))


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("Đoạn một dài.\n\nĐoạn hai, dòng hai.", ["Đoạn một dài.", "Đoạn hai, dòng hai."]),
        ("Dòng thứ nhất\nDòng thứ hai dài", ["Dòng thứ nhất", "Dòng thứ hai dài"]),
        ("Câu thứ nhất. Câu thứ hai dài", ["Câu thứ nhất.", "Câu thứ hai dài"]),
        ("không có dấu chấm nào ở đây cả", ["không có dấu chấm", "nào ở đây cả"]),
        ("A\n\nđoạn sau không bị tách khỏi A", ["A\n\nđoạn sau không", "bị tách khỏi A"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("đúng hai mươi ký tự.", ["đúng hai mươi ký tự."]),
    ],
)
def test_long_text_is_cut_where_a_reader_would_pause(text: str, messages: list[str]) -> None:
    assert to_messages([Span(text)], limit=20) == messages


def test_a_quotation_that_is_cut_is_closed_and_opened_again() -> None:
    assert to_messages([quotation("một hai ba bốn")], limit=8) == [
        "<blockquote expandable>một hai</blockquote>",
        "<blockquote expandable>ba bốn</blockquote>",
    ]


def test_a_character_of_two_utf16_units_counts_twice_and_is_never_cut() -> None:
    assert to_messages([Span("😀😀😀")], limit=5) == ["😀😀", "😀"]


def test_a_text_of_white_space_makes_no_message() -> None:
    assert to_messages([Span(" \n "), bold("")]) == []
