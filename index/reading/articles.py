"""The corpus folder: which files are articles, and how each becomes a Document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from index.documents import HASH_SEPARATOR, Document, Source
from index.errors import CorpusError, UnreadableArticleError
from index.manifest import FILE_NAME, ManifestRow, read_manifest
from index.metadata import canonical_province, read_metadata
from index.reading.cleaning import clean
from index.reading.docx import read_docx
from index.reading.html import read_html
from index.reading.pdf import read_pdf
from index.reading.text import MAX_BYTES, decode_text
from index.vietnamese.text import nfc

READER_VERSION = 2  # raise it when the same file is read differently, so that it is indexed anew
NO_ARTICLES = frozenset({FILE_NAME, "questions.jsonl"})
MIN_LETTERS = 20  # fewer are no article
MAX_METADATA_CHARS = 10_000  # of a line: no real paragraph is longer, and metadata stand at its beginning
MAX_PRINTED_BYTES = 25_000_000  # of a file with pictures


class Format(NamedTuple):
    """How files of one suffix are read."""

    read: Callable[[str, bytes], str]  # of the document's id and the file's content
    max_bytes: int = MAX_BYTES


FORMATS: Mapping[str, Format] = {
    ".txt": Format(decode_text),
    ".md": Format(decode_text),
    ".html": Format(read_html),
    ".htm": Format(read_html),
    ".docx": Format(read_docx, MAX_PRINTED_BYTES),
    ".pdf": Format(read_pdf, MAX_PRINTED_BYTES),
}


def article_files(corpus: Path) -> list[Path]:
    """Every file of a corpus folder that should be an article, sorted; hidden files are none.

    Raises:
        CorpusError: if the folder is missing or holds no article.
    """
    if not corpus.is_dir():
        raise CorpusError(f"the corpus folder {corpus} does not exist: create it, or name another with --corpus")
    files = sorted(path for path in corpus.rglob("*") if _is_file(path) and _may_be_article(path.relative_to(corpus)))
    if not files:
        raise CorpusError(f"the corpus folder {corpus} holds no article: put .txt files into it")
    return files


def _is_file(path: Path) -> bool:
    """Whether it is a file, or a link to one that is gone: that is named instead of passed over."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _may_be_article(path: Path) -> bool:
    return path.name not in NO_ARTICLES and not any(part.startswith(".") for part in path.parts)


def read_corpus(corpus: Path) -> Iterator[Document | UnreadableArticleError]:
    """Read a corpus folder article by article; what cannot be read comes as the error that names it."""
    manifest = read_manifest(corpus)
    for path in article_files(corpus):
        name = document_id(path, corpus)
        try:
            yield read_article(path, name, manifest.pop(name, ManifestRow()))
        except UnreadableArticleError as error:
            yield error
    for name in manifest:
        yield UnreadableArticleError(name, f"stands in {FILE_NAME} but not in the folder: correct the row's file name")


def document_id(path: Path, corpus: Path) -> str:
    """The file's path relative to the corpus folder, NFC, with forward slashes."""
    return nfc(path.relative_to(corpus).as_posix())


def read_article(path: Path, name: str, stated: ManifestRow) -> Document:
    """Read one file.

    Raises:
        UnreadableArticleError: naming the file and what to do about it.
    """
    if not _is_utf8(name):
        raise UnreadableArticleError(ascii(name)[1:-1], "the file's name is not UTF-8: rename it")
    content = _read_bytes(path, name)
    text = read_text(name, content)
    return build_document(name, text, content, stated)


def read_text(name: str, content: bytes) -> str:
    """The text of a file's content, NFC, "\\n" between lines, read as its name's suffix says.

    Raises:
        UnreadableArticleError: naming the file and what to do about it.
    """
    if not content:
        raise UnreadableArticleError(name, "is empty: remove it, or fill it with the article's text")
    text = _format_of(name).read(name, content)
    if len(text) > MAX_BYTES:
        raise UnreadableArticleError(name, "holds more text than an article: split it into single articles")
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        raise UnreadableArticleError(name, "holds no article text: remove it, or fill it with the article's text")
    return text


def _format_of(name: str) -> Format:
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise UnreadableArticleError(name, f"files of type {suffix or 'none'} are not read: save it as .txt")
    return FORMATS[suffix]


def _is_utf8(name: str) -> bool:
    """Whether a file's name is text: bytes that are not come as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def _read_bytes(path: Path, name: str) -> bytes:
    max_bytes = _format_of(name).max_bytes
    try:
        if path.stat().st_size > max_bytes:
            raise UnreadableArticleError(
                name, f"larger than {max_bytes // 1_000_000} MB: split it into single articles"
            )
        return path.read_bytes()
    except OSError as exc:
        raise UnreadableArticleError(
            name, f"cannot be opened ({exc.strerror}): check the file and its permissions"
        ) from exc


def build_document(name: str, text: str, content: bytes, stated: ManifestRow) -> Document:
    """The cleaned document of a text with its metadata; what the manifest states wins."""
    lines = text.split("\n")
    read = read_metadata([line[:MAX_METADATA_CHARS] for line in lines], fallback_title=Path(name).stem)
    source = stated.correct(
        Source(
            id=name,
            title=read.title,
            organisation=read.organisation,
            province=canonical_province(read.province) if read.province else None,
            published=read.published,
            period=read.period,
        )
    )
    body = clean(lines, skip=set(read.lines))
    if not body.sections:
        raise UnreadableArticleError(name, "holds only a title or a menu: fill it with the article's text")
    return Document(source, body.text, body.sections, hash_content(content, stated))


def hash_content(content: bytes, stated: ManifestRow) -> str:
    """What `Document.content_hash` is for a file's content and its manifest row, told without reading them."""
    digest = hashlib.sha256(f"{stated}\n".encode() + content).hexdigest()
    return f"{digest}{HASH_SEPARATOR}{READER_VERSION}"
