"""Asks a generation the corpus's own questions before it answers people: `questions.jsonl` beside the articles.

No language model and no memory take part, so that two generations are compared by their articles alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.answers import Answer
from bot.evaluation import GoldQuestion, comparable, judge
from bot.questions_file import read_questions
from index.embedders import Embedder
from index.generation import Generation
from index.library import Snapshot, open_snapshot
from index.reading.articles import article_files, document_id
from index.retrieval import Retriever

FILE_NAME = "questions.jsonl"


@dataclass(frozen=True)
class GoldenQuestions:
    """The questions of a corpus folder; an `index.examining.Examiner`."""

    corpus: Path
    embedder: Callable[[], Embedder]  # loads the model that the generations were built with
    progress: Callable[[int, int], None] | None = None  # told how many of how many are answered

    async def examine(self, generation: Generation, only: Collection[str] | None = None) -> Mapping[str, bool]:
        """Ask a generation; questions about articles that the folder no longer holds are left out.

        Raises:
            EvaluationError: if the file of questions is not well written.
        """
        known = {document_id(path, self.corpus) for path in article_files(self.corpus)}
        asked = [gold for gold in self._questions(known) if only is None or gold.id in only]
        if not asked:
            return {}
        embedder = await asyncio.to_thread(self.embedder)
        answerer = Answerer(_Fixed(await open_snapshot(generation)), Retriever(embedder))
        right = {}
        for number, gold in enumerate(asked, start=1):
            answer = await answerer.answer(gold.question)
            right[gold.id] = judge(gold, answer, await _texts(generation, answer)).is_right
            if self.progress:
                self.progress(number, len(asked))
        return right

    def _questions(self, known: Collection[str]) -> list[GoldQuestion]:
        file = self.corpus / FILE_NAME
        if not file.is_file():
            return []
        return [gold for gold in read_questions(file) if set(gold.documents) <= set(known)]


async def _texts(generation: Generation, answer: Answer) -> dict[str, str]:
    """The articles that an answer rests on, as this generation holds them."""
    found = {hit.passage.source.id for hit in answer.retrieved} | {each.source.id for each in answer.citations}
    documents = [await generation.document(id) for id in sorted(found)]
    return {document.id: comparable(document.text) for document in documents if document}


@dataclass(frozen=True)
class _Fixed:
    """A library that always hands out the same generation."""

    held: Snapshot

    async def snapshot(self) -> Snapshot:
        return self.held
