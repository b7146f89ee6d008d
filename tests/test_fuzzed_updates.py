"""Anything can come in: no update raises, none blocks the next, and every chat goes on being answered.

10,000 updates with `pytest -m slow tests/test_fuzzed_updates.py`.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import logging
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from fake_telegram import FakeTelegram
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from telegram_bot import FakeAnswers, running

# The library warns in its own constructors.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

Json = dict[str, Any]
BATCH = 100
CHATS = (7, 8, 11, 12, -5, -(10**12) - 5)
_KINDS = ("message", "message", "message", "edited_message", "channel_post")
_HARD = (
    "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\ufffd", "e\u0302\u0301", "<b>", "&", "\x00", "/", "\ud83d",
    "\U0001f469\u200d\U0001f467",
)  # fmt: skip

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(_HARD)).map("".join),
    st.builds(lambda sign, n: sign * n, st.sampled_from(["😀", "ế", "<", "a "]), st.sampled_from([1, 2048, 4096])),
    st.builds(lambda name, rest: f"/{name} {rest}", st.sampled_from(["start", "help", "nguon", "nhatky"]), st.text()),
)
odd = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.text(max_size=5), st.just([]), st.just({}))


def weighted(*choices: tuple[int, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """One of several, each so often: `one_of` gives the strangest the most room."""
    often = [strategy for weight, strategy in choices for _ in range(weight)]
    return st.sampled_from(range(len(often))).flatmap(often.__getitem__)


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What is usual, but for one time in thirty."""
    return weighted((29, usual), (1, odd))


people = st.builds(lambda id: {"id": id, "is_bot": False, "first_name": "x"}, mostly(st.sampled_from([9, 10, 2**52])))
chats = st.sampled_from([{"id": id, "type": "private" if id > 0 else "supergroup", "title": None} for id in CHATS])
strange_chats = st.builds(lambda id, kind: {"id": id, "type": kind}, odd, odd)
entities = st.lists(
    st.fixed_dictionaries(
        {"type": mostly(st.sampled_from(["bot_command", "mention", "url", "text_link", "?"])),
         "offset": st.integers(-5, 9999), "length": st.integers(-5, 9999)}
    ),
    max_size=3,
)  # fmt: skip
now = st.just(int(time.time()))
file = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1, "duration": 1}
sticker = file | {"is_animated": False, "is_video": False, "type": "regular"}
_SERVICE = ("new_chat_members", "left_chat_member", "poll", "web_app_data", "unheard_of")
contents = weighted(
    (12, st.fixed_dictionaries({"text": mostly(texts)}, optional={"entities": mostly(entities)})),
    (2, st.fixed_dictionaries({"photo": mostly(st.just([file]))}, optional={"caption": mostly(texts)})),
    (1, st.fixed_dictionaries({"sticker": mostly(st.just(sticker))})),
    (1, st.fixed_dictionaries({"voice": mostly(st.just(file))})),
    (1, st.dictionaries(st.sampled_from(_SERVICE), odd)),
)
messages = st.builds(
    lambda heading, content: heading | content,
    st.fixed_dictionaries(
        {"message_id": mostly(st.integers(1, 2**31)), "date": mostly(weighted((9, now), (1, st.integers(0, 2**40)))),
         "chat": weighted((19, chats), (1, strange_chats))},
        optional={"from": mostly(people), "edit_date": mostly(now), "media_group_id": mostly(st.just("5")),
                  "message_thread_id": mostly(st.integers(1, 9)), "reply_to_message": mostly(st.none())},
    ),
    contents,
)  # fmt: skip
queries = st.fixed_dictionaries(
    {"id": mostly(st.text(max_size=9)), "from": people, "chat_instance": st.just("1"), "message": mostly(messages)},
    optional={"data": mostly(st.one_of(texts, st.sampled_from(["ask:x", "take:!:1", "log:-1", "give:3", ":", "ask"])))},
)
inline = st.fixed_dictionaries(
    {"id": mostly(st.text(max_size=9)), "from": people, "query": mostly(texts), "offset": mostly(texts)}
)
chosen = st.fixed_dictionaries(
    {"result_id": mostly(st.one_of(texts, st.sampled_from(["answer-0", "source-2"]))), "from": people,
     "query": mostly(texts)},
    optional={"inline_message_id": mostly(st.text(max_size=9))},
)  # fmt: skip
_OTHERS = ("my_chat_member", "poll", "chat_boost", "something_new")
updates = weighted(
    (12, st.builds(lambda kind, body: {kind: body}, st.sampled_from(_KINDS), messages)),
    (3, st.builds(lambda body: {"callback_query": body}, queries)),
    (2, st.builds(lambda body: {"inline_query": body}, inline)),
    (1, st.builds(lambda body: {"chosen_inline_result": body}, chosen)),
    (1, st.builds(lambda kind, body: {kind: body}, st.sampled_from(_OTHERS), odd)),
    (1, st.dictionaries(st.text(max_size=9), odd, max_size=3)),
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("batches", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_whatever_comes_in_is_borne(log: io.StringIO, batches: int) -> None:
    pushed: list[Json] = []

    @settings(
        max_examples=batches * BATCH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(updates)
    def collect(update: Json) -> None:
        pushed.append(update)

    collect()
    batched = [pushed[start : start + BATCH] for start in range(0, len(pushed), BATCH)]
    sent = sum(asyncio.run(_is_borne(batch)) for batch in batched)
    print(f"{len(pushed)} updates, {sent} messages sent")  # noqa: T201 - the figures of the long version
    assert len(pushed) == batches * BATCH
    assert sent > len(pushed) / 10, "many of them are to reach the bot, and not to be refused by the library"
    assert log.getvalue() == ""


async def _is_borne(batch: list[Json]) -> int:
    """Every chat is answered after all of them, and none of the calls was malformed; how many messages were sent."""
    ids = itertools.count(1000)
    async with FakeTelegram() as telegram:
        for chat in CHATS:
            telegram.open_chat(chat)
        async with running(telegram, FakeAnswers()):
            await telegram.wait_until(lambda: bool(telegram.called("getUpdates")))
            telegram.pending.extend(update | {"update_id": next(ids)} for update in batch)
            telegram.updates._ids = ids
            for chat in CHATS:
                telegram.write(chat, "/help" if chat < 0 else "Còn trả lời không?", sender=9)
            for chat in (chat for chat in CHATS if chat > 0):
                await telegram.wait_until(partial(_is_answered, telegram, chat))
        refused = [rejected.description for rejected in telegram.rejected if rejected.code == 400]
    assert [description for description in refused if _is_form(description)] == []
    return len(telegram.sent)


def _is_answered(telegram: FakeTelegram, chat: int) -> bool:
    return "Về «Còn trả lời không?»" in [sent.text for sent in telegram.messages(chat)]


def _is_form(description: str) -> bool:
    """Whether a refusal is for the form of a call: a chat or a press that does not exist is none of the bot's doing."""
    return not any(reason in description for reason in ("chat not found", "query is too old"))
