"""Holds the conversations of `conversations.py` with a real answerer and judges what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conversations import Conversation, Turn

from bot.answering.answers import Answer
from bot.opening import open_answerer
from bot.records import Records
from bot.settings import Settings
from index.embedders import load_embedder
from index.vietnamese.text import fold, nfc, squeeze

Questions = Mapping[str, Mapping[str, Any]]  # of a question set, by id


@dataclass(frozen=True)
class Failure:
    """A turn that went wrong."""

    conversation: int
    place: int  # of the turn; 0 is the first
    typed: str
    fault: str
    answer: Answer

    def __str__(self) -> str:
        said = squeeze(self.answer.text)[:300]
        where = f"{self.conversation}/{self.place + 1}"
        return f"{where}. {self.typed}\n   {self.fault}\n   hiểu: {self.answer.understood}\n   {said}"


def read_questions(file: Path) -> Questions:
    lines = file.read_text(encoding="utf-8").splitlines()
    return {question["id"]: question for question in map(json.loads, lines)}


async def hold(conversations: Sequence[Conversation], data: Path, questions: Questions) -> list[Failure]:
    """The turns that go wrong; a conversation goes on after one."""
    failures = []
    async with open_answerer(Settings(data=data), embedder=load_embedder("", data)) as answerer:
        for number, conversation in enumerate(conversations, start=1):
            before: Answer | None = None
            for place, turn in enumerate(conversation):
                typed = str(questions[turn.typed[1:]]["question"]) if turn.typed.startswith("@") else turn.typed
                answer = await answerer.answer(typed, asker=f"table:{number}")
                fault = _fault(turn, answer, before, questions)
                if fault:
                    failures.append(Failure(number, place, typed, fault, answer))
                before = answer
        assert isinstance(answerer.memory, Records)
        for number in range(1, len(conversations) + 1):
            await answerer.memory.erase(f"table:{number}")
    return failures


def _fault(turn: Turn, answer: Answer, before: Answer | None, questions: Questions) -> str | None:
    if answer.outcome is not turn.outcome:
        return f"{answer.outcome.value} instead of {turn.outcome.value} ({answer.reason})"
    if turn.is_own and answer.understood is not None:
        return "taken for a follow-up"
    missing = [group for group in _groups(turn, questions) if not _holds(answer.text, group)]
    if missing:
        return f"without {missing}"
    unnamed = [name for name in turn.means if fold(name) not in fold(answer.understood or "")]
    if unnamed:
        return f"not understood as of {unnamed}"
    if turn.repeats_sources:
        cited = {(citation.source.id, citation.quote) for citation in answer.citations}
        if before is None or not cited or {(c.source.id, c.quote) for c in before.citations} != cited:
            return "other sources"
    return None


def _groups(turn: Turn, questions: Questions) -> list[list[str]]:
    """The facts asked for: groups of which one alternative each has to come back."""
    groups: list[list[str]] = []
    for fact in turn.facts:
        names = [_of_question(name, questions) if name.startswith("@") else [[name]] for name in fact.split("|")]
        groups += names[0] if len(names) == 1 else [[text for found in names for group in found for text in group]]
    return groups


def _of_question(name: str, questions: Questions) -> list[list[str]]:
    id, _, number = name[1:].partition("/")
    groups: list[list[str]] = questions[id]["must_include"]
    return [groups[int(number)]] if number else groups


def _holds(text: str, alternatives: Sequence[str]) -> bool:
    """Whether one alternative stands in a text, on word and digit borders, whatever the case."""
    said = squeeze(nfc(text)).lower()
    needles = (re.escape(squeeze(nfc(alternative)).lower()) for alternative in alternatives)
    return any(re.search(rf"(?<!\w)(?<!\d[.,]){needle}(?!\w)(?![.,]\d)", said) for needle in needles)
