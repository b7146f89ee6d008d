"""What readers asked in vain: questions that found nothing or whose answers were voted down, the like ones together.

A question that no article answers but an officer has is none of them.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.answering.answers import Outcome
from bot.answering.gaps import Missing
from bot.archive.days import day_of, start_of
from bot.archive.matching import Reading, read, share_terms
from bot.archive.subjects import subjects_of
from bot.archive.votes import Vote
from index.database import Database, Row

_SQL = """
SELECT answers.at, answers.person, answers.question, answers.outcome, answers.reason, answers.card,
    group_concat(votes.vote) AS bad
FROM answers LEFT JOIN votes ON votes.answer = answers.id AND votes.vote <> :good
WHERE answers.at >= :since AND answers.question <> ''
GROUP BY answers.id
HAVING bad IS NOT NULL OR (
    answers.outcome = :refused AND answers.reason IS NOT :off_topic
    AND json_extract(answers.card, '$.statement') IS NULL
)
ORDER BY answers.at, answers.id
"""


@dataclass(frozen=True, slots=True)
class Vain:
    """One question that was asked in vain."""

    question: str  # complete
    day: date
    person: str | None  # pseudonym
    reason: Missing | None  # what its answer would have needed; None if it was answered, or the reason is another
    bad: tuple[Vote, ...]


@dataclass(frozen=True)
class Gap:
    """Like questions, which one article might answer."""

    reading: Reading
    asked: list[Vain] = field(default_factory=list)  # oldest first

    @property
    def question(self) -> str:
        """The wording that was asked most, the newest of several."""
        wordings = [vain.question for vain in reversed(self.asked)]
        return max(wordings, key=wordings.count)

    @property
    def people(self) -> int:
        """How many asked; who cannot be told from others counts as one."""
        return len({vain.person for vain in self.asked})

    @property
    def bad(self) -> Sequence[Vote]:
        return [vote for vain in self.asked for vote in vain.bad]

    @property
    def missing(self) -> Sequence[Missing]:
        """What was missing, each once, the latest first."""
        return list(dict.fromkeys(vain.reason for vain in reversed(self.asked) if vain.reason))

    @property
    def subjects(self) -> Sequence[str]:
        return subjects_of(self.question)

    @property
    def last(self) -> date:
        return self.asked[-1].day


async def gaps(database: Database, days: int, now: Callable[[], float] = time.time) -> Sequence[Gap]:
    """The gaps of the last days, today included; those that most people met first."""
    since = start_of(day_of(now()) - timedelta(days=days - 1))
    rows = await database.fetch(
        _SQL,
        {
            "good": Vote.GOOD.value,
            "since": since,
            "refused": Outcome.NOT_FOUND.value,
            "off_topic": Missing.SCOPE.value,
        },
    )
    return await asyncio.to_thread(lambda: grouped(map(_vain, rows)))


def grouped(asked: Iterable[Vain]) -> Sequence[Gap]:
    """Put like questions together: of the same places and periods, and with half of their words in common."""
    found: list[Gap] = []
    for vain in asked:
        reading = read(vain.question, vain.day)
        gap = next((gap for gap in found if share_terms(gap.reading, reading)), None)
        if gap is None:
            found.append(Gap(reading, [vain]))
        else:
            gap.asked.append(vain)
    return sorted(found, key=lambda gap: (-gap.people, -len(gap.asked), -gap.last.toordinal()))


def _vain(row: Row) -> Vain:
    question = json.loads(row["card"]).get("understood") or row["question"]
    reason = Missing(row["reason"]) if row["reason"] in set(Missing) else None
    votes = tuple(map(Vote, row["bad"].split(","))) if row["bad"] else ()
    return Vain(question, day_of(row["at"]), row["person"], reason, votes)
