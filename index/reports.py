"""What a build did, as it is told and as it is kept with its generation. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from index.changes import Changes
from index.examining import Exam


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; the counts are of articles where nothing else is said."""

    generation: int  # that answers after the build
    activated: bool  # whether it is a new one
    changes: Changes
    articles: int  # that answer after the build
    passages: int
    embedded: int  # passages whose vectors were computed, not found
    previous: int | None = None  # the generation that answered before
    by: str = ""
    seconds: float = 0.0
    exam: Exam | None = None  # None where no questions were asked

    @property
    def new(self) -> int:
        return len(self.changes.new)

    @property
    def changed(self) -> int:
        return len(self.changes.changed)

    @property
    def unchanged(self) -> int:
        return self.changes.unchanged

    @property
    def gone(self) -> int:
        return len(self.changes.gone)

    @property
    def broken(self) -> tuple[tuple[str, str], ...]:
        return self.changes.broken

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept and printed: names, not counts."""
        return {
            "generation": self.generation,
            "activated": self.activated,
            "previous": self.previous,
            "by": self.by,
            "seconds": round(self.seconds, 2),
            **asdict(self.changes),
            "articles": self.articles,
            "passages": self.passages,
            "embedded": self.embedded,
            "exam": asdict(self.exam) if self.exam else None,
        }
