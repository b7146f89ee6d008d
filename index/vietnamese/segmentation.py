"""Words of more than one syllable, by pyvi; only for searching, because its output is no longer the text."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _tokenizer() -> Any:
    from pyvi import ViTokenizer  # loads scikit-learn: over a second, only where words are segmented

    return ViTokenizer


def segment(text: str) -> list[str]:
    """The words of an accented text, syllables joined by underscores: "phụ_nữ". Un-accented text is not segmented.

    References: Tran, "pyvi", conditional random fields over syllables.
    """
    return str(_tokenizer().tokenize(text)).split() if text else []
