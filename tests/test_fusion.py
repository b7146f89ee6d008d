"""Several searches become one order."""

from __future__ import annotations

import pytest

from index.fusion import fuse


def order(scores: dict[int, float]) -> list[int]:
    return sorted(scores, key=lambda id: -scores[id])


def test_one_search_keeps_its_order() -> None:
    assert order(fuse([{1: 0.2, 2: 0.9, 3: 0.5}], [1.0])) == [2, 3, 1]


def test_scales_of_the_searches_do_not_matter() -> None:
    first, second = {1: 3.0, 2: 2.0, 3: 1.0}, {1: 0.1, 2: 0.3, 3: 0.5}
    fused = fuse([first, second], [1.0, 1.0])
    assert fused == pytest.approx(fuse([{id: 1000 * score for id, score in first.items()}, second], [1.0, 1.0]))
    assert fused[1] == pytest.approx(fused[3])


def test_a_weightier_search_decides() -> None:
    legs = [{1: 1.0, 2: 0.0}, {1: 0.0, 2: 1.0}]
    assert order(fuse(legs, [2.0, 1.0])) == [1, 2]
    assert order(fuse(legs, [1.0, 2.0])) == [2, 1]
    assert fuse(legs, [1.0, 0.0]) == pytest.approx({1: 1.0, 2: -1.0})


def test_what_a_search_lacks_gets_its_lowest_score() -> None:
    assert fuse([{1: 5.0, 2: 1.0}, {3: 9.0, 1: 1.0}], [1.0, 1.0]) == pytest.approx({1: 0.0, 2: -2.0, 3: 0.0})


def test_a_search_that_found_nothing_or_likes_all_the_same_counts_for_nothing() -> None:
    assert fuse([{1: 2.0, 2: 1.0}, {}], [1.0, 1.0]) == fuse([{1: 2.0, 2: 1.0}], [1.0])
    assert fuse([{1: 7.0, 2: 7.0}], [1.0]) == {1: 0.0, 2: 0.0}
    assert fuse([], []) == {}


@pytest.mark.parametrize("weights", [[1.0], [1.0, -0.5]])
def test_weights_have_to_fit(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        fuse([{1: 1.0}, {2: 1.0}], weights)
