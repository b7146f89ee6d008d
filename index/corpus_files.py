"""Changes to the corpus folder, which is the one truth: the index can be made from it anew at any time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from index.errors import ArticleMissingError, CorpusError, PartOfArchiveError
from index.files import move_durably
from index.manifest import ManifestRow, row_of, state, take_row
from index.reading.articles import article_files, document_id

REMOVED = "removed"  # folder of the data folder


def find_article(corpus: Path, id: str) -> Path:
    """The file of an article.

    Raises:
        ArticleMissingError: if the folder holds no article of this name.
    """
    for path in article_files(corpus):
        if document_id(path, corpus) == id:
            return path
    raise ArticleMissingError(f"the corpus folder {corpus} holds no article {id}: hoidap documents lists the names")


def remove_article(corpus: Path, data: Path, id: str) -> Path:
    """Move an article's file out of the corpus folder; what the manifest states of it goes along.

    The folder it goes to has a manifest of its own, so that moving the file and its row back undoes it.

    Returns:
        Where the file lies now.

    Raises:
        CorpusError: if there is no such article, or it cannot be moved.
    """
    path, removed = find_article(corpus, id), data / REMOVED
    if not path.is_file() and not path.is_symlink():
        raise PartOfArchiveError(
            f"{id} is part of an archive: take it out of that file, or remove the whole file by hand"
        )
    if removed.is_relative_to(corpus):
        raise CorpusError(f"the data folder {data} lies in the corpus folder: move it elsewhere with HOIDAP_DATA")
    target = _free(removed / path.relative_to(corpus))
    try:
        if stated := row_of(corpus, id):
            removed.mkdir(parents=True, exist_ok=True)
            state(removed, target.relative_to(removed).as_posix(), stated)
        move_durably(path, target)
        take_row(corpus, id)
    except OSError as exc:
        raise CorpusError(f"{id} cannot be moved ({exc.strerror}): check the permissions of {corpus}") from exc
    return target


def stated_when_removed(data: Path, content: bytes) -> dict[str, str]:
    """What the manifest said of an article of this content when it was removed; nothing if none was."""
    folder = data / REMOVED
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    same = [path for path in files if path.stat().st_size == len(content) and path.read_bytes() == content]
    rows = (row_of(folder, document_id(path, folder)) for path in same)
    return next(filter(None, rows), {})


def correct_article(corpus: Path, id: str, stated: Mapping[str, str]) -> ManifestRow:
    """State or correct what an article says of itself, in the manifest.

    Args:
        stated: field of `ManifestRow` -> value, as people write it; "" goes back to what is read from the text.

    Raises:
        CorpusError: if there is no such article, or a value cannot be understood.
    """
    find_article(corpus, id)
    try:
        return state(corpus, id, stated)
    except OSError as exc:
        raise CorpusError(f"the manifest in {corpus} cannot be written ({exc.strerror}): check permissions") from exc


def _free(path: Path) -> Path:
    """A path at which nothing lies yet: an article of this name may have been removed before."""
    if not path.exists():
        return path
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return path.with_name(f"{path.stem}.{stamp}{path.suffix}")
