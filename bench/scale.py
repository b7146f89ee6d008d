"""What grows with the corpus: indexing, updates, start, memory, the time of an answer, and what the bounds cost.

    .venv/bin/python bench/scale.py FOLDER [--articles 1000 10000] [--multiplied 100000] [--json FILE] [--plot FILE]

FOLDER keeps corpora and indexes, so that a size that is there is not built again; `real.npy`, made by
`bench/embed_real.py`, must lie in it. The embedder costs nothing, so that the times are those of everything else. Sizes
that are multiplied are made from the largest that is built (`bench/multiply.py`). Every figure is taken in a process of
its own.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
from machine import machine
from scale_steps import REAL, data_of

from index.store import FILE_NAME

STEPS = Path(__file__).with_name("scale_steps.py")


def run(step: str, folder: Path, articles: int) -> dict[str, Any]:
    """Take a step in a process of its own."""
    began = time.perf_counter()
    command = [sys.executable, str(STEPS), step, str(folder), str(articles)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    told["process_s"] = time.perf_counter() - began
    print(f"{articles:>7} {step}: {json.dumps(told)}", flush=True)  # noqa: T201
    return told


def measure(folder: Path, articles: int, *, multiplied_from: int | None) -> dict[str, Any]:
    """Everything at one size."""
    found: dict[str, Any] = {}
    if multiplied_from:
        if not (data_of(folder, articles) / FILE_NAME).is_file():
            _multiply(folder, multiplied_from, articles)
        found["one_changed"] = run("multiplied_changed", folder, articles)
    else:
        if not (data_of(folder, articles) / FILE_NAME).is_file():
            found["build"] = run("build", folder, articles)
        found["unchanged"] = run("unchanged", folder, articles)
        run("one_changed", folder, articles)  # the first after a build of an older version counts anew
        found["one_changed"] = run("one_changed", folder, articles)
    found["serve"] = run("serve", folder, articles)
    found["recall"] = run("recall", folder, articles)
    return found


def _multiply(folder: Path, source: int, articles: int) -> None:
    program = Path(__file__).with_name("multiply.py")
    places = [str(data_of(folder, source)), str(data_of(folder, articles))]
    times = ["--times", str(articles // source), "--real", str(folder / REAL)]
    subprocess.run([sys.executable, str(program), *places, *times], check=True)


def plot(found: dict[int, dict[str, Any]], file: Path) -> None:
    """How each figure grows, on logarithmic scales."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import NullFormatter

    shown = {
        "an answer, ms (p50)": ("serve", "answer_p50_ms"),
        "an answer, ms (p95)": ("serve", "answer_p95_ms"),
        "search by meaning, ms (p95)": ("serve", "vectors_p95_ms"),
        "start to first answer, s": ("serve", "first_answer_s"),
        "memory of its own, MB": ("serve", "own_mb"),
        "one article changed, s": ("one_changed", "seconds"),
        "nothing changed, s": ("unchanged", "seconds"),
        "first build, s": ("build", "seconds"),
    }
    figure, axes = plt.subplots(2, 4, figsize=(14, 6), sharex=True, layout="constrained")
    for axis, (title, (step, key)) in zip(axes.flat, shown.items(), strict=True):
        points = [(articles, steps[step][key]) for articles, steps in found.items() if key in steps.get(step, {})]
        axis.plot(*zip(*points, strict=True), "o-") if points else None
        for articles, value in points:
            axis.annotate(f"{value:.3g}", (articles, value), textcoords="offset points", xytext=(4, 6), fontsize=9)
        axis.set(title=title, xscale="log", yscale="log")
        axis.yaxis.set_minor_formatter(NullFormatter())
        axis.set_ylim(_decades([value for _, value in points]))
        axis.margins(x=0.2)
        axis.grid(alpha=0.3)
    figure.supxlabel("articles")
    figure.savefig(file, dpi=100)


def _decades(values: list[float]) -> tuple[float, float] | None:
    """Whole powers of ten around the values: what hardly grows shall look so."""
    if not values:
        return None
    return 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values) * 1.5))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000])
    arguments.add_argument("--multiplied", type=int, nargs="*", default=[])
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--plot", type=Path)
    chosen = arguments.parse_args()
    largest = max(chosen.articles)
    found = {articles: measure(chosen.folder, articles, multiplied_from=None) for articles in chosen.articles}
    found |= {articles: measure(chosen.folder, articles, multiplied_from=largest) for articles in chosen.multiplied}
    if chosen.json:
        result = {"machine": machine(), "sizes": found}
        chosen.json.write_text(json.dumps(result, ensure_ascii=False, indent=2), encoding="utf-8")
    if chosen.plot:
        plot(found, chosen.plot)


if __name__ == "__main__":
    main()
