"""Quotations named in few characters: what a link carries leads back to its words, and to nothing when it is forged."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answers import Citation
from bot.archive.spots import key_of, read_spot, spot_of
from index.documents import Source

TEXT = "Năm 2022, Hội giúp 12 chị. Năm 2023, Hội giúp 15 chị."
QUOTE = "Năm 2023, Hội giúp 15 chị."


def cited(quote: str = QUOTE, start: int = TEXT.index(QUOTE), id: str = "thư mục/bài 1.txt", n: int = 1) -> Citation:
    return Citation(n, Source(id, "Bài"), quote, start, start + len(quote))


@given(
    st.text(), st.integers(-1, 2_000_000), st.text(), st.integers(1, 99), st.one_of(st.none(), st.integers(0, 2**31))
)
def test_what_is_packed_is_read_again_and_fits_into_a_button(
    quote: str, start: int, id: str, n: int, generation: int | None
) -> None:
    spot = spot_of(cited(quote, start, id, n), generation)
    assert read_spot(spot.pack()) == spot
    assert re.fullmatch(r"[\w-]{1,51}", spot.pack(), re.ASCII)
    assert (spot.n, spot.generation, spot.document) == (n, generation or 0, key_of(id))


def test_a_spot_fits_the_text_it_was_taken_from_and_is_found_where_it_moved() -> None:
    spot = spot_of(cited(), 3)
    assert spot.fits(TEXT)
    later = f"Mở đầu. {TEXT}"
    assert not spot.fits(later)
    stretch = spot.find_in(later)
    assert stretch is not None
    assert later[slice(*stretch)] == QUOTE
    assert spot.find_in(TEXT.replace("15", "16")) is None


@pytest.mark.parametrize(
    "packed",
    ["", "1", "1-1-1-1-1-1", "-" * 50, "g" * 51, spot_of(cited(), 1).pack() + "0", "1" * 51, "１" * 51, "0-" * 25],
)
def test_what_was_not_packed_is_no_spot(packed: str) -> None:
    assert read_spot(packed) is None
