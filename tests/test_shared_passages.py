"""Links that carry a passage: opened as it was, as it is now, or with a sentence; and pages to turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fake_telegram import Button, FakeTelegram, Sent
from invented_reports import open_library, report, source
from telegram_bot import FakeAnswers, running

from bot.answering.answers import Citation
from bot.archive.spots import spot_of
from bot.telegram import card_replies, inline_replies, replies
from bot.telegram.card_replies import Note
from bot.telegram.shared_passages import PASSAGE_LINK
from index.documents import Document, Source
from index.library import Library

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT = 7
QUOTE = "Năm 2022, Hội giúp 12 chị & 3 hộ <nghèo>."
AROUND = [f"Chi hội {n} họp bàn việc trồng rừng." for n in range(80)]
TEXT = " ".join([*AROUND[:40], QUOTE, *AROUND[40:]])
ARTICLE = source("bao-cao.txt", "Hội LHPN tỉnh An Giang", "An Giang", "năm 2022", None)


class CorpusAnswers(FakeAnswers):
    """Prepared answers, and the sources of an index."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library

    async def sources(self) -> tuple[Source, ...]:
        return (await self._library.snapshot()).sources


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server
        assert [call for call in server.rejected if call.method != "getUpdates"] == []


@asynccontextmanager
async def bot_over(telegram: FakeTelegram, folder: Path, *documents: Document) -> AsyncIterator[None]:
    """The bot, with the articles of an index built anew."""
    async with (
        open_library(folder, documents) as library,
        running(telegram, CorpusAnswers(library), articles=library),
    ):
        yield


def packed(generation: int = 1, **changes: object) -> str:
    start = TEXT.index(QUOTE)
    spot = spot_of(Citation(2, ARTICLE, QUOTE, start, start + len(QUOTE)), generation)
    return replace(spot, **changes).pack()  # type: ignore[arg-type]


async def followed(telegram: FakeTelegram, payload: str) -> Sent:
    before = len(telegram.messages(CHAT))
    telegram.write(CHAT, f"/start {PASSAGE_LINK}{payload}")
    return (await telegram.replies(CHAT, before + 1))[-1]


async def opened(telegram: FakeTelegram, tmp_path: Path, payload: str, *builds: Document) -> Sent:
    """What a link shows, after an article was indexed in these versions one after another."""
    for build in builds[:-1]:
        async with open_library(tmp_path, [build]):
            pass
    async with bot_over(telegram, tmp_path, *builds[-1:]):
        return await followed(telegram, payload)


async def test_a_link_opens_the_passage_with_the_quotation_in_bold(telegram: FakeTelegram, tmp_path: Path) -> None:
    shown = await opened(telegram, tmp_path, packed(), report(ARTICLE, TEXT))
    assert shown.text.startswith(f"[2] {ARTICLE.title}")
    assert shown.tagged("b") == [QUOTE]
    assert [each.label for each in shown.buttons] == [
        card_replies.BACK, card_replies.ON, card_replies.COPY, card_replies.SHARE,
    ]  # fmt: skip
    assert packed() in shown.buttons[-1].url


async def test_its_pages_are_turned_in_place(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with bot_over(telegram, tmp_path, report(ARTICLE, TEXT)):
        shown = await followed(telegram, packed())
        telegram.press(next(each for each in shown.buttons if each.label == card_replies.BACK))
        await telegram.wait_until(lambda: bool(shown.edits))
    assert AROUND[0] in shown.text
    assert QUOTE not in shown.text


@pytest.mark.parametrize(
    ("payload", "now", "note", "bold"),
    [
        (packed(), f"Mở đầu mới. {TEXT}", Note.CHANGED, [QUOTE]),
        (packed(generation=77), TEXT, Note.NONE, [QUOTE]),
        (packed(generation=77), f"Mở đầu mới. {TEXT}", Note.MOVED, [QUOTE]),
        (packed(generation=77), "Bài mới kể chuyện khác.", Note.REPLACED, []),
    ],
    ids=["changed", "same", "moved", "replaced"],
)
async def test_a_link_tells_what_became_of_the_article(
    telegram: FakeTelegram, tmp_path: Path, payload: str, now: str, note: Note, bold: list[str]
) -> None:
    shown = await opened(telegram, tmp_path, payload, report(ARTICLE, TEXT), report(ARTICLE, now))
    assert shown.tagged("i") == ([note.value] if note else [])
    assert shown.tagged("b") == bold
    assert (card_replies.COPY in [each.label for each in shown.buttons]) == bool(bold)


async def test_the_article_is_gone(telegram: FakeTelegram, tmp_path: Path) -> None:
    other = report(replace(ARTICLE, id="khac.txt"), "Bài khác.")
    shown = await opened(telegram, tmp_path, packed(), report(ARTICLE, TEXT), other)
    assert shown.text == inline_replies.PASSAGE_GONE


@pytest.mark.parametrize("payload", ["", "x", "1-1-1-1-1-1", packed(document="0" * 16)])
async def test_a_forged_link_or_button_gets_a_sentence(telegram: FakeTelegram, tmp_path: Path, payload: str) -> None:
    async with bot_over(telegram, tmp_path, report(ARTICLE, TEXT)):
        shown = await followed(telegram, payload)
        for data in (f"pas:{payload}", f"pas:{payload}:1", f"pas:{payload}:x", "pas"):
            telegram.press(Button("?", data, CHAT, shown.message_id))
        texts = {each.text for each in await telegram.replies(CHAT, 5)}
    assert texts == {inline_replies.PASSAGE_GONE}
    assert replies.FAILURE not in texts


async def test_a_page_beyond_the_article_is_its_last(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with bot_over(telegram, tmp_path, report(ARTICLE, TEXT)):
        shown = await followed(telegram, packed())
        telegram.press(Button("?", f"pas:{packed()}:99", CHAT, shown.message_id))
        await telegram.wait_until(lambda: bool(shown.edits))
    assert AROUND[-1] in shown.text
