"""Which passages hold the words of a question, ranked by BM25; with bounds, so that a large corpus is not read whole.

BM25 costs a microsecond a passage that it ranks, and goes through all passages of each word to know how rare it is. A
word that most passages hold takes the most time and tells the least. So where a corpus is large, the rarest words of a
question choose the passages to rank, and of the more frequent ones only as many count as can be gone through in
milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from index.database import Database

MAX_RANKED = 10_000  # passages ranked for a question: some 25 ms; smaller corpora are ranked whole
MAX_COUNTED = 200_000  # occurrences gone through to know how rare words are: 10 ms


class WordSearch:
    """Searches one form of the words of one generation."""

    def __init__(self, database: Database, generation: int, column: str, passages: int) -> None:
        self._database = database
        self._generation = generation
        self._table = f"words_{column}"
        self._is_large = passages > MAX_RANKED
        self._counts: dict[str, int] = {}  # of the words that have been asked for

    async def search(
        self, tokens: Sequence[str], limit: int, allowed: Collection[int] | None
    ) -> list[tuple[int, float]]:
        """Passages that hold any of the tokens; see `Generation.search_words`."""
        words = _words(tokens)
        match = await self._narrowed(words, allowed is None) if self._is_large else any_of(words)
        return await self._ranked(match, limit, allowed, MAX_RANKED)

    async def search_all(self, tokens: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """The same without any bound: what the others are held against."""
        return await self._ranked(any_of(_words(tokens)), limit, None, -1)

    async def _ranked(
        self, match: str, limit: int, allowed: Collection[int] | None, most: int
    ) -> list[tuple[int, float]]:
        if not match or limit < 1:
            return []
        only = None if allowed is None else json.dumps(list(allowed))
        rows = await self._database.fetch(self.sql, (self._generation, match, only, only, most, limit))
        return [(id, score) for id, score in rows]

    @property
    def sql(self) -> str:
        """The query; of more passages than are ranked, the newest are taken."""
        return f"""SELECT id, score FROM (
            SELECT words.rowid AS id, -bm25({self._table}) AS score FROM {self._table} AS words
            CROSS JOIN passages ON passages.id = words.rowid
            CROSS JOIN generation_documents AS member ON member.generation = ? AND member.version = passages.version
            WHERE {self._table} MATCH ? AND (? IS NULL OR words.rowid IN (SELECT value FROM json_each(?)))
            ORDER BY words.rowid DESC LIMIT ?
        ) ORDER BY score DESC, id LIMIT ?"""

    async def _narrowed(self, words: Sequence[str], is_free: bool) -> str:
        counts = await self._count(words)
        return narrowed({word: counts[word] for word in words if counts[word]}, is_free=is_free)

    async def _count(self, words: Sequence[str]) -> Mapping[str, int]:
        """How many passages hold each word, counted no further than matters."""
        if unknown := [word for word in words if word not in self._counts]:
            rows = await self._database.fetch(
                f"""SELECT (SELECT count(*) FROM (SELECT 1 FROM {self._table} WHERE {self._table} MATCH value LIMIT ?))
                FROM json_each(?) ORDER BY key""",
                (MAX_COUNTED, json.dumps([quoted(word) for word in unknown])),
            )
            self._counts |= {word: count for word, (count,) in zip(unknown, rows, strict=True)}
        return self._counts


def narrowed(counts: Mapping[str, int], *, is_free: bool) -> str:
    """An FTS5 expression for the words of a question that a large corpus can be searched for.

    Args:
        counts: word -> how many passages hold it; none is 0.
        is_free: whether any passage may be found; a choice of them bounds what is ranked by itself.
    """
    rarest_first = sorted(counts, key=lambda word: (counts[word], word))
    counted = _rarest(rarest_first, counts, MAX_COUNTED)
    choosing = _rarest(rarest_first, counts, MAX_RANKED)
    if not is_free or len(choosing) == len(counted):
        return any_of(counted)
    return f"({any_of(choosing)}) AND ({any_of(counted)})"


def _rarest(words: Sequence[str], counts: Mapping[str, int], most: int) -> list[str]:
    """As many of the words as together stand in at most so many passages, and one at least."""
    chosen: list[str] = []
    total = 0
    for word in words:
        total += counts[word]
        if chosen and total > most:
            break
        chosen.append(word)
    return chosen


def any_of(words: Sequence[str]) -> str:
    """An FTS5 expression for any of the words."""
    return " OR ".join(map(quoted, words))


def quoted(word: str) -> str:
    """A word in quotes, so that no character in it is an operator."""
    return '"' + word.replace('"', '""') + '"'


def _words(tokens: Sequence[str]) -> list[str]:
    text = " ".join(tokens).replace("\0", " ").encode("utf-8", "ignore").decode()  # SQLite takes no lone surrogates
    return list(dict.fromkeys(text.split()))
