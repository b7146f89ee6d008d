"""The corpus folder: which files are articles, and how each becomes a Document."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TypeVar

from index.documents import HASH_SEPARATOR, Document, Source
from index.errors import CorpusError, Fault, UnreadableArticleError
from index.manifest import FILE_NAME, ManifestRow, read_manifest
from index.metadata import canonical_province, read_metadata
from index.reading import archives
from index.reading.cleaning import CleanText, clean
from index.reading.doc import read_doc
from index.reading.docx import read_docx
from index.reading.html import read_html
from index.reading.paged import PagedText
from index.reading.pdf import read_pdf
from index.reading.rtf import read_rtf
from index.reading.sheets import read_csv, read_xlsx
from index.reading.text import MAX_BYTES, decode_text
from index.vietnamese.text import nfc

READER_VERSION = 6  # raise it when the same file is read differently, so that it is indexed anew
NO_ARTICLES = frozenset({FILE_NAME, "questions.jsonl"})
ARCHIVE = archives.SUFFIX  # of a file whose members are articles, each with a row of the manifest for itself
MIN_LETTERS = 20  # fewer are no article
MAX_METADATA_CHARS = 10_000  # of a line: no real paragraph is longer, and metadata stand at its beginning
MAX_PRINTED_BYTES = 25_000_000  # of a file with pictures
MAX_CHARS, MAX_LINES = 2_000_000, 100_000  # of an article's text: a book of 800 pages

T = TypeVar("T")


class Format(NamedTuple):
    """How files of one suffix are read."""

    read: Callable[[str, bytes], str | PagedText]  # of the document's id and the file's content
    max_bytes: int = MAX_BYTES


FORMATS: Mapping[str, Format] = {
    ".txt": Format(decode_text),
    ".md": Format(decode_text),
    ".html": Format(read_html),
    ".htm": Format(read_html),
    ".docx": Format(read_docx, MAX_PRINTED_BYTES),
    ".doc": Format(read_doc, MAX_PRINTED_BYTES),
    ".rtf": Format(read_rtf, MAX_PRINTED_BYTES),
    ".pdf": Format(read_pdf, MAX_PRINTED_BYTES),
    ".xlsx": Format(read_xlsx, MAX_PRINTED_BYTES),
    ".csv": Format(read_csv),
}


def article_files(corpus: Path) -> list[Path]:
    """Every file of a corpus folder that should be an article, sorted; hidden files are none.

    The members of an archive have paths as if the archive were a folder: `read_article` reads them all the same.

    Raises:
        CorpusError: if the folder is missing or holds no article.
    """
    if not corpus.is_dir():
        raise CorpusError(f"the corpus folder {corpus} does not exist: create it, or name another with --corpus")
    found = (path for path in corpus.rglob("*") if _is_file(path))
    files = sorted(path for each in found for path in articles_in(each) if _may_be_article(path.relative_to(corpus)))
    if not files:
        raise CorpusError(f"the corpus folder {corpus} holds no article: put .txt files into it")
    return files


def articles_in(path: Path) -> list[Path]:
    """The articles of a file: the members of an archive, else the file itself."""
    return archives.member_paths(path) if path.suffix.lower() == ARCHIVE else [path]


def _is_file(path: Path) -> bool:
    """Whether it is a file, or a link to one that is gone: that is named instead of passed over."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _may_be_article(path: Path) -> bool:
    return path.name not in NO_ARTICLES and not any(part.startswith(".") for part in path.parts)


def read_corpus(corpus: Path) -> Iterator[Document | UnreadableArticleError]:
    """Read a corpus folder article by article; what cannot be read comes as the error that names it."""
    return walk(corpus, read_article)


def walk(corpus: Path, read: Callable[[Path, str, ManifestRow], T]) -> Iterator[T | UnreadableArticleError]:
    """What `read` makes of each article of a folder, given its path, id and manifest row, or the error that it raises.

    Rows of the manifest without a file come last, as errors.
    """
    manifest = read_manifest(corpus)
    for path in article_files(corpus):
        name = document_id(path, corpus)
        try:
            yield read(path, name, manifest.pop(name, ManifestRow()))
        except UnreadableArticleError as error:
            yield error
    for name in manifest:
        yield UnreadableArticleError(
            name, f"stands in {FILE_NAME} but not in the folder: correct the row's file name", Fault.MISSING
        )


def document_id(path: Path, corpus: Path) -> str:
    """The file's path relative to the corpus folder, NFC, with forward slashes."""
    return nfc(path.relative_to(corpus).as_posix())


def read_article(path: Path, name: str, stated: ManifestRow) -> Document:
    """Read one file.

    Raises:
        UnreadableArticleError: naming the file and what to do about it.
    """
    if not _is_utf8(name):
        raise UnreadableArticleError(ascii(name)[1:-1], "the file's name is not UTF-8: rename it", Fault.NAME)
    content = read_content(path, name)
    return build_document(name, read_paged(name, content), content, stated)


def read_text(name: str, content: bytes) -> str:
    """The text of a file's content alone; see `read_paged`."""
    return read_paged(name, content).text


def read_paged(name: str, content: bytes) -> PagedText:
    """The text of a file's content, read as its name's suffix says, and where the pages of a printed one begin.

    Raises:
        UnreadableArticleError: naming the file and what to do about it.
    """
    if not content:
        raise UnreadableArticleError(name, "is empty: remove it, or fill it with the article's text", Fault.EMPTY)
    found = _format_of(name).read(name, content)
    read = PagedText(found) if isinstance(found, str) else found
    if len(read.text) > MAX_CHARS or read.text.count("\n") > MAX_LINES:
        raise UnreadableArticleError(
            name, "holds more text than an article: split it into single articles", Fault.TOO_LONG
        )
    if sum(map(str.isalpha, read.text)) < MIN_LETTERS:
        raise UnreadableArticleError(
            name, "holds no article text: remove it, or fill it with the article's text", Fault.NO_TEXT
        )
    return read


def _format_of(name: str) -> Format:
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise UnreadableArticleError(
            name, f"files of type {suffix or 'none'} are not read: save it as .txt", Fault.TYPE
        )
    return FORMATS[suffix]


def _is_utf8(name: str) -> bool:
    """Whether a file's name is text: bytes that are not come as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def read_content(path: Path, name: str) -> bytes:
    """The content of an article's file, or of a member of an archive.

    Raises:
        UnreadableArticleError: if it cannot be opened, is too large, or is of a type that is not read.
    """
    if path.suffix.lower() == ARCHIVE:
        raise archives.refuse_archive(path, name)
    max_bytes = _format_of(name).max_bytes
    archive = archives.archive_of(path)
    if archive is not None:
        return archives.read_member(archive, path, name, max_bytes)
    try:
        if path.stat().st_size > max_bytes:
            raise UnreadableArticleError(
                name, f"larger than {max_bytes // 1_000_000} MB: split it into single articles", Fault.TOO_LARGE
            )
        return path.read_bytes()
    except OSError as exc:
        raise UnreadableArticleError(
            name, f"cannot be opened ({exc.strerror}): check the file and its permissions", Fault.UNOPENED
        ) from exc


def build_document(name: str, read: PagedText, content: bytes, stated: ManifestRow) -> Document:
    """The cleaned document of a text with its metadata; what the manifest states wins."""
    lines = read.text.split("\n")
    said = read_metadata([line[:MAX_METADATA_CHARS] for line in lines], fallback_title=Path(name).stem)
    source = stated.correct(
        Source(
            id=name,
            title=said.title,
            organisation=said.organisation,
            province=canonical_province(said.province) if said.province else None,
            published=said.published,
            period=said.period,
        )
    )
    body = clean(lines, skip=set(said.lines))
    if not body.sections:
        raise UnreadableArticleError(
            name, "holds only a title or a menu: fill it with the article's text", Fault.NO_TEXT
        )
    source = replace(source, page_starts=_page_starts(read, lines, body))
    return Document(source, body.text, body.sections, hash_content(content, stated))


def _page_starts(read: PagedText, lines: Sequence[str], body: CleanText) -> tuple[int, ...]:
    """Where pages begin in the cleaned text: at the same letter, or where that was left out, at the next line kept."""
    line_starts = [0, *accumulate(len(line) + 1 for line in lines)]
    kept = sorted(body.begins)
    found = []
    for start in read.page_starts:
        number = bisect_right(line_starts, start) - 1
        following = next(iter(kept[bisect_left(kept, number) :]), None)
        within = start - line_starts[number] if following == number else 0
        found.append(len(body.text) if following is None else body.begins[following] + within)
    return tuple(found)


def hash_content(content: bytes, stated: ManifestRow) -> str:
    """What `Document.content_hash` is for a file's content and its manifest row, told without reading them."""
    digest = hashlib.sha256(f"{stated}\n".encode() + content).hexdigest()
    return f"{digest}{HASH_SEPARATOR}{READER_VERSION}"
