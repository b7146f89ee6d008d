"""Questions on offer: each was asked before, and its answer cites the figure that it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledgers import answer_with, figure, ledger
from telegram_bot import FakeAnswers, FakeLedgers

from bot.answering.answers import Answer, Outcome
from bot.answering.suggestions import OFFERED, TRIED, Suggestions
from bot.figures.ledger import Ledger
from bot.figures.questions import example_questions, next_questions
from index.figures import Figure

KEYS = ["hop-tac-xa", "hoc-bong", "dia-chi-tin-cay", "ho-thoat-ngheo", "ho-duoc-giup", "con-duong", "xe-dap", "to-roi"]
HERS = [figure(n, key=key, unit="cái", quote=f"Câu {n} của báo cáo.") for n, key in enumerate(KEYS, start=1)]
KNOWN = ledger(HERS)
WORDED = {asked.figure: asked.question for asked in next_questions(KNOWN, "a.txt", [], limit=99)}


@pytest.fixture
def answers() -> FakeAnswers:
    """Answers each question with the figure that it asks for."""
    prepared = FakeAnswers()
    prepared.prepared |= {question: answer_with(told) for told, question in WORDED.items()}
    return prepared


async def offered(answers: FakeAnswers, known: Ledger = KNOWN) -> list[Figure]:
    return [asked.figure for asked in await Suggestions(answers, FakeLedgers(known)).after("a.txt", [])]


def test_there_are_more_questions_than_are_offered_or_tried() -> None:
    assert OFFERED < TRIED < len(WORDED)


async def test_a_few_that_are_answered_are_offered(answers: FakeAnswers) -> None:
    assert await offered(answers) == [*WORDED][:OFFERED]
    assert len(answers.asked) == OFFERED


@pytest.mark.parametrize(
    "wrong",
    [
        Answer(Outcome.NOT_FOUND, "Chưa có báo cáo."),
        Answer(Outcome.CLARIFY, "Nơi nào?"),
        Answer(Outcome.ANSWERED, "Không có nguồn."),
        answer_with(replace(HERS[0], quote="Câu khác của báo cáo.")),
        answer_with(replace(HERS[0], document="khac.txt")),
    ],
)
async def test_one_that_is_not_answered_with_its_figure_gives_way_to_the_next(
    answers: FakeAnswers, wrong: Answer
) -> None:
    answers.prepared[WORDED[HERS[0]]] = wrong
    assert await offered(answers) == [*WORDED][1 : OFFERED + 1]


@pytest.mark.parametrize("quote", ["Câu 1 của", "Mở đầu. Câu 1 của báo cáo."])
async def test_an_answer_may_quote_less_or_more_than_the_sentence(answers: FakeAnswers, quote: str) -> None:
    answers.prepared[WORDED[HERS[0]]] = answer_with(replace(HERS[0], quote=quote))
    assert (await offered(answers))[0] == HERS[0]


async def test_no_more_are_tried_than_a_reader_can_wait_for(answers: FakeAnswers) -> None:
    answers.prepared.clear()
    assert await offered(answers) == []
    assert len(answers.asked) == TRIED


async def test_a_question_is_tried_once_until_the_index_changes(answers: FakeAnswers) -> None:
    ledgers = FakeLedgers(KNOWN)
    suggestions = Suggestions(answers, ledgers)
    first = await suggestions.after("a.txt", [])
    assert await suggestions.after("a.txt", []) == first
    assert len(answers.asked) == OFFERED
    answers.prepared[WORDED[HERS[0]]] = Answer(Outcome.NOT_FOUND, "Bài đã được gỡ.")
    ledgers.current = ledger(HERS)
    assert [asked.figure for asked in await suggestions.after("a.txt", [])] == [*WORDED][1 : OFFERED + 1]


async def test_nothing_is_remembered_of_a_trial(answers: FakeAnswers) -> None:
    await offered(answers)
    assert {asker for _, asker in answers.asked} == {None}


async def test_examples_are_tried_too(answers: FakeAnswers) -> None:
    [example] = example_questions(KNOWN)
    suggestions = Suggestions(answers, FakeLedgers(KNOWN))
    assert await suggestions.examples() == [example]
    answers.prepared.clear()
    assert await Suggestions(answers, FakeLedgers(KNOWN)).examples() == []
