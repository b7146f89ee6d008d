"""A scan opens only what may have changed, and misses no change however little shows of it."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from index.documents import Document, Unread
from index.errors import UnreadableArticleError
from index.manifest import ManifestRow
from index.reading.articles import hash_content, read_article
from index.scanning import RACY_NS, CorpusScan, Stamp, read_stamps, save_stamps
from index.store import Store

TEXT = "Hội LHPN huyện tổng kết năm 2022\n\nTrong năm, các chi hội trao {n} suất quà cho hội viên khó khăn."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        write(folder / name, 40)
    return folder


def write(path: Path, gifts: int) -> None:
    path.write_text(TEXT.format(n=gifts), encoding="utf-8")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the files some seconds after they were written."""
    now = time.time_ns
    monkeypatch.setattr("index.scanning.time.time_ns", lambda: now() + 2 * RACY_NS)


class Opened:
    """Counts the files that are opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        real = Path.read_bytes

        def read(path: Path) -> bytes:
            self.names.append(path.name)
            return real(path)

        monkeypatch.setattr(Path, "read_bytes", read)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    return Opened(monkeypatch)


Stamps = dict[str, tuple[Stamp, str]]


def scan(
    corpus: Path, stamps: Stamps | None = None, known: dict[str, str] | None = None
) -> tuple[dict[str, str], Stamps]:
    """What became of each article ("read", "unread" or the error), and the stamps."""
    found = CorpusScan(corpus, stamps or {}, lambda id, content_hash: (known or {}).get(id) == content_hash)
    seen = {}
    for article in found:
        match article:
            case Document():
                seen[article.id] = "read"
            case Unread():
                seen[article.id] = "unread"
            case UnreadableArticleError():
                seen[article.document] = article.reason
    return seen, found.stamps


def hashes(stamps: Stamps) -> dict[str, str]:
    return {id: content_hash for id, (_, content_hash) in stamps.items()}


@pytest.mark.usefixtures("later")
def test_what_is_known_and_looks_as_it_did_is_not_opened(corpus: Path, opened: Opened) -> None:
    seen, stamps = scan(corpus)
    assert seen == {"a.txt": "read", "b.txt": "read"}
    opened.names.clear()
    assert scan(corpus, stamps, hashes(stamps)) == ({"a.txt": "unread", "b.txt": "unread"}, stamps)
    assert opened.names == []


@pytest.mark.usefixtures("later")
def test_a_stamp_is_of_no_use_where_the_index_does_not_hold_the_article(corpus: Path) -> None:
    _, stamps = scan(corpus)
    assert scan(corpus, stamps)[0] == {"a.txt": "read", "b.txt": "read"}


@pytest.mark.usefixtures("later")
def test_a_file_that_was_touched_is_opened_but_not_read(corpus: Path, opened: Opened) -> None:
    _, stamps = scan(corpus)
    os.utime(corpus / "a.txt", ns=(5, 5))
    opened.names.clear()
    seen, after = scan(corpus, stamps, hashes(stamps))
    assert (seen["a.txt"], opened.names) == ("unread", ["a.txt"])
    assert after["a.txt"][0].mtime_ns == 5
    assert hashes(after) == hashes(stamps)


@pytest.mark.usefixtures("later")
def test_a_change_that_keeps_size_and_time_shows_all_the_same(corpus: Path) -> None:
    _, stamps = scan(corpus)
    before = (corpus / "a.txt").stat()
    write(corpus / "a.txt", 99)
    os.utime(corpus / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (corpus / "a.txt").stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert scan(corpus, stamps, hashes(stamps))[0] == {"a.txt": "read", "b.txt": "unread"}


def test_a_file_written_just_before_the_scan_is_opened_again_next_time(corpus: Path, opened: Opened) -> None:
    seen, stamps = scan(corpus)
    assert (seen, stamps) == ({"a.txt": "read", "b.txt": "read"}, {})
    known = {name: hash_content((corpus / name).read_bytes(), ManifestRow()) for name in seen}
    opened.names.clear()
    assert scan(corpus, stamps, known)[0] == {"a.txt": "unread", "b.txt": "unread"}
    assert opened.names == ["a.txt", "b.txt"]


@pytest.mark.usefixtures("later")
def test_a_manifest_row_makes_its_article_read_again(corpus: Path) -> None:
    _, stamps = scan(corpus)
    (corpus / "manifest.csv").write_text("file,title\na.txt,Tên khác\nx.txt,Không có\n", encoding="utf-8")
    seen, _ = scan(corpus, stamps, hashes(stamps))
    assert (seen["a.txt"], seen["b.txt"]) == ("read", "unread")
    assert "not in the folder" in seen["x.txt"]


@pytest.mark.usefixtures("later")
def test_what_cannot_be_read_leaves_no_stamp(corpus: Path) -> None:
    (corpus / "a.txt").write_bytes(b"")
    seen, stamps = scan(corpus)
    assert "is empty" in seen["a.txt"]
    assert list(stamps) == ["b.txt"]


def test_the_hash_is_that_of_the_article(corpus: Path) -> None:
    stated = ManifestRow(title="Tên")
    article = read_article(corpus / "a.txt", "a.txt", stated)
    assert article.content_hash == hash_content((corpus / "a.txt").read_bytes(), stated)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as store:
        yield store


@pytest.mark.usefixtures("later")
async def test_stamps_are_kept(store: Store, corpus: Path) -> None:
    _, stamps = scan(corpus)
    await save_stamps(store, stamps)
    assert await read_stamps(store) == stamps
    await save_stamps(store, {})
    assert await read_stamps(store) == {}
