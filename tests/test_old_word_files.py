"""Old Word files where LibreOffice is missing, fails or does not end: stand-ins for the program `soffice`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest

from index.errors import UnreadableArticleError
from index.reading import doc
from index.reading.articles import read_text

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which is empty after each reading."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def refused() -> str:
    with pytest.raises(UnreadableArticleError) as told:
        read_text("cu.doc", OLD)
    return told.value.reason


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert refused() == (
        "is an old .doc file: open it in Word and save it again as .docx, or install LibreOffice, "
        "sudo apt-get install libreoffice-writer-nogui, then index it again"
    )


@pytest.mark.parametrize("script", ["exit 0", "exit 1", "kill -9 $$"])
def test_a_file_that_libreoffice_does_not_open_is_told(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    stand_in(tmp_path, monkeypatch, script)
    assert refused().startswith("is protected, damaged or beyond the LibreOffice installed: open it in Word")
    assert list(scratch.iterdir()) == []


def test_what_libreoffice_writes_is_looked_over(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "echo PK > article.docx")
    assert refused().startswith("is no Word file, or damaged")
    assert list(scratch.iterdir()) == []


def test_libreoffice_is_ended_with_all_that_it_started(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = tmp_path / "alive"
    stand_in(tmp_path, monkeypatch, f"(while true; do touch {alive}; sleep 0.1; done) & wait")
    monkeypatch.setattr(doc, "TIMEOUT_S", 1.0)
    assert refused().startswith("takes LibreOffice longer than 1 s: ")
    alive.unlink()
    time.sleep(0.5)
    assert not alive.exists()
    assert list(scratch.iterdir()) == []


def test_it_runs_apart_from_the_user_s_own_libreoffice(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    stand_in(tmp_path, monkeypatch, f'echo "$HOME $*" > {asked}; cat "$HOME"/profile/user/*.xcu >> {asked}')
    refused()
    told = asked.read_text(encoding="utf-8")
    assert told.startswith(f"{scratch}/hoidap-doc-")
    assert f"-env:UserInstallation=file://{scratch}/hoidap-doc-" in told
    assert "DisableMacrosExecution" in told
