"""New articles become files of the corpus folder, and what is stated of them rows of its manifest.

The one writer of the corpus folder. What is saved was read before, so that no file is added that the next build would
refuse; a file is there whole or not at all.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from index.documents import Document
from index.errors import CorpusError, UnreadableArticleError
from index.files import move_durably, write_durably
from index.locks import waiting_lock
from index.manifest import ManifestRow, read_manifest, state
from index.reading.articles import ARCHIVE, NO_ARTICLES, articles_in, read_article
from index.reading.web import FetchedFile
from index.vietnamese.text import nfc

MAX_STEM_CHARS, MAX_SUFFIX_CHARS = 70, 8  # a letter may take three bytes, and a name 255
_UNSAFE = re.compile(r"[^\w.() -]+")
Read = tuple[str, tuple[Document | UnreadableArticleError, ...]]  # name of the file, and what it holds


def save_article(corpus: Path, name: str, data: bytes, stated: ManifestRow | None = None) -> Read:
    """Save a file that somebody sent, an article or an archive of them; other files are left as they are.

    Args:
        name: as the sender calls it; only its last part is used, without letters that a file's name must not hold.
        stated: what its row of the manifest says; None for no row.

    Returns:
        The name of the file, numbered if another file has it already, and what was read: at least one article.

    Raises:
        UnreadableArticleError: if nothing of it can be read; then nothing is saved.
        CorpusError: if the folder or its manifest cannot be read or written.
    """
    with _locked(corpus):
        return _save(corpus, _free_name(corpus, safe_name(name), data), data, stated)


def add_fetched(corpus: Path, fetched: FetchedFile, stated: ManifestRow = ManifestRow()) -> Read:  # noqa: B008
    """Save what an address gave as an article whose citation has the address; what the address gave before is replaced.

    Args:
        stated: what its row of the manifest says beside the address; an archive has none.

    Returns, raises: as `save_article`.
    """
    with _locked(corpus):
        rows = read_manifest(corpus)
        suffix = Path(fetched.name).suffix
        before = (file for file, row in rows.items() if row.url == fetched.url and Path(file).suffix == suffix)
        name = next(before, None) or _free_name(corpus, safe_name(fetched.name), fetched.content)
        row = rows.get(name, ManifestRow()).with_those_of(replace(stated, url=fetched.url))
        return _save(corpus, name, fetched.content, None if suffix == ARCHIVE else row)


def _save(corpus: Path, name: str, data: bytes, stated: ManifestRow | None) -> Read:
    """Write, read, and only then give the file its name; its row follows, which may not name a file that is missing."""
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=corpus) as folder:
        path = Path(folder) / Path(name).name
        write_durably(path, data)
        read = tuple(read_file(path, name, stated or ManifestRow()))
        if not any(isinstance(each, Document) for each in read):
            raise next(each for each in read if isinstance(each, UnreadableArticleError))
        move_durably(path, corpus / name)
        if stated is not None:
            state(corpus, name, stated.as_cells())
    return name, read


def read_file(path: Path, name: str, stated: ManifestRow) -> Iterator[Document | UnreadableArticleError]:
    """Read what a file holds, wherever it lies, as it would be read in the corpus folder under a name."""
    for part in articles_in(path):
        try:
            yield read_article(part, nfc((Path(name) / part.relative_to(path)).as_posix()), stated)
        except UnreadableArticleError as error:
            yield error


@contextmanager
def _locked(corpus: Path) -> Iterator[None]:
    """Held by the one who writes to the folder; the system lets go of it when the process dies."""
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        with waiting_lock(corpus / ".adding.lock"):
            yield
    except OSError as exc:
        raise CorpusError(f"cannot write in {corpus} ({exc.strerror}): check its permissions") from exc


def _free_name(corpus: Path, name: str, data: bytes) -> str:
    """The name, numbered if another file has it."""
    stem, suffix = Path(name).stem, Path(name).suffix
    candidates = (name if n == 1 else f"{stem}-{n}{suffix}" for n in count(1))
    return next(each for each in candidates if not _is_taken(corpus / each, data))


def _is_taken(path: Path, data: bytes) -> bool:
    return path.is_symlink() or (path.exists() and not (path.is_file() and path.read_bytes() == data))


def safe_name(name: str) -> str:
    """A name for a file of the corpus folder: no path, not hidden, of a length that every system takes."""
    last = nfc(name).replace("\\", "/").rpartition("/")[2]
    plain = _UNSAFE.sub("-", last).strip(" .-")
    stem, suffix = Path(plain).stem, Path(plain).suffix[:MAX_SUFFIX_CHARS].lower()
    safe = f"{stem[:MAX_STEM_CHARS].strip(' .-') or 'bai-viet'}{suffix}"
    return f"bai-viet-{safe}" if safe in NO_ARTICLES else safe
