"""What goes wrong between a bot and Telegram: errors, waits, broken connections; one by one, or by chance."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from telegram_html import ApiError


@dataclass(frozen=True)
class Fault:
    """What happens to a call: an error, or a connection that breaks before or after the call was carried out."""

    error: ApiError | None = None
    delay_s: float = 0.0
    is_lost: bool = False  # the connection breaks and nothing was done
    is_answer_lost: bool = False  # the connection breaks and it was done all the same


LOST = Fault(is_lost=True)
ANSWER_LOST = Fault(is_answer_lost=True)


def error(code: int, description: str = "injected", retry_after: float | None = None) -> Fault:
    return Fault(ApiError(code, description, retry_after))


CHANCES = (error(500, "Internal Server Error"), error(429, "Too Many Requests: retry after 0.05", 0.05), LOST)


class Faults:
    """The faults of a server: those that were ordered, then those of chance."""

    def __init__(self) -> None:
        self._ordered: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._random = random.Random(0)
        self._rate = 0.0
        self._chances: Sequence[Fault] = CHANCES
        self._methods: Collection[str] | None = None
        self.happened = 0

    def order(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method meet these faults."""
        self._ordered[method].extend(faults)

    def by_chance(
        self, rate: float, *, seed: int, faults: Sequence[Fault] = CHANCES, methods: Collection[str] | None = None
    ) -> None:
        """Let a share of all calls (or of some methods') meet one of the faults, the same ones for the same seed."""
        self._random, self._rate, self._chances, self._methods = random.Random(seed), rate, faults, methods

    def next(self, method: str) -> Fault | None:
        """The fault that a call meets now."""
        fault = self._ordered[method].popleft() if self._ordered[method] else self._chance(method)
        self.happened += fault is not None
        return fault

    def _chance(self, method: str) -> Fault | None:
        if not self._rate or (self._methods is not None and method not in self._methods):
            return None
        return self._random.choice(self._chances) if self._random.random() < self._rate else None
