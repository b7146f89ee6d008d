"""The card of an answer and its buttons as a member sees them: the real bot over HTTP, on real indexes and records."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fake_index import FakeEmbedder, make_document
from fake_telegram import Button, FakeTelegram, Sent
from invented_reports import build_index
from ledgers import answer_with, figure, ledger
from telegram_bot import FakeAnswers, FakeLedgers, running
from telegram_html import utf16_units

from bot.answering.answers import NO_QUESTION, Answer, Citation, Outcome
from bot.archive.tally import totals
from bot.archive.votes import Vote
from bot.people.open_questions import OpenQuestions
from bot.people.roles import Roles
from bot.telegram import card_replies, replies
from bot.telegram.card_replies import Note
from index.documents import Document, Section, Source
from index.library import Library
from index.store import Store

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, OTHER, GROUP = 7, 8, -5
QUESTION = "giúp mấy chị?"
QUOTE = "Năm 2022, Hội giúp 12 chị & 3 hộ <nghèo>."
BEFORE = [f"Trước đó, chi hội {n} họp bàn việc trồng rừng." for n in range(60)]
AFTER = [f"Sau đó, chi hội {n} đi thăm trẻ em." for n in range(60)]
TEXT = " ".join([*BEFORE, QUOTE, *AFTER])
URL = "https://hoi.example/bai?id=1&trang=2"


def report(text: str = TEXT, id: str = "bao-cao.txt") -> Document:
    made = make_document(id, text, title="Tổng kết <2022>", organisation="Hội LHPN tỉnh An Bình", url=URL)
    return replace(made, sections=(Section(0, len(text)),))


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server
        assert [call for call in server.rejected if call.method != "getUpdates"] == []  # a stop ends the last poll


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@asynccontextmanager
async def indexed(data: Path, *documents: Document) -> AsyncIterator[Library]:
    """The index of a folder, built anew from these articles."""
    async with await Store.open(data, create=True) as store:
        await build_index(store, documents)
    library = await Library.open(data, FakeEmbedder())
    try:
        yield library
    finally:
        await library.close()


def forget_index(data: Path) -> None:
    """Remove an index: the number of its generation will be given again, to another build."""
    for path in data.glob("corpus.sqlite*"):
        path.unlink()


async def answer_of(library: Library, *quotes: str) -> Answer:
    """An answer that cites the report by these quotations, from the index as it is now."""
    generation = (await library.snapshot()).generation
    document = await generation.document("bao-cao.txt")
    assert document
    cited = tuple(
        Citation(1, document.source, quote, document.text.index(quote), document.text.index(quote) + len(quote))
        for quote in quotes
    )
    return Answer(Outcome.ANSWERED, "Giúp 12 chị [1].", cited, generation=generation.id)


async def asked(telegram: FakeTelegram, chat: int = CHAT, question: str = QUESTION) -> Sent:
    """The card of an answer."""
    before = len(telegram.messages(chat))
    telegram.write(chat, question)
    return (await telegram.replies(chat, before + 1))[-1]


def button(message: Sent, label: str) -> Button:
    return next(each for each in message.buttons if each.label.startswith(label))


async def opened(telegram: FakeTelegram, pressed: Button, chat: int = CHAT) -> Sent:
    """The new message that a button brings."""
    before = len(telegram.messages(chat))
    telegram.press(pressed)
    return (await telegram.replies(chat, before + 1))[-1]


async def turned(telegram: FakeTelegram, message: Sent, label: str) -> Sent:
    """The message after a button has changed it."""
    edits = len(message.edits)
    telegram.press(button(message, label))
    await telegram.wait_until(lambda: len(message.edits) > edits)
    return message


async def toast(telegram: FakeTelegram, pressed: Button, sender: int = CHAT) -> str:
    before = len(telegram.called("answerCallbackQuery"))
    telegram.press(pressed, sender=sender)
    await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) > before)
    return str(telegram.called("answerCallbackQuery")[-1].get("text", ""))


def start(url: str) -> str:
    """What somebody sends to the bot who follows a shared link."""
    [link] = parse_qs(urlsplit(url).query)["url"]
    assert link.startswith("https://t.me/hoidap_test_bot?start=")
    payload = parse_qs(urlsplit(link).query)["start"][0]
    assert re.fullmatch(r"[\w-]{1,64}", payload, re.ASCII)  # what Telegram allows
    return f"/start {payload}"


async def test_a_source_opens_at_the_quoted_words_with_the_sentences_around_them(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    async with indexed(tmp_path, report()) as library, running(telegram, answers, data=tmp_path, articles=library):
        answers.prepared[QUESTION] = await answer_of(library, QUOTE)
        card = await asked(telegram)
        shown = await opened(telegram, button(card, "📄 [1] Tổng kết <2022>"))
    assert shown.text.startswith("[1] Tổng kết <2022> – Hội LHPN tỉnh An Bình, 05/01/2023\nĐoạn ")
    assert shown.tagged("b") == [QUOTE]
    assert f"{BEFORE[-1]} {QUOTE} {AFTER[0]}" in shown.text
    assert shown.tagged("i") == []  # nothing has become of the article
    assert shown.reply_to == card.message_id
    assert [each.url for each in shown.buttons if each.label == card_replies.ORIGINAL] == [URL]


async def test_the_article_can_be_paged_through_from_end_to_end(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    async with indexed(tmp_path, report()) as library, running(telegram, answers, data=tmp_path, articles=library):
        answers.prepared[QUESTION] = await answer_of(library, QUOTE)
        shown = await opened(telegram, button(await asked(telegram), "📄"))
        while any(each.label == card_replies.BACK for each in shown.buttons):
            await turned(telegram, shown, card_replies.BACK)
        pages = [shown.text]
        while any(each.label == card_replies.ON for each in shown.buttons):
            pages.append((await turned(telegram, shown, card_replies.ON)).text)
    places = [re.search(r"Đoạn (\d+)/(\d+)", page) for page in pages]
    assert [place and place.groups() for place in places] == [
        (str(n), str(len(pages))) for n in range(1, len(pages) + 1)
    ]
    read = " ".join(page.partition("\n\n")[2].removeprefix("… ").removesuffix(" …") for page in pages)
    assert read == TEXT
    assert len(telegram.messages(CHAT)) == 2


async def test_a_citation_is_copied_within_telegrams_limit(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    long = "Hội 😀 giúp chị em " + "rất nhiều việc " * 40 + "xong."
    for n, quote in enumerate((QUOTE, long)):
        data = tmp_path / str(n)
        data.mkdir()
        async with indexed(data, report(quote)) as library, running(telegram, answers, data=data, articles=library):
            answers.prepared[QUESTION] = await answer_of(library, quote)
            shown = await opened(telegram, button(await asked(telegram), "📄"))
        copied = button(shown, card_replies.COPY).copied
        assert copied.endswith(" (Hội LHPN tỉnh An Bình, 05/01/2023)")
        assert copied.startswith(f"“{quote}”" if quote == QUOTE else "“Hội 😀 giúp chị em rất")
        assert ("…”" in copied) == (quote == long)
        assert utf16_units(copied) <= 256


@pytest.mark.parametrize(
    ("later", "note", "bold"),
    [
        ((report("Lời mở đầu mới. " + TEXT + " Thêm."),), Note.CHANGED, QUOTE),
        ((), Note.REMOVED, QUOTE),
    ],
    ids=["changed", "removed"],
)
async def test_an_old_button_tells_what_became_of_the_article(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path, later: tuple[Document, ...], note: Note, bold: str
) -> None:
    async with indexed(tmp_path, report()) as library, running(telegram, answers, data=tmp_path, articles=library):
        answers.prepared[QUESTION] = await answer_of(library, QUOTE)
        card = await asked(telegram)
    others = (report("Bài khác.", "khac.txt"),)
    async with (
        indexed(tmp_path, *later, *others) as library,
        running(telegram, answers, data=tmp_path, articles=library),
    ):
        shown = await opened(telegram, button(card, "📄"))
    assert shown.tagged("i") == [note.value]
    assert shown.tagged("b") == [bold]


@pytest.mark.parametrize(
    ("text", "note", "bold"),
    [
        (TEXT.replace("giúp 12 chị", "GIÚP  12 chị").replace(BEFORE[0], "Đoạn mới."), Note.MOVED, ["2022"]),
        ("Bản mới kể chuyện khác. " * 5, Note.REPLACED, []),
    ],
    ids=["moved", "replaced"],
)
async def test_a_button_of_a_generation_that_is_gone_searches_the_article_as_it_is_now(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path, text: str, note: Note, bold: list[str]
) -> None:
    async with indexed(tmp_path, report()) as library, running(telegram, answers, data=tmp_path, articles=library):
        answers.prepared[QUESTION] = await answer_of(library, QUOTE)
        card = await asked(telegram)
    forget_index(tmp_path)
    async with indexed(tmp_path, report(text)) as library, running(telegram, answers, data=tmp_path, articles=library):
        shown = await opened(telegram, button(card, "📄"))
    assert shown.tagged("i") == [note.value]
    assert [all(word in text for word in bold) for text in shown.tagged("b")] == [True] * len(bold)
    assert text.split(".")[0] in shown.text or note is Note.MOVED


async def test_a_source_without_pages_or_address_has_neither_buttons(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    short = replace(report(QUOTE), source=Source("bao-cao.txt", "Bài ngắn", url="javascript:alert(1)"))
    async with indexed(tmp_path, short) as library, running(telegram, answers, data=tmp_path, articles=library):
        answers.prepared[QUESTION] = await answer_of(library, QUOTE)
        shown = await opened(telegram, button(await asked(telegram), "📄"))
    assert [each.label for each in shown.buttons] == [card_replies.COPY, card_replies.SHARE]
    assert shown.text == f"[1] Bài ngắn\n\n{QUOTE}"


async def test_shared_links_open_the_source_and_the_answer_for_others(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    async with indexed(tmp_path, report()) as library, running(telegram, answers, data=tmp_path, articles=library):
        answers.prepared[QUESTION] = await answer_of(library, QUOTE)
        card = await asked(telegram)
        shown = await opened(telegram, button(card, "📄"))
        source = await asked(telegram, OTHER, start(button(shown, card_replies.SHARE).url))
        again = await asked(telegram, OTHER, start(button(card, card_replies.SHARE).url))
    assert source.text == shown.text
    assert again.text == f"Câu hỏi: {QUESTION}\n\n{card.text}"
    assert [each.label for each in again.buttons] == [each.label for each in card.buttons]


@pytest.mark.parametrize("link", ["s_", "s_x_1", "s_x", "a_", "a_x", "s_" + "x" * 60, "s_x_" + "9" * 40])
async def test_a_link_to_nothing_gets_a_sentence(telegram: FakeTelegram, answers: FakeAnswers, link: str) -> None:
    async with running(telegram, answers):
        assert (await asked(telegram, CHAT, f"/start {link}")).text == card_replies.UNKNOWN_ANSWER


@pytest.mark.parametrize(
    "data",
    ["src", "src:x", "src:x:1", "src:x:1:2", "src:x:a:b:c", "src::", "vote", "vote:x", "vote:x:good", "vote:x:best",
     "vote:x:good:y", "off", "off:x", "off::", "unit", "unit:x", "erase", "erase:x", "ask", "ask:x", "ask:x:-1",
     "ask:x:²", "ask:x:1:2"],
)  # fmt: skip
async def test_a_forged_button_does_no_harm(telegram: FakeTelegram, answers: FakeAnswers, data: str) -> None:
    async with running(telegram, answers) as roles:
        message = await asked(telegram, question="/help")
        assert await toast(telegram, Button("?", data, CHAT, message.message_id)) in (
            "", replies.OLD_BUTTON, card_replies.UNKNOWN_ANSWER,
        )  # fmt: skip
        await asked(telegram, CHAT, "câu hỏi")
        assert await OpenQuestions(roles.database).waiting() == []
    assert replies.FAILURE not in [sent.text for sent in telegram.sent]


async def test_a_vote_counts_once_and_can_be_changed(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    async with running(telegram, answers) as roles:
        card = await asked(telegram)
        assert await toast(telegram, button(card, card_replies.GOOD)) == card_replies.THANKS
        await telegram.wait_until(lambda: card.buttons[0].label == card_replies.GOOD + card_replies.CHOSEN)
        await toast(telegram, button(card, card_replies.GOOD))  # again: nothing changes, nothing fails
        assert await toast(telegram, button(card, card_replies.BAD)) == card_replies.WHAT_WAS_WRONG
        await telegram.wait_until(lambda: card.buttons[0].label == card_replies.REASONS[Vote.FIGURE])
        assert [each.label for each in card.buttons] == list(card_replies.REASONS.values())
        assert await toast(telegram, button(card, card_replies.REASONS[Vote.SCOPE])) == card_replies.THANKS
        await telegram.wait_until(lambda: card.buttons[0].label == card_replies.GOOD)
        assert button(card, card_replies.BAD).label == card_replies.BAD + card_replies.CHOSEN
        assert await counted_votes(roles) == {"scope": 1}


async def test_in_a_group_everybody_votes_and_nobody_sees_whose_vote_is_which(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    async with running(telegram, answers) as roles:
        answers.prepared["?"] = Answer(Outcome.CLARIFY, "Nơi nào?", choices=("Ở Huế?",))
        offer = replace(
            (await asked(telegram, question="?")).buttons[0], chat_id=GROUP, message_id=telegram.write(GROUP)
        )
        card = await opened(telegram, offer, GROUP)
        for sender in (CHAT, OTHER, OTHER):
            assert await toast(telegram, button(card, card_replies.GOOD), sender) == card_replies.THANKS
        assert await counted_votes(roles) == {"good": 2}
        assert not [each for each in card.buttons if each.label.endswith(card_replies.CHOSEN)]


async def counted_votes(roles: Roles) -> dict[str, int]:
    votes = {vote.value for vote in Vote}
    return {what: n for what, n in (await totals(roles.database)).items() if n and what in votes}


async def test_a_question_is_put_to_the_officers_in_its_complete_form_once(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    answers.prepared[QUESTION] = Answer(Outcome.NOT_FOUND, "Chưa có.", understood="Năm 2022 giúp mấy chị?")
    async with running(telegram, answers) as roles:
        card = await asked(telegram)
        for _ in range(2):
            assert await toast(telegram, button(card, card_replies.ASK_OFFICERS)) == card_replies.ASKED_OFFICERS
        [waiting] = await OpenQuestions(roles.database).waiting()
    assert (waiting.user_id, waiting.chat_id, waiting.question) == (CHAT, CHAT, "Năm 2022 giúp mấy chị?")


async def test_what_is_no_question_has_no_buttons_and_is_not_kept(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    answers.prepared["chào"] = Answer(Outcome.NOT_FOUND, "Xin chào!", reason=NO_QUESTION)
    async with running(telegram, answers) as roles:
        assert (await asked(telegram, question="chào")).buttons == []
        [row] = await roles.database.fetch("SELECT count(*) AS rows FROM answers")
    assert row["rows"] == 0


HOUSES = figure(47, key="mai-am-tinh-thuong", unit="nhà", document="bao-cao.txt", quote="47 nhà")
TOLD = figure(12, document="bao-cao.txt", quote=QUOTE)


async def test_an_answer_offers_what_else_its_report_tells(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    ledgers = FakeLedgers(ledger([TOLD, HOUSES, figure(5, key="hop-tac-xa", unit="hợp tác xã", document="khac.txt")]))
    source = Source("bao-cao.txt", "Tổng kết")
    wanted = "Năm 2022, Hội LHPN tỉnh Hà Giang có bao nhiêu nhà mái ấm tình thương?"
    answers.prepared[QUESTION] = Answer(Outcome.ANSWERED, "12 [1]", (Citation(1, source, QUOTE, 0, len(QUOTE)),))
    answers.prepared[wanted] = answer_with(HOUSES)
    async with running(telegram, answers, ledgers=ledgers, data=tmp_path):
        card = await asked(telegram)
    assert [each.label for each in card.buttons if each.data.startswith("ask:")] == [
        "💡 Nhà mái ấm tình thương, năm 2022"
    ]
    async with running(telegram, answers, ledgers=ledgers, data=tmp_path):  # after a restart
        shown = await opened(telegram, button(card, "💡"))
    assert (wanted, f"telegram:{CHAT}:{CHAT}") in answers.asked  # by her, not as a trial
    assert shown.text.startswith(f"Câu hỏi: {wanted}")


async def test_who_begins_gets_three_short_messages_with_examples_that_work(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    others = {"place": "Sơn La", "organisation": "Hội LHPN tỉnh Sơn La", "document": "b.txt"}
    figures = [figure(12), figure(5, key="hoc-bong", unit="suất", **others)]
    dated = ledger(figures, b=Source("b.txt", "B", published=date(2022, 1, 1)))
    questions = [
        "Năm 2022, Hội LHPN tỉnh Hà Giang có bao nhiêu hội viên mới?",
        "Năm 2022, Hội LHPN tỉnh Sơn La có bao nhiêu suất học bổng?",
    ]
    answers.prepared |= {question: answer_with(told) for question, told in zip(questions, figures, strict=True)}
    async with running(telegram, answers, ledgers=FakeLedgers(dated), data=tmp_path):
        telegram.write(CHAT, "/start")
        messages = await telegram.replies(CHAT, 3)
    assert all(len(message.text) < 500 for message in messages)
    assert [question in messages[2].text for question in questions] == [True, True]
    async with running(telegram, answers, data=tmp_path):
        await opened(telegram, messages[2].buttons[1])
    assert answers.asked[-1][0] == questions[1]


async def test_a_choice_is_asked_after_a_restart_and_in_a_group_only_in_its_conversation(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    answers.prepared["?"] = Answer(Outcome.CLARIFY, "Nơi nào?", choices=("Ở Hà Giang?", "Ở Huế?"))
    async with running(telegram, answers, data=tmp_path):
        offer = await asked(telegram, question="?")
    async with running(telegram, answers, data=tmp_path):
        shown = await opened(telegram, offer.buttons[1])
        in_group = replace(offer.buttons[0], chat_id=GROUP, message_id=telegram.write(GROUP, "/x"))
        telegram.press(in_group, sender=CHAT)
        await telegram.replies(GROUP)
    assert shown.text == "Câu hỏi: Ở Huế?\n\nVề «Ở Huế?»"
    # what she asks alone and what she asks in the group are two conversations
    assert answers.asked[-2:] == [("Ở Huế?", f"telegram:{CHAT}:{CHAT}"), ("Ở Hà Giang?", f"telegram:{GROUP}:{CHAT}")]
