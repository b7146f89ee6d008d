"""Counts the words of a new generation: from what the one before counted, where most of its articles are the same."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.capitals import usual_of, written_forms
from index.database import Connection, Database
from index.lexicon import Lexicon
from index.word_counts import tables

_ARTICLES_AT_ONCE = 500


@dataclass
class Counts:
    """The lexicon of a generation, with the forms of words that its usual forms are told from."""

    lexicon: Lexicon
    written: Counter[str]

    def change(self, passages: Sequence[Sequence[str]], texts: Sequence[str], *, removed: bool) -> None:
        """Count articles, or take them back."""
        count = self.lexicon.remove if removed else self.lexicon.add
        for tokens in passages:
            count(tokens)
        forms = written_forms(texts)
        self.written = self.written - forms if removed else self.written + forms

    async def record(self, connection: Connection, generation: int) -> None:
        """Write the counts down, within a transaction."""
        lexicon, written = await asyncio.to_thread(self._dumps)
        await connection.execute("UPDATE generations SET lexicon = ? WHERE id = ?", (lexicon, generation))
        await connection.execute(
            "INSERT OR REPLACE INTO written_forms VALUES (?, ?, ?)", (generation, tables(), written)
        )

    def _dumps(self) -> tuple[bytes, bytes]:
        self.lexicon.forms = usual_of(self.written)
        written = json.dumps(self.written, ensure_ascii=False, sort_keys=True)
        return self.lexicon.dumps(), zlib.compress(written.encode())


async def count_words(database: Database, generation: int) -> Counts:
    """Count the words of a generation that is being built."""
    before = await database.fetch(
        """SELECT id, lexicon, written FROM active_generation JOIN generations ON id = active_generation.generation
        JOIN written_forms ON written_forms.generation = id AND tables = ?""",
        (tables(),),
    )
    for id, lexicon, written in before:
        added, removed = await _versions(database, generation, but=id), await _versions(database, id, but=generation)
        if len(added) + len(removed) < len(await _versions(database, generation)) // 2:
            counts = await asyncio.to_thread(_loads, lexicon, written)
            await _change(database, counts, removed, removed=True)
            await _change(database, counts, added)
            return counts
    counts = Counts(Lexicon.of(()), Counter())
    await _change(database, counts, await _versions(database, generation))
    return counts


def _loads(lexicon: bytes, written: bytes) -> Counts:
    return Counts(Lexicon.loads(lexicon), Counter(json.loads(zlib.decompress(written))))


async def _versions(database: Database, generation: int, *, but: int | None = None) -> list[int]:
    """The versions of a generation, without those that another has too."""
    rows = await database.fetch(
        """SELECT version FROM generation_documents WHERE generation = ? AND version NOT IN
        (SELECT version FROM generation_documents WHERE generation IS ?) ORDER BY version""",
        (generation, but),
    )
    return [version for (version,) in rows]


async def _change(database: Database, counts: Counts, versions: Sequence[int], *, removed: bool = False) -> None:
    for some in _parts(versions):
        wanted = json.dumps(some)
        passages = await database.fetch(
            """SELECT tokens FROM json_each(?) JOIN passages ON version = value
            JOIN words_exact ON words_exact.rowid = passages.id""",
            (wanted,),
        )
        texts = await database.fetch("SELECT text FROM json_each(?) JOIN documents ON version = value", (wanted,))
        await asyncio.to_thread(_apply, counts, passages, texts, removed)


def _apply(counts: Counts, passages: Collection[Any], texts: Collection[Any], removed: bool) -> None:
    counts.change([tokens.split() for (tokens,) in passages], [text for (text,) in texts], removed=removed)


def _parts(versions: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(versions), _ARTICLES_AT_ONCE):
        yield versions[start : start + _ARTICLES_AT_ONCE]
