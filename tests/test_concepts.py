"""Different words for one thing meet in a concept; longer phrases go before the words inside them."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.concepts import concepts_at, concepts_in
from index.vietnamese.text import words

LINES = resources.files("index.vietnamese").joinpath("data/concepts.txt").read_text(encoding="utf-8").splitlines()
GROUPS = [[phrase.strip() for phrase in line.split(",")] for line in LINES if line and not line.startswith("#")]


def shared(one: str, other: str) -> bool:
    return bool(concepts_in(tuple(words(one))) & concepts_in(tuple(words(other))))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("điểm yếu của Hội", "còn một số hạn chế"),
        ("vì sao chậm", "nguyên nhân là do"),
        ("kết nạp bao nhiêu", "phát triển hội viên mới"),
        ("mái ấm tình thương", "xây 3 ngôi nhà"),
        ("gom được bao nhiêu", "vận động ủng hộ"),
        ("hết nghèo", "hộ thoát nghèo"),
        ("mấy chị em", "hội viên phụ nữ"),
        ("trồng bao nhiêu cây", "trồng cây xanh"),
        ("vốn vay", "dư nợ ủy thác"),
        ("cháu mồ côi", "trẻ mồ côi"),
    ],
)
def test_what_members_say_meets_what_reports_write(asked: str, written: str) -> None:
    assert shared(asked, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hợp tác xã", "trẻ mồ côi"), ("tập huấn", "mái ấm tình thương"), ("", "hội viên"), ("xyz", "xyz")],
)
def test_different_things_do_not_meet(one: str, other: str) -> None:
    assert not shared(one, other)


def test_every_phrase_of_a_line_meets_the_others() -> None:
    for group in GROUPS:
        for phrase in group:
            assert shared(phrase, group[0]), (phrase, group[0])


def test_a_line_names_at_least_two_phrases_each_once() -> None:
    for group in GROUPS:
        assert len(group) == len(set(group)) >= 2, group
        assert all(phrase == phrase.lower().strip() != "" for phrase in group), group


def test_the_longest_phrase_is_taken_from_the_left() -> None:
    found = concepts_at(words("thoát nghèo bền vững"))
    assert found[0] == found[1] != frozenset()
    assert found[2:] == [frozenset(), frozenset()]
    assert concepts_at(["nghèo"]) == [frozenset()]


def test_a_word_inside_a_longer_phrase_does_not_count_by_itself() -> None:
    [alone] = concepts_at(["yếu"])
    assert alone and concepts_at(["yếu", "kém"]) == [alone, alone]
    assert concepts_in(("tham", "gia", "hội")) != concepts_in(("tham", "gia"))


def test_concepts_tell_accents_apart() -> None:
    assert concepts_in(("vay",)) and not concepts_in(("vậy",))


@given(st.lists(st.sampled_from(sorted({word for group in GROUPS for phrase in group for word in phrase.split()}))))
def test_each_word_has_its_concepts_and_together_they_are_those_of_the_text(tokens: list[str]) -> None:
    found = concepts_at(tokens)
    assert len(found) == len(tokens)
    assert frozenset().union(*found) == concepts_in(tuple(tokens))
