"""Learn how much each signal of a sentence counts, and how well that holds for organisations not learnt from.

    python bench/learn_weights.py QUESTIONS.jsonl DIR [QUESTIONS.jsonl DIR ...] [--strength 30]

The index in each DIR holds the articles that the questions before it were written for. Prints the weights for
`bot/answering/scoring.py`, the share of questions whose best sentence answers, and the same share when the questions
of each province are judged by weights learnt from the others.

Method: pairwise logistic regression, each answering sentence against each other sentence of the question's passages
(Herbrich, Graepel, Obermayer, "Large margin rank boundaries for ordinal regression", 2000).
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.answering.questions import analyse, parts
from bot.answering.scoring import WEIGHTS, Scorer
from bot.answering.search import candidates
from bot.answering.sentences import split_passage
from bot.opening import open_answerer
from bot.settings import Settings
from index.vietnamese.text import fold, squeeze

NAMES = tuple(WEIGHTS)
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """The sentences of one question: their signals, and which of them answer."""

    group: str
    signals: Matrix  # shape (sentences, signals)
    answers: NDArray[np.bool_]


async def read_examples(entries: Sequence[dict[str, Any]], data: Path) -> list[Example]:
    """Every question that some found sentence answers."""
    examples = []
    async with open_answerer(Settings(data=data)) as answerer:
        snapshot = await answerer.library.snapshot()
        provinces = {source.id: source.province or source.id for source in snapshot.sources}
        for entry in entries:
            question = analyse(entry["question"], snapshot.lexicon, today=date.today())
            for part in parts(question) if entry["gold_docs"] else []:
                rows, labels = [], []
                scorer = Scorer(part, snapshot.lexicon)
                for hit in await candidates(part, snapshot, answerer.retriever):
                    for sentence in split_passage(hit.passage, statements=part.tells_figures):
                        signals = scorer.measure(sentence, hit)
                        rows.append([signals[name] for name in NAMES])
                        labels.append(hit.passage.source.id in entry["gold_docs"] and answers(sentence.text, entry))
                if any(labels) and not all(labels):
                    group = provinces[entry["gold_docs"][0]]
                    examples.append(Example(group, np.array(rows), np.array(labels)))
    return examples


def answers(sentence: str, entry: dict[str, Any]) -> bool:
    """Whether a sentence is a gold one, or a gold one is a part of it."""
    gold = entry["gold_quote"]
    own = squeeze(fold(sentence))
    for quote in [gold] if isinstance(gold, str) else gold:
        for part in re.split(r"(?<=[.!?;])\s+|\n", quote):
            wanted = squeeze(fold(part))
            if len(wanted) > 5 and (wanted in own or own in wanted):
                return True
    return False


def learn(examples: Sequence[Example], strength: float) -> Matrix:
    """Weights of the signals, shape (signals,)."""
    differences, importance = [], []
    for example in examples:
        good, bad = example.signals[example.answers], example.signals[~example.answers]
        pairs = (good[:, None, :] - bad[None, :, :]).reshape(-1, len(NAMES))
        differences.append(pairs)
        importance.append(np.full(len(pairs), 1.0 / len(pairs)))
    rows, weights = np.concatenate(differences), np.concatenate(importance)
    model = LogisticRegression(C=strength, fit_intercept=False, max_iter=2000)
    model.fit(np.concatenate([rows, -rows]), np.r_[np.ones(len(rows)), np.zeros(len(rows))], np.r_[weights, weights])
    return np.asarray(model.coef_[0], dtype=np.float64)


def best_answers(examples: Sequence[Example], weights: Matrix) -> float:
    """The share of questions whose best sentence answers."""
    return float(np.mean([example.answers[np.argmax(example.signals @ weights)] for example in examples]))


def left_out(examples: Sequence[Example], strength: float) -> float:
    """The same share, each group judged by weights learnt from the others."""
    right = []
    for group in sorted({example.group for example in examples}):
        weights = learn([e for e in examples if e.group != group], strength)
        held_out = [e for e in examples if e.group == group]
        right += [best_answers([example], weights) for example in held_out]
    return float(np.mean(right))


def main(
    sets: Annotated[list[Path], typer.Argument(help="question sets, each followed by the index of its articles")],
    strength: Annotated[float, typer.Option(help="inverse regularisation")] = 30.0,
) -> None:
    """Learn the weights and print them."""
    examples = []
    for questions, data in zip(sets[::2], sets[1::2], strict=True):
        entries = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
        examples += asyncio.run(read_examples(entries, data))
    weights = learn(examples, strength)
    typer.echo(f"questions {len(examples)}, sentences {sum(len(e.answers) for e in examples)}")
    typer.echo(f"best sentence answers: as set {best_answers(examples, np.array(list(WEIGHTS.values()))):.3f}")
    typer.echo(f"learnt {best_answers(examples, weights):.3f}, one group left out {left_out(examples, strength):.3f}")
    for name, weight in zip(NAMES, weights, strict=True):
        typer.echo(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    typer.run(main)
