"""The administrator's whole story, with the bot as a process of its own, over HTTP, on the real embedded model."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import signal
import subprocess
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from article_files import write_docx
from command_line import environment, own_process
from conftest import CORPUS
from fake_telegram import Button, FakeTelegram, Sent

OWNER, MEMBER = 1, 7
TITLE = "Hội LHPN tỉnh Bắc Kạn tổng kết công tác Hội năm 2022"
WRONG_TITLE = "Báo cáo gửi các cấp"
PROSE = "Năm 2022, các cấp Hội tỉnh Bắc Kạn đã vận động xây mới 38 mái ấm tình thương cho hội viên nghèo."
MORE = "Toàn tỉnh Bắc Kạn kết nạp 2.415 hội viên mới trong năm 2022, đạt 103% chỉ tiêu."
QUESTION = "Năm 2022, Hội LHPN tỉnh Bắc Kạn xây mới bao nhiêu mái ấm tình thương?"
FILE = "bac-kan-2022.docx"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture
def data(tmp_path: Path, corpus: Path, embedded_data_dir: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(embedded_data_dir / "models")
    subprocess.run(
        own_process("index", "--corpus", corpus, "--data", data), env=environment(), capture_output=True, check=True
    )
    return data


@contextlib.asynccontextmanager
async def bot(telegram: FakeTelegram, corpus: Path, data: Path) -> AsyncIterator[Process]:
    """The bot, stopped at the end unless it was killed before."""
    process = await asyncio.create_subprocess_exec(
        *own_process("bot", "--data", data),
        env=environment(
            HOIDAP_TELEGRAM_API_URL=telegram.url,
            TELEGRAM_BOT_TOKEN=telegram.token,
            HOIDAP_OWNERS=str(OWNER),
            HOIDAP_CORPUS=corpus,
        ),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        _, log = await process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), log.decode()
    assert telegram.token not in log.decode()


async def after(telegram: FakeTelegram, chat: int, count: int) -> Sent:
    """The next message of the bot after so many."""
    await telegram.wait_until(lambda: len(telegram.messages(chat)) > count, timeout_s=90)
    return telegram.messages(chat)[count]


async def say(telegram: FakeTelegram, chat: int, text: str) -> Sent:
    count = len(telegram.messages(chat))
    telegram.write(chat, text)
    return await after(telegram, chat, count)


async def press(telegram: FakeTelegram, sent: Sent, label: str) -> Sent:
    """The next message after a button was pressed."""
    count = len(telegram.messages(sent.chat_id))
    telegram.press(labelled(sent, label))
    return await after(telegram, sent.chat_id, count)


def labelled(sent: Sent, label: str) -> Button:
    [button] = [button for button in sent.buttons if label in button.label]
    return button


def report_of(data: Path) -> dict[str, object]:
    listed = subprocess.run(
        own_process("generations", "--json", "--data", data), env=environment(), capture_output=True, check=True
    )
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    return next(row for row in rows if row["active"])


async def test_an_article_is_sent_corrected_taken_asked_about_and_undone(corpus: Path, data: Path) -> None:
    async with FakeTelegram() as telegram:
        for chat in (OWNER, MEMBER):
            telegram.open_chat(chat)
        stored = telegram.methods.store(write_docx((WRONG_TITLE, PROSE, MORE)))
        async with bot(telegram, corpus, data):
            before = await say(telegram, MEMBER, QUESTION)
            assert "38" not in before.text
            count = len(telegram.messages(OWNER))
            telegram.write(OWNER, document={"file_id": stored, "file_unique_id": stored, "file_name": FILE})
            preview = await after(telegram, OWNER, count)
            assert f"Tiêu đề: {WRONG_TITLE}" in preview.text
            assert not (corpus / FILE).exists()

            asked = await press(telegram, preview, "Tiêu đề")
            assert "tiêu đề đúng" in asked.text
            corrected = await say(telegram, OWNER, TITLE)
            assert f"Tiêu đề: {TITLE}" in corrected.text
            await press(telegram, corrected, "Ngày đăng")
            refused = await say(telegram, OWNER, "hôm qua")
            assert "31/07/2023" in refused.text
            corrected = await say(telegram, OWNER, "15.1.2023")
            assert "Ngày đăng: 15/01/2023" in corrected.text

            report = await press(telegram, corrected, "Đưa vào kho")
            assert "1 bài mới" in report.text and FILE in report.text
            shown = next(sent for sent in telegram.messages(OWNER) if sent.message_id == corrected.message_id)
            await telegram.wait_until(lambda: shown.text.startswith("Đã cập nhật xong"))
            assert any(text.startswith("Đang") for text in shown.edits)  # a short build is past its stages in between
            assert shown.buttons == []
            assert (corpus / FILE).is_file()
            assert f"{FILE},{TITLE}" in (corpus / "manifest.csv").read_text("utf-8-sig")

            answered = await say(telegram, MEMBER, QUESTION)
            assert "38" in answered.text and TITLE in answered.text
            assert "15/01/2023" in answered.text
            built = report_of(data)

            undo = await say(telegram, OWNER, "/hoantac")
            assert f"Bản số {built['generation']}" in undo.text and FILE in undo.text
            telegram.press(labelled(undo, "Quay lại"))
            await telegram.wait_until(lambda: "Đã quay lại" in undo.text)
            assert FILE in undo.text
            again = await say(telegram, MEMBER, QUESTION)
            assert "38" not in again.text

            planned = await say(telegram, OWNER, "/capnhat")
            assert "Đang giữ lại từ lần hoàn tác" in planned.text and FILE in planned.text
            telegram.press(pressed_before(undo, built))
            await telegram.wait_until(lambda: "không dùng được nữa" in undo.text)
            log = await say(telegram, OWNER, "/nhatky")
        assert [call for call in telegram.rejected if call.method != "getUpdates"] == []  # a stop ends the last poll
    for act in ("Thêm bài viết", "Cập nhật kho tư liệu", "Hoàn tác kho tư liệu"):
        assert act in log.text


async def test_a_bot_that_is_killed_while_it_builds_loses_nothing_and_says_so(corpus: Path, data: Path) -> None:
    async with FakeTelegram() as telegram:
        telegram.open_chat(OWNER)
        stored = telegram.methods.store(write_docx((TITLE, PROSE, MORE)))
        async with bot(telegram, corpus, data) as process:
            telegram.write(OWNER, document={"file_id": stored, "file_unique_id": stored, "file_name": FILE})
            preview = await after(telegram, OWNER, 0)
            telegram.press(labelled(preview, "Đưa vào kho"))
            await telegram.wait_until(lambda: preview.text.startswith("Đang"), timeout_s=30)
            process.kill()
            await process.wait()
        count = len(telegram.messages(OWNER))
        async with bot(telegram, corpus, data):
            await telegram.wait_until(lambda: "bị gián đoạn" in preview.text, timeout_s=90)
            planned = await say(telegram, OWNER, "/capnhat")
            assert FILE in planned.text
            report = await press(telegram, planned, "Cập nhật ngay")
            answered = await say(telegram, OWNER, QUESTION)
        assert len(telegram.messages(OWNER)) == count + 3
    assert "1 bài mới" in report.text
    assert "38" in answered.text and TITLE in answered.text


def pressed_before(undo: Sent, built: dict[str, object]) -> Button:
    """The button as it was, pressed once more."""
    report = built["report"]
    assert isinstance(report, dict)
    return Button("?", f"hoantac:{built['generation']}:{report['previous']}", undo.chat_id, undo.message_id)
