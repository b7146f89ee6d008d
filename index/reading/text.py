"""Plain text files: bytes become NFC text with one kind of line end."""

from __future__ import annotations

from index.errors import UnreadableArticleError
from index.vietnamese.text import nfc

MAX_BYTES = 5_000_000  # an article is some kilobytes; more is a mistake, and would be read for minutes
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def decode_text(document: str, content: bytes) -> str:
    """The text of a file: NFC, "\\n" between lines.

    Raises:
        UnreadableArticleError: if it is empty, too large, binary or in an unknown encoding.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableArticleError(
            document, f"larger than {MAX_BYTES // 1_000_000} MB: split it into single articles"
        )
    encoding = next((name for bom, name in _BOMS.items() if content.startswith(bom)), "utf-8")
    if encoding != "utf-16" and b"\0" in content:
        raise UnreadableArticleError(document, "is a binary file, not text: save the article as UTF-8 text")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UnreadableArticleError(document, "is not UTF-8 text: save it again with the encoding UTF-8") from exc
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    if not text.strip():
        raise UnreadableArticleError(document, "is empty: remove it, or fill it with the article's text")
    return text
