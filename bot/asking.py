"""`hoidap ask`: one question, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.answering.answers import Answer
from bot.errors import BotError
from bot.opening import open_answerer
from bot.settings import Settings
from index.documents import Source


class BatchError(BotError):
    """A file of questions cannot be read."""


async def ask_one(settings: Settings, question: str, *, as_json: bool) -> None:
    """Print the answer to a question."""
    async with open_answerer(settings) as answerer:
        answer = await answerer.answer(question)
    _print(json.dumps(answer.as_json(None, question), ensure_ascii=False) if as_json else plain(answer))


async def ask_batch(settings: Settings, file: Path) -> None:
    """Print one JSON object for each line of a file, in its order, as it goes."""
    questions = list(_read_questions(file))
    async with open_answerer(settings) as answerer:
        for entry in questions:
            answer = await answerer.answer(entry["question"])
            _print(json.dumps(answer.as_json(entry.get("id"), entry["question"]), ensure_ascii=False))


def _read_questions(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as exc:
            raise BatchError(f"{_name(file)}, line {number} is not JSON: write one object a line") from exc
        if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
            raise BatchError(f'{_name(file)}, line {number} has no question: write {{"id": "1", "question": "…"}}')
        yield entry


def _lines(file: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise BatchError(f"{_name(file)} cannot be read: name a file of JSON lines in UTF-8") from exc
    return text.split("\n")  # splitlines would also cut at U+2028, which JSON allows inside a string


def _name(file: Path) -> str:
    return "standard input" if str(file) == "-" else str(file)


def plain(answer: Answer) -> str:
    """An answer as a terminal shows it: how it was understood, text, choices, sources and quotations."""
    understood = [f"Hiểu là: {answer.understood}"] if answer.understood else []
    parts = [*understood, answer.text, *(f"  • {choice}" for choice in answer.choices)]
    if answer.citations:
        parts.append("\nNguồn:")
        shown = set()
        for citation in answer.citations:
            if citation.n not in shown:
                parts.append(f"[{citation.n}] {describe(citation.source)}{_pages(answer, citation.n)}")
            shown.add(citation.n)
            parts.append(f"    “{citation.quote}”")
    return "\n".join(parts)


def _pages(answer: Answer, n: int) -> str:
    """The pages of a printed article that are quoted, as the end of its line."""
    pages = sorted({citation.page for citation in answer.citations if citation.n == n and citation.page})
    return f" – tr. {', '.join(map(str, pages))}" if pages else ""


def describe(source: Source) -> str:
    """Title, organisation, and date or period of an article, on one line."""
    day = f"{source.published:%d/%m/%Y}" if source.published else source.period
    return " – ".join(part for part in (source.title, source.organisation, day) if part)


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201
