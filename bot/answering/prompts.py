"""Prompts: what a language model is told, kept as Markdown in `prompts/` so that it can be edited without code.

A prompt begins with a header that names its placeholders, written {{question}} in the text. Passages are put between
marks with a number that nobody can know beforehand, so that no article can end its own fence and speak as the prompt.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.errors import AnsweringError
from index.documents import Passage, Source
from index.vietnamese.text import nfc, squeeze

PLACEHOLDERS = frozenset({"question", "passages"})

_HEADER = re.compile(r"\A---[ \t]*\n(?P<header>.*?)^---[ \t]*\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
_LISTED = re.compile(r"^placeholders[ \t]*:(?P<names>.*)$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_FENCE_SIGNS = re.compile(r"<<<+|>>>+")


class PromptError(AnsweringError):
    """A prompt cannot be used; the text names the file and says what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


def _random_mark() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked template."""

    template: str
    make_mark: Callable[[], str] = _random_mark  # tells this request's fences from all others

    def render(self, question: str, passages: Sequence[Passage]) -> str:
        """The text that a model gets: passages numbered from 1, each with its source, fenced as data."""
        mark = self.make_mark()
        blocks = [_fenced(f"ĐOẠN {n}", _passage_lines(p), mark) for n, p in enumerate(passages, start=1)]
        values = {"question": _fenced("CÂU HỎI", [question], mark), "passages": "\n\n".join(blocks)}
        return _PLACEHOLDER.sub(lambda match: values[match[1]], self.template)


def load_prompt(path: Path) -> Prompt:
    """Read a prompt and hold its header against its text.

    Raises:
        PromptError: if it cannot be read, or header, text and PLACEHOLDERS differ.
    """
    try:
        text = nfc(path.read_text(encoding="utf-8-sig"))
    except OSError as exc:
        raise PromptError(path, f"the prompt cannot be read ({exc.strerror}): put the file back") from exc
    except UnicodeDecodeError as exc:
        raise PromptError(path, "the prompt is not UTF-8: save it again with the encoding UTF-8") from exc
    match = _HEADER.match(text)
    listed = _LISTED.search(match["header"]) if match else None
    if not match or not listed:
        names = ", ".join(sorted(PLACEHOLDERS))
        raise PromptError(path, f"the header is missing: begin the file with the lines ---, placeholders: {names}, ---")
    _check_placeholders(path, set(re.findall(r"\w+", listed["names"])), set(_PLACEHOLDER.findall(match["body"])))
    return Prompt(match["body"].strip() + "\n")


def _check_placeholders(path: Path, listed: set[str], used: set[str]) -> None:
    problems = [
        (listed - PLACEHOLDERS, "the header lists {} which nothing fills: take it out of the header"),
        (used - PLACEHOLDERS, "the text uses {{{{{}}}}} which nothing fills: take it out of the text"),
        (PLACEHOLDERS - listed, "the header does not list {}: add it to the line placeholders"),
        (PLACEHOLDERS - used, "the text lacks {{{{{}}}}}: write it where it shall stand"),
    ]
    for names, problem in problems:
        if names:
            raise PromptError(path, problem.format(", ".join(sorted(names))))


def _fenced(title: str, lines: Sequence[str], mark: str) -> str:
    inner = "\n".join(_without_fences(line, mark) for line in lines)
    return f"<<<{title} {mark}>>>\n{inner}\n<<<HẾT {title} {mark}>>>"


def _without_fences(text: str, mark: str) -> str:
    """A text that cannot open or close a fence."""
    return _FENCE_SIGNS.sub("…", text).replace(mark, "…")


def _passage_lines(passage: Passage) -> list[str]:
    lines = [f"Nguồn: {source_line(passage.source)}"]
    lines += [f"Mục: {squeeze(passage.heading)}"] if passage.heading else []
    lines += [f"Cột: {squeeze(passage.header)}"] if passage.header else []
    return [*lines, "Nội dung:", passage.text]


def source_line(source: Source) -> str:
    """Title, organisation, province, period and date of an article, on one line."""
    published = f"đăng ngày {source.published:%d/%m/%Y}" if source.published else None
    parts = (source.title, source.organisation, source.province, source.period, published)
    return " | ".join(squeeze(part) for part in parts if part)
