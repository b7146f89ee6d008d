"""Which messages answer which question, for as long as the bot runs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

MAX_REMEMBERED = 10_000


@dataclass(frozen=True)
class Reply:
    """The messages that answer a question."""

    question: str
    messages: Sequence[int]
    texts: Sequence[str] = ()  # what they say, if that is remembered


@dataclass(frozen=True)
class Answered:
    """The latest answers, by the chat and the message of their question."""

    _replies: OrderedDict[tuple[int, int], Reply] = field(default_factory=OrderedDict)

    def find(self, chat_id: int, message_id: int) -> Reply | None:
        """What answers the question of a message; None if that is not remembered."""
        return self._replies.get((chat_id, message_id))

    def remember(self, chat_id: int, message_id: int, reply: Reply) -> None:
        """Keep what answers the question of a message, in place of what did so before."""
        self._replies[chat_id, message_id] = reply
        self._replies.move_to_end((chat_id, message_id))
        while len(self._replies) > MAX_REMEMBERED:
            self._replies.popitem(last=False)
