"""Reads a file of questions whose right answers are known."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import BotError
from bot.evaluation import GoldQuestion


class EvaluationError(BotError):
    """A file of questions cannot be used."""


def read_questions(file: Path, *, known: Collection[str] | None = None) -> list[GoldQuestion]:
    """The questions of a JSON lines file.

    Args:
        known: ids of the articles of the corpus; None if questions may name others.

    Raises:
        EvaluationError: naming the line and what to correct.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")  # splitlines would cut at U+2028 inside a string
    except (OSError, UnicodeDecodeError) as exc:
        raise EvaluationError(f"{file} cannot be read: name a file of JSON lines in UTF-8") from exc
    questions = [
        _read_question(f"{file}, line {number}", line, known)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not questions:
        raise EvaluationError(f"{file} holds no question: write one object a line")
    return questions


class _Entry(BaseModel):
    """A line of a file of questions; bench/README.md tells what each field means."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    question: str
    form: str
    kind: str
    gold_docs: tuple[str, ...]
    gold_quote: str | tuple[str, ...] | None
    must_include: tuple[tuple[str, ...], ...]


def _read_question(place: str, line: str, known: Collection[str] | None) -> GoldQuestion:
    try:
        entry = _Entry.model_validate_json(line)
    except ValidationError as exc:
        first = exc.errors()[0]
        what = ".".join(map(str, first["loc"])) or "the line"
        raise EvaluationError(f"{place}: {what} is wrong ({first['msg']}): see bench/README.md") from exc
    for document in entry.gold_docs:
        if known is not None and document not in known:
            raise EvaluationError(f"{place} names {document}, which is no article of the corpus: correct it")
    if entry.gold_docs and not entry.gold_quote:
        raise EvaluationError(f"{place} has no gold_quote: quote the passage that answers")
    quotes = (entry.gold_quote,) if isinstance(entry.gold_quote, str) else entry.gold_quote or ()
    return GoldQuestion(entry.id, entry.question, entry.form, entry.kind, entry.gold_docs, quotes, entry.must_include)
