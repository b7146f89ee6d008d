"""What a button carries."""

from __future__ import annotations

import pytest

from bot.telegram.callbacks import pack, unpack


@pytest.mark.parametrize("parts", [(), ("a",), ("a", "", "ơ"), (12, "x_-")])
def test_what_is_packed_is_unpacked(parts: tuple[object, ...]) -> None:
    assert unpack(pack("act", *parts)) == ("act", [str(part) for part in parts])


@pytest.mark.parametrize("part", ["x" * 61, "ơ" * 31, "a:b"])
def test_what_telegram_or_the_reader_would_not_take_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="callback data"):
        pack("act", part)


def test_64_bytes_are_taken() -> None:
    assert len(pack("act", "x" * 60)) == 64


def test_a_button_without_data_has_an_empty_prefix() -> None:
    assert unpack(None) == ("", [])
