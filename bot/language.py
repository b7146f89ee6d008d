"""The language that the bot's own words are said in; articles are quoted as they are.

Every message is written in Vietnamese where it is used, and found in a gettext catalogue under these words. What a
catalogue lacks is said in Vietnamese.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from importlib import resources

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
NATIVE = "vi"

_spoken: ContextVar[str] = ContextVar("spoken", default=NATIVE)


def speak(language: str) -> None:
    """Say everything in a language, from now on and in tasks begun from here; one that is not known is Vietnamese."""
    _spoken.set(language if language in LANGUAGES else NATIVE)


def spoken() -> str:
    """The code of the language that is spoken."""
    return _spoken.get()


def _(message: str) -> str:
    """A message in the language that is spoken.

    Args:
        message: in Vietnamese, with {placeholders} that are filled in afterwards.
    """
    language = _spoken.get()
    return message if language == NATIVE else catalogue(language).get(message, message)


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """The messages of a language by their Vietnamese words."""
    from babel.messages.pofile import read_po  # only where another language is spoken

    with resources.files("bot").joinpath(f"locale/{language}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string and not m.fuzzy}
