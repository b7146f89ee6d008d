"""Whether a new generation answers as well as the one it would replace. Pure, but for the questions asked.

Only the questions that the new one gets wrong are asked of the old one; the others follow only if the old one does
better at those.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from index.generation import Generation


class Examiner(Protocol):
    """Knows questions and their right answers."""

    async def examine(self, generation: Generation, only: Collection[str] | None = None) -> Mapping[str, bool]:
        """Ask a generation, whether or not it is the one that answers.

        Args:
            only: ids of the questions to ask; None for all.

        Returns:
            Question id -> whether the answer was right; empty where there are no questions.
        """


@dataclass(frozen=True, slots=True)
class Exam:
    """How a new generation did beside the one before."""

    asked: int
    right: int
    fallen: tuple[str, ...] = ()  # questions that the one before answered rightly, and this one does not
    right_before: int | None = None  # of the one before; None where it was not asked all of them

    @property
    def is_worse(self) -> bool:
        return self.right_before is not None and self.right < self.right_before


async def compare_answers(examiner: Examiner, new: Generation, live: Generation) -> Exam:
    """Ask both generations, the live one no more than is needed to tell whether the new one is worse."""
    results = await examiner.examine(new)
    right = sum(results.values())
    wrong = [id for id, is_right in results.items() if not is_right]
    before = await examiner.examine(live, wrong) if wrong else {}
    fallen = tuple(sorted(id for id, was_right in before.items() if was_right))
    if not fallen:
        return Exam(len(results), right)
    others = await examiner.examine(live, results.keys() - set(wrong))
    return Exam(len(results), right, fallen, len(fallen) + sum(others.values()))
