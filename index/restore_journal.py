"""The last step of a restore: what lies ready in a scratch folder takes the place of what is there.

A journal tells what is to be done. Until it is written nothing has changed; once it is, whoever opens the index next
does what is left. So a restore that is killed has either not happened or is finished before anybody sees it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from index.database import copy_database
from index.errors import IndexBusyError, IndexingError
from index.files import copy_durably, move_durably, sync_folder, write_durably
from index.locks import build_lock, leased

JOURNAL = "restore.json"
SCRATCH = (".restore-", ".backup-")  # folders that a killed process may leave in the data folder
KEPT_FOLDERS = ("vectors", "removed")  # of the data folder, in a backup beside the databases
REPLACED = "replaced"  # folder of the data folder: articles that a backup does not hold


def commit_restore(data: Path, scratch: Path, corpus: Path) -> None:
    """Put what lies in a scratch folder into place; the build lock is held.

    Args:
        scratch: a folder of the data folder, with the folders `data` and `corpus`.

    Raises:
        IndexBusyError: if the index is in use; nothing has changed.
    """
    journal = {"scratch": scratch.name, "corpus": str(corpus.absolute())}
    write_durably(data / JOURNAL, json.dumps(journal).encode())
    if leased(data):  # nobody opens the index while the journal stands: whoever did, did so before
        (data / JOURNAL).unlink()
        raise IndexBusyError("the index is in use: stop the bot and whatever else answers from it, and try again")
    _apply(data)


def finish_restore(data: Path) -> None:
    """Finish a restore that was interrupted; cheap where there is none.

    Raises:
        IndexBusyError: if it is still going on.
        IndexingError: if it cannot be finished.
    """
    if (data / JOURNAL).exists():
        with build_lock(data, "a restore that was interrupted"):
            if (data / JOURNAL).exists():
                _apply(data)


def clear_scratch(data: Path) -> None:
    """Remove what a killed backup or restore left; the build lock is held."""
    for path in data.iterdir():
        if path.name.startswith(SCRATCH):
            shutil.rmtree(path, ignore_errors=True)


def _apply(data: Path) -> None:
    """Every step may be done again."""
    journal = json.loads((data / JOURNAL).read_bytes())
    scratch, corpus = data / journal["scratch"], Path(journal["corpus"])
    try:
        for database in sorted((scratch / "data").glob("*.sqlite")):
            _replace_database(database, data / database.name)
        for folder in KEPT_FOLDERS:
            for path in _files(scratch / "data" / folder):
                copy_durably(scratch / "data" / folder / path, data / folder / path)
        _replace_articles(scratch / "corpus", corpus, data / REPLACED / scratch.name.lstrip("."))
    except OSError as exc:
        raise IndexingError(f"the restore cannot be finished ({exc.strerror}): mend that and run any command") from exc
    (data / JOURNAL).unlink()
    sync_folder(data)
    shutil.rmtree(scratch, ignore_errors=True)


def _replace_database(source: Path, target: Path) -> None:
    try:
        copy_database(source, target)
    except IndexingError:  # what is there is damaged
        for suffix in ("", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        copy_database(source, target)


def _replace_articles(source: Path, corpus: Path, replaced: Path) -> None:
    corpus.mkdir(parents=True, exist_ok=True)
    restored = set(_files(source))
    for path in _files(corpus):
        if path not in restored:
            move_durably(corpus / path, replaced / path)
    for path in restored:
        if not _same(source / path, corpus / path):
            copy_durably(source / path, corpus / path)


def _same(first: Path, second: Path) -> bool:
    return second.is_file() and first.read_bytes() == second.read_bytes()


def _files(folder: Path) -> Iterator[Path]:
    """Files of a folder, relative to it; hidden ones are left out."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            yield inside
