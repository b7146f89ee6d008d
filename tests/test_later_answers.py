"""What earlier builds of the index did not answer is asked of later ones, and its asker told once, with the source."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEmbedder
from fake_telegram import FakeTelegram, Sent
from invented_reports import HOA_BINH_2021, build_index, report, source
from numpy.typing import NDArray
from telegram_bot import PSEUDONYMS, SOURCE, FakeAnswers, opened_roles, running

from bot.answering.answers import Answer, Citation, Outcome
from bot.archive.answers import Archive
from bot.people.audit import Person
from bot.people.open_questions import OpenQuestions
from bot.people.outbox import Kind, Outbox
from bot.people.responses import Responses
from bot.people.watches import Watches
from bot.personal_data import PersonalData
from bot.reasking import Reasking
from bot.telegram import card_replies, desk_replies, later_answers
from bot.telegram.later_answers import LaterAnswers
from index.library import Library
from index.store import Store

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

MEMBER, OTHER, OFFICER = 7, 8, 2
QUESTION = "Năm 2021 tỉnh Hòa Bình xây mới bao nhiêu mái ấm tình thương?"
NOTHING = Answer(Outcome.NOT_FOUND, "Chưa có thông tin.", reason="no passage about it", generation=1)
FOUND = Answer(Outcome.ANSWERED, "Có 31 nhà [1].", (Citation(1, SOURCE, "xây mới 31", 0, 10),), generation=2)
OTHER_QUOTE = replace(FOUND, citations=(Citation(1, SOURCE, "xây mới 40", 20, 30),))


class FakeArticles:
    """A corpus whose builds answer as prepared."""

    def __init__(self) -> None:
        self.generation = 1
        self.answer = NOTHING
        self.asked: list[str] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def generation_id(self) -> int:
        return self.generation

    async def ask(self, questions: Sequence[str]) -> Sequence[Answer]:
        self.asked += questions
        if self.meanwhile:
            await self.meanwhile()
        return [self.answer for _ in questions]


class Awake:
    """Counts how often the courier is woken."""

    def __init__(self) -> None:
        self.times = 0

    def wake(self) -> None:
        self.times += 1


@pytest.fixture
async def setting() -> AsyncIterator[tuple[Archive, Watches, FakeArticles, LaterAnswers]]:
    async with opened_roles() as roles:
        archive, watches = Archive(roles.database, PSEUDONYMS), Watches(roles.database)
        articles = FakeArticles()
        courier = Awake()
        yield archive, watches, articles, LaterAnswers(watches, archive, articles, courier)  # type: ignore[arg-type]


Setting = tuple[Archive, Watches, FakeArticles, LaterAnswers]


async def watched(archive: Archive, watches: Watches, answer: Answer = NOTHING, user: int = MEMBER) -> str:
    kept = await archive.keep(QUESTION, answer, user)
    await watches.add(user, user, QUESTION, kept.id, answer.generation)
    return kept.id


async def posted(archive: Archive) -> list[tuple[Kind, int]]:
    return [(letter.kind, letter.chat_id) for letter in await Outbox(archive.database).waiting()]


async def test_each_build_is_asked_once_until_one_answers(setting: Setting) -> None:
    archive, watches, articles, later = setting
    await watched(archive, watches)
    await later.check()
    assert articles.asked == []  # the build that had refused it is not asked again
    for generation in (2, 2, 3, 3):
        articles.generation = generation
        await later.check()
    assert articles.asked == [QUESTION] * 2
    assert await posted(archive) == []
    articles.generation, articles.answer = 4, FOUND
    await later.check()
    articles.generation, articles.answer = 5, OTHER_QUOTE
    await later.check()
    assert articles.asked == [QUESTION] * 3
    assert await posted(archive) == [(Kind.LATER, MEMBER)]


async def test_many_questions_are_asked_a_few_at_a_time(setting: Setting) -> None:
    archive, watches, articles, later = setting
    for user in range(1, 2 * later_answers.AT_A_TIME + 2):
        await watched(archive, watches, user=user)
    articles.generation, articles.answer = 2, FOUND
    await later.check()
    assert len(articles.asked) == len(await posted(archive)) == 2 * later_answers.AT_A_TIME + 1


@pytest.mark.parametrize(("later_answer", "is_told"), [(FOUND, False), (OTHER_QUOTE, True), (NOTHING, False)])
async def test_an_answer_that_was_voted_down_has_to_quote_something_new(
    setting: Setting, later_answer: Answer, is_told: bool
) -> None:
    archive, watches, articles, later = setting
    await watched(archive, watches, FOUND)
    articles.generation, articles.answer = 9, later_answer
    await later.check()
    assert bool(await posted(archive)) is is_told


async def test_what_an_officer_answered_is_not_asked_anew(setting: Setting) -> None:
    archive, watches, articles, later = setting
    id = await watched(archive, watches)
    question = await OpenQuestions(archive.database).ask(MEMBER, MEMBER, QUESTION, id)
    await Responses(archive.database).give(question, Person(OFFICER, "Lan"), "", "31 nhà.")
    articles.generation, articles.answer = 2, FOUND
    await later.check()
    assert articles.asked == []
    assert (Kind.LATER, MEMBER) not in await posted(archive)


async def test_a_question_that_cannot_be_asked_holds_up_no_other(setting: Setting) -> None:
    archive, watches, articles, later = setting

    async def fail() -> None:
        raise RuntimeError("hỏng")

    await watched(archive, watches)
    articles.generation, articles.answer, articles.meanwhile = 2, FOUND, fail
    await later.check()
    articles.meanwhile = None
    await watched(archive, watches, user=OTHER)
    await later.check()
    assert await posted(archive) == [(Kind.LATER, OTHER)]
    articles.generation = 3
    await later.check()
    assert await posted(archive) == [(Kind.LATER, OTHER), (Kind.LATER, MEMBER)]


async def test_who_has_her_data_erased_meanwhile_leaves_nothing(setting: Setting) -> None:
    archive, watches, articles, later = setting
    await watched(archive, watches)
    data = PersonalData(archive.database, PSEUDONYMS, 180)
    articles.meanwhile = lambda: data.erase(MEMBER)
    articles.generation, articles.answer = 2, FOUND
    await later.check()
    assert await posted(archive) == []
    rows = await archive.database.fetch("SELECT question FROM answers")
    assert [row["question"] for row in rows] == [""]
    assert await archive.database.fetch("SELECT 1 FROM watches") == []


async def say(telegram: FakeTelegram, chat: int, text: str) -> Sent:
    before = len(telegram.messages(chat))
    telegram.write(chat, text)
    return (await telegram.replies(chat, before + 1))[before]


async def press(telegram: FakeTelegram, message: Sent, label: str) -> None:
    before = len(telegram.called("answerCallbackQuery"))
    await telegram.wait_until(lambda: any(each.label.startswith(label) for each in message.buttons))
    telegram.press(next(each for each in message.buttons if each.label.startswith(label)))
    await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) > before)


@asynccontextmanager
async def looking_often(monkeypatch: pytest.MonkeyPatch, articles: FakeArticles) -> AsyncIterator[FakeTelegram]:
    """A bot that refuses everything and looks for new builds all the time."""
    looks = later_answers.LaterAnswers.__init__
    monkeypatch.setattr(
        later_answers.LaterAnswers, "__init__", lambda *args, **known: looks(*args, **known, look_s=0.02)
    )
    answers = FakeAnswers()
    answers.prepared[QUESTION] = NOTHING
    async with FakeTelegram() as telegram, running(telegram, answers, anew=articles):
        for chat in (MEMBER, OTHER):
            telegram.open_chat(chat)
        yield telegram


@pytest.mark.parametrize("way", [card_replies.ASK_OFFICERS, card_replies.BAD])
async def test_the_asker_is_told_with_the_source_and_nobody_else(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    articles = FakeArticles()
    async with looking_often(monkeypatch, articles) as telegram:
        card = await say(telegram, MEMBER, QUESTION)
        await say(telegram, OTHER, QUESTION)
        await press(telegram, card, way)
        articles.answer, articles.generation = FOUND, 2
        told = await telegram.replies(MEMBER, 3)
        articles.generation = 3
        await asyncio.sleep(0.1)
        assert [sent.text for sent in told][1] == desk_replies.ANSWERED_BY_NOW
        assert QUESTION in told[2].text and "31 nhà [1]" in told[2].text and "Nguồn:" in told[2].text
        assert [each.label for each in told[2].buttons if each.label.startswith("📄")]
        assert len(telegram.messages(MEMBER)) == 3 and len(telegram.messages(OTHER)) == 1


async def test_a_vote_taken_back_ends_the_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = FakeArticles()
    async with looking_often(monkeypatch, articles) as telegram:
        card = await say(telegram, MEMBER, QUESTION)
        await press(telegram, card, card_replies.BAD)
        await press(telegram, card, card_replies.REASONS[next(iter(card_replies.REASONS))])
        await press(telegram, card, card_replies.GOOD)
        articles.answer, articles.generation = FOUND, 2
        await asyncio.sleep(0.1)
        assert (articles.asked, len(telegram.messages(MEMBER))) == ([], 1)


async def test_questions_are_asked_anew_of_the_real_index_on_another_thread(tmp_path: Path) -> None:
    threads = []

    class Noting(FakeEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            threads.append(threading.current_thread())
            return super().embed_queries(texts)

    async with await Store.open(tmp_path, create=True) as store:
        await build_index(
            store, [report(source("khac.txt", "Hội LHPN tỉnh An Giang", "An Giang", "năm 2020"), "Hội trồng 12 cây.")]
        )
        library = await Library.open(tmp_path, Noting())
        try:
            reasking = Reasking(tmp_path, library, library.embedder)
            [before] = await reasking.ask([QUESTION])
            first = await reasking.generation_id()
            await build_index(store, [HOA_BINH_2021])
            [after] = await reasking.ask([QUESTION])
            assert await reasking.generation_id() == after.generation != first
        finally:
            await library.close()
    assert (before.outcome, after.outcome) == (Outcome.NOT_FOUND, Outcome.ANSWERED)
    assert "31" in after.text and after.citations
    assert threading.main_thread() not in threads
