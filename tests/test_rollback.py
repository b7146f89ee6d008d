"""The way back: another generation answers, what it undid stays undone, and nothing in use is taken away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import environment
from fake_index import FakeEmbedder, answering, article, articles_that_answer, build, make_document

from index.errors import (
    ArticlesVanishError,
    IndexBusyError,
    IndexingError,
    IndexMismatchError,
    IndexMissingError,
    OtherGenerationError,
    WorseAnswersError,
)
from index.generation import Generation
from index.history import list_generations, rollback
from index.holds import holds, release
from index.locks import build_lock
from index.store import Store

A, B = article("a"), article("b")
B2, B3 = (make_document("b", f"vốn {number}") for number in (2, 3))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as store:
        yield store


async def held_in(store: Store) -> list[str]:
    return [one.document for one in await holds(store)]


async def texts(store: Store) -> dict[str, str]:
    generation = await store.generation()
    documents = [await generation.document(source.id) for source, _ in await generation.sources()]
    return {document.id: document.text for document in documents if document}


async def test_the_generation_before_answers_again(store: Store) -> None:
    await build(store, [A])
    await build(store, [A, B])
    done = await rollback(store, by="lan")
    assert (done.generation, done.left, done.held) == (1, 2, ("b",))
    assert await answering(store) == ["a"]
    assert [(one.id, one.is_active) for one in await list_generations(store)] == [(2, False), (1, True)]


async def test_a_generation_that_answers_no_more_cannot_be_left(store: Store) -> None:
    for articles in ([A], [A, B], [A, B2]):
        await build(store, articles)
    with pytest.raises(OtherGenerationError, match="generation 3 answers now, not 2"):
        await rollback(store, 1, leaving=2)
    assert await answering(store) == ["a", "b"]
    assert (await rollback(store, 1, leaving=3)).left == 3


async def test_what_a_roll_back_undid_is_not_brought_back_by_the_next_build(store: Store) -> None:
    await build(store, [A, B])
    await build(store, [B2, article("new")])
    await rollback(store)
    assert await held_in(store) == ["a", "b", "new"]
    again = await build(store, [B2, article("new")])
    assert (again.activated, again.changes.held, again.generation) == (False, ("a", "b", "new"), 1)
    more = await build(store, [B2, article("new"), article("other")])
    assert (more.activated, more.changes.new, more.articles) == (True, ("other",), 3)
    assert await answering(store) == ["a", "b", "other"]
    assert (await texts(store))["b"] == B.text
    assert await held_in(store) == ["a", "b", "new"]


async def test_a_held_article_that_changes_is_indexed_and_held_no_longer(store: Store) -> None:
    await build(store, [A, B])
    await build(store, [A, B2])
    await rollback(store)
    report = await build(store, [A, B3])
    assert report.changes.changed == ("b",)
    assert (await texts(store))["b"] == B3.text
    assert await held_in(store) == []


async def test_a_held_article_that_is_put_back_as_it_was_is_held_no_longer(store: Store) -> None:
    await build(store, [A, B])
    await build(store, [A, B2])
    await rollback(store)
    assert not (await build(store, [A, B])).activated
    assert await held_in(store) == []
    assert (await build(store, [A, B2])).changes.changed == ("b",)


async def test_a_released_article_is_taken_by_the_next_build(store: Store) -> None:
    await build(store, [A])
    await build(store, [A, B])
    await rollback(store)
    with pytest.raises(IndexingError, match="a is not held"):
        await release(store, ["a"])
    assert await release(store, ["b"]) == ["b"]
    assert (await build(store, [A, B])).changes.new == ("b",)
    assert await release(store) == []


async def test_two_steps_back_hold_what_either_undid(store: Store) -> None:
    await build(store, [A, B])
    await build(store, [A, B2])
    await build(store, [A, B3])
    await rollback(store)
    await rollback(store)
    assert await answering(store) == ["a", "b"]
    for undone in (B2, B3):
        assert not (await build(store, [A, undone])).activated
    assert (await texts(store))["b"] == B.text


async def test_one_can_go_forward_again(store: Store) -> None:
    await build(store, [A])
    await build(store, [A, B])
    await rollback(store)
    assert (await rollback(store, 2)).generation == 2
    report = await build(store, [A, B])
    assert (report.activated, await answering(store)) == (False, ["a", "b"])
    assert await held_in(store) == []


async def test_after_a_roll_back_and_a_build_the_way_back_leads_to_what_answered_before(store: Store) -> None:
    await build(store, [A])
    await build(store, [A, B])
    await rollback(store)
    await build(store, [A, B, article("c")])
    assert (await rollback(store)).generation == 1


async def test_a_rebuild_keeps_held_articles_as_they_are_with_another_model_too(store: Store) -> None:
    await build(store, [A, B])
    await build(store, [A, B2, article("new")])
    await rollback(store)
    other = FakeEmbedder("other")
    report = await build(store, [A, B2, article("new")], other, rebuild=True)
    assert report.changes.held == ("b", "new")
    assert (await texts(store))["b"] == B.text
    assert set(B.text.split("\n")) <= set(other.embedded)
    assert (await store.generation("other")).embedder == "other"
    assert await answering(store) == ["a", "b"]


@pytest.mark.parametrize(("to", "advice"), [(9, "no generation 9"), (2, "answers already"), (None, "no earlier")])
async def test_where_there_is_no_way_back_that_is_said(store: Store, to: int | None, advice: str) -> None:
    await build(store, [A])
    if to:
        await build(store, [A, B])
    with pytest.raises(IndexingError, match=advice):
        await rollback(store, to)


async def test_there_is_no_way_back_to_another_model_or_without_an_index(store: Store) -> None:
    with pytest.raises(IndexMissingError, match="run hoidap index"):
        await rollback(store)
    await build(store, [A])
    await build(store, [A], FakeEmbedder("other"), rebuild=True)
    with pytest.raises(IndexMismatchError, match="built with fake"):
        await rollback(store, expected_embedder="other")
    assert await store.active_generation_id() == 2


async def test_nobody_rolls_back_while_another_builds_and_is_told_who(store: Store) -> None:
    await build(store, [A])
    await build(store, [A, B])
    with build_lock(store.folder, "chị Lan"), pytest.raises(IndexBusyError, match=r"by chị Lan \(process \d+, since"):
        await rollback(store)


async def test_a_generation_that_another_process_uses_is_kept(store: Store) -> None:
    await build(store, [A])
    user = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", USER, str(store.folder)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdin and user.stdout
    assert user.stdout.readline() == "1\n"
    for number in range(4):
        await build(store, [A, article(str(number))], keep=2)
    assert [one.id for one in await list_generations(store)] == [5, 4, 1]
    assert user.communicate("\n")[0] == "['a']\n"
    await build(store, [A], keep=2)
    assert [one.id for one in await list_generations(store)] == [6, 5]
    assert {path.name for path in (store.folder / "leases").iterdir()} <= {"5", "6"}


USER = """
import asyncio, sys
from pathlib import Path
from index.store import Store

async def main():
    async with await Store.open(Path(sys.argv[1])) as store:
        generation = await store.generation()
        print(generation.id, flush=True)
        sys.stdin.readline()
        print([source.id for source, _ in await generation.sources()])

asyncio.run(main())
"""


# what is asked before the swap


class Examiner:
    """Answers rightly what the articles' names hold; remembers what it was asked."""

    def __init__(self, *questions: str) -> None:
        self.questions = questions
        self.asked: list[tuple[int, list[str]]] = []

    async def examine(self, generation: Generation, only: Collection[str] | None = None) -> Mapping[str, bool]:
        chosen = [question for question in self.questions if only is None or question in only]
        self.asked.append((generation.id, chosen))
        found = await articles_that_answer(generation)
        return {question: question in found for question in chosen}


async def test_a_generation_that_answers_worse_is_not_switched_to(store: Store) -> None:
    await build(store, [A, B, article("c")])
    examiner = Examiner("a", "b", "c", "d")
    with pytest.raises(WorseAnswersError, match=r"2 of 4 questions .* 3 before.*: b; hoidap index --force") as raised:
        await build(store, [A, article("c"), article("x")], examiner=examiner)
    assert raised.value.fallen == ("b",)
    assert await answering(store) == ["a", "b", "c"]
    assert [one.id for one in await list_generations(store)] == [1]
    embedder = FakeEmbedder()
    forced = await build(store, [A, article("c"), article("x")], embedder, examiner=examiner, may_worsen=True)
    assert (forced.activated, embedder.embedded) == (True, [])


async def test_as_many_right_answers_as_before_are_enough_and_what_fell_is_told(store: Store) -> None:
    await build(store, [A, B])
    examiner = Examiner("a", "b", "c")
    report = await build(store, [A, article("c")], examiner=examiner)
    assert report.exam and (report.exam.right, report.exam.right_before, report.exam.fallen) == (2, 2, ("b",))
    assert (await store.generation()).report["exam"]["fallen"] == ["b"]


async def test_the_live_generation_is_asked_no_more_than_needed(store: Store) -> None:
    await build(store, [A, B])
    examiner = Examiner("a", "b", "z")
    await build(store, [A, B, article("c")], examiner=examiner)
    assert examiner.asked == [(2, ["a", "b", "z"]), (1, ["z"])]


async def test_nothing_is_asked_for_the_first_build_or_without_a_change(store: Store) -> None:
    examiner = Examiner("a")
    await build(store, [A], examiner=examiner)
    await build(store, [A], examiner=examiner)
    await build(store, [A], FakeEmbedder("other"), rebuild=True, examiner=examiner)
    assert examiner.asked == []


async def test_if_many_articles_would_vanish_somebody_must_agree(store: Store) -> None:
    ten = [article(str(number)) for number in range(10)]
    await build(store, ten)
    assert (await build(store, ten[:8], may_vanish=False)).gone == 2
    with pytest.raises(ArticlesVanishError, match=r"2 of 8 articles .*--yes") as raised:
        await build(store, ten[:6], may_vanish=False)
    assert raised.value.vanishing == ("6", "7")
    assert len(await answering(store)) == 8
    assert (await build(store, ten[:6], may_vanish=True)).gone == 2


async def test_moved_articles_do_not_vanish_and_are_not_embedded_again(store: Store) -> None:
    await build(store, [A, B])
    moved = [replace(one, source=replace(one.source, id=name)) for name, one in (("x", A), ("y", B))]
    embedder = FakeEmbedder()
    report = await build(store, moved, embedder, may_vanish=False)
    assert report.changes.moved == (("a", "x"), ("b", "y"))
    assert (embedder.embedded, await answering(store)) == ([], ["x", "y"])
