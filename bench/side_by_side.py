"""How fast and how good is this project beside what one would otherwise put together from a tutorial?

    .venv/bin/python bench/side_by_side.py [--runs 3] [--corpus DIR --questions FILE] [--scorer FILE] [--json FILE]

Every contestant indexes the same articles with the same embedding model, and is asked the same questions. All of them
are held open at once, and each question goes to all in turn, so that whatever else the machine does meets all alike;
that takes about a gigabyte of memory for each. Peers are those of bench/requirements-peers.txt, in bench/.venv, which
`make bench` makes; without it they are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine import machine
from quality import Quality, by_scorer, by_this_project
from rich.console import Console
from rich.table import Table

from index.embedded_model import prepare_embedded_model

BENCH = Path(__file__).parent
PROJECT = BENCH.parent
PEERS_PYTHON = BENCH / ".venv" / "bin" / "python"
HERE = ("hoidap", "bare")
PEERS = ("with_langchain", "with_llamaindex", "with_haystack", "with_txtai")
WARM_UP = 3  # questions asked before any is timed


class Process:
    """A contestant's process."""

    def __init__(self, name: str, model: Path, folder: Path) -> None:
        python = PEERS_PYTHON if name in PEERS else Path(sys.executable)
        environment = os.environ | {"PYTHONPATH": f"{PROJECT}{os.pathsep}{BENCH}", "HF_HUB_OFFLINE": "1"}
        environment |= {"HAYSTACK_TELEMETRY_ENABLED": "False", "TOKENIZERS_PARALLELISM": "false"}
        self._errors = (folder / f"{name}.log").open("a", encoding="utf-8")
        command = [str(python), str(BENCH / "contestant.py"), name, str(model), str(folder)]
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )

    def do(self, what: str, **arguments: Any) -> Any:
        """Tell it to do something, and wait for what it says."""
        assert self._process.stdin and self._process.stdout
        print(json.dumps({"do": what, **arguments}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"a contestant has ended early: see {self._errors.name}")
        return json.loads(line)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)
        self._errors.close()


@contextmanager
def started(name: str, model: Path, folder: Path) -> Iterator[Process]:
    process = Process(name, model, folder)
    try:
        yield process
    finally:
        process.close()


@dataclass
class Measured:
    """What was measured of one contestant; lists have an entry a run, or a question and run."""

    passages: int = 0
    indexing_chars_s: list[float] = field(default_factory=list)
    indexing_passages_s: list[float] = field(default_factory=list)
    from_articles_s: list[float] = field(default_factory=list)  # a folder of articles to the first answer
    cold_start_s: list[float] = field(default_factory=list)  # process started to first answer, the index prepared
    alone_s: list[float] = field(default_factory=list)  # one question at a time
    loaded_s: list[float] = field(default_factory=list)
    answers_s: list[float] = field(default_factory=list)  # a second, under load
    peak_mb: list[float] = field(default_factory=list)
    quality: Quality = field(default_factory=Quality)

    def row(self) -> dict[str, Any]:
        """The figures of the table."""
        return {
            "passages": self.passages,
            "indexing_passages_s": _median(self.indexing_passages_s),
            "indexing_chars_s": _median(self.indexing_chars_s),
            "from_articles_s": _median(self.from_articles_s),
            "cold_start_s": _median(self.cold_start_s),
            "p50_ms": 1000 * _median(self.alone_s),
            "p95_ms": 1000 * percentile(self.alone_s, 95),
            "loaded_p50_ms": 1000 * _median(self.loaded_s),
            "loaded_p95_ms": 1000 * percentile(self.loaded_s, 95),
            "answers_s": _median(self.answers_s),
            "peak_mb": _median(self.peak_mb),
            "passage@5": self.quality.found,
            "correct": self.quality.correct,
        }


def compare(
    names: Sequence[str], corpus: Path, questions: Sequence[Mapping[str, Any]], runs: int, folder: Path
) -> tuple[dict[str, Measured], dict[str, list[dict[str, Any]]]]:
    """Measure all contestants, and keep each one's answers of the first run."""
    measured = {name: Measured() for name in names}
    answers: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    texts = [str(question["question"]) for question in questions]
    for run in range(runs):
        place = folder / str(run)
        model = prepare_embedded_model(place / "model")
        indexed = {name: _index(measured[name], name, model, place, corpus) for name in names}
        with ExitStack() as stack:
            opened = {name: _open(stack, measured[name], name, model, place, texts[0]) for name in names}
            for name in names:
                measured[name].from_articles_s.append(indexed[name] + measured[name].cold_start_s[-1])
            _ask_alone(opened, measured, answers, texts, keep=run == 0)
            for name, process in _rotated(opened, run):
                loaded = process.do("load", questions=texts)
                measured[name].loaded_s += loaded["latencies"]
                measured[name].answers_s.append(len(texts) / loaded["seconds"])
                measured[name].peak_mb.append(process.do("memory")["peak_mb"])
    return measured, answers


def _index(measured: Measured, name: str, model: Path, place: Path, corpus: Path) -> float:
    """Let a contestant index; how many seconds that takes with the start of its process."""
    began = time.perf_counter()
    with started(name, model, place) as process:
        told = process.do("index", corpus=str(corpus))
    measured.passages = told["passages"]
    measured.indexing_passages_s.append(told["passages"] / told["seconds"])
    measured.indexing_chars_s.append(told["chars"] / told["seconds"])
    return time.perf_counter() - began


def _open(stack: ExitStack, measured: Measured, name: str, model: Path, place: Path, question: str) -> Process:
    began = time.perf_counter()
    process = stack.enter_context(started(name, model, place))
    process.do("open")
    process.do("ask", question=question)
    measured.cold_start_s.append(time.perf_counter() - began)
    return process


def _ask_alone(
    opened: Mapping[str, Process],
    measured: Mapping[str, Measured],
    answers: Mapping[str, list[dict[str, Any]]],
    texts: Sequence[str],
    *,
    keep: bool,
) -> None:
    for text in texts[:WARM_UP]:
        for process in opened.values():
            process.do("ask", question=text)
    for number, text in enumerate(texts):
        for name, process in _rotated(opened, number):
            answer = process.do("ask", question=text)
            measured[name].alone_s.append(answer.pop("seconds"))
            if keep:
                answers[name].append(answer)


def _rotated(opened: Mapping[str, Process], by: int) -> list[tuple[str, Process]]:
    """All, beginning with another each time."""
    items = list(opened.items())
    return items[by % len(items) :] + items[: by % len(items)]


def ratios(measured: Mapping[str, Measured]) -> dict[str, float]:
    """What this project is held to; times are compared question by question, and the median is taken."""
    own, bare = measured["hoidap"], measured["bare"]
    found = {
        "answer p50 / bare encoding of the question": _paired(own.alone_s, bare.alone_s),
        "indexing characters a second / bare encoding of the same passages": _median(own.indexing_chars_s)
        / _median(bare.indexing_chars_s),
    }
    peers = {name: measured[name] for name in PEERS if name in measured}
    if peers:
        fastest = min(peers, key=lambda name: _median(peers[name].alone_s))
        what = f"answer p50 / retrieval of the fastest peer ({fastest})"
        found[what] = _paired(own.alone_s, peers[fastest].alone_s)
    return found


def _paired(some: Sequence[float], others: Sequence[float]) -> float:
    return _median([one / other for one, other in zip(some, others, strict=True)])


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


def percentile(values: Sequence[float], share: int) -> float:
    """The value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) * share // 100, len(ordered) - 1)] if ordered else 0.0


def show(result: Mapping[str, Any], console: Console) -> None:
    """Ratios first, then every figure."""
    console.print(f"{result['machine']}; {result['questions']} questions, {result['runs']} runs, medians")
    for what, ratio in result["ratios"].items():
        console.print(f"  {ratio:5.2f}  {what}")
    rows: Mapping[str, Mapping[str, Any]] = result["contestants"]
    table = Table("", *(name.removeprefix("with_") for name in rows))
    for figure in next(iter(rows.values())):
        table.add_row(figure, *(_shown(row[figure]) for row in rows.values()))
    console.print(table)
    for note in result["notes"]:
        console.print(f"Left out: {note}")


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--corpus", type=Path, default=PROJECT / "docs_corpus")
    arguments.add_argument("--questions", type=Path, default=PROJECT / "docs_corpus" / "questions.jsonl")
    arguments.add_argument("--limit", type=int, help="ask only so many questions")
    arguments.add_argument("--scorer", type=Path, help="a program that scores answers, instead of this project's own")
    arguments.add_argument("--json", type=Path, help="writes the figures here too")
    chosen = arguments.parse_args()
    lines = filter(str.strip, chosen.questions.read_text(encoding="utf-8").splitlines())
    questions = [json.loads(line) for line in lines][: chosen.limit]
    has_peers = PEERS_PYTHON.is_file()
    names = (*HERE, *(PEERS if has_peers else ()))
    with tempfile.TemporaryDirectory(prefix="hoidap-bench-") as folder:
        measured, answers = compare(names, chosen.corpus, questions, chosen.runs, Path(folder))
    notes = [] if has_peers else [f"the peers: there is no {PEERS_PYTHON}, make bench makes it"]
    for name in filter(lambda name: name != "bare", names):  # its passages have their titles before them
        score = by_scorer(chosen.scorer) if chosen.scorer else by_this_project
        measured[name].quality, note = score(questions, answers[name], chosen.corpus)
        notes += [f"{name}: {note}"] if note else []
    result = {
        "machine": machine(),
        "runs": chosen.runs,
        "questions": len(questions),
        "ratios": ratios(measured),
        "contestants": {name: one.row() for name, one in measured.items()},
        "notes": notes,
    }
    show(result, Console(width=140))
    if chosen.json:
        chosen.json.write_text(json.dumps(result, ensure_ascii=False, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
