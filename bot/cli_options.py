"""What the commands of `hoidap` share: their options, the settings, and the way into asynchronous work."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.settings import PROJECT, Settings

CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="folder of the articles", metavar="DIR")]
DataOption = Annotated[Path | None, typer.Option("--data", help="folder of the index", metavar="DIR")]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON lines")]

T = TypeVar("T")


class UsageError(Exception):
    """The command was called in a way that cannot work; its text says what to do."""


def read_settings(corpus: Path | None = None, data: Path | None = None) -> Settings:
    """The settings, and the folders that the command names."""
    try:
        settings = Settings()
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{PROJECT / '.env'} cannot be read: save it again as UTF-8 text") from exc
    stated = {"corpus": corpus and corpus.absolute(), "data": data and data.absolute()}
    return settings.model_copy(update={name: path for name, path in stated.items() if path})


def current_user() -> str:
    """Who calls the command; "" where the system does not know."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run asynchronous work to its end."""
    return asyncio.run(work)
