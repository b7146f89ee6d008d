"""Who types an inline query just now: which of her queries is the latest, and whether it goes on with one before."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

MAX_KEPT = 10_000  # people
MAX_VERSIONS = 10  # of one question that count once


@dataclass
class _Typist:
    latest: int = -1  # update
    counted: str = ""  # the text that was worked on last
    versions: int = 0


class Typists:
    """Remembers people who type, in memory."""

    def __init__(self) -> None:
        self._typists: OrderedDict[int, _Typist] = OrderedDict()

    def began(self, user_id: int, update_id: int) -> None:
        """Note a query; they may come out of order."""
        typist = self._typist(user_id)
        typist.latest = max(typist.latest, update_id)

    def is_latest(self, user_id: int, update_id: int) -> bool:
        """Whether no later query of hers has come."""
        return self._typist(user_id).latest <= update_id

    def goes_on(self, user_id: int, text: str) -> bool:
        """Whether a query is another version of the one before, typed on or taken back; note it as worked on."""
        typist = self._typist(user_id)
        is_version = bool(typist.counted) and (text.startswith(typist.counted) or typist.counted.startswith(text))
        is_version = is_version and typist.versions < MAX_VERSIONS
        typist.counted, typist.versions = text, typist.versions + 1 if is_version else 1
        return is_version

    def forget(self, user_id: int) -> None:
        """Let her next query count as a new one."""
        self._typist(user_id).counted = ""

    def _typist(self, user_id: int) -> _Typist:
        typist = self._typists.setdefault(user_id, _Typist())
        self._typists.move_to_end(user_id)
        while len(self._typists) > MAX_KEPT:
            self._typists.popitem(last=False)
        return typist
