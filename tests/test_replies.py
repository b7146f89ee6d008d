"""Answers and sources become Vietnamese messages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from telegram_html import parse_html, utf16_units

from bot.answering.answers import Answer, Citation, Outcome
from bot.telegram import replies
from index.documents import Source

SOURCE = Source(
    id="bai/1.html",
    title="Hội nghị tổng kết <2022>",
    organisation="Hội LHPN tỉnh An Bình",
    published=date(2023, 1, 5),
    period="năm 2022",
    url="https://hoi.example/bai?id=1&trang=2",
)


def answered(text: str, *citations: Citation, choices: tuple[str, ...] = ()) -> Answer:
    return Answer(Outcome.ANSWERED, text, citations, choices=choices)


def cited(n: int = 1, source: Source = SOURCE, quote: str = "giúp 12 & 13 chị") -> Citation:
    return Citation(n, source, quote, 0, len(quote))


def shown(messages: list[str]) -> str:
    return "\n---\n".join(parse_html(message)[0] for message in messages)


def test_an_answer_is_followed_by_its_numbered_source_and_the_exact_quote() -> None:
    [message] = replies.answer_card(answered("Giúp 12 chị [1].", cited()))
    assert message == (
        "Giúp 12 chị [1].\n\n"
        "<b>Nguồn:</b>\n"
        '[1] <a href="https://hoi.example/bai?id=1&amp;trang=2">Hội nghị tổng kết &lt;2022&gt;</a>'
        " – Hội LHPN tỉnh An Bình, 05/01/2023\n"
        "<blockquote expandable>giúp 12 &amp; 13 chị</blockquote>"
    )


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (Source("a", "Bài A", "Hội LHPN xã B", published=date(2021, 12, 31)), "Bài A – Hội LHPN xã B, 31/12/2021"),
        (Source("a", "Bài A", "Hội LHPN xã B", period="quý III năm 2021"), "Bài A – Hội LHPN xã B, quý III năm 2021"),
        (Source("a", "Bài A", published=date(2021, 2, 1)), "Bài A – 01/02/2021"),
        (Source("a", "Bài A", "Hội LHPN xã B"), "Bài A – Hội LHPN xã B"),
        (Source("a", "Bài A"), "Bài A"),
    ],
)
def test_a_source_says_only_what_is_known_of_it(source: Source, line: str) -> None:
    text = shown(replies.answer_card(answered("Có [1].", cited(source=source, quote="Trích."))))
    assert text == f"Có [1].\n\nNguồn:\n[1] {line}\nTrích."


def test_several_sources_are_folded_together_each_with_its_quotes() -> None:
    other = Source("b", "Bài B")
    [message] = replies.answer_card(
        answered("A [1], b [2].", cited(quote="một"), cited(2, other, "ba"), cited(quote="hai"))
    )
    assert message == (
        "A [1], b [2].\n\n<b>Nguồn:</b>\n"
        '<blockquote expandable>[1] <a href="https://hoi.example/bai?id=1&amp;trang=2">'
        "Hội nghị tổng kết &lt;2022&gt;</a>"
        " – Hội LHPN tỉnh An Bình, 05/01/2023\n“một”\n“hai”\n[2] Bài B\n“ba”</blockquote>"
    )


def test_one_source_is_named_once_above_its_quotes() -> None:
    text = shown(replies.answer_card(answered("A [1].", cited(quote="một"), cited(quote="hai"))))
    assert text.count("[1] Hội nghị") == 1
    assert text.endswith("\nmột\nhai")


def test_sources_stand_in_the_order_and_under_the_numbers_of_their_citations() -> None:
    text = shown(replies.answer_card(answered("A [2], b [3].", cited(2, quote="hai"), cited(3, quote="ba"))))
    assert text.index("[2] Hội nghị") < text.index("hai") < text.index("[3] Hội nghị") < text.index("ba")


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.CLARIFY])
def test_an_answer_without_sources_is_its_text_alone(outcome: Outcome) -> None:
    assert replies.answer_card(Answer(outcome, "Chưa có thông tin về <việc> này.")) == [
        "Chưa có thông tin về &lt;việc&gt; này."
    ]


def test_offered_questions_are_listed_in_full_below_the_text() -> None:
    answer = Answer(Outcome.CLARIFY, "Chị hỏi năm nào ạ?", choices=("Kết quả năm 2021?", "Kết quả năm 2022?"))
    assert replies.answer_card(answer) == ["Chị hỏi năm nào ạ?\n\n1. Kết quả năm 2021?\n2. Kết quả năm 2022?"]


def test_a_question_asked_by_a_button_stands_above_its_answer() -> None:
    assert replies.answer_card(answered("Có."), asked="Kết quả <2021>?") == [
        "<b>Câu hỏi: Kết quả &lt;2021&gt;?</b>\n\nCó."
    ]


def test_how_a_follow_up_was_understood_stands_above_its_answer() -> None:
    answer = Answer(Outcome.ANSWERED, "Có.", understood="Năm 2022 giúp mấy chị <nghèo>?")
    assert replies.answer_card(answer) == ["<b>Hiểu là: Năm 2022 giúp mấy chị &lt;nghèo&gt;?</b>\n\nCó."]


def test_a_long_answer_becomes_several_messages_that_keep_every_source() -> None:
    citations = [cited(n, quote=f"đoạn {n} " + "dài " * 300) for n in range(1, 9)]
    messages = replies.answer_card(answered("Có.", *citations))
    assert len(messages) > 1
    assert all(utf16_units(parse_html(message)[0]) <= 4096 for message in messages)
    assert all(f"[{n}] Hội nghị" in shown(messages) for n in range(1, 9))


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("Năm 2021?", "2. Năm 2021?"),
        ("x" * 57, "2. " + "x" * 57),
        ("x" * 58, "2. " + "x" * 56 + "…"),
        ("x" * 55 + " yz", "2. " + "x" * 55 + "…"),
    ],
)
def test_a_label_is_shortened_to_fit_a_button(question: str, label: str) -> None:
    assert replies.choice_label(2, question) == label


def test_an_empty_corpus_is_said_to_be_empty() -> None:
    assert replies.source_list([]) == [replies.NO_SOURCES]


def test_sources_are_listed_newest_first_and_undated_ones_last() -> None:
    sources = [
        Source("a", "Bài cũ", published=date(2019, 1, 1)),
        Source("b", "Bài không ngày", period="năm 2030"),
        Source("c", "Bài mới", published=date(2024, 1, 1)),
    ]
    assert shown(replies.source_list(sources)) == (
        "Kho tư liệu hiện có 3 bài viết.\n\n"
        "1. Bài mới – 01/01/2024\n2. Bài cũ – 01/01/2019\n3. Bài không ngày – năm 2030"
    )


def test_a_large_corpus_shows_its_newest_articles_and_counts_them_all() -> None:
    first = date(2020, 1, 1)
    sources = [Source(str(n), f"Bài số {n}", published=first + timedelta(days=n)) for n in range(1250)]
    text = shown(replies.source_list(sources))
    assert text.startswith("Kho tư liệu hiện có 1.250 bài viết. Dưới đây là 100 bài mới nhất.")
    assert "Bài số 1249 " in text and "Bài số 1150 " in text and "Bài số 1149 " not in text
