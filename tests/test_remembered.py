"""Questions asked again are not embedded again."""

from __future__ import annotations

import numpy as np
import pytest
from fake_index import FakeEmbedder

from index.remembered import RememberingEmbedder


class Counting(FakeEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_queries(self, texts):  # type: ignore[no-untyped-def]
        self.asked += texts
        return super().embed_queries(texts)


def test_a_question_is_embedded_once_and_rows_stand_in_order() -> None:
    counting = Counting()
    remembering = RememberingEmbedder(counting)
    first = remembering.embed_queries(["vốn", "nước", "vốn"])
    again = remembering.embed_queries(["nước", "nhà", "vốn"])
    assert counting.asked == ["vốn", "nước", "nhà"]
    assert np.array_equal(first[[1, 0]], again[[0, 2]])
    assert first == pytest.approx(FakeEmbedder().embed_queries(["vốn", "nước", "vốn"]))


def test_the_question_asked_longest_ago_is_forgotten_first() -> None:
    counting = Counting()
    remembering = RememberingEmbedder(counting, max_questions=2)
    for question in ("một", "hai", "một", "ba", "một", "hai"):
        remembering.embed_queries([question])
    assert counting.asked == ["một", "hai", "ba", "hai"]


def test_no_questions_give_no_rows_and_passages_go_through() -> None:
    remembering = RememberingEmbedder(FakeEmbedder())
    assert remembering.embed_queries([]).shape == (0, remembering.dimension)
    assert np.array_equal(remembering.embed_passages(["vốn"]), FakeEmbedder().embed_passages(["vốn"]))
    assert remembering.name == FakeEmbedder().name
