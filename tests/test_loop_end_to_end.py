"""The whole loop with the bot that the command starts: asked in vain, answered by an officer, then by a new article."""

from __future__ import annotations

import asyncio
import shutil
import signal
from pathlib import Path

from command_line import environment, own_process
from conftest import CORPUS
from fake_telegram import FakeTelegram, Sent

from bot.indexing import build
from bot.telegram import card_replies, desk_replies

OWNER, MEMBER, OTHER, THIRD = 1, 7, 8, 9
QUESTION = "Năm 2022, Hội LHPN tỉnh Hà Giang trồng bao nhiêu cây hồi?"
LIKE = "nam 2022 Hoi LHPN tinh Ha Giang trong bao nhieu cay hoi a"
ARTICLE = """Hội LHPN tỉnh Hà Giang phát động trồng cây
15/01/2023
Năm 2022, Hội LHPN tỉnh Hà Giang đã trồng 12.345 cây hồi tại các xã biên giới.
"""


async def say(telegram: FakeTelegram, chat: int, text: str) -> Sent:
    before = len(telegram.messages(chat))
    telegram.write(chat, text)
    await telegram.wait_until(lambda: len(telegram.messages(chat)) > before, timeout_s=60)
    return telegram.messages(chat)[before]


async def pressed(telegram: FakeTelegram, message: Sent, label: str) -> None:
    before = len(telegram.called("answerCallbackQuery"))
    telegram.press(next(each for each in message.buttons if each.label.startswith(label)))
    await telegram.wait_until(lambda: len(telegram.called("answerCallbackQuery")) > before)


async def test_a_question_in_vain_is_answered_by_an_officer_and_another_by_a_new_article(
    copied_index: Path, tiny_model: str, tmp_path: Path
) -> None:
    corpus = Path(shutil.copytree(CORPUS, tmp_path / "corpus"))
    async with FakeTelegram() as telegram:
        settings = environment(
            HOIDAP_TELEGRAM_API_URL=telegram.url, TELEGRAM_BOT_TOKEN=telegram.token, HOIDAP_OWNERS=str(OWNER),
            HOIDAP_EMBEDDING_MODEL=tiny_model,
        )  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            *own_process("bot", "--data", copied_index), env=settings, stderr=asyncio.subprocess.PIPE
        )
        try:
            telegram.open_chat(OWNER)
            card = await say(telegram, MEMBER, QUESTION)
            assert "📌" not in card.text and "Nguồn:" not in card.text
            await pressed(telegram, card, card_replies.ASK_OFFICERS)
            [shown] = await telegram.replies(OWNER)
            telegram.answer(shown, "Hội đã trồng 100 cây.")
            confirmed = (await telegram.replies(OWNER, 2))[1]
            assert "Hội đã trồng 100 cây." in (await telegram.replies(MEMBER, 2))[1].text
            await pressed(telegram, confirmed, desk_replies.SAVE)
            await telegram.wait_until(lambda: bool(confirmed.edits))
            await pressed(telegram, confirmed, desk_replies.SAVE_NOW)
            told = await say(telegram, OTHER, QUESTION)
            assert "📌 Cán bộ Hội đã trả lời câu này" in told.text and "Hội đã trồng 100 cây." in told.text
            assert "Hội đã trồng 100 cây." in (await say(telegram, OTHER, LIKE)).text
            waiting = await say(telegram, THIRD, QUESTION)
            await pressed(telegram, waiting, card_replies.BAD)

            (corpus / "trong-cay.txt").write_text(ARTICLE, encoding="utf-8")
            await build(corpus, copied_index, tiny_model)
            await telegram.wait_until(lambda: len(telegram.messages(THIRD)) >= 3, timeout_s=30)
            by_now = await say(telegram, OTHER, QUESTION)
        finally:
            process.send_signal(signal.SIGTERM)
            _, log = await process.communicate()
    heading, answer = telegram.messages(THIRD)[1:]
    assert heading.text == desk_replies.ANSWERED_BY_NOW
    assert "12.345" in answer.text and "Nguồn:" in answer.text
    assert by_now.text.index("12.345") < by_now.text.index("📌 Cán bộ Hội cũng đã trả lời câu này")
    assert len(telegram.messages(MEMBER)) == 2  # an officer had answered her
    assert process.returncode == 0
    assert "Traceback" not in log.decode() and telegram.token not in log.decode()
