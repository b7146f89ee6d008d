"""Words of the regions, written as reports write them; other words that look the same are left."""

from __future__ import annotations

import pytest

from index.vietnamese.abbreviations import expand
from index.vietnamese.dialect import standard


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("tiền đó lấy ở mô ra rứa em?", "tiền đó lấy ở đâu ra vậy em?"),
        ("bà cụ xách món chi ra chợ?", "bà cụ xách món gì ra chợ?"),
        ("bà chèo thuyền tên chi?", "bà chèo thuyền tên gì?"),
        ("vì răng mà chậm?", "vì sao mà chậm?"),
        ("khi mô thì họp", "khi nào thì họp"),
        ("mấy o ở Nghệ An làm chi", "mấy cô ở Nghệ An làm gì"),
    ],
)
def test_words_of_the_regions_are_understood(typed: str, written: str) -> None:
    assert standard(typed) == expand(typed, chat=True) == written


@pytest.mark.parametrize(
    "typed",
    [
        "việc chi hội làm có hay không?",
        "mô hình nào hay?",
        "quy mô ra sao?",
        "chi hội nào?",
        "chi hết bao nhiêu?",
        "khám răng cho ai?",
        "luc do mua chi",
    ],
)
def test_other_words_are_left(typed: str) -> None:
    assert standard(typed) == typed


def test_articles_are_left_as_they_are() -> None:
    assert expand("Bà nói: ở mô cũng vui") == "Bà nói: ở mô cũng vui"
