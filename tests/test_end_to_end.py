"""The whole of it, with the real embedded model on the project's own articles: read, index, ask, cite, answer."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_line import PROJECT, Command, environment, own_process
from conftest import SEEDS
from fake_model import MODEL, FakeModelServer
from fake_telegram import FakeTelegram

from bot.telegram.streaming import GOING_ON
from index.documents import Document
from index.reading.articles import read_corpus

BAC_GIANG_2020 = "bac-giang-nam-2020.txt"
BAC_GIANG_2023 = "bac-giang-6-thang-dau-nam-2023.txt"
BAC_KAN = "thanh-pho-bac-kan-6-thang-dau-nam-2023.txt"
HUE = "thua-thien-hue-nam-2018.txt"
SOC_TRANG = "soc-trang-tin-hoat-dong-thang-11-2023.txt"

# question, the file that answers it, what the answer and its quotation hold
ASKED = (
    ("Thừa Thiên Huế năm 2018 giới thiệu đào tạo nghề cho bao nhiêu lao động nữ?", HUE, "2.260"),
    ("hue 2018 bao nhieu ho dat tieu chi gia dinh 5 khong 3 sach", HUE, "304"),
    ("Trong năm 2018, học bổng Nguyễn Thị Định ở Thừa Thiên Huế được trao mấy suất?", HUE, "2.156"),
    ("6 thang dau nam 2023 thanh pho bac kan van dong xay matt duoc bao nhieu tien", BAC_KAN, "17 triệu"),
    ("TP Bắc Kạn tập huấn chuyển đổi số cho bao nhiêu lượt phụ nữ?", BAC_KAN, "3343"),
    ("Ai là Chủ tịch Hội LHPN thành phố Bắc Kạn?", BAC_KAN, "Vũ Thị Kim Quỳnh"),
    ("bac giang 2020 xay bn nha MATT", BAC_GIANG_2020, "85"),
    ("Năm 2020 Bắc Giang khám sàng lọc ung thư vú miễn phí cho bao nhiêu cán bộ, hội viên?", BAC_GIANG_2020, "1.266"),
    ("Năm 2020 Hội LHPN tỉnh Bắc Giang quản lý bao nhiêu vốn từ các ngân hàng?", BAC_GIANG_2020, "3.152"),
    ("chu tich hoi lhpn tinh bac giang la ai", BAC_GIANG_2023, "Ngụy Thị Tuyến"),
    ("Dự án 8 ở Sóc Trăng khảo sát, ra mắt mấy địa chỉ tin cậy?", SOC_TRANG, "14"),
    ("huyen cu lao dung ket nap may hoi vien danh du", SOC_TRANG, "9 hội viên danh dự"),
)


README = (PROJECT / "README.md").read_text(encoding="utf-8").partition("\n```\n")[2].partition("\n```\n")[0]
README_QUESTION = README.split('"')[1]
UNANSWERABLE = (
    "Giá vàng hôm nay bao nhiêu một chỉ?",
    "Cầu thủ ghi bàn nhiều nhất giải năm nay là ai?",
    "Máy tính lượng tử là gì?",
    "ti so tran bong da toi qua",
    "Năm 2019 Hội LHPN tỉnh Cà Mau trồng được bao nhiêu cây xanh?",
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, embedded_data_dir: Path) -> Path:
    """A data folder in which the model is ready and the articles are indexed, by the command itself."""
    data = tmp_path_factory.mktemp("end-to-end")
    (data / "models").symlink_to(embedded_data_dir / "models")
    finished = subprocess.run(
        own_process("index", "--corpus", SEEDS, "--data", data),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("Indexed 5 articles (5 new, 0 changed, 0 gone)")
    return data


@pytest.fixture(scope="module")
def answers(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every question's answer, asked as a batch in a process of its own."""
    questions = [*(question for question, *_ in ASKED), README_QUESTION, *UNANSWERABLE]
    lines = [json.dumps({"id": str(n), "question": question}) for n, question in enumerate(questions)]
    finished = subprocess.run(
        own_process("ask", "--batch", "-", "--json", "--data", data),
        input="\n".join(lines),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    answers = [json.loads(line) for line in finished.stdout.split("\n") if line]
    assert [answer["id"] for answer in answers] == [str(n) for n in range(len(questions))]
    return {answer["question"]: answer for answer in answers}


@pytest.mark.parametrize(("question", "document", "fact"), ASKED, ids=[question for question, *_ in ASKED])
def test_a_question_is_answered_with_its_fact_its_source_and_an_exact_quotation(
    answers: dict[str, dict[str, Any]], question: str, document: str, fact: str
) -> None:
    answer = answers[question]
    assert answer["status"] == "answered"
    assert fact in answer["answer"]
    assert document in [citation["document"] for citation in answer["citations"] if fact in citation["quote"]]
    texts = {article.id: article.text for article in read_corpus(SEEDS) if isinstance(article, Document)}
    for citation in answer["citations"]:
        assert f"[{citation['n']}]" in answer["answer"]
        assert citation["quote"] == texts[citation["document"]][citation["start"] : citation["end"]]
    assert answer["retrieved"]


def test_what_no_article_says_is_not_answered(answers: dict[str, dict[str, Any]]) -> None:
    assert {question: answers[question]["status"] for question in UNANSWERABLE} == dict.fromkeys(
        UNANSWERABLE, "not_found"
    )


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_example_of_the_readme_is_what_is_answered(answers: dict[str, dict[str, Any]], readme: str) -> None:
    answer, text = answers[README_QUESTION], (PROJECT / readme).read_text(encoding="utf-8")
    assert answer["status"] == "answered"
    assert f"\n{answer['answer']}\n\nNguồn:\n" in text
    for citation in answer["citations"]:
        assert citation["quote"] in text
        assert f"\n[{citation['n']}] {citation['title']} – {citation['organisation']} – " in text


def test_indexing_again_without_a_change_does_nothing(hoidap: Command, data: Path) -> None:
    before = [(path.name, path.stat().st_mtime_ns) for path in (data / "vectors").iterdir()]
    finished = hoidap("index", "--corpus", SEEDS, "--data", data)
    assert (finished.code, finished.err) == (0, "")
    assert finished.out.startswith("Nothing changed: 5 articles, ")
    assert [(path.name, path.stat().st_mtime_ns) for path in (data / "vectors").iterdir()] == before


async def test_a_member_is_answered_in_telegram_by_the_bot_that_the_command_starts(data: Path) -> None:
    question, _, fact = ASKED[1]
    async with FakeTelegram() as telegram:
        telegram.write(7, question)
        process = await asyncio.create_subprocess_exec(
            *own_process("bot", "--data", data),
            env=environment(HOIDAP_TELEGRAM_API_URL=telegram.url, TELEGRAM_BOT_TOKEN=telegram.token),
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await telegram.wait_until(lambda: bool(telegram.messages(7)), timeout_s=60)
            telegram.write(7, "/nguon")
            await telegram.replies(7, 2)
        finally:
            process.send_signal(signal.SIGTERM)
            _, log = await process.communicate()
    reply, sources = telegram.messages(7)[:2]
    assert fact in reply.text and "Nguồn:" in reply.text
    assert "Thừa Thiên – Huế: Đẩy mạnh công tác phụ nữ trong tình hình mới" in reply.text
    assert any(fact in quotation for quotation in reply.tagged("blockquote"))
    assert sources.text.startswith("Kho tư liệu hiện có 5 bài viết.")
    assert process.returncode == 0
    assert telegram.token not in log.decode() and "Traceback" not in log.decode()


async def test_a_language_model_words_the_answer_while_the_member_looks_on(data: Path) -> None:
    question, _, fact = ASKED[1]
    said = f"Hội LHPN tỉnh Thừa Thiên Huế đã giúp thêm {fact} hộ đạt tiêu chí “Gia đình 5 không 3 sạch” [1]."
    async with FakeTelegram(first_id=1000) as telegram, FakeModelServer() as model:
        model.draft(f"{said} Hội còn tặng 999 chiếc xe đạp [1]. Đó là kết quả năm 2018.", pace_s=0.05)
        telegram.write(7, question)
        process = await asyncio.create_subprocess_exec(
            *own_process("bot", "--data", data),
            env=environment(
                HOIDAP_TELEGRAM_API_URL=telegram.url,
                TELEGRAM_BOT_TOKEN=telegram.token,
                HOIDAP_LLM_BASE_URL=model.url,
                HOIDAP_LLM_MODEL=MODEL,
            ),
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await telegram.wait_until(lambda: bool(telegram.messages(7)), timeout_s=60)
            typed = telegram.inline(7, question)
            await telegram.wait_until(lambda: typed in telegram.inline_answers)
        finally:
            process.send_signal(signal.SIGTERM)
            _, log = await process.communicate()
    assert telegram.drafts[7] == [said + GOING_ON]
    assert telegram.messages(7)[0].text.startswith(f"{said}\n\nNguồn:")
    assert fact in telegram.inline_answers[typed][0]["title"]
    assert len(model.requests) == 1, "cards are found without the model"
    assert "Traceback" not in log.decode()
