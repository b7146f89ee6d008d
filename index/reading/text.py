"""Plain text files: bytes in any encoding of Vietnamese become NFC text with one kind of line end."""

from __future__ import annotations

from index.errors import Fault, UnreadableArticleError
from index.reading.encodings import decode
from index.reading.isolation import isolated
from index.vietnamese.text import nfc

MAX_BYTES = 5_000_000  # an article is some kilobytes; more is a mistake, and would be read for minutes


@isolated
def decode_text(document: str, content: bytes) -> str:
    """The text of a file: NFC, "\\n" between lines.

    Raises:
        UnreadableArticleError: if it is empty, too large, binary or in an unknown encoding.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableArticleError(
            document, f"larger than {MAX_BYTES // 1_000_000} MB: split it into single articles", Fault.TOO_LARGE
        )
    decoded = decode(content)
    if decoded is None and b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableArticleError(
            document, "is a binary file, not text: save the article as UTF-8 text", Fault.DAMAGED
        )
    if decoded is None:
        raise UnreadableArticleError(
            document, "is not UTF-8 text: save it again with the encoding UTF-8", Fault.ENCODING
        )
    text = nfc(decoded.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    if not text.strip():
        raise UnreadableArticleError(document, "is empty: remove it, or fill it with the article's text", Fault.EMPTY)
    return text
