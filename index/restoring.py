"""Restores a backup: it is unpacked beside what is there and looked at as a whole, and only then put into place."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import uuid
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from index.backups import CORPUS, DATA, FORMAT, MANIFEST, Backup, Member, copy_measured
from index.database import check_database
from index.errors import IndexingError
from index.locks import build_lock
from index.restore_journal import JOURNAL, clear_scratch, commit_restore
from index.schema import SCHEMA
from index.store import FILE_NAME, Store
from index.verifying import verify

MAX_MANIFEST_BYTES = 50_000_000
SPARE_BYTES = 100_000_000  # left free on the disk
_DATA_FILE = re.compile(r"data/([\w-]+\.sqlite|vectors/\d+(?:\.base)?\.faiss|removed/.+)")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OverflowError)


class BackupError(IndexingError):
    """A file is no backup, or not a whole one."""


async def restore(file: Path, corpus: Path, data: Path, by: str = "") -> Backup:
    """Put the articles, the index and what the bot remembers back as a backup holds them.

    Articles that the backup does not hold are moved aside, into the data folder.

    Raises:
        BackupError: if the file is no whole backup; nothing has changed.
        IndexBusyError: if the index is being built or in use; nothing has changed.
        IndexingError: if the folders cannot be written.
    """
    try:
        await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
        with build_lock(data, by):
            await asyncio.to_thread(clear_scratch, data)
            scratch = data / f".restore-{uuid.uuid4().hex}"
            try:
                backup = await asyncio.to_thread(_unpack, file, scratch)
                await _check(scratch / DATA, file)
                await asyncio.to_thread(commit_restore, data, scratch, corpus)
            except BaseException:
                await asyncio.to_thread(_discard, data, scratch)
                raise
    except OSError as exc:
        raise IndexingError(f"the backup cannot be unpacked ({exc.strerror}): check {data} and the free space") from exc
    return backup


def _unpack(file: Path, scratch: Path) -> Backup:
    try:
        with zipfile.ZipFile(file) as archive:
            backup = _read_manifest(archive, file)
            _check_names(archive, backup, file)
            if backup.size > shutil.disk_usage(scratch.parent).free - SPARE_BYTES:
                raise BackupError(f"{file} needs {backup.size // 1_000_000} MB unpacked: make room on the disk first")
            for member in backup.members:
                _unpack_member(archive, member, scratch / member.name, file)
    except FileNotFoundError as exc:
        raise BackupError(f"{file} does not exist: name a file that hoidap backup wrote") from exc
    except _BROKEN as exc:
        raise BackupError(f"{file} is no backup, or damaged: take another") from exc
    return backup


def _read_manifest(archive: zipfile.ZipFile, file: Path) -> Backup:
    try:
        if archive.getinfo(MANIFEST).file_size > MAX_MANIFEST_BYTES:
            raise BackupError(f"{file} has a list of contents that is too long: take another backup")
        with archive.open(MANIFEST) as member:
            read = json.loads(member.read(MAX_MANIFEST_BYTES))
        if read["format"] != FORMAT:
            raise BackupError(f"{file} was written by another version of hoidap: restore it with that one")
        members = [Member(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in read["members"]]
        return Backup(str(read["created_at"]), tuple(members))
    except (KeyError, TypeError, ValueError, RecursionError) as exc:
        raise BackupError(f"{file} is no backup of hoidap: name a file that hoidap backup wrote") from exc


def _check_names(archive: zipfile.ZipFile, backup: Backup, file: Path) -> None:
    names = [member.name for member in backup.members]
    if sorted([*names, MANIFEST]) != sorted(archive.namelist()) or len(set(names)) != len(names):
        raise BackupError(f"{file} holds other files than its list says: take another backup")
    for member in backup.members:
        if member.size < 0 or not _is_safe(member.name):
            raise BackupError(f"{file} holds a file that belongs nowhere, {ascii(member.name)}: take another backup")
    if f"{DATA}/{FILE_NAME}" not in names:
        raise BackupError(f"{file} holds no index: take another backup")


def _is_safe(name: str) -> bool:
    """Whether a name leads into one of the two folders, and to nothing hidden."""
    parts = PurePosixPath(name).parts
    return (
        "/".join(parts) == name
        and len(parts) > 1
        and not any(part.startswith(".") or re.search(r"[\x00-\x1f\\:]", part) for part in parts)
        and (parts[0] == CORPUS or _DATA_FILE.fullmatch(name) is not None)
    )


def _unpack_member(archive: zipfile.ZipFile, member: Member, target: Path, file: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member.name) as source, target.open("xb") as unpacked:
        if copy_measured(member.name, source, unpacked, member.size) != member:
            raise BackupError(f"{file}: {member.name} is not what was backed up: take another backup")


async def _check(data: Path, file: Path) -> None:
    """Look at the databases before anything is done with them, then at the whole index."""
    try:
        await asyncio.to_thread(_check_databases, data)
        async with await Store.open(data) as store:
            await store.generation()  # makes a vector file that is missing
            faults = (await verify(store)).faults
    except (ValueError, TypeError, KeyError, RecursionError) as exc:  # values that hoidap would not have written
        raise BackupError(f"{file} holds an index that cannot be read: take another backup") from exc
    if faults:
        raise BackupError(f"{file} holds an index that is not whole ({faults[0]}): take another backup")


def _check_databases(data: Path) -> None:
    for database in sorted(data.glob("*.sqlite")):
        check_database(database, SCHEMA if database.name == FILE_NAME else None)


def _discard(data: Path, scratch: Path) -> None:
    if not (data / JOURNAL).exists():  # with a journal, the next start needs it
        shutil.rmtree(scratch, ignore_errors=True)
