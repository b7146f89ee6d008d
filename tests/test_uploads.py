"""Articles that wait for a yes: kept over a restart, corrected as typed, forgotten in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.administration import uploads as module
from bot.administration.corrections import Field, corrected
from bot.administration.uploads import FOLDER, Uploads
from bot.records import Records
from index.errors import StatedValueError

LAN, HOA = 3, 4


@pytest.fixture
async def uploads(tmp_path: Path) -> AsyncIterator[Uploads]:
    async with await Records.open(tmp_path) as records:
        yield Uploads(records.database, tmp_path, now=lambda: 1e9)


def at(uploads: Uploads, seconds: float) -> Uploads:
    return replace(uploads, now=lambda: 1e9 + seconds)


async def test_an_upload_is_kept_for_who_sent_it(uploads: Uploads, tmp_path: Path) -> None:
    kept = await uploads.keep(LAN, "../../báo cáo.docx", b"x", {"title": "Tên"}, "https://hoi.example")
    assert kept.path.read_bytes() == b"x"
    assert kept.path.is_relative_to(tmp_path / FOLDER)
    async with await Records.open(tmp_path) as records:  # as after a restart
        assert await Uploads(records.database, tmp_path).find(kept.id, LAN) == kept
    assert await uploads.find(kept.id, HOA) is None
    await uploads.discard(kept)
    assert await uploads.find(kept.id, LAN) is None
    assert list((tmp_path / FOLDER).iterdir()) == []


async def test_only_one_correction_is_asked_for_and_not_for_long(uploads: Uploads) -> None:
    first, second = [await uploads.keep(LAN, name, b"x", {}) for name in ("a.txt", "b.txt")]
    await uploads.ask(first, Field.TITLE)
    await uploads.ask(second, Field.PERIOD)
    asked = await uploads.asked_of(LAN)
    assert asked == replace(second, asked=Field.PERIOD)
    assert await uploads.asked_of(HOA) is None
    assert await at(uploads, module.ASKED_S + 1).asked_of(LAN) is None
    await uploads.correct(second, {"period": "năm 2023"})
    assert await uploads.asked_of(LAN) is None
    assert await uploads.find(second.id, LAN) == replace(second, stated={"period": "năm 2023"})


async def test_what_waits_too_long_is_cleared_with_what_a_crash_left(uploads: Uploads, tmp_path: Path) -> None:
    old = await uploads.keep(LAN, "a.txt", b"x", {})
    orphan = tmp_path / FOLDER / "orphan"
    orphan.mkdir()
    made = orphan.stat().st_mtime
    young = await replace(uploads, now=lambda: made).keep(LAN, "b.txt", b"y", {})
    assert await uploads.find(old.id, LAN) is None  # kept in 2001
    assert orphan.is_dir()
    await replace(uploads, now=lambda: made + module.LIFETIME_S - 9).purge()
    assert young.path.is_file()
    await replace(uploads, now=lambda: made + module.LIFETIME_S + 9).purge()
    assert list((tmp_path / FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("field", "typed", "stated"),
    [
        (Field.PUBLISHED, "31/7/2023", "2023-07-31"),
        (Field.PUBLISHED, " 31.07.2023 ", "2023-07-31"),
        (Field.PUBLISHED, "31-7-2023", "2023-07-31"),
        (Field.PUBLISHED, "2023-07-31", "2023-07-31"),
        (Field.TITLE, "Tổng  kết\nnăm", "Tổng kết năm"),
        (Field.PERIOD, "6 tháng đầu năm 2023", "6 tháng đầu năm 2023"),
        (Field.ORGANISATION, "=Hội LHPN tỉnh An Bình", "=Hội LHPN tỉnh An Bình"),
    ],
)
def test_a_correction_is_read_as_people_type_it(field: Field, typed: str, stated: str) -> None:
    assert corrected({"url": "u"}, field, typed) == {"url": "u", field.value: stated}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (Field.PUBLISHED, "hôm qua"), (Field.PUBLISHED, "31/2/2023"), (Field.PERIOD, "dạo này"), (Field.TITLE, "  "),
        (Field.TITLE, "a" * 301),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named(field: Field, typed: str) -> None:
    with pytest.raises(StatedValueError) as refused:
        corrected({}, field, typed)
    assert refused.value.field == field


def test_a_dash_takes_a_correction_back() -> None:
    assert corrected({"title": "Tên", "period": "năm 2023"}, Field.TITLE, "-") == {"period": "năm 2023"}
