"""Locks between processes, on files of the data folder: one builds at a time, and nobody takes away what another uses.

The system lets go of them when a process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import json
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexBusyError, IndexingError

BUILD_LOCK = "build.lock"
LEASES = "leases"


@contextmanager
def waiting_lock(path: Path) -> Iterator[None]:
    """Held by one process at a time; the others wait.

    Raises:
        OSError: if the file cannot be written.
    """
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def build_lock(folder: Path, by: str = "") -> Iterator[None]:
    """Held by the one process that changes the index.

    Args:
        by: who builds; told to whoever is refused.

    Raises:
        IndexBusyError: if another process builds; says who.
        IndexingError: if the folder cannot be written.
    """
    try:
        descriptor = os.open(folder / BUILD_LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise IndexingError(f"cannot write in {folder} ({exc.strerror}): check its permissions") from exc
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise IndexBusyError(_busy(os.pread(descriptor, 1_000, 0))) from exc
        _sign(descriptor, by)
        yield
    finally:
        os.close(descriptor)


def _sign(descriptor: int, by: str) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"by": by, "process": os.getpid(), "since": since}).encode(), 0)


def _busy(signed: bytes) -> str:
    try:
        read = json.loads(signed)
        who = f"{read['by'] or 'another user'} (process {read['process']}, since {read['since']})"
    except (ValueError, KeyError, TypeError):
        who = "another process"
    return f"the index is being built by {who}: wait until it has finished"


class Lease:
    """Says that a generation is in use, until `close` or until nobody holds this object any more."""

    def __init__(self, folder: Path, generation: int) -> None:
        self._close = weakref.finalize(self, os.close, _lock(folder, generation, fcntl.LOCK_SH))

    def close(self) -> None:
        self._close()


@contextmanager
def unused(folder: Path, generation: int) -> Iterator[bool]:
    """Whether nobody uses a generation; if so, nobody begins to while the block runs."""
    try:
        descriptor = _lock(folder, generation, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        os.close(descriptor)


def leased(folder: Path) -> bool:
    """Whether any process uses the index of a data folder."""
    for path in (folder / LEASES).glob("*"):
        with unused(folder, int(path.name)) as free:
            if not free:
                return True
    return False


def forget_lease(folder: Path, generation: int) -> None:
    """Remove the lock file of a generation that is gone; ids are never given twice."""
    (folder / LEASES / str(generation)).unlink(missing_ok=True)


def _lock(folder: Path, generation: int, operation: int) -> int:
    (folder / LEASES).mkdir(exist_ok=True)
    descriptor = os.open(folder / LEASES / str(generation), os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, operation)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
