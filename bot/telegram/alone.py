"""One bot a data folder: two would take up each other's unfinished questions and answer them twice."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.telegram.errors import BotStartError

LOCK = "bot.lock"


@contextmanager
def only_bot(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system lets go of however the process ends.

    Raises:
        BotStartError: if another bot holds it, or the folder cannot be written.
    """
    try:
        file = (folder / LOCK).open("ab")
    except OSError as exc:
        raise BotStartError(f"cannot write in {folder} ({exc.strerror}): check its permissions") from exc
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise BotStartError(
                f"another bot works with {folder}: stop it, or name another folder by HOIDAP_DATA"
            ) from exc
        yield
