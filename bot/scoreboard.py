"""`hoidap eval`: asks a file of questions whose answers are known, and shows how well they were answered."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from bot.answering.answers import Answer, Outcome
from bot.evaluation import (
    METRICS,
    UNWANTED,
    GoldQuestion,
    Share,
    Verdict,
    comparable,
    failures,
    grouped,
    judge,
    rank_of,
    shares,
)
from bot.indexing import build_if_needed
from bot.opening import open_answerer
from bot.questions_file import EvaluationError, read_questions
from bot.settings import Settings
from index.builder import BuildOptions
from index.reading.articles import article_files, document_id, read_content, read_text

GROUP_COLUMNS = {
    "passage@5": "Found @5",
    "correct": "Correct",
    "refused_unanswerable": "Refused",
    "clarified": "Clarified",
    "answered_wrong": "Wrong ↓",
}
SHOWN_CHARS = 300  # of an answer or a passage in the list of wrong ones
SHOWN_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """How a corpus answered a set of questions."""

    verdicts: tuple[Verdict, ...]
    articles: Mapping[str, str]  # comparable text by id

    @property
    def wrong(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.is_right]

    @property
    def median_ms(self) -> float:
        return statistics.median(verdict.answer.elapsed_ms.get("total", 0.0) for verdict in self.verdicts)

    def as_json(self) -> dict[str, Any]:
        return {
            "questions": len(self.verdicts),
            **_values(shares(self.verdicts)),
            "by_kind": _groups_as_json(grouped(self.verdicts, _kind)),
            "by_form": _groups_as_json(grouped(self.verdicts, _form)),
            "ms_median": round(self.median_ms, 1),
        }

    def wrong_rows(self) -> Iterator[dict[str, Any]]:
        """Each question that went wrong, with what was wanted and what was found instead."""
        for verdict in self.wrong:
            gold, answer = verdict.gold, verdict.answer
            yield {
                "id": gold.id,
                "question": gold.question,
                "kind": gold.kind,
                "form": gold.form,
                "failures": failures(verdict),
                "gold_docs": gold.documents,
                "gold_quote": gold.quotes,
                "gold_rank": rank_of(gold, answer, self.articles) if gold.documents else None,
                "status": answer.outcome.value,
                "answer": answer.text,
                "reason": answer.reason,
                "quotes": [{"document": c.source.id, "quote": c.quote} for c in answer.citations],
                "retrieved": [hit.as_json() for hit in answer.retrieved[:SHOWN_PASSAGES]],
            }


async def evaluate(questions: Path, settings: Settings, data: Path | None) -> Scoreboard:
    """Index the corpus folder, ask it every question of a file and judge the answers.

    Args:
        data: folder of the index; None for one that is deleted afterwards.

    Raises:
        EvaluationError: if the questions cannot be read, or name articles that the corpus lacks.
        IndexingError: if the corpus cannot be indexed.
    """
    files = {document_id(path, settings.corpus): path for path in article_files(settings.corpus)}
    asked = read_questions(questions, known=files)
    with _index_folder(data, settings.data) as folder:
        options = BuildOptions(may_vanish=True)  # the index is there for the questions
        model, device = settings.embedding_model, settings.embedding_device
        embedder = await build_if_needed(settings.corpus, folder, model, options, device=device)
        async with open_answerer(settings.model_copy(update={"data": folder}), embedder=embedder) as answerer:
            console = Console(stderr=True)
            answers = [
                await answerer.answer(gold.question)
                for gold in track(asked, "Asking", console=console, transient=True, disable=not console.is_terminal)
            ]
    articles = _article_texts(answers, files)
    return Scoreboard(tuple(map(judge, asked, answers, repeat(articles))), articles)


@contextmanager
def _index_folder(data: Path | None, model_home: Path) -> Iterator[Path]:
    """The folder asked for, or a temporary one that shares the model: writing it anew would take longer than asking."""
    if data is not None:
        yield data
        return
    models = model_home / "models"
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hoidap-eval-") as folder:
        (Path(folder) / "models").symlink_to(models.absolute(), target_is_directory=True)
        yield Path(folder)


def _article_texts(answers: Iterable[Answer], files: Mapping[str, Path]) -> dict[str, str]:
    """The articles that answers rest on, from their files: quotations are not held against what the index says."""
    found = {hit.passage.source.id for answer in answers for hit in answer.retrieved}
    cited = {citation.source.id for answer in answers for citation in answer.citations}
    return {id: comparable(read_text(id, read_content(files[id], id))) for id in sorted(found | cited)}


def _kind(gold: GoldQuestion) -> str:
    return gold.kind


def _form(gold: GoldQuestion) -> str:
    return gold.form


def _values(found: Mapping[str, Share]) -> dict[str, float]:
    return {metric: round(share.value, 4) for metric, share in found.items()}


def _groups_as_json(groups: Mapping[str, Sequence[Verdict]]) -> dict[str, Any]:
    return {name: {"questions": len(group), **_values(shares(group))} for name, group in groups.items()}


def write_wrong(board: Scoreboard, file: Path) -> None:
    """Write what went wrong, one JSON object a line.

    Raises:
        EvaluationError: if the file cannot be written.
    """
    try:
        file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in board.wrong_rows()), "utf-8")
    except OSError as exc:
        raise EvaluationError(f"{file} cannot be written ({exc.strerror}): choose another") from exc


def print_scoreboard(board: Scoreboard) -> None:
    """Show the metrics, the groups of questions, and what went wrong."""
    console = Console()
    console.print(_metrics_table(board.verdicts))
    console.print(_groups_table("Kind", grouped(board.verdicts, _kind)))
    console.print(_groups_table("Form", grouped(board.verdicts, _form)))
    if board.wrong:
        console.print(_wrong_table(board.wrong))
    right = len(board.verdicts) - len(board.wrong)
    console.print(f"{right} of {len(board.verdicts)} questions right, {board.median_ms:.0f} ms a question (median)")


def _metrics_table(verdicts: Sequence[Verdict]) -> Table:
    table = Table("Metric", "Share", "Questions", "Meaning")
    for metric, share in shares(verdicts).items():
        name = f"{metric} ↓" if metric in UNWANTED else metric
        table.add_row(name, f"{share.value:.3f}", f"{share.hits} of {share.total}", METRICS[metric])
    return table


def _groups_table(title: str, groups: Mapping[str, Sequence[Verdict]]) -> Table:
    table = Table(title, "Asked", *GROUP_COLUMNS.values())
    for name, group in groups.items():
        found = shares(group)
        cells = [f"{found[metric].value:.3f}" if metric in found else "–" for metric in GROUP_COLUMNS]
        table.add_row(escape(name), str(len(group)), *cells)
    return table


def _wrong_table(wrong: Sequence[Verdict]) -> Table:
    table = Table("Wrong", "Question", "Wanted", "Found instead", show_lines=True)
    for verdict in wrong:
        gold = verdict.gold
        cells = (gold.id, gold.question, _shorten(" … ".join(gold.quotes) or gold.kind), _found_instead(verdict))
        table.add_row(*map(escape, cells))
    return table


def _found_instead(verdict: Verdict) -> str:
    answer = verdict.answer
    outcome = "" if answer.outcome is Outcome.ANSWERED else f"{answer.outcome.value}: "
    return outcome + _shorten(answer.text)


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"
