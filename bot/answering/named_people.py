"""Whom a question names, told by the names that the passages found bear. Pure.

Capitals tell a name in an article; a question may have none. Like a place, a person tells of whom an answer must speak,
and no more: a story says the whole name once, and "chị" in the sentences that answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answering.questions import Question, Term
from index.documents import Passage
from index.vietnamese.place_context import SURNAMES
from index.vietnamese.places import find_places
from index.vietnamese.text import CAPITALS, words

_NAME = rf"[{CAPITALS}][\w’']*(?:[ \xa0][{CAPITALS}][\w’']*){{0,3}}"
_TITLE = r"[Cc]hị|[Aa]nh|[Bb]à|[Ôô]ng|[Cc]ô|[Bb]ác|(?<![Cc]hị[ \xa0])[Ee]m|[Cc]háu|[Tt]hầy|[Mm]ẹ|[Dd]ì|[Cc]hú|[Cc]ụ"
_HONOURED = re.compile(rf"\b(?P<title>{_TITLE})[ \xa0](?P<name>{_NAME})")
_FULL = re.compile(rf"(?<![\w’'])[{CAPITALS}][\w’']*(?:[ \xa0][{CAPITALS}][\w’']*){{2,3}}(?![\w’'])")
_KNOWN_TO_ALL = frozenset(["hồ chí minh", "việt nam", "hai bà trưng"])


@dataclass(frozen=True, slots=True)
class Named:
    """What passages tell of those whom a question names."""

    names: tuple[str, ...]  # in lower case
    sources: frozenset[str]  # ids of the articles that name them

    @property
    def last_words(self) -> frozenset[str]:
        """By which they are called."""
        return frozenset(name.split()[-1] for name in self.names)


def named_in(question: Question, passages: Sequence[Passage]) -> Named | None:
    """Those of the people in passages whom the question names; None if it names none of them."""
    asked = f" {' '.join(question.words)} "
    found: dict[str, set[str]] = {}
    for passage in passages:
        for name in people_in(f"{passage.source.title}\n{passage.text}"):
            if f" {name} " in asked:
                found.setdefault(name, set()).add(passage.source.id)
    if not found:
        return None
    return Named(tuple(found), frozenset().union(*found.values()))


@lru_cache(maxsize=5_000)
def people_in(text: str) -> frozenset[str]:
    """The names of people in a text, in lower case: whole ones, and "chị thơm" for "chị Phạm Thị Thơm"."""
    found = set()
    places = [(mention.start, mention.end) for mention in find_places(text)]
    for match in _HONOURED.finditer(text):
        if any(start <= match.start("name") < end for start, end in places):
            continue  # "mấy chị Yên Bái"
        name = words(match["name"])
        found.add(f"{match['title'].lower()} {name[-1]}")
        if len(name) > 1:
            found.add(" ".join(name))
    for match in _FULL.finditer(text):
        name = words(match[0])
        if name[0] in SURNAMES:
            found.add(" ".join(name))
    return frozenset(found - _KNOWN_TO_ALL)


def shortened(question: Question, named: Named) -> Question:
    """The question with the last word alone of each name in its topic, if more is left of that than names."""
    last = named.last_words
    first = {word for name in named.names for word in name.split()[:-1]}
    kept: list[Term] = []
    before: Term | None = None
    for term in question.topic:
        if term.word not in first:
            kept.append(replace(term, follows=False) if before and before.word in first | last else term)
        before = term
    return replace(question, topic=tuple(kept)) if any(term.word not in last for term in kept) else question
