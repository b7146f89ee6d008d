"""How a corpus writes its words within sentences: names with a capital, abbreviations in capitals. Pure.

An embedding model reads "super bowl" and "Super Bowl" differently, and who types without accents mostly types without
capitals too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from index.vietnamese.text import normalise

_WITHIN = re.compile(r"(?<=[^\W_] |[,;] )[^\W\d_]+")  # a word that begins no sentence


def usual_forms(texts: Iterable[str]) -> dict[str, str]:
    """Lower-case word -> how the texts mostly write it within a sentence, where that is not in lower case."""
    return usual_of(written_forms(texts))


def written_forms(texts: Iterable[str]) -> Counter[str]:
    """How often the texts write each form of a word within a sentence."""
    return Counter(word for text in texts for word in _WITHIN.findall(normalise(text)))


def usual_of(written: Mapping[str, int]) -> dict[str, str]:
    """The usual forms by how often each is written."""
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form in written:
        forms[form.lower()].append(form)
    usual = {word: max(spelled, key=lambda form: (written[form], form)) for word, spelled in forms.items()}
    return {word: form for word, form in usual.items() if form != word}


def as_question(words: Iterable[str], forms: Mapping[str, str]) -> str:
    """Lower-case words in their usual forms, with the question mark that an embedding model knows questions by."""
    return " ".join(forms.get(word, word) for word in words) + "?"
