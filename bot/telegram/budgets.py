"""How many questions somebody, and a group, may ask in an hour, so that nobody uses up the time of all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.telegram.limits import Rate, Window

HOUR_S = 3600.0
_MAX_KEPT = 10_000  # windows; the empty ones are forgotten first


@dataclass
class Budgets:
    """Counts questions in memory: a restart begins anew."""

    per_user: int  # questions an hour
    per_group: int
    now: Callable[[], float] = time.monotonic
    _windows: dict[int, Window] = field(default_factory=dict)

    def take(self, user_id: int, chat_id: int) -> float:
        """Count a question, if it is within the budgets of who asks and of the group it is asked in.

        Returns:
            The seconds to wait if it is not, and then it is not counted; else 0.
        """
        now = self.now()
        windows = [self._window(user_id, self.per_user)]
        if chat_id < 0:
            windows.append(self._window(chat_id, self.per_group))
        wait_s = max(window.ready_at(now) for window in windows) - now
        if wait_s > 0:
            return wait_s
        for window in windows:
            window.at.append(now)
        return 0.0

    def _window(self, id: int, questions: int) -> Window:
        if id not in self._windows and len(self._windows) >= _MAX_KEPT:
            oldest = self.now() - HOUR_S
            self._windows = {id: kept for id, kept in self._windows.items() if kept.at and kept.at[-1] > oldest}
        return self._windows.setdefault(id, Window(Rate(questions, HOUR_S)))
