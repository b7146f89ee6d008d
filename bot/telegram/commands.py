"""What the parts of the bot offer, as values: `/help`, the menus, the README and the router are made from them.

Every offer names the role it is for. The router checks that role each time, at the moment of the act: a part of the bot
cannot forget to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseHandler, ContextTypes, filters

from bot.people.roles import Role

Run = Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]]
RunWithParts = Callable[[Update, ContextTypes.DEFAULT_TYPE, Sequence[str]], Awaitable[None]]
Handler = BaseHandler[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody can type after a slash."""

    name: str  # a-z, 0-9 and _
    shown: str  # its line in the menu and in /help
    role: Role
    run: Run
    in_groups: bool = False  # else it is for private chats only


@dataclass(frozen=True, slots=True)
class Press:
    """What a button does: `run` gets the parts that were packed behind the prefix (see `callbacks`)."""

    prefix: str
    role: Role
    run: RunWithParts
    answers_itself: bool = False  # else the press is acknowledged before `run`; `run` does it, to say something


@dataclass(frozen=True, slots=True)
class DeepLink:
    """What t.me/<bot>?start=<prefix><rest> does: `run` gets the rest. The longest prefix that fits wins."""

    prefix: str  # A-Z, a-z, 0-9, _ and -
    role: Role
    run: RunWithParts


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is done with new messages that are no command; the first one that fits takes it."""

    wanted: filters.BaseFilter
    role: Role
    run: Run
    applies: Callable[[Update], Awaitable[bool]] | None = None  # asked last, where the message alone does not tell


class Feature:
    """A part of the bot; it offers nothing but what it says."""

    @property
    def commands(self) -> Sequence[Command]:
        return ()

    @property
    def presses(self) -> Sequence[Press]:
        return ()

    @property
    def links(self) -> Sequence[DeepLink]:
        return ()

    @property
    def incoming(self) -> Sequence[Incoming]:
        return ()

    async def greet(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """What it says to somebody after the greeting of /start."""

    async def started(self, bot: Bot) -> None:
        """What it does once the bot is connected, before the first update."""

    async def stopping(self) -> None:
        """What it ends when the bot is told to stop, whether or not it was started."""

    @property
    def first(self) -> Sequence[Handler]:
        """Handlers that every update passes before all others, even before it is known whether its sender is let in."""
        return ()

    @property
    def handlers(self) -> Sequence[Handler]:
        """Handlers of other kinds of updates (edits, inline questions, joins); they check roles themselves."""
        return ()


def commands_for(role: Role, features: Iterable[Feature]) -> list[Command]:
    """The commands that a role may use, in the order they are offered."""
    return [command for feature in features for command in feature.commands if command.role <= role]
