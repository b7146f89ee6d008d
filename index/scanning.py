"""Goes through a corpus folder and opens only what may have changed since it was last read.

A file whose size, times and inode are those of its stamp is taken as unchanged. Its content decides when one differs,
and always for a file that was written so shortly before it was read that a later write could carry the same time.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from index.documents import Document, Unread
from index.errors import UnreadableArticleError
from index.manifest import ManifestRow
from index.reading.articles import READER_VERSION, hash_content, read_article, read_content, walk
from index.store import Store

RACY_NS = 2_000_000_000  # no file system in use keeps coarser times


class Stamp(NamedTuple):
    """How a file looked when it was read."""

    size: int  # bytes
    mtime_ns: int
    ctime_ns: int
    inode: int
    stated: str  # hash of its manifest row and the reader's version

    @property
    def is_settled(self) -> bool:
        """Whether a later write would show in the file's times."""
        return max(self.mtime_ns, self.ctime_ns) < time.time_ns() - RACY_NS


class CorpusScan:
    """The articles of a corpus folder, one by one; `stamps` fills with what the next scan need not open."""

    def __init__(
        self, corpus: Path, stamps: Mapping[str, tuple[Stamp, str]], is_known: Callable[[str, str], bool]
    ) -> None:
        """Look at a folder.

        Args:
            stamps: article -> its stamp and content hash at an earlier scan.
            is_known: whether an article of this name and content hash need not be read: it comes as `Unread`.
        """
        self.stamps: dict[str, tuple[Stamp, str]] = {}
        self._corpus = corpus
        self._old = stamps
        self._is_known = is_known

    def __iter__(self) -> Iterator[Document | Unread | UnreadableArticleError]:
        return walk(self._corpus, self._article)

    def _article(self, path: Path, name: str, stated: ManifestRow) -> Document | Unread:
        stamp = _stamp(path, stated)
        old, content_hash = self._old.get(name, (None, ""))
        if stamp and stamp == old and self._is_known(name, content_hash):
            self.stamps[name] = stamp, content_hash
            return Unread(name, content_hash)
        is_settled = stamp is not None and stamp.is_settled  # asked before the file is read
        article = self._same_content(path, name, stated) or read_article(path, name, stated)
        if stamp and is_settled and _stamp(path, stated) == stamp:
            self.stamps[name] = stamp, article.content_hash
        return article

    def _same_content(self, path: Path, name: str, stated: ManifestRow) -> Unread | None:
        """The article, if its file has been touched but says what it said."""
        try:
            content_hash = hash_content(read_content(path, name), stated)
        except UnreadableArticleError:  # whoever reads the article tells why
            return None
        return Unread(name, content_hash) if self._is_known(name, content_hash) else None


def _stamp(path: Path, stated: ManifestRow) -> Stamp | None:
    """How an article's file looks, or the archive that it is a member of."""
    try:
        found = next(each for each in (path, *path.parents) if each.is_file()).stat()
    except (OSError, StopIteration):
        return None
    made_of = hashlib.sha256(f"{READER_VERSION}\n{stated}".encode("utf-8", "surrogatepass")).hexdigest()
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, made_of)


async def read_stamps(store: Store) -> dict[str, tuple[Stamp, str]]:
    """What the last scan left."""
    rows = await store.database.fetch("SELECT * FROM stamps")
    return {row["id"]: (Stamp(*(row[name] for name in Stamp._fields)), row["content_hash"]) for row in rows}


async def save_stamps(store: Store, stamps: Mapping[str, tuple[Stamp, str]]) -> None:
    """Leave stamps for the next scan, in the place of all others."""
    rows = [(id, *stamp, content_hash) for id, (stamp, content_hash) in stamps.items()]
    async with store.database.transaction() as connection:
        await connection.execute("DELETE FROM stamps")
        await connection.executemany("INSERT INTO stamps VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
