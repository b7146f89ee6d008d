"""A backup holds everything, a restore puts it back as it was, and what only looks like a backup does nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import CORPUS

import index.restore_journal
from bot.answering.conversation import Turn
from bot.records import Records
from index.backups import MANIFEST, back_up
from index.clearing import discard_unfinished
from index.errors import IndexBusyError, IndexingError, IndexMissingError
from index.locks import build_lock
from index.restore_journal import JOURNAL
from index.restoring import restore
from index.store import Store


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture
def file(tmp_path: Path, corpus: Path, copied_index: Path) -> Path:
    """A backup."""
    back_up(corpus, copied_index, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def state_of(folder: Path) -> dict[str, bytes]:
    """Every file but locks and leases; of databases what they hold."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("leases/") and not name.endswith(("-wal", "-shm", ".lock")):
            found[name] = _dump(path) if path.suffix == ".sqlite" else path.read_bytes()
    return found


def _dump(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump()).encode()
    finally:
        connection.close()


def articles(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.rglob(pattern))


async def sources(data: Path) -> list[str]:
    async with await Store.open(data) as store:
        return [source.id for source, _ in await (await store.generation()).sources()]


async def test_everything_comes_back(tmp_path: Path, corpus: Path, copied_index: Path) -> None:
    turn = Turn("Hỏi gì?", None, (), (), ())
    async with await Records.open(copied_index) as records:
        await records.remember("lan", turn)
        backup = back_up(corpus, copied_index, tmp_path / "backup.zip")  # while they are open, as in a running bot
    names = {member.name for member in backup.members}
    assert {"data/corpus.sqlite", "data/records.sqlite", "data/vectors/1.faiss"} <= names
    before = articles(corpus)
    whole = state_of(copied_index)
    for name in before:
        (corpus / name).write_text("Đã hỏng", encoding="utf-8")
    (corpus / "moi.txt").write_text("Bài mới", encoding="utf-8")
    shutil.rmtree(copied_index)
    await restore(tmp_path / "backup.zip", corpus, copied_index)
    assert articles(corpus) == before
    (replaced,) = (copied_index / "replaced").rglob("moi.txt")
    assert replaced.read_text(encoding="utf-8") == "Bài mới"
    after = state_of(copied_index)
    assert {name: after[name] for name in whole} == whole
    assert len(await sources(copied_index)) == 3
    async with await Records.open(copied_index) as records:
        assert await records.recall("lan") == [turn]


async def test_a_restore_into_empty_folders_makes_them(tmp_path: Path, file: Path) -> None:
    await restore(file, tmp_path / "new" / "corpus", tmp_path / "new" / "data")
    assert articles(tmp_path / "new" / "corpus") == articles(CORPUS)
    assert len(await sources(tmp_path / "new" / "data")) == 3


async def test_a_damaged_index_is_replaced(file: Path, corpus: Path, copied_index: Path) -> None:
    (copied_index / "corpus.sqlite").write_bytes(b"no database" * 1_000)
    await restore(file, corpus, copied_index)
    assert len(await sources(copied_index)) == 3


async def test_what_is_in_use_is_not_replaced(file: Path, corpus: Path, copied_index: Path) -> None:
    async with await Store.open(copied_index) as store:
        generation = await store.generation()
        (corpus / "moi.txt").write_text("Bài mới", encoding="utf-8")
        with pytest.raises(IndexBusyError, match="stop the bot"):
            await restore(file, corpus, copied_index)
        assert (corpus / "moi.txt").exists()
        assert not (copied_index / JOURNAL).exists()
        assert len(await generation.sources()) == 3


async def test_nothing_is_saved_or_restored_while_somebody_builds(
    file: Path, corpus: Path, copied_index: Path, tmp_path: Path
) -> None:
    with build_lock(copied_index):
        with pytest.raises(IndexBusyError):
            back_up(corpus, copied_index, tmp_path / "second.zip")
        with pytest.raises(IndexBusyError):
            await restore(file, corpus, copied_index)
    assert not (tmp_path / "second.zip").exists()


def test_without_an_index_there_is_nothing_to_save(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="run hoidap index"):
        back_up(CORPUS, tmp_path, tmp_path / "backup.zip")


def test_a_backup_that_cannot_be_written_leaves_nothing(corpus: Path, copied_index: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="choose another place"):
        back_up(corpus, copied_index, tmp_path / "nowhere" / "backup.zip")
    assert not list(copied_index.glob(".backup-*"))


@pytest.mark.parametrize("moment", ["_replace_database", "_replace_articles", "copy_durably", "sync_folder"])
async def test_a_restore_that_breaks_off_is_finished_by_whoever_opens_the_index_next(
    moment: str, file: Path, corpus: Path, copied_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "ha-giang-nam-2022.txt").write_text("Đã hỏng", encoding="utf-8")
    (corpus / "moi.txt").write_text("Bài mới", encoding="utf-8")
    (copied_index / "corpus.sqlite").unlink()

    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(index.restore_journal, moment, break_off)
        with pytest.raises(KeyboardInterrupt):
            await restore(file, corpus, copied_index)
    assert len(await sources(copied_index)) == 3
    assert articles(corpus) == articles(CORPUS)
    assert not (copied_index / JOURNAL).exists()


async def test_what_a_killed_backup_or_restore_left_is_cleared_by_the_next_build(copied_index: Path) -> None:
    for name in (".backup-1", ".restore-2"):
        (copied_index / name).mkdir()
        (copied_index / name / "corpus.sqlite").write_bytes(b"half")
    async with await Store.open(copied_index) as store:
        await discard_unfinished(store)
    assert not found(copied_index, ".backup-*") + found(copied_index, ".restore-*")


# files that only look like a backup


def rewritten(file: Path, change: Callable[[dict[str, bytes]], Mapping[str, bytes]]) -> Path:
    """A backup with other members; the list of contents fits them, unless it is changed too."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(members.pop(MANIFEST))
    changed = dict(change(members))
    listed["members"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in changed.items()
    ]
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({MANIFEST: json.dumps(listed).encode()} | changed).items():
            archive.writestr(name, content)
    return target


def database_with(statement: str, members: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    path = folder / "hostile.sqlite"
    path.write_bytes(members["data/corpus.sqlite"])
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.executescript(statement)
    connection.close()
    return members | {"data/corpus.sqlite": path.read_bytes()}


@pytest.mark.parametrize(
    "name",
    [
        "corpus/../../escaped.txt",
        "../escaped.txt",
        "/tmp/escaped.txt",
        "data/../escaped.txt",
        "corpus\\..\\..\\escaped.txt",
        "corpus/.git/hooks/post-commit",
        "corpus//twice.txt",
        "data/build.lock",
        "data/models/model.bin",
        "data/vectors/../../escaped.txt",
        "elsewhere/escaped.txt",
        "corpus/line\nbreak.txt",
    ],
)
async def test_a_member_that_leads_elsewhere_is_refused(
    name: str, file: Path, corpus: Path, copied_index: Path, tmp_path: Path
) -> None:
    await refused(rewritten(file, lambda members: members | {name: b"x"}), corpus, copied_index, "belongs nowhere")
    assert not found(tmp_path, "escaped.txt")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON held BEGIN DELETE FROM documents; END", "triggers or views"),
        ("CREATE VIEW v AS SELECT 1", "triggers or views"),
        ("CREATE TABLE more (x)", "other tables"),
        ("DELETE FROM active_generation", "no complete generation|no index"),
        ('UPDATE passages SET "end" = 1000000', "not whole"),
        ("UPDATE generations SET report = '{'", "cannot be read"),
        ("PRAGMA user_version = 99", "another version"),
    ],
)
async def test_an_index_that_is_not_what_it_seems_is_refused(
    statement: str, reason: str, file: Path, corpus: Path, copied_index: Path, tmp_path: Path
) -> None:
    changed = rewritten(file, lambda members: database_with(statement, members, tmp_path))
    await refused(changed, corpus, copied_index, reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda members: {name: each for name, each in members.items() if name != "data/corpus.sqlite"}, "no index"),
        (lambda members: members | {"data/corpus.sqlite": b"no database" * 1_000}, "damaged"),
        (lambda members: members | {"data/other.sqlite": b"no database" * 1_000}, "damaged"),
    ],
)
async def test_an_index_that_is_missing_or_damaged_is_refused(
    change: Callable[[dict[str, bytes]], Mapping[str, bytes]],
    reason: str,
    file: Path,
    corpus: Path,
    copied_index: Path,
) -> None:
    await refused(rewritten(file, change), corpus, copied_index, reason)


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def _flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def _more(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("corpus/not-listed.txt", "x")


def _listed(**changes: object) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        listed = json.loads(members[MANIFEST])
        for key, value in changes.items():
            if key in listed:
                listed[key] = value
            else:
                listed["members"][0][key] = value
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (members | {MANIFEST: json.dumps(listed).encode()}).items():
                archive.writestr(name, content)

    return change


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda file: file.write_bytes(b"PK nothing"), "no backup, or damaged"),
        (lambda file: file.unlink(), "does not exist"),
        (lambda file: zipfile.ZipFile(file, "w").close(), "no backup of hoidap"),
        (_truncated, "no backup, or damaged"),
        (_flipped, "damaged|not what was backed up"),
        (_more, "other files than its list"),
        (_listed(format=2), "another version"),
        (_listed(members=[{}]), "no backup of hoidap"),
        (_listed(size=10), "not what was backed up"),
        (_listed(size=-1), "belongs nowhere"),
        (_listed(size=10**18), "make room on the disk"),
        (_listed(sha256="0" * 64), "not what was backed up"),
    ],
)
async def test_a_file_that_is_not_a_whole_backup_is_refused(
    spoil: Callable[[Path], None], reason: str, file: Path, corpus: Path, copied_index: Path
) -> None:
    spoil(file)
    await refused(file, corpus, copied_index, reason)


async def refused(file: Path, corpus: Path, data: Path, reason: str) -> None:
    """The backup is refused for this reason, and nothing has changed."""
    before = articles(corpus), state_of(data)
    with pytest.raises(IndexingError, match=reason):
        await restore(file, corpus, data)
    assert (articles(corpus), state_of(data)) == before
    assert not found(data, ".restore-*")
