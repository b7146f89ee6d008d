"""One contestant of the side-by-side comparison, in a process of its own that does what its parent tells it.

    python bench/contestant.py NAME MODEL FOLDER

Each line on standard input is a JSON object, {"do": …}, and each line on standard output answers one. What libraries
print goes to standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ASKERS = 8  # at once, under load


class Commands:
    """What a parent may ask for."""

    def __init__(self, name: str, model: Path, folder: Path) -> None:
        self._contestant: Any = importlib.import_module(f"contestants.{name}").Contestant(model, folder)

    def index(self, corpus: str) -> dict[str, Any]:
        """Index a folder; the model is loaded before, and its loading not counted."""
        if hasattr(self._contestant, "load"):
            self._contestant.load()
        started = time.perf_counter()
        passages = self._contestant.index(Path(corpus))
        taken = time.perf_counter() - started
        return {"seconds": taken, "passages": len(passages), "chars": sum(len(one.text) for one in passages)}

    def open(self) -> dict[str, Any]:
        """Open the index."""
        self._contestant.open()
        return {}

    def ask(self, question: str) -> dict[str, Any]:
        """Ask one question: the answer with the seconds that it took."""
        started = time.perf_counter()
        answer = self._answer(question)
        return {"seconds": time.perf_counter() - started, **answer}

    def _answer(self, question: str) -> dict[str, Any]:
        if hasattr(self._contestant, "answer"):
            return self._contestant.answer(question)  # type: ignore[no-any-return]
        found = [one._asdict() for one in self._contestant.retrieve(question)]
        first = [{"document": one["document"], "quote": one["text"]} for one in found[:1]]
        return {"status": "answered", "answer": found[0]["text"], "citations": first, "retrieved": found}

    def load(self, questions: Sequence[str]) -> dict[str, Any]:
        """Let several ask at once, each the next question as soon as it has its answer."""
        started = time.perf_counter()
        with ThreadPoolExecutor(ASKERS) as pool:
            latencies = list(pool.map(lambda question: self.ask(question)["seconds"], questions))
        return {"seconds": time.perf_counter() - started, "latencies": latencies}

    def memory(self) -> dict[str, Any]:
        """The most memory that the process has had."""
        return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(name: str, model: Path, folder: Path) -> None:
    """Do what is told until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    commands = Commands(name, model, folder)
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(getattr(commands, told.pop("do"))(**told)), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
