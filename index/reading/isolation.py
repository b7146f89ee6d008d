"""Reading in a process of its own, with limits of time and memory.

A file may be made so that a library never ends with it, fills the memory or is brought down, and no thread can end the
native code of a library. So what parses files of others' making runs beside this process, one call at a time; what goes
wrong there is a file refused by name. The process is started when it is first needed, and ends with this one.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import resource
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from index.errors import Fault, Reason, UnreadableArticleError

TIMEOUT_S = 60.0  # for one file: the largest that are read take some seconds
MAX_MEMORY_BYTES = 3_000_000_000  # of addresses, libraries included
_SERVE = "import sys; from index.reading.isolation import serve; serve(int(sys.argv[1]))"
_SAVE_AS_TEXT = "save the article as .txt"
_lock = threading.Lock()
_worker: _Worker | None = None
_is_inside = False  # whether this is the process that reads
logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class _Outcome(NamedTuple):
    """What became of a call: its value, why the file is refused, or the traceback of an error nobody foresaw."""

    value: Any = None
    refused: Reason | None = None
    failed: str | None = None


def isolated(read: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
    """Let a function of a module run in the process that reads; its arguments and its value travel there and back.

    Its first argument names the article in the `UnreadableArticleError` that it may raise, also when it takes longer
    than `TIMEOUT_S`, needs too much memory or brings the process down.
    """

    @wraps(read)
    def limited(document: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if _is_inside:
            return read(document, *args, **kwargs)
        outcome = _ask(document, (read.__module__, read.__name__, (document, *args), kwargs))
        if outcome.failed is not None:
            logger.warning("%s cannot be read\n%s", document, outcome.failed)
        if outcome.refused is not None:
            raise UnreadableArticleError(document, outcome.refused)
        value: T = outcome.value
        return value

    return limited


class _Worker:
    """The process that reads, and the line to it."""

    def __init__(self) -> None:
        self.line, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(theirs.fileno())],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C is for this process, which then ends the other
            )

    def ask(self, work: object) -> _Outcome:
        """Have something done.

        Raises:
            TimeoutError: if it takes too long.
            EOFError, OSError: if the process has ended.
        """
        self.line.send(work)
        if not self.line.poll(TIMEOUT_S):
            raise TimeoutError
        outcome: _Outcome = self.line.recv()
        return outcome

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self.line.close()
        self._process.kill()
        self._process.wait()


def _environment() -> dict[str, str]:
    """This process's own, without the settings: the token is no business of one that reads others' files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOIDAP_", "TELEGRAM_"))}
    return kept | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


def _ask(document: str, work: object) -> _Outcome:
    global _worker
    with _lock:
        if _worker is None or not _worker.is_alive:
            _end()
            _worker = _Worker()
        try:
            return _worker.ask(work)
        except TimeoutError:
            _end()
            return _Outcome(refused=Reason(f"takes longer than {TIMEOUT_S:.0f} s to read: {_SAVE_AS_TEXT}", Fault.SLOW))
        except (EOFError, OSError):
            _end()
            return _Outcome(refused=Reason(f"brings the program that reads it down: {_SAVE_AS_TEXT}", Fault.HOSTILE))
        except BaseException:  # as Ctrl-C: an answer that comes later must not be taken for that of the next file
            _end()
            raise


@atexit.register
def _end() -> None:
    global _worker
    if _worker is not None:
        _worker.end()
    _worker = None


def serve(descriptor: int) -> None:
    """Do what comes over a line until its other end is closed; only for the process that reads."""
    global _is_inside
    _is_inside = True
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    with Connection(descriptor) as line, contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            module, name, args, kwargs = line.recv()
            _limit_time()
            line.send(_outcome(getattr(import_module(module), name), args, kwargs))


def _limit_time() -> None:
    """The system ends this process if nobody is left to do so."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + 2 * TIMEOUT_S)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _outcome(read: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Outcome:
    try:
        return _Outcome(read(*args, **kwargs))
    except UnreadableArticleError as error:
        return _Outcome(refused=error.reason)
    except MemoryError:
        return _Outcome(refused=Reason(f"takes more memory than an article: {_SAVE_AS_TEXT}", Fault.TOO_LARGE))
    except Exception:  # a file may be malformed in ways that neither the library nor its reader foresees
        return _Outcome(
            refused=Reason(f"cannot be read: {_SAVE_AS_TEXT}", Fault.DAMAGED), failed=traceback.format_exc()
        )
