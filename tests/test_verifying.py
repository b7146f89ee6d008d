"""Every fault that can be put into an index is found, and none where there is none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CORPUS

from index.fields import embedded_text
from index.store import Store
from index.verifying import Verification, verify


async def verified(data: Path, corpus: Path | None = CORPUS) -> Verification:
    async with await Store.open(data) as store:
        return await verify(store, corpus, embedded_text)


async def test_a_whole_index_has_no_fault(copied_index: Path) -> None:
    verification = await verified(copied_index)
    assert verification.faults == ()
    assert (verification.generations, verification.articles, verification.compared) == (1, 3, 3)
    assert verification.passages > 3 and verification.figures > 3


def sql(statement: str) -> Callable[[Path], None]:
    def spoil(data: Path) -> None:
        connection = sqlite3.connect(data / "corpus.sqlite")
        connection.execute(statement)
        connection.commit()
        connection.close()

    return spoil


def flip_a_byte(data: Path) -> None:
    (path,) = (data / "vectors").iterdir()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def other_vectors(data: Path) -> None:
    sql("UPDATE vectors SET vector = (SELECT vector FROM vectors ORDER BY hash DESC LIMIT 1)")(data)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (flip_a_byte, "is not what was saved"),
        (lambda data: next((data / "vectors").iterdir()).unlink(), "cannot be read"),
        (other_vectors, "does not hold the vectors of the database"),
        (sql("DELETE FROM vectors WHERE hash IN (SELECT vector FROM passages LIMIT 1)"), "lacks vectors"),
        (sql("DELETE FROM words_exact WHERE rowid = 1"), "1 passages without words"),
        (sql("INSERT INTO words_folded (rowid, tokens) VALUES (999, 'x')"), "1 words without a passage"),
        (sql("DELETE FROM active_generation"), "no complete generation answers"),
        (sql("INSERT INTO generation_documents VALUES (1, 77)"), "belongs to nothing in documents"),
        (sql("DELETE FROM generation_documents WHERE version = 1"), "holds 2 articles, its report says 3"),
        (sql("UPDATE documents SET text = replace(text, '47', '48')"), "is not the passage that was embedded"),
        (sql("UPDATE documents SET published = '2001-01-01'"), "is stored otherwise than it is read"),
        (sql('UPDATE passages SET "end" = "end" + 100000 WHERE id = 1'), "is no passage of its article"),
        (sql("UPDATE figures SET value_text = '123.456.789' WHERE rowid = 1"), "does not stand where it was found"),
        (sql("UPDATE figures SET at = at + 100000 WHERE rowid = 1"), "does not stand where it was found"),
    ],
)
async def test_a_fault_is_found(copied_index: Path, spoil: Callable[[Path], None], fault: str) -> None:
    spoil(copied_index)
    faults = (await verified(copied_index)).faults
    assert any(fault in one for one in faults), faults


async def test_articles_that_changed_since_are_no_fault(copied_index: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in CORPUS.iterdir():
        (corpus / path.name).write_bytes(path.read_bytes() + b"\nThem mot dong.\n")
    verification = await verified(copied_index, corpus)
    assert (verification.faults, verification.compared) == ((), 0)
