"""Letters, words and sentences of Vietnamese."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.text import (
    canonical_number,
    count_syllables,
    fold,
    folded_words,
    is_unaccented,
    nfc,
    normalise,
    sentence_spans,
    squeeze,
    words,
)

VIETNAMESE = st.text(
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặừửữứựĐƯ HỘI.,!?…0123456789-\n"), max_size=200
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Lắk", "dak lak"),
        ("ĐỒNG THÁP", "dong thap"),
        ("Thừa Thiên – Huế", "thua thien – hue"),
        ("mái ấm tình thương", "mai am tinh thuong"),
        ("ưƯơƠăĂâÂêÊôÔ", "uuooaaaaeeoo"),
        ("Xã Ia O, 5%", "xa ia o, 5%"),
    ],
)
def test_folding_takes_every_diacritic_away(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize(
    ("written", "modern"),
    [
        ("hoà bình", "hòa bình"),
        ("HOÀ", "HÒA"),
        ("Thuý", "Thúy"),
        ("khoẻ", "khỏe"),
        ("uỷ thác", "ủy thác"),
        ("quý", "quý"),
        ("Quỳnh", "Quỳnh"),
        ("hoàn", "hoàn"),
        ("huỳnh", "huỳnh"),
        ("loại", "loại"),
    ],
)
def test_tones_of_open_syllables_have_one_place(written: str, modern: str) -> None:
    assert normalise(written) == modern
    assert normalise(unicodedata.normalize("NFD", written)) == modern


@given(st.one_of(st.text(max_size=200), VIETNAMESE))
def test_folding_and_normalising_keep_every_position(text: str) -> None:
    assert len(fold(text)) == len(nfc(text)) == len(normalise(text))


@pytest.mark.parametrize(
    ("text", "answer"),
    [("bao nhieu hoi vien", True), ("bao nhiêu", False), ("Da Nang 2020", True), ("Đa Nang", False), ("", True)],
)
def test_un_accented_texts_are_told(text: str, answer: bool) -> None:
    assert is_unaccented(text) is answer


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("8.538", "8538"),
        ("8538", "8538"),
        ("8,538", "8538"),
        ("1.418.000", "1418000"),
        ("07", "7"),
        ("1,40", "1.4"),
        ("82,6", "82.6"),
        ("82.6", "82.6"),
        ("0,125", "0.125"),
        ("3,0", "3"),
        ("1.2.10", "1.2.10"),
    ],
)
def test_a_number_has_one_spelling(written: str, canonical: str) -> None:
    assert canonical_number(written) == canonical


def test_words_keep_accents_and_folded_words_do_not() -> None:
    text = "Hội xây 07 nhà, trị giá 1.250 triệu (Hoà Bình)!"
    assert words(text) == ["hội", "xây", "7", "nhà", "trị", "giá", "1250", "triệu", "hòa", "bình"]
    assert folded_words(text) == ["hoi", "xay", "7", "nha", "tri", "gia", "1250", "trieu", "hoa", "binh"]
    assert count_syllables(text) == 10


def test_white_space_is_squeezed() -> None:
    assert squeeze("  Hội\t LHPN \n tỉnh\u00a0Hà Giang ") == "Hội LHPN tỉnh Hà Giang"


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hội giúp 5 chị. Hội xây 2 nhà.", ["Hội giúp 5 chị.", "Hội xây 2 nhà."]),
        ("Dư nợ 1.250 tỷ đồng. Đạt 99,5%!", ["Dư nợ 1.250 tỷ đồng.", "Đạt 99,5%!"]),
        ("Tại TP. Huế có 3 đơn vị.", ["Tại TP. Huế có 3 đơn vị."]),
        ("Đ/c. Lan chủ trì. Ông H. Minh dự.", ["Đ/c. Lan chủ trì.", "Ông H. Minh dự."]),
        ("1. Kết quả đạt được\n2. Hạn chế", ["1. Kết quả đạt được", "2. Hạn chế"]),
        ("Chủ đề “An toàn”. Trong đó có 2 xã.", ["Chủ đề “An toàn”.", "Trong đó có 2 xã."]),
        ("Bà nói: “Chúng tôi sẽ làm.” Hội nghị kết thúc.", ["Bà nói: “Chúng tôi sẽ làm.”", "Hội nghị kết thúc."]),
        ("Nhiều mô hình… Đến nay còn 4.", ["Nhiều mô hình…", "Đến nay còn 4."]),
        ("một. hai", ["một. hai"]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(VIETNAMESE)
def test_sentences_are_trimmed_spans_in_order_that_lose_no_letter(text: str) -> None:
    spans = sentence_spans(text)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
