"""Figures in Telegram as an officer sees them: the real application over HTTP against a strict Bot API server."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager
from datetime import date
from pathlib import Path

import pytest
from fake_telegram import Button, FakeTelegram, Sent
from ledgers import figure, ledger
from openpyxl import load_workbook
from telegram_bot import FakeAnswers, FakeLedgers, running
from telegram_http import Upload

from bot.figures.phone import WIDTH
from bot.people.roles import Roles
from bot.telegram import officer_replies as replies
from bot.telegram.replies import OLD_BUTTON
from index.documents import Source

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

OFFICER, MEMBER = 7, 8
PLACES = ("Bắc Giang", "Cao Bằng", "Sóc Trăng")
FIGURES = [
    *(
        figure(100 * n + year, place=place, period=f"năm {year}", document=f"{place}-{year}.txt", at=year)
        for n, place in enumerate(PLACES)
        for year in range(2015, 2025)
    ),
    figure(40, key="von-vay", unit="đồng", place="Bắc Giang", period="6 tháng đầu năm 2022", document="6.txt"),
    figure(70, key="von-vay", unit="đồng", place="Bắc Giang", period="6 tháng đầu năm 2023", document="7.txt"),
    figure(90, key="von-vay", unit="đồng", place="Sóc Trăng", period="năm 2023", document="8.txt"),
]


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def ledgers() -> FakeLedgers:
    return FakeLedgers(ledger(FIGURES, a=Source("6.txt", "Sơ kết <6 tháng>", published=date(2022, 7, 1))))


@pytest.fixture
async def bot(telegram: FakeTelegram, ledgers: FakeLedgers, tmp_path: Path) -> AsyncIterator[None]:
    async with started(telegram, ledgers, tmp_path):
        yield


def started(
    telegram: FakeTelegram, ledgers: FakeLedgers, data: Path, owners: Collection[int] = (OFFICER,)
) -> AbstractAsyncContextManager[Roles]:
    return running(telegram, FakeAnswers(), data=data, owners=owners, ledgers=ledgers)


async def ask(telegram: FakeTelegram, text: str, who: int = OFFICER) -> Sent:
    """What the bot answers to a command."""
    before = len(telegram.messages(who))
    telegram.write(who, text)
    return (await telegram.replies(who, before + 1))[-1]


def button(message: Sent, label: str) -> Button:
    return next(button for button in message.buttons if button.label == label)


async def press(telegram: FakeTelegram, message: Sent, label: str) -> Sent:
    """Press a button and wait until its message has changed."""
    before = message.text, message.buttons
    telegram.press(button(message, label))
    await telegram.wait_until(lambda: (message.text, message.buttons) != before)
    return message


async def fetch(telegram: FakeTelegram, message: Sent, label: str) -> tuple[Sent, Upload]:
    """Press a button and wait for the file."""
    before = len(files(telegram))
    telegram.press(button(message, label))
    await telegram.wait_until(lambda: len(files(telegram)) > before)
    sent = files(telegram)[-1]
    assert isinstance(sent.file, Upload)
    return sent, sent.file


def files(telegram: FakeTelegram) -> list[Sent]:
    return [message for message in telegram.messages(OFFICER) if message.file]


@pytest.mark.usefixtures("bot")
class TestAnOfficer:
    async def test_reads_a_table_that_fits_a_phone_with_its_sources(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/solieu hội viên mới 2022")
        [table] = message.tagged("pre")
        assert table.split("\n") == ["Bắc Giang 2.022 [1]", "Cao Bằng  2.122 [2]", "Sóc Trăng 2.222 [3]"]
        assert all(len(line) <= WIDTH for line in table.split("\n"))
        assert "Nguồn:\n[1] Báo cáo Bắc Giang-2022.txt – 05/01/2023\n[2]" in message.text

    async def test_is_told_what_went_into_a_sum(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/solieu hội viên mới 2022")
        parts = "2.022 hội viên [1] (Bắc Giang), 2.122 hội viên [2] (Cao Bằng) và 2.222 hội viên [3] (Sóc Trăng)"
        assert f"Cộng 3 nơi, năm 2022: 6.366 hội viên = {parts}." in message.text

    async def test_compares_places(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/sosanh hội viên mới Bắc Giang, Sóc Trăng năm 2023")
        assert message.text.startswith("So sánh: hội viên mới Bắc Giang, Sóc Trăng năm 2023\n")
        assert message.tagged("pre") == ["Bắc Giang 2.023 [1]\nSóc Trăng 2.223 [2]"]

    async def test_is_warned_of_six_months_beside_a_year(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/sosanh vốn vay Bắc Giang, Sóc Trăng năm 2023")
        assert "Các số liệu thuộc những loại kỳ khác nhau (cả năm và 6 tháng đầu năm)" in message.text
        assert "6 tháng đầu năm 2023" in message.text and "năm 2023" in message.text
        assert "Cộng" not in message.text

    async def test_follows_an_indicator_over_time(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/xuhuong vốn vay Bắc Giang")
        assert message.tagged("pre") == ["2022 40 đồng [1]\n2023 70 đồng [2] +30 đồng"]

    async def test_turns_pages(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/solieu hội viên mới")
        first = message.text
        assert "Trang 1/" in first
        await press(telegram, message, replies.NEXT)
        assert "Trang 2/" in message.text
        await press(telegram, message, replies.BEFORE)
        assert message.text == first

    async def test_narrows_by_place_and_year(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/solieu hội viên mới")
        await press(telegram, message, replies.BY_PLACE)
        await press(telegram, message, "Cao Bằng")
        await press(telegram, message, replies.BY_YEAR)
        await press(telegram, message, "2019")
        assert message.text.startswith("Số liệu: hội viên mới (lọc: Cao Bằng, năm 2019)\n")
        assert message.tagged("pre") == ["2.119 [1]"]
        await press(telegram, message, replies.SHOW_ALL)
        assert "Trang 1/" in message.text

    async def test_goes_back_from_the_choice_to_the_page(self, telegram: FakeTelegram) -> None:
        message = await press(telegram, await ask(telegram, "/solieu hội viên mới"), replies.NEXT)
        second = message.text
        await press(telegram, message, replies.BY_YEAR)
        await press(telegram, message, replies.BACK)
        assert message.text == second

    async def test_fetches_what_is_shown_as_csv(self, telegram: FakeTelegram) -> None:
        sent, file = await fetch(telegram, await ask(telegram, "/solieu hội viên mới Cao Bằng 2020"), "CSV")
        assert file.name == "hội-viên-mới-Cao-Bằng-2020.csv"
        assert file.content.startswith(b"\xef\xbb\xbf")
        [row] = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
        assert (row["Giá trị"], row["Nơi"], row["Kỳ"]) == ("2120", "Cao Bằng", "năm 2020")
        assert sent.text.startswith("Số liệu: hội viên mới Cao Bằng 2020 – 1 số liệu")

    async def test_fetches_a_workbook(self, telegram: FakeTelegram) -> None:
        _, file = await fetch(telegram, await ask(telegram, "/solieu hội viên mới 2020"), "Excel")
        book = load_workbook(io.BytesIO(file.content))
        assert [cell.value for cell in book["Số liệu"]["C"]] == ["Giá trị", 2020, 2120, 2220]

    async def test_fetches_a_chart_as_a_photo(self, telegram: FakeTelegram) -> None:
        _, file = await fetch(telegram, await ask(telegram, "/xuhuong vốn vay Bắc Giang"), "Biểu đồ")
        assert file.content.startswith(b"\x89PNG") and telegram.called("sendPhoto")

    @pytest.mark.parametrize("command", ["/solieu", "/sosanh  ", "/xuhuong\n"])
    async def test_is_told_how_to_use_a_command(self, telegram: FakeTelegram, command: str) -> None:
        message = await ask(telegram, command)
        assert f"• {command.strip()} " in message.text

    async def test_is_told_of_other_periods_where_there_is_nothing(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/solieu vốn vay Sóc Trăng 2019")
        assert "chưa có số liệu nào về “vốn vay Sóc Trăng 2019”" in message.text
        assert "Các kỳ có số liệu này: năm 2023." in message.text

    async def test_is_told_which_place_lacks_figures(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/sosanh hội viên mới Cao Bằng, Bắc Giang, Hà Giang năm 2023")
        assert "Chưa có số liệu của Hà Giang." in message.text

    async def test_is_told_why_nothing_can_be_compared(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/sosanh hội viên mới Cao Bằng, Hà Giang năm 2023")
        assert "Chưa có số liệu của Hà Giang. Kho tư liệu chưa có chỉ tiêu nào" in message.text
        assert not [one for one in message.buttons if one.label == "Excel"]

    async def test_may_write_hostile_text(self, telegram: FakeTelegram) -> None:
        message = await ask(telegram, "/solieu hội viên mới <b>&</pre> 2022")
        assert message.text.startswith("Số liệu: hội viên mới <b>&</pre> 2022\n")

    async def test_sees_the_title_of_a_source_as_it_is(self, telegram: FakeTelegram) -> None:
        assert "[1] Sơ kết <6 tháng> – 01/07/2022" in (await ask(telegram, "/xuhuong vốn vay Bắc Giang")).text

    @pytest.mark.parametrize(
        "data", ["so", "so:x:0:-:-", "so:x:-1:-:-", "soloc:x:0:-:-", "soloc:x:0:-:-:?", "sotep:x:0:-:-:exe", "so:::::"]
    )
    async def test_may_press_a_button_that_nobody_made(self, telegram: FakeTelegram, data: str) -> None:
        message = await ask(telegram, "/solieu hội viên mới 2022")
        telegram.press(Button("?", data, OFFICER, message.message_id))
        await telegram.wait_until(lambda: telegram.messages(OFFICER)[-1].text == replies.FORGOTTEN)

    async def test_is_told_when_the_figures_of_a_place_are_gone(
        self, telegram: FakeTelegram, ledgers: FakeLedgers
    ) -> None:
        message = await press(telegram, await ask(telegram, "/solieu hội viên mới"), replies.BY_PLACE)
        ledgers.current = ledger([one for one in FIGURES if one.place != "Cao Bằng"])
        assert (await press(telegram, message, "Cao Bằng")).text == replies.FORGOTTEN


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("command", ["/solieu hội viên mới", "/sosanh Bắc Giang, Cao Bằng", "/xuhuong vốn vay"])
async def test_a_member_may_not_look_up_figures(telegram: FakeTelegram, command: str) -> None:
    message = await ask(telegram, command, MEMBER)
    assert "cán bộ Hội" in message.text and not message.buttons


async def test_buttons_work_after_a_restart(telegram: FakeTelegram, ledgers: FakeLedgers, tmp_path: Path) -> None:
    async with started(telegram, ledgers, tmp_path):
        message = await ask(telegram, "/solieu hội viên mới")
    async with started(telegram, ledgers, tmp_path):
        assert "Trang 2/" in (await press(telegram, message, replies.NEXT)).text


async def test_who_is_no_officer_any_more_gets_nothing_by_an_old_button(
    telegram: FakeTelegram, ledgers: FakeLedgers, tmp_path: Path
) -> None:
    async with started(telegram, ledgers, tmp_path):
        message = await ask(telegram, "/solieu hội viên mới")
    async with started(telegram, ledgers, tmp_path, owners=()):
        telegram.press(button(message, "CSV"))
        await telegram.wait_until(lambda: bool(telegram.called("answerCallbackQuery")))
        assert "cán bộ Hội" in telegram.called("answerCallbackQuery")[-1]["text"]
    assert not files(telegram) and OLD_BUTTON not in message.text
