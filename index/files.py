"""Files that are written, copied and moved whole or not at all, and are on the disk when the call returns."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_durably(path: Path, content: bytes | memoryview) -> None:
    """Write a file in the place of what was there; its folder is made if need be."""
    with _replacing(path) as partial:
        partial.write_bytes(content)


def write_durably_by(path: Path, write: Callable[[Path], object]) -> None:
    """Let somebody write a file that is too large to be held, in the place of what was there."""
    with _replacing(path) as partial:
        write(partial)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file in the place of what was there, with its times."""
    with _replacing(target) as partial:
        shutil.copy2(source, partial)


def move_durably(source: Path, target: Path) -> None:
    """Move a file, also to another disk; at every moment it stands in one place at least, whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError:  # on another disk
        copy_durably(source, target)
        source.unlink()
    sync_folder(target.parent)
    sync_folder(source.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: they too must outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")  # hidden: it is no article
    try:
        yield partial
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)
