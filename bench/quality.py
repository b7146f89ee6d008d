"""What a contestant's answers are worth: by this project's own rules, or by a program that is named."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.answers import Answer, Citation, Outcome, Retrieved
from bot.evaluation import comparable, judge, shares
from bot.questions_file import read_questions
from index.documents import Passage, Source

Answers = Sequence[Mapping[str, Any]]
Scored = tuple["Quality", str]  # with the reason where something could not be scored


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of the questions that an article answers; None where it was not measured."""

    found: float | None = None  # the first five passages hold what answers
    correct: float | None = None


def by_this_project(questions: Answers, answers: Answers, corpus: Path) -> Scored:
    """By the rules of `hoidap eval`."""
    articles = {path.name: comparable(path.read_text(encoding="utf-8")) for path in corpus.glob("*.txt")}
    with tempfile.TemporaryDirectory() as folder:
        gold = read_questions(_lines(Path(folder) / "questions.jsonl", questions))
    verdicts = [judge(one, _answer(told), articles) for one, told in zip(gold, answers, strict=True)]
    found = shares(verdicts)
    return Quality(*(found[metric].value if metric in found else None for metric in ("passage@5", "correct"))), ""


def by_scorer(program: Path) -> Callable[[Answers, Answers, Path], Scored]:
    """By a program that is called with questions, answers, --articles and --json, and prints a JSON object."""

    def score(questions: Answers, answers: Answers, corpus: Path) -> Scored:
        if not program.is_file():
            return Quality(), f"there is no scorer {program}"
        with tempfile.TemporaryDirectory() as folder:
            asked = _lines(Path(folder) / "questions.jsonl", questions)
            named = [{**told, "id": one["id"]} for one, told in zip(questions, answers, strict=True)]
            told = _lines(Path(folder) / "answers.jsonl", named)
            command = [sys.executable, str(program), str(asked), str(told), "--articles", str(corpus), "--json"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            scores = json.loads(done.stdout)
        except ValueError:
            return Quality(), f"the scorer failed: {done.stderr.strip()[-200:]}"
        return Quality(scores.get("passage@5"), scores.get("correct")), ""

    return score


def _lines(path: Path, rows: Answers) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _answer(told: Mapping[str, Any]) -> Answer:
    """What a contestant said, as an answer of this project."""
    found = tuple(Retrieved(_passage(one), 0.0) for one in told["retrieved"])
    cited = tuple(
        Citation(n, Source(one["document"], title=""), one["quote"], 0, len(one["quote"]))
        for n, one in enumerate(told["citations"], start=1)
    )
    return Answer(Outcome(told["status"]), told["answer"], cited, retrieved=found)


def _passage(one: Mapping[str, Any]) -> Passage:
    return Passage(Source(one["document"], title=""), 0, len(one["text"]), one["text"])
