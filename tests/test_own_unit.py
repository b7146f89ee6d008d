"""/donvi: a unit that is stated settles questions that could mean several places, in private chats alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from fake_telegram import FakeTelegram
from invented_reports import TODAY, open_library, report, source
from telegram_bot import FakeAnswers, running

from bot.answering.answerer import Answerer
from bot.answering.answers import Answer, Outcome
from bot.people.units import units_named
from bot.telegram import unit_replies
from index.retrieval import Retriever
from index.vietnamese.places import Place

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, OTHER, GROUP = 7, 8, -5
LUC_NGAN, BAC_GIANG, GIA_LAI, HUE = (
    units_named(name)[0] for name in ("huyện Lục Ngạn", "tỉnh Bắc Giang", "tỉnh Gia Lai", "tỉnh Thừa Thiên Huế")
)
SENTENCE = "Năm 2023, các cấp Hội trong tỉnh thành lập {} đội văn nghệ xung kích."
REPORTS = tuple(
    report(source(f"{name}.txt", f"Hội LHPN tỉnh {name}", name, "năm 2023", date(2024, 1, 5)), SENTENCE.format(number))
    for name, number in (("Bắc Giang", 21), ("Gia Lai", 24), ("Cao Bằng", 27))
)
QUESTION = "Thành lập bao nhiêu đội văn nghệ xung kích?"


@pytest.fixture
async def answerer(tmp_path: Path) -> AsyncIterator[Answerer]:
    async with open_library(tmp_path, REPORTS) as library:
        yield Answerer(library, Retriever(FakeEmbedder()), today=lambda: TODAY)


@pytest.mark.parametrize(
    ("own", "said"), [(GIA_LAI, "24 đội"), (BAC_GIANG, "21 đội"), (LUC_NGAN, "21 đội")], ids=lambda own: str(own)[:30]
)
async def test_the_own_unit_or_its_province_is_meant_where_several_are(
    answerer: Answerer, own: Place, said: str
) -> None:
    answer = await answerer.answer(QUESTION, own=own)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text.startswith(said)
    assert answer.understood and QUESTION.rstrip("?") in answer.understood  # the reader is told what was meant
    assert answer.understood.endswith(f"{'Gia Lai' if own is GIA_LAI else 'Bắc Giang'}?")
    assert {hit.passage.source.province for hit in answer.retrieved} >= {answer.citations[0].source.province}


async def test_a_unit_without_a_report_leaves_the_choice_open(answerer: Answerer) -> None:
    without, own = await answerer.answer(QUESTION), await answerer.answer(QUESTION, own=HUE)
    assert (without.outcome, own.outcome) == (Outcome.CLARIFY, Outcome.CLARIFY)
    assert own.choices == without.choices


async def test_a_question_that_names_its_place_is_left_alone(answerer: Answerer) -> None:
    answer = await answerer.answer("Gia Lai thành lập bao nhiêu đội văn nghệ xung kích?", own=BAC_GIANG)
    assert (answer.text[:6], answer.understood) == ("24 đội", None)


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


async def said(telegram: FakeTelegram, text: str, chat: int = CHAT) -> str:
    before = len(telegram.messages(chat))
    telegram.write(chat, text)
    return (await telegram.replies(chat, before + 1))[-1].text


async def test_a_unit_is_stated_shown_used_and_forgotten(telegram: FakeTelegram, tmp_path: Path) -> None:
    answers = FakeAnswers()
    async with running(telegram, answers, data=tmp_path):
        assert "chưa ghi đơn vị" in await said(telegram, "/donvi")
        assert "huyện Lục Ngạn (Bắc Giang)" in await said(telegram, "/donvi Hội LHPN huyện Lục Ngạn")
    async with running(telegram, answers, data=tmp_path):
        assert "huyện Lục Ngạn (Bắc Giang)" in await said(telegram, "/donvi")
        await said(telegram, "câu một")
        await said(telegram, "câu của người khác", OTHER)
        assert await said(telegram, "/donvi xóa") == unit_replies.FORGOTTEN
        await said(telegram, "câu hai")
    assert answers.own == [LUC_NGAN, None, None]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Châu Thành", "nhiều nơi trùng tên"),
        ("huyện Châu Thành", "huyện Châu Thành (Trà Vinh)"),
        ("Bắc Giang, Hà Nội", "nhiều nơi"),
        ("<b>đội của em</b> & bạn", "chưa nhận ra đơn vị"),
        ("x" * 3000, "chưa nhận ra đơn vị"),
    ],
)
async def test_a_unit_that_is_not_clear_is_asked_for_again(telegram: FakeTelegram, typed: str, told: str) -> None:
    async with running(telegram, FakeAnswers()):
        assert told in await said(telegram, f"/donvi {typed}")
        assert "chưa ghi đơn vị" in await said(telegram, "/donvi")


async def test_a_choice_that_was_picked_can_be_remembered(telegram: FakeTelegram, tmp_path: Path) -> None:
    answers = FakeAnswers()
    choices = (f"{QUESTION.rstrip('?')} ở tỉnh Gia Lai?", f"{QUESTION.rstrip('?')} ở tỉnh Cao Bằng?")
    answers.prepared[QUESTION] = Answer(Outcome.CLARIFY, "Nơi nào?", choices=choices)
    async with running(telegram, answers, data=tmp_path):
        telegram.write(CHAT, QUESTION)
        [offer] = await telegram.replies(CHAT)
        telegram.press(offer.buttons[0])
        picked = (await telegram.replies(CHAT, 2))[1]
        [remember] = [each for each in picked.buttons if each.label == unit_replies.remember_label(GIA_LAI)]
        telegram.press(remember)
        await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) == 2)
        assert telegram.called("answerCallbackQuery")[1]["text"] == unit_replies.remembered(GIA_LAI)
        await said(telegram, "câu nữa")
        telegram.press(offer.buttons[1])  # who has a unit is not asked again
        again = (await telegram.replies(CHAT, 4))[3]
    assert answers.own == [None, None, GIA_LAI, GIA_LAI]
    assert not [each for each in again.buttons if each.data.startswith("unit:")]


async def test_a_group_is_told_nothing_of_a_members_unit(telegram: FakeTelegram) -> None:
    answers = FakeAnswers()
    answers.prepared["?"] = Answer(Outcome.CLARIFY, "Nơi nào?", choices=("Ở Gia Lai?",))
    async with running(telegram, answers):
        await said(telegram, "/donvi huyện Lục Ngạn")
        telegram.write(CHAT, "?")
        offer = (await telegram.replies(CHAT, 2))[1]
        telegram.press(replace(offer.buttons[0], chat_id=GROUP, message_id=telegram.write(GROUP)), sender=CHAT)
        await telegram.replies(GROUP)
    assert answers.own == [LUC_NGAN, None]
