"""How the bot was used: questions by day, how they ended, what readers thought of the answers, how long they took."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answering.answers import Outcome
from bot.archive import tally
from bot.archive.days import day_of, start_of
from bot.archive.subjects import subjects_of
from bot.archive.votes import Vote
from index.database import Database

TOPICS = 5


@dataclass(frozen=True, slots=True)
class Day:
    """The questions of one day."""

    day: date
    answered: int
    refused: int
    asked_back: int

    @property
    def asked(self) -> int:
        return self.answered + self.refused + self.asked_back


@dataclass(frozen=True, slots=True)
class Statistics:
    """What happened in a number of days up to today."""

    days: Sequence[Day]  # each of them, oldest first
    stated: int  # of those without an answer from the articles: an officer's was shown
    good: int  # votes
    bad: int
    people: int  # whose questions are not erased
    median_s: float | None  # of the time to an answer; None if none was timed
    p95_s: float | None
    topics: Sequence[tuple[str, int]]  # the commonest first, with the number of questions

    @property
    def total(self) -> Day:
        """All days as one."""
        counts = ((day.answered, day.refused, day.asked_back) for day in self.days)
        return Day(self.days[0].day, *map(sum, zip(*counts, strict=True)))


async def statistics(database: Database, days: int, now: Callable[[], float] = time.time) -> Statistics:
    """What happened in the last days, today included.

    Counts by day stay when what they count is erased; people, times and topics are those of what is still kept.
    """
    today = day_of(now())
    since = today - timedelta(days=days - 1)
    counts = await tally.daily(database, since)
    sql = "SELECT person, question, elapsed_ms FROM answers WHERE at >= ? AND elapsed_ms IS NOT NULL"
    rows = await database.fetch(sql, (start_of(since),))
    times = sorted(row["elapsed_ms"] / 1000 for row in rows)
    topics = Counter(subject for row in rows for subject in subjects_of(row["question"]))
    votes: Counter[str] = Counter()
    for counted in counts.values():
        votes.update({what: n for what, n in counted.items() if what in set(Vote)})
    return Statistics(
        [_day(since + timedelta(days=n), counts.get(since + timedelta(days=n), {})) for n in range(days)],
        stated=sum(counted.get(tally.STATED, 0) for counted in counts.values()),
        good=votes[Vote.GOOD.value],
        bad=votes.total() - votes[Vote.GOOD.value],
        people=len({row["person"] for row in rows} - {None}),
        median_s=_quantile(times, 0.5),
        p95_s=_quantile(times, 0.95),
        topics=topics.most_common(TOPICS),
    )


def _day(day: date, counts: dict[str, int]) -> Day:
    answered, refused, asked_back = (
        counts.get(outcome.value, 0) for outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND, Outcome.CLARIFY)
    )
    return Day(day, answered, refused, asked_back)


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest of some values that at least a share of them do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else None
