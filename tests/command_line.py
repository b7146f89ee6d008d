"""Calls `hoidap` as people do: in this process, or in one of its own."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import run

PROJECT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that a failed command writes."""
        assert self.code
        assert self.out == ""
        assert self.err.endswith("\n") and self.err.count("\n") == 1
        return self.err.strip()


class Command:
    """Runs the command line in this process and catches what it prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Finished:
        self._capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        return Finished(code, out, err)


def own_process(*arguments: str | Path) -> list[str]:
    """The command for a process of its own."""
    return [sys.executable, "-m", "bot", *map(str, arguments)]


def environment(**settings: str | Path) -> dict[str, str]:
    """This process's environment with these settings alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOIDAP_", "TELEGRAM_"))}
    return kept | {"PYTHONPATH": str(PROJECT)} | {name: str(value) for name, value in settings.items()}
