"""The fake server is a judge only if it refuses what Telegram refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fake_telegram import FakeTelegram
from telegram import Bot
from telegram_faults import ANSWER_LOST, LOST, Fault, Faults
from telegram_html import ApiError, Entity, parse_html
from telegram_http import HttpServer, Reply, Request, Upload

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, GROUP, SUPERGROUP = 7, -5, -1_000_000_000_005


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.write(CHAT, "Xin chào")
        yield server


async def post(telegram: FakeTelegram, method: str, token: str | None = None, **params: Any) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{telegram.url}/bot{token or telegram.token}/{method}", json=params)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp;&quot;&#39;&#x27;", "a <b> &\"''", []),
        ("AT&T &nbsp;", "AT&T &nbsp;", []),
        ("<b>x <i>y</i></b>", "x y", [Entity("i", "y"), Entity("b", "x y")]),
        ('<a href="u?a=1&amp;b">x</a>', "x", [Entity("a", "x", {"href": "u?a=1&b"})]),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("blockquote", "x", {"expandable": ""})]),
    ],
)
def test_html_that_telegram_takes_is_parsed(source: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    "source",
    ["a < b", "<p>x</p>", "<b>x", "x</b>", "<b><i>x</b></i>", "<b onclick=x>y</b>", "<br>", "<3", "<b>x</b"]
    + ["<blockquote>a<blockquote>b</blockquote></blockquote>"],
)
def test_html_that_telegram_refuses_is_refused(source: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse_html(source)


MARKUPS: list[tuple[Any, str]] = [
    ({"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}, "must be non-empty"),
    ({"inline_keyboard": [[{"text": "x"}]]}, "text buttons are unallowed"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "x", "url": "https://a.vn"}]]}, "text buttons are unallowed"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}, "BUTTON_DATA_INVALID"),
    ({"inline_keyboard": [[{"text": "x", "url": "javascript:1"}]]}, "BUTTON_URL_INVALID"),
    ({"inline_keyboard": [[{"text": "x", "copy_text": {"text": "😀" * 129}}]]}, "COPY_TEXT"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}, "reply markup is too long"),
    ({"inline_keyboard": [{"text": "x", "callback_data": "x"}]}, "Array of Arrays"),
    ({"buttons": []}, "reply markup"),
]
BUTTON = {"inline_keyboard": [[{"text": "Chọn", "callback_data": "x" * 65}]]}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": CHAT, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": CHAT, "text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"chat_id": CHAT, "text": "<b>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": CHAT, "text": "x", "parse_mode": "Latex"}, "unsupported parse_mode"),
        ({"chat_id": CHAT, "text": "x", "reply_markup": BUTTON}, "BUTTON_DATA_INVALID"),
        ({"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 999}}, "replied not found"),
        ({"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 1, "quote": "y"}}, "QUOTE_TEXT_INVALID"),
        ({"chat_id": CHAT, "text": "x", "message_thread_id": 3}, "thread not found"),
        ({"chat_id": CHAT, "text": "a\x00b"}, "encoded in UTF-8"),
        ({"chat_id": CHAT, "text": 5}, "must be a string"),
        ({"chat_id": CHAT}, "message text is empty"),
        ({"chat_id": 99, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": True, "text": "x"}, "chat not found"),
        ({"text": "x"}, "chat_id is empty"),
        *(({"chat_id": CHAT, "text": "x", "reply_markup": markup}, description) for markup, description in MARKUPS),
    ],
)
async def test_a_message_that_telegram_refuses_is_refused(
    telegram: FakeTelegram, params: dict[str, Any], description: str
) -> None:
    response = await post(telegram, "sendMessage", **params)
    assert response.status_code == 400
    assert description in response.json()["description"]
    assert telegram.sent == []
    assert [(call.method, call.code) for call in telegram.rejected] == [("sendMessage", 400)]


async def test_a_message_of_exactly_the_limit_is_taken(telegram: FakeTelegram) -> None:
    response = await post(telegram, "sendMessage", chat_id=CHAT, text=f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    assert response.json()["ok"]
    assert telegram.sent[0].text == "<" * 4096


async def test_unknown_methods_and_wrong_tokens_are_refused(telegram: FakeTelegram) -> None:
    telegram.missing.add("getMe")
    assert (await post(telegram, "getMe")).status_code == 404
    assert (await post(telegram, "sendNothing")).status_code == 404
    assert (await post(telegram, "sendMessage", token="1:x")).status_code == 401


async def test_updates_are_repeated_until_they_are_confirmed(telegram: FakeTelegram) -> None:
    [update] = (await post(telegram, "getUpdates")).json()["result"]
    assert (await post(telegram, "getUpdates", offset=update["update_id"])).json()["result"] == [update]
    assert (await post(telegram, "getUpdates", offset=update["update_id"] + 1)).json()["result"] == []


async def test_an_edited_message_is_checked_like_a_new_one_and_has_to_change(telegram: FakeTelegram) -> None:
    sent = (await post(telegram, "sendMessage", chat_id=CHAT, text="cũ")).json()["result"]
    edit = {"chat_id": CHAT, "message_id": sent["message_id"]}
    assert (await post(telegram, "editMessageText", **edit, text="mới")).json()["ok"]
    assert telegram.sent[0].text == "mới"
    assert "not modified" in (await post(telegram, "editMessageText", **edit, text="mới")).json()["description"]
    assert "is empty" in (await post(telegram, "editMessageText", **edit, text=" ")).json()["description"]
    assert "not found" in (await post(telegram, "editMessageText", chat_id=CHAT, message_id=99, text="x")).text


async def test_injected_errors_come_once_each(telegram: FakeTelegram) -> None:
    telegram.fail("sendMessage", 429, "Too Many Requests", retry_after=3)
    refused = (await post(telegram, "sendMessage", chat_id=CHAT, text="x")).json()
    assert refused["parameters"] == {"retry_after": 3}
    assert (await post(telegram, "sendMessage", chat_id=CHAT, text="x")).json()["ok"]
    assert telegram.rejected == []


async def test_a_lost_call_did_nothing_and_a_lost_answer_hides_that_it_was_done(telegram: FakeTelegram) -> None:
    telegram.faults.order("sendMessage", LOST, ANSWER_LOST)
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            await post(telegram, "sendMessage", chat_id=CHAT, text="x")
    assert len(telegram.called("sendMessage")) == 2
    assert len(telegram.sent) == 1


async def test_a_call_can_be_kept_waiting(telegram: FakeTelegram) -> None:
    telegram.faults.order("getMe", Fault(delay_s=0.05))
    begun = asyncio.get_running_loop().time()
    assert (await post(telegram, "getMe")).json()["ok"]
    assert asyncio.get_running_loop().time() - begun >= 0.05


def test_chance_is_the_same_for_the_same_seed_and_near_its_rate() -> None:
    def drawn(seed: int) -> list[bool]:
        faults = Faults()
        faults.by_chance(0.05, seed=seed, methods={"sendMessage"})
        assert faults.next("getMe") is None
        return [faults.next("sendMessage") is not None for _ in range(2000)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 60 <= sum(drawn(1)) <= 140


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("editMessageText", {"message_id": 1, "text": "x"}, "can't be edited"),
        ("editMessageText", {"text": "x"}, "message to edit not found"),
        ("deleteMessage", {"message_id": 77}, "message to delete not found"),
        ("sendChatAction", {"action": "dance"}, "wrong parameter action"),
        ("answerCallbackQuery", {"callback_query_id": "0"}, "query is too old"),
        ("answerInlineQuery", {"inline_query_id": "0", "results": []}, "query is too old"),
        ("getFile", {"file_id": "0"}, "invalid file_id"),
        ("sendDocument", {}, "no document in the request"),
        ("sendMessageDraft", {"draft_id": 0, "text": "x"}, "non-zero"),
        ("sendMessageDraft", {"draft_id": 1, "text": "x" * 4097}, "too long"),
        ("sendMessageDraft", {"draft_id": 1, "text": "<b>x", "parse_mode": "HTML"}, "can't parse"),
        ("sendMessageDraft", {"draft_id": 1, "text": "x", "message_thread_id": 5}, "thread not found"),
        ("sendMessageDraft", {"chat_id": GROUP, "draft_id": 1, "text": "x"}, "PEER_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x", "description": "y"}] * 101}, "TOO_MUCH"),
        ("setMyCommands", {"commands": [{"command": "Lệnh", "description": "y"}]}, "COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "y"}]}, "COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x", "description": ""}]}, "DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x", "description": "y" * 257}]}, "DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
        ("setMyCommands", {"commands": [], "scope": {"type": "all"}}, "BotCommandScope"),
        ("setWebhook", {"url": "http://example.org"}, "HTTPS"),
    ],
)
async def test_what_telegram_refuses_is_refused(
    telegram: FakeTelegram, method: str, params: dict[str, Any], description: str
) -> None:
    telegram.open_chat(GROUP)
    response = await post(telegram, method, **{"chat_id": CHAT} | params)
    assert response.status_code == 400
    assert description in response.json()["description"]


def article(number: int = 1, **fields: Any) -> dict[str, Any]:
    content = {"message_text": "<b>x</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": str(number), "title": "Tiêu đề", "input_message_content": content} | fields


@pytest.mark.parametrize(
    ("results", "description"),
    [
        ([article(n) for n in range(51)], "RESULTS_TOO_MUCH"),
        ([article(1), article(1)], "RESULT_ID_DUPLICATE"),
        ([article(1, id="x" * 65)], "RESULT_ID_INVALID"),
        ([article(1, id=1)], "RESULT_ID_INVALID"),
        ([article(type="card")], "RESULT_TYPE_INVALID"),
        ([article(description=5)], "description must be of type String"),
        ([article(title=" ")], "title is empty"),
        ([article(input_message_content=None)], "content is not specified"),
        ([article(input_message_content={"message_text": "x" * 4097})], "message is too long"),
        ([article(input_message_content={"message_text": ""})], "message text is empty"),
        ([article(input_message_content={"message_text": "<x>", "parse_mode": "HTML"})], "can't parse"),
        ([article(reply_markup=BUTTON)], "BUTTON_DATA_INVALID"),
        (None, "must be an Array"),
    ],
)
async def test_inline_answers_that_telegram_refuses_are_refused(
    telegram: FakeTelegram, results: Any, description: str
) -> None:
    query = telegram.inline(CHAT, "hỏi")
    response = await post(telegram, "answerInlineQuery", inline_query_id=query, results=results)
    assert description in response.json()["description"]
    assert telegram.inline_answers == {}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"cache_time": "-1"}, "cache_time"),
        ({"cache_time": "lâu"}, "cache_time"),
        ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "", "start_parameter": "x"}}, "BUTTON_TEXT_INVALID"),
        ({"button": {"text": "x"}}, "START_PARAM_INVALID"),
        ({"button": {"text": "x", "start_parameter": "mở bot"}}, "START_PARAM_INVALID"),
        ({"button": {"text": "x", "start_parameter": "x" * 65}}, "START_PARAM_INVALID"),
    ],
)
async def test_what_goes_with_inline_answers_is_checked(
    telegram: FakeTelegram, params: dict[str, Any], description: str
) -> None:
    query = telegram.inline(CHAT, "hỏi")
    response = await post(telegram, "answerInlineQuery", inline_query_id=query, results=[article()], **params)
    assert description in response.json()["description"]
    assert telegram.inline_answers == {}


async def test_an_inline_question_expires(telegram: FakeTelegram) -> None:
    query = telegram.inline(CHAT, "hỏi", patience_s=0)
    response = await post(telegram, "answerInlineQuery", inline_query_id=query, results=[article()])
    assert "query is too old" in response.json()["description"]


async def test_an_inline_question_is_answered_once(telegram: FakeTelegram) -> None:
    query = telegram.inline(CHAT, "hỏi")
    answer: dict[str, Any] = {"inline_query_id": query, "results": [article(n) for n in range(50)]}
    assert (await post(telegram, "answerInlineQuery", **answer)).json()["ok"]
    assert len(telegram.inline_answers[query]) == 50
    assert not (await post(telegram, "answerInlineQuery", **answer)).json()["ok"]


@pytest.mark.parametrize(
    ("chat_id", "reason"), [(CHAT, "bot was blocked by the user"), (GROUP, "bot was kicked from the group chat")]
)
async def test_a_chat_that_shut_the_bot_out_is_forbidden(telegram: FakeTelegram, chat_id: int, reason: str) -> None:
    telegram.chats.blocked.add(chat_id)
    refused = (await post(telegram, "sendMessage", chat_id=chat_id, text="x")).json()
    assert (refused["error_code"], refused["description"]) == (403, f"Forbidden: {reason}")


async def test_a_group_that_moved_says_where(telegram: FakeTelegram) -> None:
    telegram.chats.migrated[GROUP] = SUPERGROUP
    refused = (await post(telegram, "sendMessage", chat_id=GROUP, text="x")).json()
    assert refused["parameters"] == {"migrate_to_chat_id": SUPERGROUP}


async def test_in_a_group_the_bot_sees_only_what_is_meant_for_it(telegram: FakeTelegram) -> None:
    telegram.open_chat(GROUP)
    own = (await post(telegram, "sendMessage", chat_id=GROUP, text="Chào nhóm")).json()["result"]
    [sent] = telegram.messages(GROUP)
    assert sent.message_id == own["message_id"]
    telegram.updates.pending.clear()
    telegram.write(GROUP, "nói với nhau", sender=5)
    telegram.write(GROUP, "/hoi gì đó", sender=5)
    telegram.write(GROUP, "@hoidap_test_bot gì đó", sender=5)
    telegram.answer(sent, "còn gì nữa?", sender=5)
    seen = [update["message"]["text"] for update in telegram.pending]
    assert seen == ["/hoi gì đó", "@hoidap_test_bot gì đó", "còn gì nữa?"]
    telegram.chats.privacy = False
    telegram.write(GROUP, "nói với nhau", sender=5)
    assert len(telegram.pending) == 4


async def test_a_message_stands_in_its_topic(telegram: FakeTelegram) -> None:
    telegram.chats.topics[SUPERGROUP].add(12)
    telegram.open_chat(SUPERGROUP)
    assert (await post(telegram, "sendMessage", chat_id=SUPERGROUP, text="x", message_thread_id=12)).json()["ok"]
    assert telegram.sent[0].thread == 12


async def test_a_member_of_a_chat_is_told_from_one_who_left(telegram: FakeTelegram) -> None:
    for user, status in ((1, "creator"), (2, "administrator"), (3, "member"), (4, "restricted"), (5, "kicked")):
        telegram.join(SUPERGROUP, user, status)
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
        found = [(await bot.get_chat_member(SUPERGROUP, user)).status for user in range(1, 7)]
    assert found == ["creator", "administrator", "member", "restricted", "kicked", "left"]


async def test_files_go_both_ways(telegram: FakeTelegram) -> None:
    content = bytes(range(256)) * 10
    api, files = f"{telegram.url}/bot", f"{telegram.url}/file/bot"
    async with Bot(telegram.token, base_url=api, base_file_url=files) as bot:
        await bot.send_document(CHAT, content, filename="số liệu.csv", caption="<b>đây ạ</b>", parse_mode="HTML")
        await bot.send_photo(CHAT, content)
        file = await bot.get_file(telegram.methods.store(content))
        assert bytes(await file.download_as_bytearray()) == content
    document, photo = telegram.sent
    assert document.file == Upload("số liệu.csv", content) and document.tagged("b") == ["đây ạ"]
    assert isinstance(photo.file, Upload) and photo.file.content == content


async def test_a_draft_is_shown_and_an_edit_is_remembered(telegram: FakeTelegram) -> None:
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
        for text in ("Năm", "Năm 2022"):
            await bot.send_message_draft(CHAT, 1, text)
        message = await bot.send_message(CHAT, "Năm 2022 …")
        await bot.edit_message_text("Năm 2022.", CHAT, message.message_id)
        await bot.delete_message(CHAT, message.message_id)
    assert telegram.drafts[CHAT] == ["Năm", "Năm 2022"]
    assert telegram.methods.deleted[0].edits == ["Năm 2022 …"]
    assert telegram.sent == []


async def test_two_pollers_are_in_conflict(telegram: FakeTelegram) -> None:
    telegram.updates.pending.clear()
    first = asyncio.create_task(post(telegram, "getUpdates", timeout=5))
    await telegram.wait_until(lambda: bool(telegram.called("getUpdates")))
    assert (await post(telegram, "getUpdates")).json()["ok"]
    assert (await first).status_code == 409


async def test_a_webhook_gets_each_update_until_it_takes_it(telegram: FakeTelegram) -> None:
    got: list[Any] = []

    async def take(request: Request) -> Reply:
        got.append(request.params["update_id"])
        return Reply(500 if len(got) == 1 else 200)

    hook = HttpServer(take)
    await hook.start()
    await post(telegram, "setWebhook", url=f"http://127.0.0.1:{hook.port}/x", secret_token="s")
    telegram.write(CHAT, "nữa")
    await telegram.wait_until(lambda: not telegram.pending)
    assert got == [1, 1, 2]
    assert (await post(telegram, "getUpdates")).status_code == 409
    assert (await post(telegram, "deleteWebhook")).json()["ok"]
    assert (await post(telegram, "getUpdates")).status_code == 200
    await hook.stop()


async def test_an_edited_question_comes_as_an_update(telegram: FakeTelegram) -> None:
    telegram.edit(CHAT, telegram.write(CHAT, "năm 2021?"), "năm 2022?")
    assert telegram.pending[-1]["edited_message"]["text"] == "năm 2022?"
