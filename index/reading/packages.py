"""Word and Excel files are zip archives of XML: what no honest one holds is refused before anything is parsed.

Pure. Sizes unpacked, names and declarations are looked at in memory; nothing is ever unpacked to disk.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from index.errors import Fault, Reason, UnreadableArticleError

MAX_UNPACKED_BYTES = 100_000_000  # pictures included
MAX_XML_BYTES = 20_000_000  # of text and its layout
MAX_PARTS = 2_000
_OLE = b"\xd0\xcf\x11\xe0"  # a file of before 2007, or a new one within an encrypted container
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_DECLARATIONS = [word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in _ENCODINGS]
BAD_ARCHIVE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
)  # what zipfile raises over damaged archives


def check_package(document: str, content: bytes, program: str, suffix: str, max_xml_bytes: int = MAX_XML_BYTES) -> str:
    """Refuse what is no plain file of an office program.

    Args:
        program: that writes such files: "Word".
        suffix: of such files: ".docx".

    Returns:
        What to do about a file that turns out to be damaged later.

    Raises:
        UnreadableArticleError: if it is damaged, protected, too large unpacked, or holds macros or XML entities.
    """
    again = f"open it in {program} and save it again as {suffix}"
    if content.startswith(_OLE):
        old = suffix.removesuffix("x")
        raise UnreadableArticleError(
            document, f"is an old {old} file or protected by a password: {again}, without one", Fault.PROTECTED
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            reason = _objection(archive, program, again, max_xml_bytes)
    except BAD_ARCHIVE:
        reason = Reason(f"is no {program} file, or damaged: {again}", Fault.DAMAGED)
    if reason:
        raise UnreadableArticleError(document, reason)
    return again


def _objection(archive: zipfile.ZipFile, program: str, again: str, max_xml_bytes: int) -> Reason | None:
    """Why an archive is not read, and what to do; None if it may be."""
    parts = archive.infolist()
    xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if len(parts) > MAX_PARTS or _size(parts) > MAX_UNPACKED_BYTES or _size(xml) > max_xml_bytes:
        return Reason("is too large unpacked: split it into single articles, or save it as .txt", Fault.TOO_LARGE)
    if any(map(leads_outside, (part.filename for part in parts))):
        return Reason(f"names files outside itself, as no {program} file does: {again}", Fault.HOSTILE)
    if any(part.flag_bits & 1 for part in parts):
        return Reason(f"is protected by a password: {again}, without a password", Fault.PROTECTED)
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        return Reason(f"holds macros: {again}, without macros", Fault.MACROS)
    if any(_declares(archive.read(part)) for part in xml):
        return Reason(f"declares XML entities, as no {program} file does: {again}", Fault.HOSTILE)
    return None


def leads_outside(name: str) -> bool:
    """Whether the name of an archive's member would be a path out of the archive."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name


def _size(parts: Sequence[zipfile.ZipInfo]) -> int:
    return sum(part.file_size for part in parts)


def _declares(xml: bytes) -> bool:
    return any(word in xml for word in _DECLARATIONS)
