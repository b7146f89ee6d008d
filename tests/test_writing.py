"""Writing: a language model's draft is used as far as it is supported; whatever fails, the extracted answer is sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_model import MODEL, FakeModelServer

from bot.answering.answers import Answer, Citation, Derived, Outcome, Retrieved
from bot.answering.generation import GenerationError, OpenAIGenerator, Seen
from bot.answering.grounding import check_answer
from bot.answering.prompts import load_prompt
from bot.answering.writing import Writer
from index.documents import Passage, Source

PROMPT = Path(__file__).resolve().parent.parent / "prompts" / "answer.md"
SOURCE = Source(
    "lang-son.txt",
    "Tổng kết công tác Hội năm 2021",
    organisation="Hội LHPN tỉnh Lạng Sơn",
    province="Lạng Sơn",
    published=date(2022, 1, 10),
    period="năm 2021",
)
TEXT = "Hội đã giúp 186 hộ thoát nghèo. Hội trao 35 mái ấm tình thương."
PASSAGES = [Passage(SOURCE, 50, 50 + len(TEXT), TEXT)]
QUOTE = "Hội đã giúp 186 hộ thoát nghèo."
FALLBACK = Answer(
    Outcome.ANSWERED,
    f"186 hộ thoát nghèo (Hội LHPN tỉnh Lạng Sơn, năm 2021) [1].\n“{QUOTE}” [1]",
    (Citation(1, SOURCE, QUOTE, 50, 50 + len(QUOTE)),),
    (Retrieved(PASSAGES[0], 0.9),),
)
QUESTION = "Năm 2021 Lạng Sơn giúp bao nhiêu hộ thoát nghèo?"
GOOD = "Năm 2021, Hội LHPN tỉnh Lạng Sơn giúp 186 hộ thoát nghèo [1]."


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeModelServer]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with FakeModelServer() as running:
        yield running


@pytest.fixture
async def writer(server: FakeModelServer) -> AsyncIterator[Writer]:
    generator = OpenAIGenerator(server.url, MODEL, "sk-1", timeout_s=0.5, first_pause_s=0.001)
    yield Writer(generator, load_prompt(PROMPT))
    await generator.close()


async def test_a_faithful_draft_is_sent_with_quotations_of_its_own(server: FakeModelServer, writer: Writer) -> None:
    server.draft(GOOD)

    answer = await writer.write(QUESTION, PASSAGES, fallback=FALLBACK)

    assert answer == replace(FALLBACK, text=GOOD)
    check_answer(answer.text, answer.citations)


async def test_the_model_is_shown_question_and_passages(server: FakeModelServer, writer: Writer) -> None:
    server.draft(GOOD)

    await writer.write(QUESTION, PASSAGES, fallback=FALLBACK)

    [prompt] = server.prompts
    assert QUESTION in prompt
    assert TEXT in prompt


async def test_what_is_not_supported_of_a_draft_is_left_out(server: FakeModelServer, writer: Writer) -> None:
    server.draft(f"{GOOD} Hội còn tặng 999 tỷ đồng [1]. Bà Ma Thị Bịa là Chủ tịch [1].")

    assert (await writer.write(QUESTION, PASSAGES, fallback=FALLBACK)).text == GOOD


@pytest.mark.parametrize(
    "draft",
    [
        "KHÔNG CÓ THÔNG TIN",
        "Hội đã giúp 999 hộ thoát nghèo [1].",
        "Hội trao 35 mái ấm tình thương [1].",
        "Hội giúp 186 phụ nữ thoát nghèo [1]. Hội trao 35 mái ấm tình thương [1].",
        "Hội giúp 186 hộ thoát nghèo.",
        "<think>Hội giúp 186 hộ thoát nghèo [1].</think>",
    ],
    ids=["says nothing", "wrong", "another figure", "the core is wrong", "no marker", "only thoughts"],
)
async def test_without_a_supported_core_the_extracted_answer_is_sent(
    server: FakeModelServer, writer: Writer, draft: str
) -> None:
    server.draft(draft)

    assert await writer.write(QUESTION, PASSAGES, fallback=FALLBACK) == FALLBACK


async def test_an_answer_whose_own_first_statement_fails_is_not_sent(server: FakeModelServer, writer: Writer) -> None:
    fallback = replace(FALLBACK, text=f"Hội LHPN tỉnh Lạng Sơn, năm 2021: “{QUOTE}” [1]")
    server.draft("Bà Ma Thị Bịa điều hành hội nghị [1]. Hội trao 35 mái ấm tình thương [1].")
    server.draft("Các kết quả gồm:\n- Hội trao 35 mái ấm tình thương [1]\n- Bà Ma Thị Bịa dự [1]")

    assert await writer.write(QUESTION, PASSAGES, fallback=fallback) == fallback
    answer = await writer.write(QUESTION, PASSAGES, fallback=fallback)
    assert answer.text == "- Hội trao 35 mái ấm tình thương [1]"


async def test_an_answer_without_figures_may_be_worded_anew(server: FakeModelServer, writer: Writer) -> None:
    text = "Hội phối hợp với bộ đội biên phòng tuần tra đường biên."
    passages = [Passage(SOURCE, 0, len(text), text)]
    fallback = Answer(Outcome.ANSWERED, f"“{text}” [1]", (Citation(1, SOURCE, text, 0, len(text)),))
    server.draft("Hội phối hợp bộ đội biên phòng tuần tra đường biên [1].")

    answer = await writer.write("Hội phối hợp với ai?", passages, fallback=fallback)

    assert answer.text == "Hội phối hợp bộ đội biên phòng tuần tra đường biên [1]."


BROKEN: dict[str, Callable[[FakeModelServer], None]] = {
    "too many requests": lambda server: server.fail(429, retry_after="3600"),
    "server error": lambda server: server.fail(500),
    "unauthorised": lambda server: server.fail(401),
    "hang": lambda server: server.hang(),
    "hang midway": lambda server: server.hang(GOOD[:20]),
    "dropped midway": lambda server: server.drop(GOOD[:20]),
    "ended early": lambda server: server.draft(GOOD[:20], finish=None),
    "cut at the length limit": lambda server: server.draft(GOOD[:20], finish="length"),
    "malformed": lambda server: server.malformed("{"),
    "empty": lambda server: server.draft(""),
}


@pytest.mark.parametrize("break_it", BROKEN.values(), ids=BROKEN.keys())
async def test_whatever_the_server_does_the_extracted_answer_is_sent_in_time(
    server: FakeModelServer, writer: Writer, break_it: Callable[[FakeModelServer], None]
) -> None:
    for _ in range(4):
        break_it(server)

    async with asyncio.timeout(10.0):
        assert await writer.write(QUESTION, PASSAGES, fallback=FALLBACK) == FALLBACK


async def test_a_server_that_fails_once_is_asked_again(server: FakeModelServer, writer: Writer) -> None:
    server.fail(503)
    server.draft(GOOD)

    assert (await writer.write(QUESTION, PASSAGES, fallback=FALLBACK)).text == GOOD


async def test_an_answer_that_computed_something_is_left_as_it_is(server: FakeModelServer, writer: Writer) -> None:
    computed = replace(FALLBACK, derived=(Derived("36", "difference", ("186", "150")),))

    assert await writer.write(QUESTION, PASSAGES, fallback=computed) == computed
    assert server.requests == []


async def test_only_what_is_supported_is_shown_while_a_draft_is_written(
    server: FakeModelServer, writer: Writer
) -> None:
    invented, more = "Hội trao 99 xe đạp [1].", "Hội trao 35 mái ấm tình thương [1]."
    server.draft(f"{GOOD} {invented} {more} Hết.", pace_s=0.01)
    shown: list[str] = []

    answer = await writer.write(QUESTION, PASSAGES, fallback=FALLBACK, show=shown.append)

    assert answer.text == f"{GOOD} {more}"
    assert shown[0] == GOOD
    assert set(shown) <= {GOOD, f"{GOOD} {more}"}


async def test_nothing_is_shown_of_a_draft_that_does_not_answer(server: FakeModelServer, writer: Writer) -> None:
    server.draft("Hội trao 35 mái ấm tình thương [1]. Hội giúp 99 hộ [1]. Hết rồi.", pace_s=0.005)
    shown: list[str] = []

    assert await writer.write(QUESTION, PASSAGES, fallback=FALLBACK, show=shown.append) == FALLBACK
    assert shown == []


async def test_a_model_that_falls_silent_leaves_the_extracted_answer(server: FakeModelServer, writer: Writer) -> None:
    for _ in range(4):
        server.hang(f"{GOOD} Hội trao")
    shown: list[str] = []

    async with asyncio.timeout(10.0):
        assert await writer.write(QUESTION, PASSAGES, fallback=FALLBACK, show=shown.append) == FALLBACK
    assert set(shown) == {GOOD}


class Refusing:
    """A generator that has no server."""

    async def generate(self, prompt: str, seen: Seen | None = None) -> str:
        raise GenerationError("the language model gave no draft: HTTP 500")


async def test_a_failure_is_logged_without_question_or_passages(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    await Writer(Refusing(), load_prompt(PROMPT)).write(QUESTION, PASSAGES, fallback=FALLBACK)

    assert "HTTP 500" in caplog.text
    assert QUESTION not in caplog.text
    assert "186" not in caplog.text
