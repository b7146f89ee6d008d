"""Pictures of pages become text with tesseract and its Vietnamese data, where both are installed.

The one user of the program tesseract; it reads a picture from a pipe and writes nothing to the disk.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

from index.errors import Fault, UnreadableArticleError

TIMEOUT_S = 120.0  # for one page: a clean one takes some seconds
INSTALL_COMMAND = "sudo apt-get install tesseract-ocr tesseract-ocr-vie"
_LANGUAGE = "vie"


@dataclass(frozen=True, slots=True)
class Recognizer:
    """Reads Vietnamese off pictures."""

    program: str

    def recognize(self, document: str, picture: bytes) -> str:
        """The text of a picture, its lines apart and its columns one after the other.

        Args:
            picture: PNG.

        Raises:
            UnreadableArticleError: if the program fails or takes too long.
        """
        command = [self.program, "stdin", "stdout", "-l", _LANGUAGE, "-c", "preserve_interword_spaces=1"]
        try:
            done = subprocess.run(command, input=picture, capture_output=True, timeout=TIMEOUT_S, check=True)
        except (OSError, subprocess.SubprocessError) as exc:
            raise UnreadableArticleError(
                document, "is a scan that tesseract cannot read: scan it again, or type it as .txt", Fault.SCAN
            ) from exc
        return done.stdout.decode("utf-8", "replace").replace("\f", "")


def find_recognizer() -> Recognizer | None:
    """What recognises scans on this machine; None without tesseract or its Vietnamese data."""
    program = shutil.which("tesseract")
    return Recognizer(program) if program and _reads_vietnamese(program) else None


@lru_cache
def _reads_vietnamese(program: str) -> bool:
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return _LANGUAGE in listed.stdout.decode("utf-8", "replace").split()
