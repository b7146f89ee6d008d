"""What becomes of each article, and what a roll-back holds back."""

from __future__ import annotations

import pytest
from fake_index import article

from index.changes import GONE, Change, Changes, Comparison, Known, content_of
from index.documents import Unread

A, B, C = (article(name) for name in "abc")
KNOWN = {one.id: (one.content_hash, number) for number, one in enumerate((A, B, C))}


def compare(*found: Unread, held: dict[str, frozenset[str]] | None = None) -> Comparison:
    comparison = Comparison(Known(KNOWN, held or {}))
    for one in found:
        comparison.note(one)
    return comparison


def unread(id: str, content_hash: str) -> Unread:
    return Unread(id, content_hash)


SAME = [unread(one.id, one.content_hash) for one in (A, B, C)]


def test_without_a_difference_nothing_changes() -> None:
    comparison = compare(*SAME)
    assert comparison.changes() == Changes(unchanged=3)
    assert not comparison.differs()


def test_each_article_stands_in_one_place() -> None:
    comparison = compare(SAME[0], unread("b", "other"), unread("new", "n"), unread("moved", C.content_hash))
    comparison.refuse("broken", "holds no text")
    assert comparison.changes() == Changes(
        new=("new",),
        changed=("b",),
        moved=(("c", "moved"),),
        broken=(("broken", "holds no text"),),
        unchanged=1,
    )
    assert (comparison.vanishing, comparison.indexed, comparison.differs()) == ([], 4, True)


def test_two_copies_of_an_article_that_is_gone_are_one_moved_and_one_new() -> None:
    changes = compare(*SAME[:2], unread("c1", C.content_hash), unread("c2", C.content_hash)).changes()
    assert (changes.moved, changes.new, changes.gone) == ((("c", "c1"),), ("c2",), ())


def test_an_article_that_can_no_longer_be_read_vanishes_but_is_not_gone() -> None:
    comparison = compare(*SAME[:2])
    comparison.refuse("c", "is damaged")
    assert comparison.changes() == Changes(broken=(("c", "is damaged"),), unchanged=2)
    assert (comparison.vanishing, comparison.differs()) == (["c"], True)


def test_a_name_is_taken_once() -> None:
    comparison = compare(*SAME)
    assert comparison.note(unread("a", "other")) is None
    assert "same name" in comparison.broken["a"]


@pytest.mark.parametrize(
    ("held", "found", "changes", "versions"),
    [
        ({"new": frozenset({"n"})}, [*SAME, unread("new", "n")], Changes(held=("new",), unchanged=3), []),
        ({"b": frozenset({"b2"})}, [SAME[0], unread("b", "b2"), SAME[2]], Changes(held=("b",), unchanged=2), [1]),
        ({"c": frozenset({GONE})}, SAME[:2], Changes(held=("c",), unchanged=2), [2]),
    ],
)
def test_what_is_held_stays_as_it_is(
    held: dict[str, frozenset[str]], found: list[Unread], changes: Changes, versions: list[int]
) -> None:
    comparison = compare(*found, held=held)
    assert comparison.changes() == changes
    assert not comparison.differs()
    assert comparison.held_versions == versions
    assert comparison.released == []


@pytest.mark.parametrize(
    ("held", "found", "released"),
    [
        ({"b": frozenset({"b2"})}, [SAME[0], unread("b", "b3"), SAME[2]], ["b"]),
        ({"b": frozenset({"b2"})}, SAME, ["b"]),
        ({"c": frozenset({GONE})}, SAME, ["c"]),
    ],
)
def test_what_has_changed_since_is_released(
    held: dict[str, frozenset[str]], found: list[Unread], released: list[str]
) -> None:
    assert compare(*found, held=held).released == released


def test_another_way_of_reading_does_not_release() -> None:
    assert content_of("abc-2") == content_of("abc-3") == content_of("abc") == "abc"
    known = Known({}, {"a": frozenset({"abc"})})
    assert known.change("a", "abc-3") is Change.HELD
    assert known.is_known("a", "abc-9") and not known.is_known("a", "abd-9")
