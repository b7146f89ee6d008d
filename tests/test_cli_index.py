"""The commands that keep the index: the story of an administrator at the terminal."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from command_line import Command, environment, own_process
from conftest import CORPUS, HOUSES

ARTICLE = "ha-giang-nam-2022.txt"
QUESTION = {
    "id": "HG-01",
    "question": HOUSES,
    "form": "plain",
    "kind": "figure",
    "gold_docs": [ARTICLE],
    "gold_quote": "47 mái ấm tình thương",
    "must_include": [["47"]],
}


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, copied_index: Path, tiny_settings: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus folder with its index, to be changed; the commands use them."""
    folder = Path(shutil.copytree(CORPUS, tmp_path / "corpus"))
    monkeypatch.setenv("HOIDAP_CORPUS", str(folder))
    monkeypatch.setenv("HOIDAP_DATA", str(copied_index))
    return folder


def change(corpus: Path, old: str, new: str) -> None:
    path = corpus / ARTICLE
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_dry_run_shows_what_would_change(hoidap: Command, corpus: Path) -> None:
    change(corpus, "47 mái", "48 mái")
    (corpus / "moi.txt").write_text("Tin ngắn\n\nMột dòng không nói ngày tháng hay đơn vị nào.", encoding="utf-8")
    (corpus / "hong.docx").write_bytes(b"PK")
    plan = json.loads(hoidap("index", "--dry-run", "--json").out)
    assert (plan["new"], plan["changed"], plan["unchanged"]) == (["moi.txt"], [ARTICLE], 2)
    assert [name for name, _ in plan["broken"]] == ["hong.docx"]
    assert "no date found" in next(each for each in plan["previews"] if each["document"] == "moi.txt")["doubts"]
    finished = hoidap("index", "--dry-run")
    assert (finished.code, finished.err) == (0, "")
    assert "Not to be indexed: hong.docx" in finished.out
    counts = "1 new, 1 changed, 0 moved, 0 gone, 2 unchanged: 4 articles, 3 now. Nothing has been changed."
    assert counts in finished.out
    assert "47" in hoidap("ask", HOUSES).out


def test_back_and_forth(hoidap: Command, corpus: Path) -> None:
    change(corpus, "47 mái", "48 mái")
    assert hoidap("index").code == 0
    assert "48" in hoidap("ask", HOUSES).out
    undone = hoidap("rollback")
    assert undone.out == (
        f"Generation 1 answers again, 2 did before.\nHeld back until it changes or hoidap release: {ARTICLE}\n"
    )
    assert "47" in hoidap("ask", HOUSES).out
    assert hoidap("index").out == (
        f"Nothing changed: 3 articles, 7 passages.\nHeld back since a roll-back: {ARTICLE}\n"
    )
    assert f"Held back since a roll-back, as it was before: {ARTICLE}" in hoidap("documents").out
    assert json.loads(hoidap("index", "--dry-run", "--json").out)["held"] == [ARTICLE]
    rows = [json.loads(line) for line in hoidap("generations", "--json").out.splitlines()]
    assert [(row["generation"], row["active"], row["report"]["changed"]) for row in rows] == [
        (2, False, [ARTICLE]),
        (1, True, []),
    ]
    assert "● │ 1" in hoidap("generations").out
    assert hoidap("release", ARTICLE).out == f"Released: {ARTICLE}\nThe next hoidap index takes it.\n"
    assert "1 changed" in hoidap("index").out
    assert "48" in hoidap("ask", HOUSES).out
    assert hoidap("release", "--all").out == "Nothing is held back.\n"
    assert hoidap("rollback", "9").complaint.startswith("there is no generation 9")
    assert hoidap("release").code == hoidap("release", ARTICLE, "--all").code == 2


def test_the_corpus_questions_stop_a_build_that_answers_worse(hoidap: Command, corpus: Path) -> None:
    (corpus / "questions.jsonl").write_text(json.dumps(QUESTION, ensure_ascii=False) + "\n", encoding="utf-8")
    change(corpus, "47 mái", "48 mái")
    stopped = hoidap("index")
    assert stopped.code == 1
    assert "0 of 1 questions are answered rightly, 1 before, and these no longer: HG-01" in stopped.err
    assert "47" in hoidap("ask", HOUSES).out
    assert "1 changed" in hoidap("index", "--force").out
    assert "48" in hoidap("ask", HOUSES).out
    (corpus / "moi.txt").write_text((CORPUS / ARTICLE).read_text(encoding="utf-8").replace("2022", "2019"), "utf-8")
    assert "of the corpus's 1 questions are answered rightly." in hoidap("index").out


def test_if_many_articles_would_vanish_a_build_stops_where_nobody_can_be_asked(hoidap: Command, corpus: Path) -> None:
    (corpus / ARTICLE).unlink()
    assert hoidap("index").complaint.startswith(f"1 of 3 articles would leave the index, {ARTICLE} for one")
    assert "Not" in hoidap("index", "--dry-run").out
    assert "1 gone" in hoidap("index", "--yes").out


@pytest.mark.parametrize(("answer", "gone"), [("n\n", False), ("y\n", True)])
def test_at_a_terminal_a_build_asks_if_many_articles_would_vanish(
    hoidap: Command, corpus: Path, copied_index: Path, tiny_model: str, answer: str, gone: bool
) -> None:
    (corpus / ARTICLE).unlink()
    ours, theirs = pty.openpty()
    settings = environment(HOIDAP_EMBEDDING_MODEL=tiny_model, HOIDAP_CORPUS=corpus, HOIDAP_DATA=copied_index)
    process = subprocess.Popen(own_process("index"), env=settings, stdin=theirs, stdout=subprocess.PIPE, text=True)
    os.write(ours, answer.encode())
    out, _ = process.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert ("1 gone" in out, process.returncode) == (gone, 0 if gone else 1)
    assert (ARTICLE in hoidap("documents", "--json").out) is not gone


def test_a_whole_index_is_told_and_a_fault_is_named(hoidap: Command, copied_index: Path) -> None:
    finished = hoidap("verify")
    assert (finished.code, finished.err) == (0, "")
    assert finished.out.endswith("3 articles read again: no fault\n")
    next((copied_index / "vectors").iterdir()).write_bytes(b"x")
    finished = hoidap("verify", "--json")
    assert finished.code == 1
    assert "is not what was saved" in json.loads(finished.out)["faults"][0]


def test_a_backup_is_saved_and_restored(hoidap: Command, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    saved = hoidap("backup", file)
    held = len(zipfile.ZipFile(file).namelist()) - 1  # without the list itself
    assert held >= 5  # the database, its vectors, three articles
    assert saved.out.startswith(f"Saved {held} files, ")
    change(corpus, "47 mái", "48 mái")
    assert hoidap("index").code == 0
    assert hoidap("restore", file).out.startswith(f"Restored {held} files, as they were on 20")
    assert "47" in hoidap("ask", HOUSES).out
    assert hoidap("index").out == "Nothing changed: 3 articles, 7 passages.\n"
    assert "does not exist" in hoidap("restore", tmp_path / "none.zip").complaint


def test_an_article_is_corrected_and_removed(hoidap: Command, corpus: Path, copied_index: Path) -> None:
    noted = hoidap("correct", ARTICLE, "--title", "Tên đúng")
    assert noted.out == f"{ARTICLE}: noted in manifest.csv: run hoidap index.\n"
    assert "1 changed" in hoidap("index").out
    assert "Tên đúng" in hoidap("documents", "--json").out
    assert "hôm qua" in hoidap("correct", ARTICLE, "--published", "hôm qua").complaint
    assert hoidap("correct", ARTICLE).code == 2
    moved = copied_index / "removed" / ARTICLE
    assert hoidap("remove", ARTICLE).out == f"Moved to {moved}: run hoidap index.\n"
    assert "1 gone" in hoidap("index", "--yes").out
    assert "holds no article" in hoidap("remove", ARTICLE).complaint
