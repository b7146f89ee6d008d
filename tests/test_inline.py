"""`@bot câu hỏi`: the cards that the real bot offers over HTTP, for answers prepared or found in a real index."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fake_index import FakeEmbedder
from fake_telegram import FakeTelegram
from invented_reports import TODAY, open_library, report, source
from ledgers import answer_with, figure, ledger
from telegram_bot import SOURCE, FakeAnswers, FakeLedgers, running
from telegram_html import parse_html, utf16_units

from bot.answering.answerer import Answerer
from bot.answering.answers import NO_QUESTION, Answer, Citation, Outcome, Retrieved
from bot.answering.previews import Show
from bot.answering.wording import NO_WORDS
from bot.telegram import inline, inline_replies, replies
from bot.telegram.metrics import Metrics
from index.documents import Passage, Source
from index.retrieval import Retriever
from index.vietnamese.places import Place

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

Json = dict[str, Any]

USER, OTHER, OWNER = 7, 8, 1
QUESTION = "giúp mấy chị?"
QUOTE = "Năm 2022, Hội giúp 12 chị & 3 hộ <nghèo>."
ANSWER = Answer(Outcome.ANSWERED, "12 chị (Hội LHPN tỉnh An Bình) [1].", (Citation(1, SOURCE, QUOTE, 0, len(QUOTE)),))
SECOND = Source("b.html", "Sơ kết", "Hội LHPN tỉnh An Bình", "An Bình", period="năm 2022")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (USER, OTHER, OWNER):
            server.open_chat(chat)
        yield server
        assert [call for call in server.rejected if call.method != "getUpdates"] == []


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline, "PAUSE_S", 0.05)


@pytest.fixture
def answers() -> FakeAnswers:
    made = FakeAnswers()
    made.prepared[QUESTION] = ANSWER
    return made


async def offered(telegram: FakeTelegram, query: str, user: int = USER) -> list[Json]:
    """The cards for a query."""
    id = telegram.inline(user, query)
    await telegram.wait_until(lambda: id in telegram.inline_answers)
    return list(telegram.inline_answers[id])


def last_call(telegram: FakeTelegram) -> Json:
    return telegram.called("answerInlineQuery")[-1]


def message(card: Json) -> str:
    """What a card sends, as its readers see it."""
    return parse_html(card["input_message_content"]["message_text"])[0]


def links(card: Json) -> list[str]:
    """The deep links below a card."""
    return [button["url"] for row in card.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


async def followed(telegram: FakeTelegram, url: str, user: int = OTHER) -> str:
    """What the bot shows to somebody who follows a link."""
    before = len(telegram.messages(user))
    telegram.write(user, f"/start {url.partition('?start=')[2]}")
    return (await telegram.replies(user, before + 1))[-1].text


async def test_a_question_in_any_chat_gets_a_card_with_answer_source_and_link(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    async with running(telegram, answers):
        [card] = await offered(telegram, f"  {QUESTION} ")
    assert card["title"] == "12 chị (Hội LHPN tỉnh An Bình)"
    assert card["description"] == "Tổng kết <b>2022</b> – Hội LHPN tỉnh An Bình – 05/01/2023"
    told = message(card)
    assert told.startswith(f"Câu hỏi: {QUESTION}\n\n12 chị")
    assert "[1] Tổng kết <b>2022</b> – Hội LHPN tỉnh An Bình, 05/01/2023" in told
    assert QUOTE in told
    [link] = links(card)
    assert link.startswith("https://t.me/hoidap_test_bot?start=p_")
    call = last_call(telegram)
    assert (call["is_personal"], call["cache_time"]) == ("true", str(inline.CACHE_S))


async def test_nothing_that_is_known_of_her_goes_into_a_card(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    async with running(telegram, answers) as roles:
        telegram.write(USER, "/donvi huyện Lục Ngạn")
        telegram.write(USER, "câu hỏi riêng")
        await telegram.replies(USER, 2)
        await offered(telegram, QUESTION)
        kept = await roles.database.fetch("SELECT question FROM answers")
    assert answers.asked == [("câu hỏi riêng", f"telegram:{USER}:{USER}"), (QUESTION, None)]
    assert answers.own[0] is not None
    assert answers.own[1] is None
    assert [row["question"] for row in kept] == ["câu hỏi riêng"]  # what is typed elsewhere is not kept


async def test_only_the_last_words_of_who_types_are_worked_on(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    async with running(telegram, answers, metrics=(metrics := Metrics())):
        early = [telegram.inline(USER, QUESTION[:length]) for length in range(1, len(QUESTION))]
        other = telegram.inline(OTHER, "câu khác")
        await offered(telegram, QUESTION)
        await telegram.wait_until(lambda: other in telegram.inline_answers)
    assert {question for question, _ in answers.asked} == {QUESTION, "câu khác"}
    assert not telegram.inline_answers.keys() & set(early)
    assert f'hoidap_inline_queries_total{{outcome="superseded"}} {len(early)}.0' in metrics.exposed().decode()


async def test_an_answer_that_is_found_too_late_for_who_typed_on_is_not_sent(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    answers.gates["chậm"] = asyncio.Event()
    async with running(telegram, answers):
        slow = telegram.inline(USER, "chậm")
        await answers.reached(1)
        await offered(telegram, QUESTION)
        answers.gates["chậm"].set()
        await asyncio.sleep(0.05)
    assert slow not in telegram.inline_answers


async def test_who_waits_too_long_is_told_so(
    telegram: FakeTelegram, answers: FakeAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline, "LIMIT_S", 0.05)
    answers.gates[QUESTION] = asyncio.Event()
    async with running(telegram, answers):
        assert await offered(telegram, QUESTION) == []
    call = last_call(telegram)
    assert (call["button"]["text"], call["cache_time"]) == (inline_replies.LATE, "0")


async def test_a_query_that_telegram_has_given_up_is_left_quietly(
    telegram: FakeTelegram, answers: FakeAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(telegram, answers):
        telegram.inline(USER, QUESTION, patience_s=0)
        await telegram.wait_until(lambda: bool(telegram.rejected))
        telegram.rejected.clear()
        assert len(await offered(telegram, QUESTION)) == 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_an_error_shows_a_button_and_stops_nothing(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    answers.prepared["hỏng"] = RuntimeError("hỏng")
    async with running(telegram, answers):
        assert await offered(telegram, "hỏng") == []
        assert last_call(telegram)["button"]["text"] == inline_replies.FAILED
        assert len(await offered(telegram, QUESTION)) == 1


async def test_a_stranger_gets_a_button_that_opens_the_bot_and_no_card(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    async with running(telegram, answers, owners=[OWNER], access="invited"):
        assert await offered(telegram, QUESTION) == []
        call = last_call(telegram)
        assert call["button"] == {"text": inline_replies.NO_ACCESS, "start_parameter": inline.START}
        assert (call["cache_time"], call["is_personal"]) == ("0", "true")
        telegram.write(USER, f"/start {inline.START}")
        assert (await telegram.replies(USER))[0].text == replies.NO_ACCESS
        assert answers.asked == []
        assert len(await offered(telegram, QUESTION, OWNER)) == 1


async def test_what_she_types_on_counts_as_one_question_within_her_budget(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    async with running(telegram, answers, questions_per_hour=1):
        assert await offered(telegram, QUESTION[:4])
        assert await offered(telegram, QUESTION)
        assert await offered(telegram, QUESTION[:8])
        assert await offered(telegram, "câu khác") == []
        assert "phút" in last_call(telegram)["button"]["text"]
        assert await offered(telegram, "câu khác nữa") == []
        telegram.write(USER, "hỏi riêng")  # the budget is one for all
        assert "hỏi tiếp sau" in (await telegram.replies(USER))[0].text
    assert [question for question, _ in answers.asked] == [QUESTION[:4], QUESTION, QUESTION[:8]]


async def test_nobody_types_on_for_ever(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    async with running(telegram, answers, questions_per_hour=1):
        shown = [bool(await offered(telegram, "a" * length)) for length in range(1, 13)]
    assert shown == [True] * 10 + [False] * 2


@pytest.mark.parametrize("query", ["", "  ", "???"])
async def test_without_a_question_examples_are_offered_that_send_their_answers(
    telegram: FakeTelegram, answers: FakeAnswers, query: str
) -> None:
    told = figure(12)
    asked = "Năm 2022, Hội LHPN tỉnh Hà Giang có bao nhiêu hội viên mới?"
    answers.prepared[asked] = answer_with(told)
    answers.prepared["???"] = Answer(Outcome.NOT_FOUND, NO_WORDS, reason=NO_QUESTION)
    async with running(telegram, answers, ledgers=FakeLedgers(ledger([told])), questions_per_hour=1):
        [card] = await offered(telegram, query)
        before = len(answers.asked)
        [again] = await offered(telegram, query)
    assert (card["title"], card["description"]) == (asked, inline_replies.TRY_THIS)
    assert f"{asked}\n\n12 [1]" in message(card)
    assert again == card
    assert [question for question, _ in answers.asked[before:]] == [query][: len(query.strip())]  # answered once


async def test_what_is_not_found_gets_one_card_that_says_what_is_missing(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    answers.prepared[QUESTION] = Answer(Outcome.NOT_FOUND, "Chưa có báo cáo năm 2030.", choices=("Năm 2023?",))
    async with running(telegram, answers):
        [card] = await offered(telegram, QUESTION)
    assert (card["title"], card["description"]) == (inline_replies.NOT_FOUND, "Chưa có báo cáo năm 2030.")
    assert message(card) == f"Câu hỏi: {QUESTION}\n\nChưa có báo cáo năm 2030.\n\n1. Năm 2023?"


async def test_a_question_of_several_meanings_gets_a_card_for_each_that_is_answered(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    asked = Answer(Outcome.CLARIFY, "Nhiều nơi có số liệu này: A, B.", choices=("ở A?", "ở B?", "ở C?"))
    answers.prepared |= {QUESTION: asked, "ở A?": ANSWER, "ở B?": replace(ANSWER, text="30 chị [1].")}
    answers.prepared["ở C?"] = Answer(Outcome.NOT_FOUND, "Không có.")
    async with running(telegram, answers):
        cards = await offered(telegram, QUESTION)
    assert [card["title"] for card in cards] == [inline_replies.WHICH_ONE, "12 chị (Hội LHPN tỉnh An Bình)", "30 chị"]
    assert message(cards[2]).startswith("Câu hỏi: ở B?\n\n30 chị [1].")


async def test_other_sources_follow_the_answer(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    first = Source("a.html", "Tổng kết", "Hội LHPN tỉnh An Bình", "An Bình", period="năm 2022")
    third, far = replace(SECOND, id="c.html", title="Tin <mới>"), replace(SECOND, id="d.html", province="Hà Giang")
    cited = (Citation(1, first, "12 chị", 0, 6), Citation(2, SECOND, "mười hai chị", 9, 21))
    found = tuple(Retrieved(Passage(each, 0, 9, "Hội giúp. " * 200), 1.0) for each in (first, third, third, far))
    answers.prepared[QUESTION] = Answer(Outcome.ANSWERED, "12 [1] [2]", cited, found)
    async with running(telegram, answers):
        cards = await offered(telegram, QUESTION)
    assert [card["title"] for card in cards] == ["12", "📄 Sơ kết", "📄 Tin <mới>"]
    assert cards[0]["description"].endswith(" và 1 nguồn khác")
    assert message(cards[1]) == "Sơ kết – Hội LHPN tỉnh An Bình, năm 2022\nmười hai chị"
    quoted = message(cards[2]).partition("\n")[2]
    assert quoted.endswith("Hội giúp.")
    assert 500 < len(quoted) <= 900
    assert [len(links(card)) for card in cards] == [2, 1, 1]


async def test_a_long_answer_of_many_sources_fits_into_one_message(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    title, quote = "Tổng kết 😀 " * 60, "Một câu rất dài <về> phong trào 😀. " * 25
    cited = tuple(Citation(n, Source(f"{n}.html", title), quote, 0, len(quote)) for n in range(1, 9))
    answers.prepared[QUESTION] = Answer(Outcome.ANSWERED, "• dòng <dài> [1]\n" * 300, cited)
    async with running(telegram, answers):
        cards = await offered(telegram, QUESTION)
    assert len(cards) == 8
    for card in cards:
        assert utf16_units(message(card)) <= 4096
        assert len(card["title"]) <= 100
        assert len(card["description"]) <= 160
    assert all(f"\n[{n}] Tổng kết" in message(cards[0]) for n in range(1, 9))
    assert "dài" in message(cards[0])


async def test_a_card_that_was_sent_is_counted_by_its_kind(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    async with running(telegram, answers, metrics=(metrics := Metrics())):
        await offered(telegram, QUESTION)
        for result_id in ("answer-0", "source-2", "answer-0", "x" * 64, ""):
            telegram.choose(USER, result_id, QUESTION)
        await offered(telegram, "")
    shown = metrics.exposed().decode()
    for kind, count in (("answer", 2), ("source", 1), ("unknown", 2)):
        assert f'hoidap_inline_chosen_total{{kind="{kind}"}} {count}.0' in shown


class RealAnswers(FakeAnswers):
    """Answers of a real answerer."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__()
        self._answerer = answerer

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        return await self._answerer.answer(question, asker=asker, own=own, show=show)

    async def sources(self) -> Sequence[Source]:
        return await self._answerer.sources()


async def test_a_real_index_answers_each_reading_and_its_links_open_the_passages(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    said = "Năm 2023, các cấp Hội trong tỉnh thành lập {} đội văn nghệ xung kích."
    reports = [
        report(source(f"{name}.txt", f"Hội LHPN tỉnh {name}", name, "năm 2023", date(2024, 1, 5)), said.format(number))
        for name, number in (("Bắc Giang", 21), ("Gia Lai", 24))
    ]
    async with open_library(tmp_path / "index", reports) as library:
        answers = RealAnswers(Answerer(library, Retriever(FakeEmbedder()), today=lambda: TODAY))
        async with running(telegram, answers, articles=library):
            cards = await offered(telegram, "Thành lập bao nhiêu đội văn nghệ xung kích?")
            opened = [await followed(telegram, link) for card in cards for link in links(card)]
    assert cards[0]["title"] == inline_replies.WHICH_ONE
    assert {card["title"].partition(" (")[0] for card in cards[1:]} == {f"{n} đội văn nghệ xung kích" for n in (21, 24)}
    assert {said.format(number) for number in (21, 24)} == {text.partition("\n\n")[2] for text in opened}
