"""What a hostile file makes endless, or brings down, ends with that file; the next is read as ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from article_files import write_html

from index.errors import UnreadableArticleError
from index.reading import isolation
from index.reading.articles import read_text
from index.reading.isolation import isolated

TITLE = "Hội LHPN tỉnh Bắc Kạn tổng kết công tác Hội năm 2022"
PROSE = "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 38 mái ấm tình thương cho hội viên nghèo."


@isolated
def process_of(document: str) -> int:
    return os.getpid()


@isolated
def setting_of(document: str, name: str) -> str | None:
    return os.environ.get(name)


@isolated
def endless(document: str) -> None:
    while True:
        pass


@isolated
def brought_down(document: str) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


@isolated
def greedy(document: str) -> int:
    return len(bytes(2 * isolation.MAX_MEMORY_BYTES))


@isolated
def unforeseen(document: str) -> None:
    raise ZeroDivisionError("a reader's own error")


@isolated
def refusing(document: str, reason: str) -> None:
    raise UnreadableArticleError(document, reason)


@pytest.fixture(autouse=True)
def good_file_after_it() -> Iterator[None]:
    """Whatever happened, the next file is read."""
    yield
    assert PROSE in read_text("tot.html", write_html((TITLE, PROSE)))


def test_files_are_read_one_after_the_other_in_one_other_process() -> None:
    assert process_of("a.pdf") == process_of("b.pdf") != os.getpid()


def test_the_settings_are_not_told_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    isolation._end()
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12:secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert setting_of("a.pdf", "TELEGRAM_BOT_TOKEN") is None
    assert setting_of("a.pdf", "LANG") == "C.UTF-8"


def test_a_file_without_end_is_refused_and_its_process_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    before = process_of("a.pdf")
    monkeypatch.setattr(isolation, "TIMEOUT_S", 1.0)
    with pytest.raises(UnreadableArticleError, match=r"^a\.pdf: takes longer than 1 s to read: save the article"):
        endless("a.pdf")
    monkeypatch.undo()
    assert process_of("a.pdf") != before
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_a_page_that_draws_itself_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 11>>"
    content = pdf_with(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>>>",
        form + b"stream\n/X Do /X Do\nendstream",
        b"<</Length 5>>stream\n/X Do\nendstream",
    )
    monkeypatch.setattr(isolation, "TIMEOUT_S", 3.0)
    with pytest.raises(UnreadableArticleError, match=r"^vong\.pdf: takes longer than 3 s to read: "):
        read_text("vong.pdf", content)


def pdf_with(*objects: bytes) -> bytes:
    """A PDF file of these objects, numbered from 1."""
    content, begins = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        begins.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    count = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def test_a_file_that_brings_its_process_down_is_refused() -> None:
    with pytest.raises(UnreadableArticleError, match="brings the program that reads it down: save"):
        brought_down("a.pdf")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems may know no such limit")
def test_a_file_that_fills_the_memory_is_refused() -> None:
    with pytest.raises(UnreadableArticleError, match="takes more memory than an article: save"):
        greedy("a.pdf")


def test_a_process_that_was_killed_meanwhile_is_started_anew() -> None:
    before = process_of("a.pdf")
    os.kill(before, signal.SIGKILL)
    time.sleep(0.2)
    assert process_of("a.pdf") != before


def test_an_error_that_nobody_foresaw_is_logged_and_refuses_the_file(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UnreadableArticleError, match="cannot be read: save"):
        unforeseen("a.pdf")
    assert "ZeroDivisionError: a reader's own error" in caplog.text


def test_a_refusal_comes_as_it_was_said() -> None:
    with pytest.raises(UnreadableArticleError) as told:
        refusing("a.pdf", "is damaged: print it again")
    assert (told.value.document, told.value.reason) == ("a.pdf", "is damaged: print it again")


def test_it_ends_when_the_process_that_started_it_is_killed() -> None:
    script = (
        "import os, signal, test_isolation; print(test_isolation.process_of('a.pdf'), flush=True); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    # Both hold the pipe: it comes to its end when both have.
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, timeout=20, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout) > 0
