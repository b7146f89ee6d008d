"""Embeds invented reports with the real model, for `bench/simulated_vectors.py` to be fitted to.

    .venv/bin/python bench/embed_real.py FILE [--articles 400] [--data DIR]

Writes FILE, float32 of shape (passages, 384), and beside it FILE with ".questions.npy": docs_corpus/questions.jsonl,
embedded. 400 articles have 3,250 passages, which takes some four minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
from make_articles import write_article

from bot.settings import PROJECT
from index.documents import Document
from index.embedders import load_embedder
from index.fields import embedded_text
from index.passages import split_document
from index.scanning import CorpusScan

STEP = 7  # every seventh report, so that all provinces and years are there


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--articles", type=int, default=400)
    arguments.add_argument("--data", type=Path, default=PROJECT / "data", help="where the embedding model is kept")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(0, chosen.articles * STEP, STEP):
            write_article(Path(folder), number)
        texts = [text for corpus in (Path(folder), PROJECT / "docs_corpus") for text in _texts(corpus)]
    embedder = load_embedder("", chosen.data)
    np.save(chosen.file, embedder.embed_passages(texts))
    lines = (PROJECT / "docs_corpus" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    np.save(f"{chosen.file}.questions.npy", embedder.embed_queries(questions))


def _texts(corpus: Path) -> list[str]:
    articles = CorpusScan(corpus, {}, lambda id, content_hash: False)
    read = [article for article in articles if isinstance(article, Document)]
    return [embedded_text(passage) for article in read for passage in split_document(article)]


if __name__ == "__main__":
    main()
