"""What the command `hoidap` says when something is wrong: one line that tells what to do, and the right exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Command
from conftest import HOUSES

from bot.settings import Settings

pytestmark = pytest.mark.usefixtures("tiny_settings")


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["nope"], "No such command 'nope': see hoidap --help"),
        (["ask"], 'give one question, hoidap ask "…"'),
        (["ask", "--nope", "x"], "No such option: --nope: see hoidap --help"),
        (["ask", "a", "b"], "see hoidap --help"),
        (["ask", "a", "--batch", "b", "--json"], "give one question"),
        (["ask", "--batch", "b"], "--batch prints JSON lines: add --json"),
        (["index", "--corpus"], "requires an argument: see hoidap --help"),
        (["bot"], "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather"),
    ],
)
def test_wrong_use_is_told_in_one_line_with_code_2(hoidap: Command, arguments: list[str], advice: str) -> None:
    finished = hoidap(*arguments)
    assert advice in finished.complaint
    assert finished.code == 2


def test_a_wrong_setting_is_wrong_use(hoidap: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_OWNERS", "12,chị Lan")
    finished = hoidap("documents")
    assert finished.complaint.startswith("the setting HOIDAP_OWNERS is wrong (")
    assert finished.complaint.endswith("): correct it and start again")
    assert finished.code == 2


def test_a_settings_file_that_is_not_utf_8_is_wrong_use(
    hoidap: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("HOIDAP_OWNERS=7", encoding="utf-16")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    finished = hoidap("documents")
    assert finished.complaint.endswith(".env cannot be read: save it again as UTF-8 text")
    assert finished.code == 2


@pytest.mark.parametrize("command", [["ask", "x"], ["documents"], ["chat"]])
def test_without_an_index_the_command_that_makes_one_is_named(
    hoidap: Command, tmp_path: Path, command: list[str]
) -> None:
    finished = hoidap(*command, "--data", tmp_path / "none")
    assert finished.complaint == f"there is no index in {tmp_path / 'none'} yet: run hoidap index"
    assert finished.code == 1
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("files", "advice"),
    [
        (None, "does not exist: create it, or name another with --corpus"),
        ({}, "holds no article: put .txt files into it"),
        ({"rong.txt": b""}, "rong.txt: is empty: remove it"),
        ({"anh.txt": b"\x89PNG\0"}, "anh.txt: is a binary file"),
        ({"a.txt": b"x", "manifest.csv": b"file,period\na.txt,bao gio\n"}, 'line 2: period "bao gio" is unknown'),
    ],
)
def test_a_folder_that_gives_no_index_is_told_and_the_old_index_stays(
    hoidap: Command, tmp_path: Path, copied_index: Path, files: dict[str, bytes] | None, advice: str
) -> None:
    corpus = tmp_path / "corpus"
    if files is not None:
        corpus.mkdir()
        for name, content in files.items():
            (corpus / name).write_bytes(content)
    finished = hoidap("index", "--corpus", corpus, "--data", copied_index)
    assert advice in finished.complaint
    assert finished.code == 1
    assert "47" in hoidap("ask", HOUSES, "--data", copied_index).out


def test_a_data_folder_that_cannot_be_written_is_told(hoidap: Command, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for data in (tmp_path / "file", tmp_path / "file" / "data"):
        finished = hoidap("index", "--data", data)
        assert f"cannot create the data folder {data}" in finished.complaint
        assert finished.code == 1


def test_a_damaged_index_is_told(hoidap: Command, copied_index: Path) -> None:
    for path in copied_index.glob("corpus.sqlite*"):
        path.write_bytes(b"no database" * 1000)
    for command in (["ask", "x"], ["documents"], ["index"]):
        finished = hoidap(*command, "--data", copied_index)
        assert "is damaged: delete it and run hoidap index" in finished.complaint
        assert finished.code == 1


def test_an_index_of_another_model_is_told(hoidap: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_EMBEDDING_MODEL", "nha/mo-hinh")
    for command in (["ask", "x"], ["index"]):
        finished = hoidap(*command)
        assert finished.code == 1
        assert "HOIDAP_EMBEDDING_MODEL" in finished.complaint or "--rebuild" in finished.complaint


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (None, "cannot be read: name a file of JSON lines in UTF-8"),
        (b"\xff\xfe", "cannot be read: name a file of JSON lines in UTF-8"),
        (b'{"question": "x"}\nNam nay?\n', "line 2 is not JSON: write one object a line"),
        (b'{"id": "1"}\n', "line 1 has no question: write {"),
        (b'\n["x"]\n', "line 2 has no question: write {"),
        (b'{"question": 5}\n', "line 1 has no question: write {"),
    ],
)
def test_a_wrong_file_of_questions_is_told_before_any_is_answered(
    hoidap: Command, tmp_path: Path, content: bytes | None, advice: str
) -> None:
    file = tmp_path / "q.jsonl"
    if content is not None:
        file.write_bytes(content)
    finished = hoidap("ask", "--batch", file, "--json")
    assert advice in finished.complaint
    assert str(file) in finished.complaint
    assert finished.code == 1


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"TELEGRAM_BOT_TOKEN": "two words"}, "copy it from @BotFather to TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": "1:a", "HOIDAP_TELEGRAM_API_URL": "host:1"}, "has to look like http://host:port"),
    ],
)
def test_a_bot_that_cannot_start_says_what_to_set(
    hoidap: Command, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], advice: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    finished = hoidap("bot")
    assert advice in finished.complaint
    assert finished.code == 1
