"""What a reader does with an answer's card, and with her own data: the real application against a strict server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_telegram import Button, FakeTelegram, Sent
from telegram_bot import PSEUDONYMS, SOURCE, FakeAnswers, running

from bot.answering.answers import Answer, Citation, Outcome
from bot.archive.tally import totals
from bot.archive.votes import Vote
from bot.people.open_questions import OpenQuestions
from bot.people.roles import Roles
from bot.telegram import card_replies, replies, unit_replies
from bot.telegram.card_replies import Note
from index.documents import Document

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

MAI, LAN = 7, 8
TEXT = "Năm 2022, Hội họp tổng kết. Các cấp Hội giúp 12 hộ <nghèo>. Hội trồng 40 cây xanh."
QUOTE = "Các cấp Hội giúp 12 hộ <nghèo>."
BEGIN = TEXT.index(QUOTE)
ANSWER = Answer(Outcome.ANSWERED, "12 hộ [1].", (Citation(1, SOURCE, QUOTE, BEGIN, BEGIN + len(QUOTE)),), generation=3)


class Shelf:
    """The articles as they are now; no earlier edition is kept."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {document.id: document for document in documents}

    async def article(self, id: str, generation: int | None = None) -> Document | None:
        return self.documents.get(id) if generation is None else None


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(Document(SOURCE, TEXT, (), "1"))


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def answers() -> FakeAnswers:
    prepared = FakeAnswers()
    prepared.prepared["Giúp bao nhiêu hộ?"] = ANSWER
    return prepared


@pytest.fixture
async def roles(telegram: FakeTelegram, answers: FakeAnswers, shelf: Shelf, tmp_path: Path) -> AsyncIterator[Roles]:
    async with running(telegram, answers, data=tmp_path, articles=shelf) as opened:
        yield opened
    assert [each for each in telegram.rejected if each.code == 400] == []  # no call was malformed


async def ask(telegram: FakeTelegram, text: str = "Giúp bao nhiêu hộ?", who: int = MAI) -> Sent:
    before = len(telegram.messages(who))
    telegram.write(who, text)
    return (await telegram.replies(who, before + 1))[-1]


def button(message: Sent, label: str) -> Button:
    return next(each for each in message.buttons if each.label.startswith(label))


async def said_to(telegram: FakeTelegram, pressed: Button, who: int = MAI) -> str:
    """What the little window says that a press opens."""
    before = len(telegram.called("answerCallbackQuery"))
    telegram.press(pressed, sender=who)
    await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) > before)
    return str(telegram.called("answerCallbackQuery")[-1].get("text", ""))


async def test_a_source_opens_at_the_quoted_words_also_after_a_restart(
    telegram: FakeTelegram, answers: FakeAnswers, shelf: Shelf, tmp_path: Path
) -> None:
    async with running(telegram, answers, data=tmp_path, articles=shelf):
        card = await ask(telegram)
    async with running(telegram, FakeAnswers(), data=tmp_path, articles=shelf):
        telegram.press(button(card, "📄 [1]"))
        passage = (await telegram.replies(MAI, 2))[-1]
    assert QUOTE.strip(".>") in " ".join(entity.text for entity in passage.entities)
    assert "Hội trồng 40 cây xanh." in passage.text
    assert [each.label for each in passage.buttons][:1] == [card_replies.COPY]


@pytest.mark.parametrize(
    ("text", "note", "shown"),
    [
        ("Các cấp Hội giúp 12 hộ <nghèo>. Bài đã sửa.", Note.MOVED, "Bài đã sửa."),
        ("Bài viết nay nói chuyện khác hẳn.", Note.REPLACED, "nói chuyện khác"),
        (None, Note.REMOVED, QUOTE),
    ],
)
async def test_an_old_button_tells_what_became_of_the_article(
    telegram: FakeTelegram, roles: Roles, shelf: Shelf, text: str | None, note: Note, shown: str
) -> None:
    card = await ask(telegram)
    shelf.documents = {} if text is None else {SOURCE.id: Document(SOURCE, text, (), "2")}
    telegram.press(button(card, "📄 [1]"))
    passage = (await telegram.replies(MAI, 2))[-1]
    assert note.value in passage.text
    assert shown in passage.text


async def test_a_vote_counts_once_and_can_be_changed(telegram: FakeTelegram, roles: Roles) -> None:
    card = await ask(telegram)
    assert await said_to(telegram, button(card, card_replies.GOOD)) == card_replies.THANKS
    assert await said_to(telegram, button(card, card_replies.BAD)) == card_replies.WHAT_WAS_WRONG
    await telegram.wait_until(lambda: bool([b for b in card.buttons if b.label == "Sai số liệu"]))
    assert await said_to(telegram, button(card, "Sai số liệu")) == card_replies.THANKS
    rows = await roles.database.fetch("SELECT vote FROM votes")
    assert [row["vote"] for row in rows] == [Vote.FIGURE.value]


async def test_a_question_goes_to_the_officers(telegram: FakeTelegram, roles: Roles) -> None:
    card = await ask(telegram)
    assert await said_to(telegram, button(card, card_replies.ASK_OFFICERS)) == card_replies.ASKED_OFFICERS
    [question] = await OpenQuestions(roles.database).waiting()
    assert (question.question, question.user_id, question.chat_id) == ("Giúp bao nhiêu hộ?", MAI, MAI)


async def test_a_link_shares_a_source_and_an_answer(telegram: FakeTelegram, roles: Roles) -> None:
    await ask(telegram)
    [row] = await roles.database.fetch("SELECT id FROM answers")
    shared = await ask(telegram, f"/start s_{row['id']}_1", LAN)
    assert QUOTE in shared.text
    again = await ask(telegram, f"/start a_{row['id']}", LAN)
    assert "12 hộ" in again.text
    assert "Giúp bao nhiêu hộ?" in again.text
    unknown = await ask(telegram, "/start a_zzzzzzzz", LAN)
    assert unknown.text == card_replies.UNKNOWN_ANSWER


async def test_forged_buttons_open_nothing(telegram: FakeTelegram, roles: Roles) -> None:
    card = await ask(telegram)
    for data in ("src:x:1", "vote:x:good", "off:x", "unit:x", "src", "vote", "erase:?"):
        await said_to(telegram, replace(button(card, card_replies.GOOD), data=data), LAN)
    assert await roles.database.fetch("SELECT 1 FROM votes") == []
    assert await OpenQuestions(roles.database).waiting() == []
    assert any(sent.text in (card_replies.UNKNOWN_ANSWER, replies.OLD_BUTTON) for sent in telegram.messages(MAI)[1:])


async def test_somebody_states_her_unit_and_takes_it_back(
    telegram: FakeTelegram, roles: Roles, answers: FakeAnswers
) -> None:
    assert (await ask(telegram, "/donvi")).text.startswith("Chị/anh chưa ghi đơn vị.")
    assert "Lục Ngạn" in (await ask(telegram, "/donvi Hội LHPN huyện Lục Ngạn")).text
    await ask(telegram)
    own = answers.own[-1]
    assert own is not None and own.name == "Lục Ngạn"
    assert (await ask(telegram, "/donvi xoa")).text == unit_replies.FORGOTTEN
    await ask(telegram)
    assert answers.own[-1] is None


async def test_what_is_stored_of_somebody_is_erased_at_her_wish_and_counts_stay(
    telegram: FakeTelegram, roles: Roles
) -> None:
    card = await ask(telegram)
    await said_to(telegram, button(card, card_replies.GOOD))
    await ask(telegram, who=LAN)
    before = await totals(roles.database)
    assert "180" in (await ask(telegram, "/riengtu")).text
    confirm = await ask(telegram, "/xoadulieu")
    telegram.press(confirm.buttons[0])
    await telegram.wait_until(lambda: bool(confirm.edits))
    person = PSEUDONYMS.of(MAI)
    for table in ("answers", "votes"):
        rows = await roles.database.fetch(f"SELECT person FROM {table}")
        assert person not in [row["person"] for row in rows]
    assert await totals(roles.database) == before
