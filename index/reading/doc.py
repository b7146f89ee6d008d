"""Word files of before 2007: LibreOffice makes .docx files of them, where it is installed.

The one user of LibreOffice. It runs for one file at a time, in a folder of its own that is removed afterwards, with a
profile of its own that runs no macros and follows no links. What only bears the suffix .doc is read as what it is.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from index.errors import Fault, UnreadableArticleError
from index.reading.docx import read_docx
from index.reading.html import read_html
from index.reading.rtf import MARK, read_rtf

TIMEOUT_S = 120.0
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AGAIN = "open it in Word and save it again as .docx"
INSTALL_COMMAND = "sudo apt-get install libreoffice-writer-nogui"
_INSTALL = f"or install LibreOffice, {INSTALL_COMMAND}, then index it again"
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel">\
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution">\
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks">\
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


def read_doc(document: str, content: bytes) -> str:
    """The text of an old Word file, NFC.

    Raises:
        UnreadableArticleError: if it cannot be read, or LibreOffice is not there to read it.
    """
    beginning = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith(MARK):
        return read_rtf(document, content)
    if beginning.startswith(b"pk"):
        return read_docx(document, content)
    if beginning.startswith((b"<html", b"<!doctype html")):
        return read_html(document, content)
    if not content.startswith(_OLE):
        raise UnreadableArticleError(document, f"is no Word file, or damaged: {_SAVE_AGAIN}", Fault.DAMAGED)
    program = find_libreoffice()
    if program is None:
        raise UnreadableArticleError(document, f"is an old .doc file: {_SAVE_AGAIN}, {_INSTALL}", Fault.OLD_WORD)
    return read_docx(document, _converted(document, content, program))


def find_libreoffice() -> str | None:
    """The program of LibreOffice on this machine; whether it can read Word files shows when it is asked."""
    return shutil.which("soffice")


def _converted(document: str, content: bytes, program: str) -> bytes:
    """The file as .docx."""
    with tempfile.TemporaryDirectory(prefix="hoidap-doc-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (folder / "article.doc").write_bytes(content)
        _run([program, f"-env:UserInstallation={profile.parent.as_uri()}", *_OPTIONS, "article.doc"], document, folder)
        converted = folder / "article.docx"
        if not converted.is_file():  # LibreOffice ends well also if it could not open the file
            raise UnreadableArticleError(
                document,
                f"is protected, damaged or beyond the LibreOffice installed: {_SAVE_AGAIN}, {_INSTALL}",
                Fault.OLD_WORD,
            )
        return converted.read_bytes()


_OPTIONS = ("--headless", "--norestore", "--nologo", "--nolockcheck", "--infilter=MS Word 97", "--convert-to", "docx")


def _run(command: list[str], document: str, folder: Path) -> None:
    """Run a program in a folder, and end it with all that it started when its time is over."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as running:
        try:
            running.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired as exc:
            raise UnreadableArticleError(
                document, f"takes LibreOffice longer than {TIMEOUT_S:.0f} s: {_SAVE_AGAIN}", Fault.SLOW
            ) from exc
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
