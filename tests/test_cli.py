"""The command `hoidap`: what it prints, and what it says when something is wrong."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from command_line import Command, Finished, environment, own_process
from conftest import CORPUS, HOUSES
from fake_telegram import FakeTelegram

from index.documents import Document
from index.reading.articles import read_corpus

MEMBERS = "nam 2022 ha giang ket nap bao nhieu hoi vien moi"

pytestmark = pytest.mark.usefixtures("tiny_settings")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good article."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    shutil.copy(CORPUS / "ha-giang-nam-2022.txt", folder)
    return folder


def parsed(finished: Finished) -> list[dict[str, Any]]:
    assert (finished.code, finished.err) == (0, "")
    return [json.loads(line) for line in finished.out.split("\n") if line]


def write_lines(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


# asking


def test_an_answer_is_printed_with_its_sources_and_quotations(hoidap: Command) -> None:
    finished = hoidap("ask", HOUSES)
    assert (finished.code, finished.err) == (0, "")
    answer, sources = finished.out.split("\nNguồn:\n")
    assert "47" in answer and "[1]" in answer
    assert sources.startswith("[1] Hội LHPN tỉnh Hà Giang tổng kết công tác Hội và phong trào phụ nữ năm 2022 – ")
    assert "12/01/2023" in sources
    assert "    “" in sources and "47 mái ấm tình thương" in sources


def test_an_answer_as_json_has_every_field_and_exact_quotations(hoidap: Command) -> None:
    [answer] = parsed(hoidap("ask", MEMBERS, "--json"))
    assert set(answer) == {
        "id",
        "question",
        "status",
        "answer",
        "citations",
        "retrieved",
        "derived",
        "choices",
        "understood",
        "reason",
        "elapsed_ms",
    }
    assert (answer["id"], answer["question"], answer["status"]) == (None, MEMBERS, "answered")
    assert "5.127" in answer["answer"]
    texts = {document.id: document.text for document in read_corpus(CORPUS) if isinstance(document, Document)}
    for citation in answer["citations"]:
        assert citation["quote"] == texts[citation["document"]][citation["start"] : citation["end"]]
    for hit in answer["retrieved"]:
        assert hit["text"] == texts[hit["document"]][hit["start"] : hit["end"]]
    cited = answer["citations"][0]
    assert (cited["n"], cited["document"], cited["published"]) == (1, "ha-giang-nam-2022.txt", "2023-01-12")
    assert (cited["organisation"], cited["period"]) == ("Hội LHPN tỉnh Hà Giang", "năm 2022")


@pytest.mark.parametrize("question", ["", "   ", "🌸🌸", "?!", "Hội giúp bao nhiêu chị? " * 210])
def test_what_is_no_question_is_told_courteously(hoidap: Command, question: str) -> None:
    finished = hoidap("ask", question)
    assert (finished.code, finished.err) == (0, "")
    assert "Chị/anh" in finished.out
    assert finished.out.count("\n") == 1


def test_a_file_of_questions_is_answered_in_its_order(hoidap: Command, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "b", "question": MEMBERS},
        {"question": ""},
        {"id": 7, "question": "Huế\u2028có gì?", "more": 1},
    ]
    file = write_lines(tmp_path / "q.jsonl", "", *(json.dumps(line, ensure_ascii=False) for line in lines), "")
    answers = parsed(hoidap("ask", "--batch", file, "--json"))
    assert [(a["id"], a["question"]) for a in answers] == [(line.get("id"), line["question"]) for line in lines]
    assert [a["status"] for a in answers][:2] == ["answered", "not_found"]


def test_questions_come_by_standard_input_too(hoidap: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f'{{"id": "1", "question": "{HOUSES}"}}\r\n'))
    assert [answer["id"] for answer in parsed(hoidap("ask", "--batch", "-", "--json"))] == ["1"]


# chatting


def test_piped_questions_are_answered_one_a_line(hoidap: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{HOUSES}\n\n{MEMBERS}\n"))
    finished = hoidap("chat")
    assert (finished.code, finished.err) == (0, "")
    assert "47" in finished.out and "5.127" in finished.out
    assert finished.out.count("Nguồn:") == 2
    assert "Hỏi:" not in finished.out


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_at_a_keyboard_there_is_a_welcome_and_a_prompt(hoidap: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(f"{HOUSES}\n\n"))
    finished = hoidap("chat")
    assert finished.code == 0
    assert finished.out.startswith("Chị/anh gõ câu hỏi")
    assert finished.out.count("Hỏi:") == 3
    assert "47" in finished.out and "Chị/anh vui lòng gõ câu hỏi." in finished.out


def test_any_bytes_and_any_locale_are_taken(tiny_model: str, tiny_index: Path) -> None:
    finished = subprocess.run(
        own_process("chat", "--data", tiny_index),
        input=b"\xff\xfe\n" + HOUSES.encode() + b"\n",
        env=environment(HOIDAP_EMBEDDING_MODEL=tiny_model, PYTHONIOENCODING="latin-1", PYTHONUTF8="0"),
        capture_output=True,
        check=False,
    )
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert "47 mái ấm tình thương" in finished.stdout.decode()


# indexing


def test_the_first_build_tells_what_it_took_and_the_next_that_nothing_changed(
    hoidap: Command, folder: Path, tmp_path: Path
) -> None:
    build = ("index", "--corpus", folder, "--data", tmp_path / "new")
    first, second, third = hoidap(*build), hoidap(*build), hoidap(*build, "--rebuild")
    assert first.out == "Indexed 1 articles (1 new, 0 changed, 0 gone), 2 passages, 2 embedded.\n"
    assert second.out == "Nothing changed: 1 articles, 2 passages.\n"
    assert third.out.startswith("Indexed 1 articles (0 new, ")
    assert [f.code for f in (first, second, third)] == [0, 0, 0]


def test_new_changed_and_vanished_articles_are_counted(hoidap: Command, folder: Path, copied_index: Path) -> None:
    article = folder / "ha-giang-nam-2022.txt"
    article.write_text(article.read_text(encoding="utf-8").replace("47 mái", "48 mái"), encoding="utf-8")
    shutil.copy(CORPUS / "song-ma-6-thang-dau-nam-2021.md", folder / "moi.md")
    build = ("index", "--corpus", folder, "--data", copied_index, "--yes")
    assert "(0 new, 1 changed, 1 moved, 1 gone)" in hoidap(*build).out
    assert "48" in hoidap("ask", HOUSES, "--data", copied_index).out


def test_the_good_articles_of_a_folder_are_indexed_and_the_bad_ones_named(
    hoidap: Command, folder: Path, tmp_path: Path
) -> None:
    (folder / "anh.txt").write_bytes(b"\x89PNG\0\x00")
    (folder / "bao-cao.docx").write_bytes(b"PK")
    (folder / "lien-ket.txt").symlink_to("lien-ket.txt")
    (folder / "mot-dong.txt").write_bytes("Các cấp Hội giúp phụ nữ nghèo; ".encode() * 270_000)
    (folder / "rong.txt").touch()
    finished = hoidap("index", "--corpus", folder, "--data", tmp_path / "new")
    assert (finished.code, finished.err) == (0, "")
    first, *others = finished.out.splitlines()
    assert first.startswith("Indexed 1 articles")
    assert others == [
        "Not indexed: anh.txt: is a binary file, not text: save the article as UTF-8 text",
        "Not indexed: bao-cao.docx: is no Word file, or damaged: open it in Word and save it again as .docx",
        "Not indexed: lien-ket.txt: cannot be opened (Too many levels of symbolic links): "
        "check the file and its permissions",
        "Not indexed: mot-dong.txt: larger than 5 MB: split it into single articles",
        "Not indexed: rong.txt: is empty: remove it, or fill it with the article's text",
    ]
    assert "47" in hoidap("ask", HOUSES, "--data", tmp_path / "new").out


def test_of_many_bad_files_the_first_are_named(hoidap: Command, folder: Path, tmp_path: Path) -> None:
    for number in range(25):
        (folder / f"{number:02}.txt").touch()
    lines = hoidap("index", "--corpus", folder, "--data", tmp_path / "new").out.splitlines()
    assert len(lines) == 22
    assert lines[-1] == "… and 5 more files that were not indexed."


def test_a_build_killed_with_kill_9_loses_nothing(
    hoidap: Command, folder: Path, copied_index: Path, tiny_model: str, tmp_path: Path
) -> None:
    for number in range(60):
        lines = (f"Hội LHPN xã số {number} trao {number + n} suất quà cho hội viên nghèo đợt {n}." for n in range(40))
        write_lines(folder / f"xa-{number}.txt", f"Hội phụ nữ xã số {number} chăm lo hội viên", *lines)
    stored = count_vectors(copied_index)
    process = subprocess.Popen(
        own_process("index", "--corpus", folder, "--data", copied_index, "--yes"),
        env=environment(HOIDAP_EMBEDDING_MODEL=tiny_model),
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and count_vectors(copied_index) == stored:
        time.sleep(0.005)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert stored < (kept := count_vectors(copied_index))
    assert len(parsed(hoidap("documents", "--json", "--data", copied_index))) == 3
    assert "47" in hoidap("ask", HOUSES, "--data", copied_index).out
    finished = hoidap("index", "--corpus", folder, "--data", copied_index, "--yes")
    assert finished.out.startswith("Indexed 61 articles (60 new, 0 changed, 2 gone)")
    assert count_vectors(copied_index) > kept
    assert len(parsed(hoidap("documents", "--json", "--data", copied_index))) == 61


def count_vectors(data: Path) -> int:
    connection = sqlite3.connect(data / "corpus.sqlite", timeout=30)
    try:
        ((count,),) = connection.execute("SELECT count(*) FROM vectors").fetchall()
        return int(count)
    finally:
        connection.close()


# looking


def test_the_articles_are_listed_with_what_was_read_from_them(hoidap: Command) -> None:
    rows = parsed(hoidap("documents", "--json"))
    assert [row["document"] for row in rows] == sorted(path.name for path in CORPUS.iterdir())
    assert rows[1] == {
        "document": "ha-giang-nam-2022.txt",
        "title": "Hội LHPN tỉnh Hà Giang tổng kết công tác Hội và phong trào phụ nữ năm 2022",
        "organisation": "Hội LHPN tỉnh Hà Giang",
        "province": "Hà Giang",
        "published": "2023-01-12",
        "period": "năm 2022",
        "url": None,
        "passages": 2,
        "held": False,
    }


def test_a_title_is_shown_as_it_is(hoidap: Command, folder: Path, copied_index: Path) -> None:
    (folder / "manifest.csv").write_text("file,title\nha-giang-nam-2022.txt,[/b] [red]\n", encoding="utf-8")
    assert hoidap("index", "--corpus", folder, "--data", copied_index, "--yes").code == 0
    assert "[/b] [red]" in hoidap("documents", "--data", copied_index).out


def test_the_doctor_finds_a_sound_installation_sound(hoidap: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    finished = hoidap("doctor")
    assert (finished.code, finished.err) == (0, "")
    assert "3 articles" in finished.out and "TELEGRAM_BOT_TOKEN is set" in finished.out
    assert "✗" not in finished.out and "secret" not in finished.out


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(hoidap: Command, tmp_path: Path) -> None:
    finished = hoidap("doctor", "--corpus", tmp_path / "missing", "--data", tmp_path / "none")
    faults = [line for line in finished.out.splitlines() if line.startswith("✗")]
    assert finished.code == 1
    assert len(faults) == 2
    assert "create it" in faults[0] and "run hoidap index" in faults[1]


def test_the_doctor_sees_an_index_of_another_model(hoidap: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_EMBEDDING_MODEL", "nha/mo-hinh")
    finished = hoidap("doctor")
    assert finished.code == 1
    assert "✗ the settings ask for the model nha/mo-hinh: run hoidap index --rebuild" in finished.out


@pytest.mark.parametrize("arguments", [[], ["--help"], ["ask", "--help"]])
def test_help_is_shown_to_who_asks_for_it_or_says_nothing(hoidap: Command, arguments: list[str]) -> None:
    finished = hoidap(*arguments)
    assert (finished.code, finished.err) == (0, "")
    assert finished.out.startswith("Usage: hoidap")


# starting


def test_without_a_token_a_start_indexes_and_chats(
    hoidap: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for indexed in (True, False):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{HOUSES}\n"))
        finished = hoidap("run", "--corpus", folder, "--data", tmp_path / "new")
        assert finished.code == 0
        assert ("Indexed 1 articles" in finished.err) is indexed
        assert "get a token from @BotFather" in finished.err
        assert "47" in finished.out


async def test_a_token_that_telegram_rejects_stops_the_bot_with_one_line(tiny_model: str, tiny_index: Path) -> None:
    async with FakeTelegram() as telegram:
        process = await asyncio.create_subprocess_exec(
            *own_process("bot", "--data", tiny_index),
            env=environment(
                HOIDAP_EMBEDDING_MODEL=tiny_model,
                HOIDAP_TELEGRAM_API_URL=telegram.url,
                TELEGRAM_BOT_TOKEN="1234567890:AAwrong",
            ),
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await process.communicate()
    assert process.returncode == 1
    [line] = err.decode().splitlines()
    assert "token" in line and "@BotFather" in line
    assert "AAwrong" not in line


def test_who_stops_reading_is_not_told_of_it(tiny_model: str, tiny_index: Path, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "q.jsonl", *[json.dumps({"question": HOUSES})] * 20)
    with subprocess.Popen(
        own_process("ask", "--batch", file, "--json", "--data", tiny_index),
        env=environment(HOIDAP_EMBEDDING_MODEL=tiny_model),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
