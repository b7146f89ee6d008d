"""The vocabulary of figures: units and indicators by any spelling, and the files that list them."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from index.indicators import find_indicators, indicators, key_of, measure_of, unit_at, unit_named, words_of
from index.vietnamese.text import is_unaccented


def rows(name: str) -> list[dict[str, str]]:
    table = resources.files("index.vietnamese").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(table.splitlines()))


def found(text: str) -> set[str]:
    plain = is_unaccented(text)
    return {m.indicator.key for m in find_indicators(words_of(text, plain=plain), plain=plain)}


@pytest.mark.parametrize(
    "text",
    [
        "nhà mái ấm tình thương",
        "nhà MATT",
        "Mái Ấm Tình Thương",
        "nha mai am tinh thuong",
        "mái ấm",
    ],
)
def test_every_spelling_of_an_indicator_has_one_key(text: str) -> None:
    assert "mai-am-tinh-thuong" in found(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("kết nạp được 215 hội viên", "hoi-vien-moi"),
        ("phụ nữ có hoàn cảnh khó khăn", "phu-nu-kho-khan"),
        ("tổ TK & VV", "to-tiet-kiem-va-vay-von"),
        ("HTX do phụ nữ quản lý", "hop-tac-xa"),
    ],
)
def test_a_phrase_may_leave_a_gap_and_be_abbreviated(text: str, key: str) -> None:
    assert key in found(text)


def test_a_gap_for_a_number_needs_one() -> None:
    assert "hoi-vien-moi" not in found("kết nạp nhiều hội viên")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("hội viên phụ nữ toàn tỉnh", "hội viên"),
        ("hộ gia đình", "hộ"),
        ("tổ hợp tác", "tổ hợp tác"),  # the longest: not "tổ"
        ("HTX", "hợp tác xã"),
        ("ngôi nhà", "nhà"),
        ("vnđ", "đồng"),
        ("ngày công", "ngày công"),
    ],
)
def test_a_unit_is_read_by_its_longest_name(text: str, unit: str) -> None:
    known = unit_at(words_of(text), 0)
    assert known is not None and known[0].name == unit


def test_people_are_counted_by_one_measure() -> None:
    assert {measure_of(unit) for unit in ("hội viên", "phụ nữ", "chủ tịch", "người")} == {"người"}
    assert measure_of("nhà") == "nhà"
    assert measure_of(None) is None


def test_an_unknown_unit_is_its_own_measure() -> None:
    assert unit_named("xuồng").measure == "xuồng"
    assert not unit_named("xuồng").known


@pytest.mark.parametrize("phrase", ["Vườn rau sạch", "vườn  rau sạch", "vuon rau sach"])
def test_an_unknown_indicator_is_keyed_by_its_words(phrase: str) -> None:
    assert key_of(phrase) == "vuon-rau-sach"


def test_the_vocabulary_is_sound() -> None:
    keys = [row["key"] for row in rows("indicators.csv")]
    assert len(keys) == len(set(keys)) == len(indicators())
    assert all(key_of(key) == key for key in keys)
    assert {row["generic"] for row in rows("indicators.csv")} == {"yes", "no"}
    assert {row["counts"] for row in rows("indicators.csv")} <= {row["measure"] for row in rows("units.csv")} | {""}


def test_the_units_are_sound() -> None:
    names = [row["unit"] for row in rows("units.csv")]
    assert len(names) == len(set(names))
    assert {row["told"] for row in rows("units.csv")} == {"around", "after", ""}


def test_no_phrase_belongs_to_two_indicators_or_units() -> None:
    for name, column in (("indicators.csv", "phrases"), ("units.csv", "written")):
        phrases = [phrase for row in rows(name) for phrase in row[column].split("|")]
        assert sorted(phrases) == sorted(set(phrases)), name
