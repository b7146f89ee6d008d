"""Closing the loop over HTTP: a member asks the officers, one answers, all who ask the same are told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEmbedder
from fake_telegram import Button, FakeTelegram, Sent
from numpy.typing import NDArray
from telegram_bot import SOURCE, FakeAnswers, opened_roles, running
from telegram_faults import ANSWER_LOST

from bot.answering.answers import Answer, Citation, Outcome, Statement
from bot.answering.wording import MAX_QUESTION_CHARS
from bot.archive.curated import CuratedAnswers
from bot.archive.curated_search import CuratedSearch
from bot.people.audit import Act, Audit, Person
from bot.people.open_questions import OpenQuestions
from bot.people.outbox import State
from bot.people.responses import Responses
from bot.people.roles import Role, Roles
from bot.records import Records
from bot.telegram import card_replies, courier, desk_replies, privacy_replies, replies
from bot.telegram.feedback import MAX_A_DAY
from bot.telegram.supplemented import SupplementedAnswers

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

OWNER, LAN, CUC, MEMBER, OTHER, GROUP = 1, 2, 3, 7, 8, -5
QUESTION = "Vay <vốn> ủy thác ở Lục Ngạn cần giấy tờ gì?"
RESPONSE = "Chị cần căn cước & sổ hộ nghèo."
NEAR = "Vay <vốn> ủy thác ở Lục Ngạn cần giấy tờ và con dấu gì?"
NOTHING = Answer(Outcome.NOT_FOUND, "Các bài viết chưa có thông tin này.", reason="no passage about it")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (OWNER, LAN, CUC, MEMBER, OTHER, GROUP):
            server.open_chat(chat)
        yield server


@pytest.fixture
async def roles(telegram: FakeTelegram, tmp_path: Path) -> AsyncIterator[Roles]:
    """A bot with an owner and two officers, whose articles answer nothing."""
    async with await Records.open(tmp_path) as records:
        fake, search = FakeAnswers(), CuratedSearch(CuratedAnswers(records.database), AllAlike())
        fake.prepared |= dict.fromkeys((QUESTION, QUESTION.lower(), NEAR), NOTHING)
        fake.prepared[NEAR.replace("Lục Ngạn", "Sơn Động")] = NOTHING
        answers = SupplementedAnswers(fake, search)
        async with running(telegram, answers, data=tmp_path, owners=[OWNER]) as roles:
            for user, name in ((LAN, "Lan"), (CUC, "Cúc <&>")):
                await roles.redeem(await roles.offer(Role.OFFICER, Person(OWNER, "Chủ")), Person(user, name))
            yield roles


class AllAlike(FakeEmbedder):
    """To this model every question is like every other: the words have to tell them apart."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().embed_queries([texts[0]] * len(texts))


async def say(telegram: FakeTelegram, chat: int, text: str, count: int = 1) -> Sent:
    """What the bot says last after somebody wrote."""
    before = len(telegram.messages(chat))
    telegram.write(chat, text)
    return (await telegram.replies(chat, before + count))[-1]


async def answered(telegram: FakeTelegram, to: Sent, text: str) -> Sent:
    """What the bot says after somebody replied to one of its messages."""
    before = len(telegram.messages(to.chat_id))
    telegram.answer(to, text)
    return (await telegram.replies(to.chat_id, before + 1))[before]


def button(message: Sent, label: str) -> Button:
    return next(each for each in message.buttons if each.label.startswith(label))


async def toast(telegram: FakeTelegram, pressed: Button, sender: int | None = None) -> str:
    before = len(telegram.called("answerCallbackQuery"))
    telegram.press(pressed, sender=sender)
    await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) > before)
    return str(telegram.called("answerCallbackQuery")[-1].get("text", ""))


async def edited(telegram: FakeTelegram, message: Sent, label: str) -> Sent:
    edits = len(message.edits)
    telegram.press(button(message, label))
    await telegram.wait_until(lambda: len(message.edits) > edits)
    return message


async def opened(telegram: FakeTelegram, pressed: Button) -> Sent:
    before = len(telegram.messages(pressed.chat_id))
    telegram.press(pressed)
    return (await telegram.replies(pressed.chat_id, before + 1))[before]


async def forwarded(telegram: FakeTelegram, officer: int = LAN) -> Sent:
    """The question as an officer gets it, after a member has put it to the officers."""
    card = await say(telegram, MEMBER, QUESTION)
    before = len(telegram.messages(officer))
    assert await toast(telegram, button(card, card_replies.ASK_OFFICERS)) == card_replies.ASKED_OFFICERS
    return (await telegram.replies(officer, before + 1))[before]


async def saved(telegram: FakeTelegram) -> Sent:
    """A curated answer as its officer sees it, by all the steps."""
    sent = await answered(telegram, await forwarded(telegram), RESPONSE)
    preview = await edited(telegram, sent, desk_replies.SAVE)
    return await edited(telegram, preview, desk_replies.SAVE_NOW)


async def test_a_question_reaches_every_officer_and_the_answer_comes_back_as_an_officers(
    telegram: FakeTelegram, roles: Roles
) -> None:
    await say(telegram, LAN, "/donvi huyện Lục Ngạn")
    shown = await forwarded(telegram)
    assert shown.text.startswith("✉️ Câu hỏi số 1 gửi cán bộ Hội (")
    assert QUESTION in shown.text
    for officer in (OWNER, CUC):
        [other] = await telegram.replies(officer)
        assert other.text == shown.text
    confirmed = await answered(telegram, shown, RESPONSE)
    assert confirmed.text == desk_replies.SENT
    brought = (await telegram.replies(MEMBER, 2))[1]
    assert brought.text.startswith("💬 Cán bộ Hội trả lời câu hỏi của chị/anh")
    assert QUESTION in brought.text and RESPONSE in brought.text
    assert "– Cán bộ Hội viên (huyện Lục Ngạn) trả lời ngày " in brought.text  # her name in this test is that
    assert "không phải trích dẫn từ bài viết" in brought.text
    [entry] = [entry for entry in await Audit(roles.database).entries() if entry.act == Act.QUESTION_ANSWERED]
    assert entry.who.id == LAN
    assert telegram.rejected == []


async def test_another_officer_is_told_that_it_was_answered(telegram: FakeTelegram, roles: Roles) -> None:
    shown = await forwarded(telegram, CUC)
    await answered(telegram, (await telegram.replies(LAN))[0], RESPONSE)
    await telegram.wait_until(lambda: bool(shown.edits))
    assert QUESTION not in shown.text and "Chị/anh không cần trả lời nữa." in shown.text
    assert QUESTION in telegram.messages(LAN)[0].text  # hers stays: she may add to her answer
    late = await answered(telegram, shown, "Không cần gì.")
    assert "câu hỏi này rồi" in late.text
    await say(telegram, MEMBER, "/help")
    assert not [sent for sent in telegram.messages(MEMBER) if "Không cần gì." in sent.text]


async def test_an_answer_can_be_typed_behind_the_command_and_added_to(telegram: FakeTelegram, roles: Roles) -> None:
    await forwarded(telegram)
    listed = await say(telegram, LAN, "/traloi")
    assert listed.text.startswith("Có 1 câu hỏi đang chờ") and QUESTION in listed.text
    asked = await opened(telegram, button(listed, "1. "))
    assert asked.params["reply_markup"]["force_reply"]
    assert (await answered(telegram, asked, RESPONSE)).text == desk_replies.SENT
    assert (await say(telegram, LAN, "/traloi 1 Và sổ hộ khẩu.")).text == desk_replies.SENT
    assert "Và sổ hộ khẩu." in (await telegram.replies(MEMBER, 3))[2].text
    assert (await say(telegram, LAN, "/traloi")).text == desk_replies.NONE_WAITING
    assert (await say(telegram, LAN, "/traloi 99 Gì?")).text == desk_replies.QUESTION_GONE
    assert (await say(telegram, LAN, "/traloi 99")).text == desk_replies.QUESTION_GONE


async def test_a_saved_answer_is_given_to_all_who_ask_the_same_as_an_officers(
    telegram: FakeTelegram, roles: Roles
) -> None:
    shown = await saved(telegram)
    assert shown.text.startswith("📌 Câu trả lời chung số 1")
    card = await say(telegram, OTHER, QUESTION.lower())
    assert card.text.startswith(NOTHING.text)
    assert f"📌 Cán bộ Hội đã trả lời câu này\nCâu đã hỏi: {QUESTION}\n\n{RESPONSE}" in card.text
    assert "trả lời ngày" in card.text and "Nguồn:" not in card.text
    unlike = await say(telegram, OTHER, "Vay vốn ủy thác ở Sơn Động cần giấy tờ gì?")
    assert RESPONSE not in unlike.text
    acts = [entry.act for entry in await Audit(roles.database).entries()]
    assert acts[:2] == [Act.CURATED_SAVED, Act.QUESTION_ANSWERED]


async def test_a_question_can_be_worded_anew_before_its_answer_is_saved(telegram: FakeTelegram, roles: Roles) -> None:
    sent = await answered(telegram, await forwarded(telegram), RESPONSE)
    preview = await edited(telegram, sent, desk_replies.SAVE)
    assert QUESTION in preview.text and RESPONSE in preview.text
    asked = await opened(telegram, button(preview, desk_replies.REWORD))
    shown = await answered(telegram, asked, "Vay vốn cần\ngiấy tờ gì?")
    assert "Câu hỏi: Vay vốn cần giấy tờ gì?" in shown.text
    assert (await edited(telegram, preview, desk_replies.SAVE_NOW)).text == desk_replies.SAVED_BEFORE
    assert RESPONSE in (await say(telegram, OTHER, "vay von can giay to gi")).text
    assert await CuratedAnswers(roles.database).count() == 1


async def test_only_its_author_or_an_administrator_changes_or_withdraws_an_answer(
    telegram: FakeTelegram, roles: Roles
) -> None:
    shown = await saved(telegram)
    for officer in (OWNER, CUC):
        await telegram.replies(officer)
    for label in (desk_replies.CHANGE, desk_replies.WITHDRAW):
        forged = Button("?", button(shown, label).data, CUC, telegram.messages(CUC)[0].message_id)
        before = len(telegram.messages(CUC)), len(telegram.messages(CUC)[0].edits)
        telegram.press(forged)
        await telegram.wait_until(
            lambda: (len(telegram.messages(CUC)), len(telegram.messages(CUC)[0].edits)) != before  # noqa: B023
        )
        assert desk_replies.NOT_YOURS in (telegram.messages(CUC)[-1].text, telegram.messages(CUC)[0].text)
    listed = await say(telegram, OWNER, "/traloi")
    listed = await edited(telegram, listed, "📌 Câu trả lời đã lưu (1)")
    owners = await opened(telegram, button(listed, QUESTION[:20]))
    asked = await opened(telegram, button(owners, desk_replies.CHANGE))
    changed = await answered(telegram, asked, "Chỉ cần căn cước.")
    assert changed.text.startswith("📌 Câu trả lời chung số 2") and "Chỉ cần căn cước." in changed.text
    card = (await say(telegram, OTHER, QUESTION)).text
    assert "Chỉ cần căn cước." in card and RESPONSE not in card
    assert (await edited(telegram, shown, desk_replies.WITHDRAW)).text == desk_replies.ANSWER_GONE  # the old one
    await edited(telegram, changed, desk_replies.WITHDRAW)
    assert (await edited(telegram, changed, desk_replies.WITHDRAW_NOW)).text == desk_replies.WITHDRAWN
    assert "📌" not in (await say(telegram, OTHER, QUESTION)).text
    acts = [entry.act for entry in await Audit(roles.database).entries(limit=2)]
    assert acts == [Act.CURATED_WITHDRAWN, Act.CURATED_CHANGED]


async def test_a_withdrawn_answer_is_not_shown_by_an_old_link(telegram: FakeTelegram, roles: Roles) -> None:
    shown = await saved(telegram)
    card = await say(telegram, OTHER, QUESTION)
    link = next(each.url for each in card.buttons if each.label == card_replies.SHARE)
    payload = link.rsplit("start%3D", 1)[1]
    assert RESPONSE in (await say(telegram, OTHER, f"/start {payload}")).text
    await edited(telegram, shown, desk_replies.WITHDRAW)
    await edited(telegram, shown, desk_replies.WITHDRAW_NOW)
    assert RESPONSE not in (await say(telegram, OTHER, f"/start {payload}")).text


async def test_an_officer_who_lost_her_role_answers_no_more(telegram: FakeTelegram, roles: Roles) -> None:
    shown = await forwarded(telegram)
    sent = await answered(telegram, (await telegram.replies(CUC))[0], RESPONSE)
    for officer in (LAN, CUC):
        await roles.take(officer, Person(OWNER, "Chủ"))
    assert (await answered(telegram, shown, "Tôi vẫn trả lời.")).text == replies.not_allowed(Role.OFFICER)
    assert await toast(telegram, button(sent, desk_replies.SAVE)) == replies.not_allowed(Role.OFFICER)
    assert await CuratedAnswers(roles.database).count() == 0


@pytest.mark.parametrize("data", ["dq:0", "do:1", "cl:0", "cs:1:!", "cs:1:w", "co:1", "cc:1", "cw:1:!"])
async def test_a_member_presses_none_of_the_officers_buttons(telegram: FakeTelegram, roles: Roles, data: str) -> None:
    await saved(telegram)
    message = telegram.write(OTHER, message_thread_id=None)
    assert await toast(telegram, Button("?", data, OTHER, message)) == replies.not_allowed(Role.OFFICER)
    assert telegram.messages(OTHER) == []
    assert await CuratedAnswers(roles.database).count() == 1


@pytest.mark.parametrize(
    "data",
    ["dq", "dq:x", "dq:-9", "do", "do:x", "do:1:2", "cl:99", "cs", "cs:x", "cs:9:!", "cs:1:zz", "co", "co:9", "cc:9",
     "cw", "cw:1", "cw:9:!", "cw:x:?"],
)  # fmt: skip
async def test_forged_buttons_of_an_officer_do_no_harm(telegram: FakeTelegram, roles: Roles, data: str) -> None:
    shown = await saved(telegram)
    await toast(telegram, Button("?", data, LAN, shown.message_id))
    await say(telegram, LAN, "/help")
    assert replies.FAILURE not in [sent.text for sent in telegram.sent]
    assert await CuratedAnswers(roles.database).count() == 1


async def test_erasing_takes_the_question_out_of_the_officers_chats(telegram: FakeTelegram, roles: Roles) -> None:
    shown = await forwarded(telegram)
    confirm = await say(telegram, MEMBER, "/xoadulieu")
    await edited(telegram, confirm, privacy_replies.ERASE_NOW)
    await telegram.wait_until(lambda: shown.text == desk_replies.RETRACTED)
    assert (await say(telegram, LAN, f"/traloi 1 {RESPONSE}")).text == desk_replies.QUESTION_GONE
    await say(telegram, MEMBER, "/help")
    assert not [sent for sent in telegram.messages(MEMBER) if sent.text.startswith("💬")]


async def test_erasing_takes_it_out_of_lists_and_previews_too(telegram: FakeTelegram, roles: Roles) -> None:
    shown = await forwarded(telegram)
    await telegram.replies(OWNER)
    listed = await say(telegram, OWNER, "/traloi")
    preview = await edited(telegram, await answered(telegram, shown, RESPONSE), desk_replies.SAVE)
    assert QUESTION in listed.text and QUESTION in preview.text
    await edited(telegram, await say(telegram, MEMBER, "/xoadulieu"), privacy_replies.ERASE_NOW)
    await telegram.wait_until(lambda: listed.text == preview.text == desk_replies.RETRACTED_LIST)
    assert listed.buttons == preview.buttons == []


async def test_a_saved_answer_outlives_the_asker_but_does_not_name_her(
    telegram: FakeTelegram, roles: Roles, tmp_path: Path
) -> None:
    await saved(telegram)
    await edited(telegram, await say(telegram, MEMBER, "/xoadulieu"), privacy_replies.ERASE_NOW)
    assert RESPONSE in (await say(telegram, OTHER, QUESTION)).text
    [row] = await roles.database.fetch("SELECT * FROM curated")
    assert str(MEMBER) not in {str(value) for value in tuple(row)}


async def test_one_person_does_not_flood_the_officers(telegram: FakeTelegram, roles: Roles) -> None:
    for n in range(MAX_A_DAY):
        card = await say(telegram, MEMBER, f"câu {n}")
        assert await toast(telegram, button(card, card_replies.ASK_OFFICERS)) == card_replies.ASKED_OFFICERS
    card = await say(telegram, MEMBER, "câu nữa")
    assert await toast(telegram, button(card, card_replies.ASK_OFFICERS)) == desk_replies.TOO_MANY
    assert await OpenQuestions(roles.database).count_waiting() == MAX_A_DAY
    listed = await say(telegram, LAN, "/traloi")
    assert "1. câu 0" in listed.text and "6. câu 5" not in listed.text
    assert "6. câu 5" in (await edited(telegram, listed, desk_replies.NEXT)).text


async def test_a_like_question_is_offered_and_not_answered_unasked(telegram: FakeTelegram, roles: Roles) -> None:
    await saved(telegram)
    unlike = await say(telegram, OTHER, NEAR)
    assert RESPONSE not in unlike.text
    card = await opened(telegram, button(unlike, "1. Vay <vốn>"))
    assert RESPONSE in card.text
    other_place = await say(telegram, OTHER, NEAR.replace("Lục Ngạn", "Sơn Động"))
    assert not [each for each in other_place.buttons if "Vay" in each.label]


async def answered_before_the_start(data: Path) -> None:
    async with opened_roles(data, [OWNER]) as roles:
        id = await OpenQuestions(roles.database).ask(MEMBER, MEMBER, QUESTION, "x", officers=[OWNER])
        await Responses(roles.database).give(id, Person(OWNER, "Lan"), "", RESPONSE)


async def test_a_broken_line_is_told_to_the_officer_and_nothing_is_sent_twice(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    await answered_before_the_start(tmp_path)
    telegram.faults.order("sendMessage", ANSWER_LOST)
    for _ in range(2):
        async with running(telegram, FakeAnswers(), data=tmp_path, owners=[OWNER]):
            assert (await telegram.replies(OWNER))[0].text == desk_replies.undelivered(1, is_doubtful=True)
            await say(telegram, OWNER, "/help")
    assert [RESPONSE in sent.text for sent in telegram.messages(MEMBER)] == [True]


async def test_what_was_not_sent_when_the_bot_stopped_is_sent_by_the_next_run(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    await answered_before_the_start(tmp_path)
    for _ in range(2):
        async with running(telegram, FakeAnswers(), data=tmp_path, owners=[OWNER]):
            await telegram.replies(MEMBER)
            await say(telegram, OWNER, "/traloi")
    assert [RESPONSE in sent.text for sent in telegram.messages(MEMBER)] == [True]
    assert not [sent for sent in telegram.messages(OWNER) if sent.text.startswith("✉️")]  # it was answered already


async def test_a_chat_that_has_to_be_left_alone_holds_up_no_other(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "STOP_S", 0.1)
    await answered_before_the_start(tmp_path)
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 800", 800)  # the letter to the member
    async with running(telegram, FakeAnswers(), data=tmp_path, owners=[OWNER]):
        await telegram.wait_until(lambda: bool(telegram.called("sendMessage")))
        card = await say(telegram, OTHER, "câu hỏi")
        await toast(telegram, button(card, card_replies.ASK_OFFICERS))
        assert (await telegram.replies(OWNER))[0].text.startswith("✉️ Câu hỏi số 2")


async def test_who_blocked_the_bot_holds_up_nobody_and_the_officer_is_told(
    telegram: FakeTelegram, roles: Roles
) -> None:
    shown = await forwarded(telegram)
    telegram.chats.blocked.add(MEMBER)
    await answered(telegram, shown, RESPONSE)
    assert (await telegram.replies(LAN, 3))[2].text == desk_replies.undelivered(1)
    rows = await roles.database.fetch("SELECT kind, state FROM outbox WHERE kind = 'response'")
    assert [row["state"] for row in rows] == [State.REFUSED]


async def test_a_follow_up_to_an_answer_is_still_a_question(telegram: FakeTelegram, roles: Roles) -> None:
    card = await say(telegram, LAN, "câu hỏi")
    assert (await answered(telegram, card, "còn năm 2023?")).text == "Về «còn năm 2023?»"


async def test_what_is_put_in_a_group_is_answered_there(telegram: FakeTelegram, roles: Roles) -> None:
    await OpenQuestions(roles.database).ask(MEMBER, GROUP, QUESTION, "x", officers=[LAN])
    await say(telegram, LAN, "/traloi 1 Được ạ.")
    [brought] = await telegram.replies(GROUP)
    assert "Được ạ." in brought.text


async def test_what_is_too_long_is_told_and_the_longest_fits(telegram: FakeTelegram, roles: Roles) -> None:
    shown = await forwarded(telegram)
    assert (await answered(telegram, shown, "dài " * 700)).text == desk_replies.TOO_LONG
    longest = "x" * desk_replies.MAX_UNITS
    sent = await answered(telegram, shown, longest)
    preview = await edited(telegram, sent, desk_replies.SAVE)
    asked = await opened(telegram, button(preview, desk_replies.REWORD))
    assert (await answered(telegram, asked, "dài " * 300)).text == desk_replies.QUESTION_TOO_LONG
    kept = await answered(telegram, asked, "y" * MAX_QUESTION_CHARS)
    for whole in (preview, kept, (await telegram.replies(MEMBER, 2))[1]):
        assert longest in whole.text
    assert longest in (await edited(telegram, kept, desk_replies.WITHDRAW)).text


def test_an_officers_answer_stands_below_the_articles() -> None:
    statement = Statement(1, "Hỏi?", "Lời <của> chị.", "Lan", "", SOURCE.published or pytest.fail())
    cited = Citation(1, SOURCE, "trích", 0, 5)
    [card] = replies.answer_card(Answer(Outcome.ANSWERED, "Bài viết nói [1].", (cited,), statement=statement))
    assert card.index("Nguồn:") < card.index("📌 Cán bộ Hội cũng đã trả lời câu này")
    assert "Lời &lt;của&gt; chị." in card and "Cán bộ Lan trả lời ngày 05/01/2023" in card
