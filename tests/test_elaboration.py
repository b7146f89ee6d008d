"""Conversations with the real parts and a tiny model: more of an answer, its sources, and who is remembered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from conftest import CORPUS, HOUSES

from bot.answering import wording
from bot.answering.answerer import Answerer
from bot.answering.answers import Answer, Outcome
from bot.opening import open_answerer
from bot.settings import Settings
from index.documents import Document
from index.reading.articles import read_corpus

MAI, LAN = "telegram:-5:7", "telegram:-5:8"  # two members of one group


@pytest.fixture
async def answerer(copied_index: Path, tiny_model: str) -> AsyncIterator[Answerer]:
    async with open_answerer(Settings(data=copied_index, embedding_model=tiny_model)) as answerer:
        yield answerer


def quoted(answer: Answer) -> list[tuple[int, int]]:
    return [(citation.start, citation.end) for citation in answer.citations]


async def test_more_of_an_answer_quotes_what_stands_around_it(answerer: Answerer) -> None:
    first = await answerer.answer(HOUSES, asker=MAI)
    more = await answerer.answer("nói rõ hơn đi em", asker=MAI)
    assert (first.outcome, more.outcome) == (Outcome.ANSWERED, Outcome.ANSWERED)
    assert more.understood == f"Nói rõ hơn về câu “{HOUSES}”"
    assert {citation.source for citation in more.citations} == {citation.source for citation in first.citations}
    texts = {article.id: article.text for article in read_corpus(CORPUS) if isinstance(article, Document)}
    for citation in more.citations:
        assert citation.quote == texts[citation.source.id][citation.start : citation.end]
        assert f"[{citation.n}]" in more.text


async def test_what_was_told_is_not_told_again(answerer: Answerer) -> None:
    await answerer.answer(HOUSES, asker=MAI)
    told: list[tuple[int, int]] = []
    more = await answerer.answer("nói rõ hơn", asker=MAI)
    while more.outcome is Outcome.ANSWERED:
        assert not any(start < b and a < end for start, end in quoted(more) for a, b in told)
        told += quoted(more)
        more = await answerer.answer("nói thêm đi", asker=MAI)
    assert told
    assert more.text == wording.NO_MORE


async def test_sources_are_those_of_the_answer_before_and_leave_the_conversation_as_it_was(answerer: Answerer) -> None:
    first = await answerer.answer(HOUSES, asker=MAI)
    again = await answerer.answer("nguồn đâu?", asker=MAI)
    assert again.citations == first.citations
    assert all(f"“{citation.source.title}” [{citation.n}]" in again.text for citation in first.citations)
    follow_up = await answerer.answer("thế còn năm 2019?", asker=MAI)
    assert follow_up.understood == HOUSES.replace("2022", "2019")


async def test_an_answer_that_cites_nothing_has_no_sources(answerer: Answerer) -> None:
    await answerer.answer(HOUSES.replace("2022", "1999"), asker=MAI)
    assert (await answerer.answer("nguồn đâu?", asker=MAI)).text == wording.NOTHING_CITED


async def test_who_has_asked_nothing_is_asked_back(answerer: Answerer) -> None:
    answer = await answerer.answer("Thế còn năm 2022?", asker=MAI)
    assert (answer.outcome, answer.text, answer.understood) == (Outcome.CLARIFY, wording.WHICH_TOPIC, None)


async def test_a_follow_up_does_not_see_what_another_member_asked(answerer: Answerer) -> None:
    await answerer.answer(HOUSES, asker=MAI)
    assert (await answerer.answer("nguồn đâu?", asker=LAN)).outcome is Outcome.CLARIFY


async def test_without_an_asker_nothing_is_remembered(answerer: Answerer) -> None:
    await answerer.answer(HOUSES)
    assert (await answerer.answer("nguồn đâu?")).outcome is Outcome.CLARIFY


async def test_thanks_do_not_end_a_conversation(answerer: Answerer) -> None:
    await answerer.answer(HOUSES, asker=MAI)
    await answerer.answer("cảm ơn em", asker=MAI)
    assert (await answerer.answer("còn năm 2019?", asker=MAI)).understood == HOUSES.replace("2022", "2019")
