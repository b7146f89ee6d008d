"""SentencePiece finds the pieces that the library `tokenizers` finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import PROJECT
from tokenizers import Tokenizer

from index.pieces import Pieces

LIMIT = 40
UNKNOWN = 3


@pytest.fixture(scope="module")
def folder(embedded_data_dir: Path) -> Path:
    return embedded_data_dir / "models" / "multilingual-e5-small"


@pytest.fixture(scope="module")
def pieces(folder: Path) -> Pieces:
    return Pieces(folder / "pieces.model", LIMIT)


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> Tokenizer:
    found = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.enable_truncation(LIMIT)
    return found


def articles() -> Iterator[str]:
    for path in (PROJECT / "docs_corpus").glob("*.txt"):
        yield from path.read_text(encoding="utf-8").splitlines()


def any_characters(count: int) -> Iterator[str]:
    """Texts of ASCII, Vietnamese, other scripts and signs; without control characters, which the other leaves in."""
    chance = random.Random(8)
    ranges = [(0x20, 0x7F), (0x1E00, 0x1F00), (0xA0, 0x3000), (0x4E00, 0x5000), (0x1F600, 0x1F650)]
    for _ in range(count):
        yield "".join(chr(chance.randrange(*chance.choice(ranges))) for _ in range(chance.randrange(30)))


def test_the_numbers_are_those_of_the_library_tokenizers(pieces: Pieces, tokenizer: Tokenizer) -> None:
    compared = 0
    for text in ["", " ", "phu\u0323 nu\u031b\u0303", "２０²\u2028%", "语 語", *articles(), *any_characters(2_000)]:
        expected = tokenizer.encode(f"query: {text}").ids
        if UNKNOWN not in expected:  # beside such a character the two may cut differently
            assert pieces.numbers(f"query: {text}") == expected, text
            compared += 1
    assert compared > 300


def test_a_long_text_is_cut_before_its_end_sign(pieces: Pieces) -> None:
    numbers = pieces.numbers("phụ nữ " * 100)
    assert len(numbers) == LIMIT
    assert numbers[0] == 0 and numbers[-1] == 2


def test_control_characters_are_left_out(pieces: Pieces) -> None:
    assert pieces.numbers("p\x00hụ\x7f n\x8fữ") == pieces.numbers("phụ nữ")
