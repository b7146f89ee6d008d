"""Archives of articles: each member of a .zip has the path that it would have if the archive were a folder.

The one reader of the corpus folder's archives. Members are read in memory, one at a time; nothing is unpacked to disk.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from index.errors import Fault, Reason, UnreadableArticleError
from index.reading.packages import BAD_ARCHIVE, leads_outside

SUFFIX = ".zip"
MAX_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_MEMBERS = 2_000
MAX_RATIO = 200  # of sizes unpacked and packed: text takes a fifth of its size, a bomb a thousandth
_RATIO_FROM_BYTES = 1_000_000  # unpacked; below it even a bomb harms nobody
_AGAIN = "unpack it, look at what it holds, and pack the articles again"


def member_paths(archive: Path) -> list[Path]:
    """The members of an archive as paths below it; only the archive itself if it cannot be read, so that it is named.

    Hidden files and what macOS adds are left out.
    """
    try:
        with _opened(archive, archive.name) as opened:
            names = list(_members(opened))
    except UnreadableArticleError:
        return [archive]
    return [archive / name for name in names] or [archive]


def archive_of(path: Path) -> Path | None:
    """The archive whose member a path names; None for a file of its own."""
    return next((parent for parent in path.parents if parent.suffix.lower() == SUFFIX and parent.is_file()), None)


def refuse_archive(path: Path, name: str) -> UnreadableArticleError:
    """Why an archive, or the archive within an archive, gives no articles."""
    if archive_of(path):
        return UnreadableArticleError(name, "is an archive within an archive: unpack it", Fault.NESTED)
    try:
        with _opened(path, name):
            return UnreadableArticleError(name, "holds no article: remove it, or pack articles into it", Fault.EMPTY)
    except UnreadableArticleError as error:
        return error


def read_member(archive: Path, path: Path, name: str, max_bytes: int) -> bytes:
    """The content of a member.

    Raises:
        UnreadableArticleError: if it is protected, damaged or larger than `max_bytes`.
    """
    with _opened(archive, name) as opened:
        member = _members(opened).get(path.relative_to(archive).as_posix())
        if member is None:
            raise UnreadableArticleError(name, "is gone from its archive: index the folder again", Fault.MISSING)
        if member.flag_bits & 1:
            raise UnreadableArticleError(
                name, "is protected by a password: unpack it, and pack it without one", Fault.PROTECTED
            )
        if member.file_size > max_bytes:
            raise UnreadableArticleError(
                name, f"larger than {max_bytes // 1_000_000} MB: split it into single articles", Fault.TOO_LARGE
            )
        try:
            return opened.read(member)  # never more than the size that was looked at
        except BAD_ARCHIVE as exc:
            raise UnreadableArticleError(name, f"is damaged: {_AGAIN}", Fault.DAMAGED) from exc


def _opened(path: Path, name: str) -> zipfile.ZipFile:
    """An archive that was looked over."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableArticleError(
                name, f"larger than {MAX_BYTES // 1_000_000} MB: make several archives of it", Fault.TOO_LARGE
            )
        opened = zipfile.ZipFile(path)
    except BAD_ARCHIVE as exc:
        raise UnreadableArticleError(name, f"is no zip archive, or damaged: {_AGAIN}", Fault.DAMAGED) from exc
    reason = _objection(opened.infolist())
    if reason:
        opened.close()
        raise UnreadableArticleError(name, reason)
    return opened


def _objection(members: list[zipfile.ZipInfo]) -> Reason | None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        return Reason("is too large unpacked: make several archives of it", Fault.TOO_LARGE)
    if unpacked > _RATIO_FROM_BYTES and unpacked > MAX_RATIO * packed:
        return Reason(f"is packed more tightly than articles ever are: {_AGAIN}", Fault.HOSTILE)
    if any(leads_outside(member.filename) for member in members):
        return Reason(f"names files outside itself: {_AGAIN}", Fault.HOSTILE)
    return None


def _members(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members that are visible files, by name."""
    named = {_name(member): member for member in opened.infolist() if not member.is_dir()}
    return {name: member for name, member in sorted(named.items()) if not any(map(_is_hidden, name.split("/")))}


def _is_hidden(part: str) -> bool:
    return part.startswith((".", "__MACOSX"))


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; some programs write UTF-8 without saying so."""
    name = member.filename.replace("\\", "/")
    try:
        return name if member.flag_bits & 0x800 else name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
