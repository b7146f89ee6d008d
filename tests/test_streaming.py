"""An answer that is shown while it is written: drafts in private chats, edits elsewhere, the same card in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEmbedder
from fake_model import MODEL, FakeModelServer
from fake_telegram import FakeTelegram
from invented_reports import TODAY, open_library, report, source
from telegram_bot import UNHURRIED, FakeAnswers, running
from telegram_faults import ANSWER_LOST, LOST, Fault, error

from bot.answering.answerer import Answerer
from bot.answering.answers import Answer, Outcome
from bot.answering.generation import OpenAIGenerator
from bot.answering.previews import Show
from bot.answering.prompts import load_prompt
from bot.answering.writing import Writer
from bot.opening import PROMPT
from bot.records import Records
from bot.telegram import sending, streaming
from bot.telegram.journal import SHOWN, Journal, State
from bot.telegram.limits import Limiter, Rate
from bot.telegram.streaming import GOING_ON
from index.retrieval import Retriever
from index.vietnamese.places import Place

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, GROUP = 7, -5
QUESTION = "câu hỏi"
STEPS = ("Một.", "Một. Hai & <hai>.", "Một. Hai & <hai>. Ba.")
FINAL = "Một. Hai & <hai>. Ba. Bốn."


class SteppingAnswers(FakeAnswers):
    """Shows an answer step by step, each when the one before was shown."""

    def __init__(self, telegram: FakeTelegram) -> None:
        super().__init__()
        self.telegram = telegram
        self.prepared[QUESTION] = Answer(Outcome.ANSWERED, FINAL)
        self.is_shown = True  # else the next step does not wait

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        assert show
        for step in STEPS if question == QUESTION else ():
            show(step)
            if self.is_shown:
                await self.telegram.wait_until(lambda step=step: step + GOING_ON in self.seen())  # type: ignore[misc]
            else:
                await asyncio.sleep(0.03)
        return await super().answer(question, asker=asker, own=own)

    def seen(self) -> list[str]:
        """Everything that was shown anywhere."""
        drafts = [text for texts in self.telegram.drafts.values() for text in texts]
        return drafts + [text for sent in self.telegram.sent for text in (*sent.edits, sent.text)]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DRAFT_PAUSE_S", "EDIT_PAUSE_S", "GROUP_PAUSE_S"):
        monkeypatch.setattr(streaming, name, 0.01)
    monkeypatch.setattr(sending, "RETRY_DELAYS_S", (0.01,))


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.open_chat(CHAT)
        yield server


@pytest.fixture
def answers(telegram: FakeTelegram) -> SteppingAnswers:
    return SteppingAnswers(telegram)


async def states(data: Path) -> dict[State, int]:
    async with await Records.open(data) as records:
        return {state: count for state, count in (await Journal(records.database).counts()).items() if count}


def ask(telegram: FakeTelegram) -> None:
    telegram.write(CHAT, QUESTION)


async def test_privately_drafts_come_before_the_answer(telegram: FakeTelegram, answers: SteppingAnswers) -> None:
    async with running(telegram, answers):
        ask(telegram)
        [answer] = await telegram.replies(CHAT)
    assert telegram.drafts[CHAT] == [step + GOING_ON for step in STEPS]
    assert (answer.text, answer.edits) == (FINAL, [])
    assert {rejected.method for rejected in telegram.rejected} <= {"getUpdates"}  # a stop ends the last poll
    assert answer.buttons
    calls = [name for name, _ in telegram.calls if name in ("sendMessage", "sendMessageDraft")]
    assert calls == ["sendMessageDraft"] * 3 + ["sendMessage"]
    assert len({call["draft_id"] for call in telegram.called("sendMessageDraft")}) == 1


async def test_a_server_without_drafts_gets_a_message_that_is_edited(answers: SteppingAnswers) -> None:
    async with FakeTelegram(missing=("sendMessageDraft",)) as telegram:
        answers.telegram = telegram
        async with running(telegram, answers):
            for _ in range(2):
                ask(telegram)
                await telegram.wait_until(lambda: [sent.text for sent in telegram.sent][-1:] == [FINAL])
        assert [sent.text for sent in telegram.messages(CHAT)][0] == FINAL
        assert telegram.sent[0].edits == [step + GOING_ON for step in STEPS]
        assert telegram.sent[0].buttons
        assert len(telegram.called("sendMessageDraft")) == 1, "it is not asked for again"
        assert [each.method for each in telegram.rejected if each.method != "getUpdates"] == ["sendMessageDraft"]


async def test_in_a_group_a_message_is_edited(telegram: FakeTelegram, answers: SteppingAnswers) -> None:
    telegram.open_chat(GROUP)
    answers.prepared["nơi nào?"] = Answer(Outcome.CLARIFY, "Chọn một câu.", choices=(QUESTION,))
    async with running(telegram, answers):
        telegram.write(CHAT, "nơi nào?")
        [offered] = await telegram.replies(CHAT)
        telegram.press(replace(offered.buttons[0], chat_id=GROUP), sender=CHAT)
        await telegram.wait_until(lambda: FINAL in [sent.text.partition("\n\n")[2] for sent in telegram.sent])
    [answer] = telegram.messages(GROUP)
    assert answer.edits == [step + GOING_ON for step in STEPS]
    assert not telegram.called("sendMessageDraft")


@pytest.fixture
async def draftless() -> AsyncIterator[FakeTelegram]:
    """A server on which every chat gets a message that is edited."""
    async with FakeTelegram(missing=("sendMessageDraft",)) as server:
        yield server


class TestAMessageThatIsEdited:
    async def test_becomes_the_answer_and_counts_as_one(
        self, draftless: FakeTelegram, answers: SteppingAnswers, tmp_path: Path
    ) -> None:
        answers.telegram = draftless
        answers.prepared[QUESTION] = Answer(Outcome.ANSWERED, "dài " * 2000)
        async with running(draftless, answers, data=tmp_path):
            ask(draftless)
            first, second = await draftless.replies(CHAT, 2)
            await draftless.wait_until(lambda: bool(second.buttons))
        assert [first.edits[0], first.buttons, second.edits] == [STEPS[0] + GOING_ON, [], []]
        assert f"{first.text} {second.text}".split() == ["dài"] * 2000
        assert await states(tmp_path) == {State.SENT: 1}
        async with await Records.open(tmp_path) as records:  # a kill would have found a whole answer
            [row] = await records.database.fetch("SELECT parts, messages FROM updates")
        assert (row["parts"], row["messages"]) == (0, f"[{first.message_id},{first.message_id},{second.message_id}]")

    @pytest.mark.parametrize("fault", [LOST, ANSWER_LOST, error(500), error(429, retry_after=0.05)])
    async def test_gets_its_last_edit_whatever_happens_to_the_call(
        self, draftless: FakeTelegram, answers: SteppingAnswers, tmp_path: Path, fault: Fault
    ) -> None:
        answers.telegram = draftless
        answers.gates[QUESTION] = asyncio.Event()
        async with running(draftless, answers, data=tmp_path):
            ask(draftless)
            await draftless.wait_until(lambda: STEPS[-1] + GOING_ON in answers.seen())
            await asyncio.sleep(0.05)
            draftless.faults.order("editMessageText", fault)
            answers.gates[QUESTION].set()
            await draftless.wait_until(lambda: draftless.sent[0].text == FINAL)
        assert len(draftless.sent) == 1
        assert await states(tmp_path) == {State.SENT: 1}

    async def test_is_sent_anew_if_somebody_deleted_it(self, draftless: FakeTelegram, answers: SteppingAnswers) -> None:
        answers.telegram = draftless
        answers.gates[QUESTION] = asyncio.Event()
        async with running(draftless, answers):
            ask(draftless)
            await draftless.wait_until(lambda: STEPS[-1] + GOING_ON in answers.seen())
            await asyncio.sleep(0.05)
            await draftless.methods.do_deleteMessage({"chat_id": CHAT, "message_id": draftless.sent[0].message_id})
            answers.gates[QUESTION].set()
            [answer] = await draftless.replies(CHAT)
        assert answer.text == FINAL

    @pytest.mark.parametrize("fault", [LOST, ANSWER_LOST])
    async def test_that_may_have_arrived_does_not_keep_the_answer_back(
        self, draftless: FakeTelegram, answers: SteppingAnswers, tmp_path: Path, fault: Fault
    ) -> None:
        answers.telegram, answers.is_shown = draftless, False
        draftless.faults.order("sendMessage", fault)
        async with running(draftless, answers, data=tmp_path):
            ask(draftless)
            await draftless.wait_until(lambda: draftless.sent[-1:] != [] and draftless.sent[-1].text == FINAL)
        assert [sent.text for sent in draftless.sent].count(FINAL) == 1
        assert await states(tmp_path) == {State.SENT: 1}

    async def test_of_a_bot_that_was_killed_becomes_the_answer_after_all(
        self, telegram: FakeTelegram, answers: SteppingAnswers, tmp_path: Path
    ) -> None:
        asked = telegram.write(CHAT, QUESTION)
        [update] = telegram.pending
        telegram.pending.clear()
        left = await telegram.methods.do_sendMessage(
            {"chat_id": CHAT, "text": "Mộ …", "reply_parameters": {"message_id": asked}}
        )
        async with await Records.open(tmp_path) as records:  # as the bot left it while it showed the answer
            journal = Journal(records.database)
            await journal.receive([update])
            await journal.begin(update["update_id"])
            await journal.sending(update["update_id"], SHOWN)
            await journal.sent(update["update_id"], left["message_id"], SHOWN)
        async with running(telegram, answers, data=tmp_path):
            await telegram.wait_until(lambda: telegram.sent[0].text == FINAL)
        assert len(telegram.sent) == 1
        assert await states(tmp_path) == {State.SENT: 1}

    async def test_leaves_room_for_answers(self, draftless: FakeTelegram, answers: SteppingAnswers) -> None:
        answers.telegram, answers.is_shown = draftless, False
        narrow = Limiter(overall=UNHURRIED, private=Rate(3, 60.0))
        async with running(draftless, answers, limiter=narrow):
            ask(draftless)
            await draftless.wait_until(lambda: draftless.sent[-1:] != [] and draftless.sent[-1].text == FINAL)
        assert len(draftless.sent[0].edits) <= 2


class TestAFloodWait:
    async def test_for_drafts_leaves_them_out_and_the_answer_comes(
        self, telegram: FakeTelegram, answers: SteppingAnswers
    ) -> None:
        answers.is_shown = False
        telegram.fail("sendMessageDraft", 429, retry_after=60)
        async with running(telegram, answers):
            ask(telegram)
            [answer] = await telegram.replies(CHAT)
        assert (answer.text, telegram.drafts[CHAT]) == (FINAL, [])
        assert len(telegram.called("sendMessageDraft")) == 1

    async def test_that_is_short_lets_the_drafts_go_on(self, telegram: FakeTelegram, answers: SteppingAnswers) -> None:
        telegram.fail("sendMessageDraft", 429, retry_after=0.05)
        async with running(telegram, answers):
            ask(telegram)
            [answer] = await telegram.replies(CHAT)
        assert answer.text == FINAL
        assert telegram.drafts[CHAT] == [step + GOING_ON for step in STEPS]

    async def test_for_edits_is_waited_for_by_the_answer_alone(
        self, draftless: FakeTelegram, answers: SteppingAnswers
    ) -> None:
        answers.telegram, answers.is_shown = draftless, False
        draftless.fail("editMessageText", 429, retry_after=0.3)
        async with running(draftless, answers):
            ask(draftless)
            await draftless.wait_until(lambda: draftless.sent[-1:] != [] and draftless.sent[-1].text == FINAL)
        assert len(draftless.sent) == 1

    @pytest.mark.parametrize("code", [400, 403, 500])
    async def test_or_any_refusal_of_a_draft_costs_no_answer(
        self, telegram: FakeTelegram, answers: SteppingAnswers, code: int
    ) -> None:
        answers.is_shown = False
        telegram.fail("sendMessageDraft", code)
        async with running(telegram, answers):
            ask(telegram)
            [answer] = await telegram.replies(CHAT)
        assert answer.text == FINAL


async def test_a_draft_that_is_slow_holds_up_no_answer_for_long(
    telegram: FakeTelegram, answers: SteppingAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "_DRAFT_TIMEOUT_S", 0.1)
    answers.is_shown = False
    telegram.faults.order("sendMessageDraft", Fault(delay_s=30))
    async with running(telegram, answers):
        ask(telegram)
        async with asyncio.timeout(5):
            [answer] = await telegram.replies(CHAT)
    assert answer.text == FINAL


class WrittenAnswers(FakeAnswers):
    """Answers of a real answerer."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__()
        self._answerer = answerer

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        return await self._answerer.answer(question, asker=asker, own=own, show=show)


GOOD = "Năm 2023, Hội LHPN tỉnh Bắc Giang thành lập 21 đội văn nghệ xung kích [1]."
INVENTED = "Hội còn tặng 999 chiếc xe đạp [1]."
MORE = "Hội trao 35 suất học bổng [1]."
SAID = "Năm 2023, các cấp Hội trong tỉnh thành lập 21 đội văn nghệ xung kích. Hội trao 35 suất học bổng."
ASKED = "Năm 2023 Bắc Giang thành lập bao nhiêu đội văn nghệ xung kích?"


@pytest.fixture
async def model(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeModelServer]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with FakeModelServer() as server:
        yield server


@pytest.fixture
async def written(model: FakeModelServer, tmp_path: Path) -> AsyncIterator[WrittenAnswers]:
    article = report(source("bg.txt", "Hội LHPN tỉnh Bắc Giang", "Bắc Giang", "năm 2023"), SAID)
    generator = OpenAIGenerator(model.url, MODEL, timeout_s=1.5)
    async with open_library(tmp_path / "index", [article]) as library:
        writer = Writer(generator, load_prompt(PROMPT))
        answerer = Answerer(library, Retriever(FakeEmbedder()), today=lambda: TODAY, writer=writer)
        yield WrittenAnswers(answerer)
    await generator.close()


async def test_a_reader_never_sees_what_no_article_says(
    telegram: FakeTelegram, model: FakeModelServer, written: WrittenAnswers
) -> None:
    model.draft(f"{GOOD} {INVENTED} {MORE} Hết.", pace_s=0.01)
    async with running(telegram, written):
        telegram.write(CHAT, ASKED)
        [answer] = await telegram.replies(CHAT)
    assert answer.text.startswith(f"{GOOD} {MORE}\n\nNguồn:")
    assert telegram.drafts[CHAT][0] == GOOD + GOING_ON
    assert set(telegram.drafts[CHAT]) <= {GOOD + GOING_ON, f"{GOOD} {MORE}{GOING_ON}"}


async def test_a_model_that_falls_silent_costs_only_its_time(
    telegram: FakeTelegram, model: FakeModelServer, written: WrittenAnswers
) -> None:
    for _ in range(4):
        model.hang(f"{GOOD} {INVENTED}")
    async with running(telegram, written):
        telegram.write(CHAT, ASKED)
        async with asyncio.timeout(6):
            [answer] = await telegram.replies(CHAT)
    assert answer.text.startswith("21 đội văn nghệ xung kích (Hội LHPN tỉnh Bắc Giang, năm 2023) [1].")
    assert set(telegram.drafts[CHAT]) == {GOOD + GOING_ON}
