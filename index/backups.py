"""Backups: one file with the articles, the index and what the bot remembers, each as it was at one moment.

The databases are copied by SQLite itself, so that a bot may run meanwhile; the build lock keeps the index from
changing. The file is a ZIP with a member that names every other with its length and SHA-256; nothing else is taken from
it when it is restored.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from index.database import copy_database
from index.errors import IndexingError, IndexMissingError
from index.files import sync_folder
from index.locks import build_lock
from index.restore_journal import KEPT_FOLDERS
from index.store import FILE_NAME

MANIFEST = "backup.json"
FORMAT = 1
DATA, CORPUS = "data", "corpus"  # folders in the file
_BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    created_at: str  # ISO 8601, UTC
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member.size for member in self.members)

    def as_json(self) -> dict[str, object]:
        return {"format": FORMAT, "created_at": self.created_at, "members": [asdict(each) for each in self.members]}


def back_up(corpus: Path, data: Path, file: Path, by: str = "") -> Backup:
    """Write a backup; an older one of the same name is replaced when the new one is whole.

    Raises:
        IndexMissingError: if there is no index yet.
        IndexBusyError: if the index is being built.
        IndexingError: if the file cannot be written.
    """
    if not (data / FILE_NAME).is_file():
        raise IndexMissingError(f"there is no index in {data} yet: run hoidap index")
    partial = file.with_name(f".{file.name}.{uuid.uuid4().hex}.partial")
    try:
        with build_lock(data, by), tempfile.TemporaryDirectory(dir=data, prefix=".backup-") as folder:
            backup = _write(partial, _files(corpus, data, Path(folder)))
        partial.replace(file)
        sync_folder(file.parent)
    except OSError as exc:
        raise IndexingError(f"cannot write the backup {file} ({exc.strerror}): choose another place") from exc
    finally:
        partial.unlink(missing_ok=True)
    return backup


def _files(corpus: Path, data: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Name in the backup, and the file to be taken."""
    for database in sorted(data.glob("*.sqlite")):
        copy_database(database, scratch / database.name)
        yield f"{DATA}/{database.name}", scratch / database.name
    for folder in KEPT_FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield f"{DATA}/{path.relative_to(data).as_posix()}", path
    for path in sorted(corpus.rglob("*")):
        inside = path.relative_to(corpus)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            yield f"{CORPUS}/{inside.as_posix()}", path


def _write(target: Path, files: Iterable[tuple[str, Path]]) -> Backup:
    members = []
    with target.open("wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, path in files:
                with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
                    members.append(copy_measured(name, source, member))
            backup = Backup(datetime.now(UTC).isoformat(timespec="seconds"), tuple(members))
            archive.writestr(MANIFEST, json.dumps(backup.as_json(), ensure_ascii=False))
        raw.flush()
        os.fsync(raw.fileno())
    return backup


def copy_measured(name: str, source: IO[bytes], target: IO[bytes], max_bytes: int | None = None) -> Member:
    """Copy a stream, and tell what was in it.

    Args:
        max_bytes: where to stop, so that what is longer shows by its length; None for no limit.
    """
    digest, size = hashlib.sha256(), 0
    while (max_bytes is None or size <= max_bytes) and (block := source.read(_BLOCK)):
        target.write(block)
        digest.update(block)
        size += len(block)
    return Member(name, size, digest.hexdigest())
