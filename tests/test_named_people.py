"""Whom a question names is told by the capitals of the articles; of them alone an answer speaks."""

from __future__ import annotations

from datetime import date

import pytest
from invented_reports import TODAY, hits_of, lexicon_of, report, source

from bot.answering.named_people import named_in, people_in, shortened
from bot.answering.questions import Question, analyse
from bot.answering.ranking import rank
from bot.answering.scoring import scorer_of

WEAVER = report(
    source("lua.txt", "Hội LHPN tỉnh Hòa Bình", "Hòa Bình", None, date(2023, 5, 4)),
    "Nhắc đến chị Hà Thị Lụa ở bản Lác, ai cũng biết. Thuở đầu chị chỉ có hai khung cửi và 15 triệu đồng tiền vay.\n"
    "Nay mỗi tháng tổ dệt bán ra 400 chiếc khăn.",
)
GROWER = report(
    source("mai.txt", "Hội LHPN tỉnh Hòa Bình", "Hòa Bình", None, date(2023, 6, 4)),
    "Bà Bùi Thị Mai trồng cam từ 20 triệu đồng tiền vay.",
)
STORIES = (WEAVER, GROWER)
LEXICON = lexicon_of(STORIES)


def ask(text: str) -> Question:
    return analyse(text, LEXICON, today=TODAY)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Nhắc đến chị Hà Thị Lụa, ai cũng biết.", {"hà thị lụa", "chị lụa"}),
        ("Nguyễn Văn Nam chủ trì, cô Bé Sáu dự.", {"nguyễn văn nam", "bé sáu", "cô sáu"}),
        ("Chị em Gia Lai, mấy chị Yên Bái và Hội LHPN tỉnh", set()),
        ("học tập và làm theo tấm gương Hồ Chí Minh", set()),
    ],
)
def test_people_are_told_by_their_title_or_surname(text: str, people: set[str]) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize(
    "question",
    [
        "Chị Hà Thị Lụa vay bao nhiêu tiền?",
        "ha thi lua ngay dau vay bao nhieu tien",
        "chị Lụa vay bao nhiêu vốn ban đầu?",
    ],
)
def test_only_articles_that_name_the_person_answer(question: str) -> None:
    hits = hits_of(*STORIES)
    named = named_in(ask(question), [hit.passage for hit in hits])
    assert named and named.sources == {"lua.txt"}
    assert {each.sentence.passage.source.id for each in rank(ask(question), hits, LEXICON)} == {"lua.txt"}


def test_nobody_is_named_where_no_passage_names_them() -> None:
    passages = [hit.passage for hit in hits_of(*STORIES)]
    assert named_in(ask("Chị Lò Thị Thủy vay bao nhiêu tiền?"), passages) is None
    assert named_in(ask("Vay bao nhiêu tiền để trồng cam?"), passages) is None


def test_a_sentence_that_does_not_repeat_the_name_covers_the_question_as_if_it_did() -> None:
    question = ask("Chị Hà Thị Lụa thuở đầu có mấy khung cửi?")
    best = rank(question, hits_of(*STORIES), LEXICON)[0]
    assert best.sentence.text.startswith("Thuở đầu chị chỉ có hai khung cửi")
    assert best.coverage > scorer_of(question, LEXICON).covered_share(best.sentence)


def test_a_name_is_left_out_only_beside_what_is_asked_about_it() -> None:
    passages = [hit.passage for hit in hits_of(*STORIES)]
    for text, topic in (("Hà Thị Lụa vay bao nhiêu?", ["lụa", "vay"]), ("Cho hỏi về Hà Thị Lụa", ["hà", "thị", "lụa"])):
        question = ask(text)
        named = named_in(question, passages)
        assert named
        assert [term.word for term in shortened(question, named).topic] == topic
