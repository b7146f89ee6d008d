"""/thongke and /khoangtrong: what is counted, what is grouped, and how administrators see it, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import Button, FakeTelegram, Sent
from matplotlib.axes import Axes
from openpyxl import load_workbook
from PIL import Image
from telegram_bot import PSEUDONYMS, SOURCE, FakeAnswers, opened_roles, running
from telegram_http import Upload

from bot.answering.answers import Answer, Citation, Outcome
from bot.answering.gaps import Missing
from bot.archive.activity_chart import DPI, MAX_BARS, WIDTH_IN, draw_activity
from bot.archive.answers import Archive
from bot.archive.days import day_of, start_of
from bot.archive.gap_sheet import HEADER, write_gaps
from bot.archive.statistics import Day, Statistics, statistics
from bot.archive.subjects import subjects_of
from bot.archive.unanswered import Gap, Vain, gaps, grouped
from bot.archive.unanswered_wording import missing_words
from bot.archive.votes import Vote, Votes
from bot.people.audit import Person
from bot.people.roles import Role, Roles
from bot.personal_data import PersonalData
from bot.telegram import activity_replies, replies

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

OWNER, ADMINISTRATOR, OFFICER, MEMBER, OTHER = 1, 2, 3, 7, 8
NOON = start_of(date(2026, 11, 26)) + 12 * 3600
DAY_S = 24 * 3600.0
ANSWERED = Answer(Outcome.ANSWERED, "Có 3 [1].", (Citation(1, SOURCE, "3 nhà", 0, 5),), elapsed_ms={"total": 100.0})
REFUSED = Answer(Outcome.NOT_FOUND, "Chưa có.", reason=Missing.TOPIC.value, elapsed_ms={"total": 300.0})
IN_VAIN = [
    "Trồng cam ở đâu?", "Hội thi nấu ăn khi nào?", "Ai dạy may?", "Mấy lớp bơi?", "Phí sinh hoạt câu lạc bộ?",
    "Thư viện mở cửa mấy giờ?", "Xe đạp tặng ai?", "Khám mắt chỗ nào?", "Vay lãi suất bao nhiêu?",
]  # fmt: skip
HOSTILE = ["=1+1", "+84 12", "@SUM(A1)", '=HYPERLINK("http://x","y")']


class Clock:
    def __init__(self) -> None:
        self.seconds = NOON

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def archive(clock: Clock) -> AsyncIterator[Archive]:
    async with opened_roles() as roles:
        yield Archive(roles.database, PSEUDONYMS, clock)


def test_days_begin_in_vietnam() -> None:
    midnight = start_of(date(2026, 11, 26))
    assert (day_of(midnight), day_of(midnight - 1)) == (date(2026, 11, 26), date(2026, 11, 25))


async def test_questions_are_counted_by_day_and_by_how_they_ended(archive: Archive, clock: Clock) -> None:
    votes = Votes(archive.database, PSEUDONYMS, clock)
    for days_ago, answer, user in (
        (8, ANSWERED, 9),
        (6, REFUSED, 1),
        (1, ANSWERED, 1),
        (0, ANSWERED, 2),
        (0, REFUSED, 2),
    ):
        clock.seconds = NOON - days_ago * DAY_S
        kept = await archive.keep("Xây mấy nhà mái ấm tình thương?", answer, user)
        await votes.cast(kept.id, user, Vote.GOOD if answer is ANSWERED else Vote.FIGURE)
    await archive.keep("Xây mấy nhà?", ANSWERED, 5, is_asked=False)  # nobody asked that just then
    found = await statistics(archive.database, 7, clock)
    assert [day.asked for day in found.days] == [1, 0, 0, 0, 0, 1, 2]
    assert found.days[-1] == Day(date(2026, 11, 26), 1, 1, 0)
    assert (found.total.asked, found.total.answered, found.total.refused) == (4, 2, 2)
    assert (found.good, found.bad, found.people) == (2, 2, 2)
    assert (found.median_s, found.p95_s) == (0.1, 0.3)
    assert found.topics == [("nhà mái ấm tình thương", 4)]
    assert (await statistics(archive.database, 30, clock)).total.asked == 5


async def test_counts_stay_when_somebody_is_erased(archive: Archive, clock: Clock) -> None:
    await archive.keep("Xây mấy nhà?", ANSWERED, MEMBER)
    await PersonalData(archive.database, PSEUDONYMS, 180, clock).erase(MEMBER)
    found = await statistics(archive.database, 7, clock)
    assert (found.total.asked, found.people, found.topics) == (1, 0, [])


async def test_an_idle_bot_has_statistics_too(archive: Archive, clock: Clock) -> None:
    found = await statistics(archive.database, 7, clock)
    assert (found.total.asked, found.median_s, found.topics) == (0, None, [])
    assert "0 câu hỏi" in activity_replies.activity(found)
    assert draw_activity(found.days).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("question", "subjects"),
    [
        ("Năm 2022 xây bao nhiêu mái ấm tình thương?", ["nhà mái ấm tình thương"]),
        ("Ai là chủ tịch Hội LHPN tỉnh Bắc Giang?", ["chủ tịch"]),
        ("?", []),
        ("", []),
    ],
)
def test_a_question_has_subjects(question: str, subjects: list[str]) -> None:
    assert subjects_of(question) == subjects


@pytest.mark.parametrize("days", [7, 30, 90])
def test_the_chart_is_as_wide_as_a_phone_and_counts_each_question_once(
    monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    drawn: list[float] = []
    bar = Axes.bar

    def noted(axes: Axes, x: Any, height: Any, **more: Any) -> Any:
        drawn.extend(height)
        return bar(axes, x, height, **more)

    monkeypatch.setattr(Axes, "bar", noted)
    last = date(2026, 11, 26)
    shown = [Day(last - timedelta(days=days - 1 - n), n, 1, 2) for n in range(days)]
    picture = Image.open(BytesIO(draw_activity(shown)))
    assert picture.width == WIDTH_IN * DPI == 1080
    assert picture.height <= 1.5 * picture.width
    assert sum(drawn) == sum(day.asked for day in shown)
    assert len(drawn) // 3 <= MAX_BARS


def vain(question: str, person: str | None = "a", reason: Missing | None = Missing.TOPIC, *bad: Vote) -> Vain:
    return Vain(question, date(2026, 11, 26), person, reason, bad)


def test_like_questions_are_one_gap_and_those_of_other_places_or_periods_are_not() -> None:
    asked = [
        vain("Năm 2024 Cà Mau trồng bao nhiêu cây xanh?", "a", Missing.PERIOD),
        vain("Cà Mau năm 2024 trồng được mấy cây xanh ạ?", "b", Missing.PERIOD),
        vain("ca mau nam 2024 trong bao nhieu cay xanh", "b", Missing.PERIOD),
        vain("Năm 2023 Cà Mau trồng bao nhiêu cây xanh?", "c", Missing.PERIOD),
        vain("Năm 2024 Huế trồng bao nhiêu cây xanh?", "c", Missing.PLACE),
        vain("Năm 2024 Cà Mau mở mấy lớp học nghề?", "c", None, Vote.FIGURE, Vote.FIGURE, Vote.OTHER),
    ]
    found = grouped(asked)
    assert [(len(gap.asked), gap.people) for gap in found] == [(3, 2), (1, 1), (1, 1), (1, 1)]
    assert found[0].missing == [Missing.PERIOD]
    of_lessons = next(gap for gap in found if "học nghề" in gap.question)
    assert missing_words(of_lessons) == ["bị góp ý sai số liệu", "bị góp ý vì lý do khác"]


async def test_what_was_refused_or_voted_down_is_a_gap_and_the_weather_is_not(archive: Archive, clock: Clock) -> None:
    votes = Votes(archive.database, PSEUDONYMS, clock)
    await archive.keep("Trồng bao nhiêu cây xanh?", REFUSED, 1)
    await archive.keep("Thời tiết thế nào?", replace(REFUSED, reason=Missing.SCOPE.value), 1)
    good = await archive.keep("Xây mấy nhà?", ANSWERED, 1)
    bad = await archive.keep("còn 2023?", replace(ANSWERED, understood="Năm 2023 mở mấy lớp học nghề?"), 1)
    await votes.cast(good.id, 1, Vote.GOOD)
    await votes.cast(bad.id, 2, Vote.FIGURE)
    await votes.cast(bad.id, 3, Vote.LACKING)
    clock.seconds += 1
    await archive.keep("Trồng mấy cây xanh?", REFUSED, 2)
    found = await gaps(archive.database, 7, clock)
    assert [(gap.question, gap.people, len(gap.asked), sorted(gap.bad)) for gap in found] == [
        ("Trồng mấy cây xanh?", 2, 2, []),
        ("Năm 2023 mở mấy lớp học nghề?", 1, 1, [Vote.FIGURE, Vote.LACKING]),
    ]
    clock.seconds += 8 * DAY_S
    assert await gaps(archive.database, 7, clock) == []


async def test_what_was_erased_is_no_gap(archive: Archive, clock: Clock) -> None:
    await archive.keep("Trồng bao nhiêu cây xanh?", REFUSED, MEMBER)
    await PersonalData(archive.database, PSEUDONYMS, 180, clock).erase(MEMBER)
    assert await gaps(archive.database, 7, clock) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_the_workbook_cannot_run(text: str) -> None:
    other = f"{text} {text}"
    [gap] = grouped([vain(text), vain(text), vain(other)])
    sheet = load_workbook(BytesIO(write_gaps([gap]))).active
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["A2"].value == text and sheet["A2"].quotePrefix
    assert (sheet["B2"].value, sheet["C2"].value) == (1, 3)


def test_a_workbook_tells_what_was_missing_where() -> None:
    asked = [
        vain("Năm 2024 Cà Mau trồng bao nhiêu cây xanh?", "a", Missing.PERIOD),
        vain("Cà Mau 2024 trồng mấy cây xanh", "b", Missing.PERIOD),
    ]
    sheet = load_workbook(BytesIO(write_gaps(grouped(asked)))).active
    row = {header.value: cell.value for header, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["Còn thiếu"] == "chưa có báo cáo của kỳ này"
    assert (row["Nơi"], row["Kỳ"], row["Số người hỏi"]) == ("tỉnh Cà Mau", "năm 2024", 2)
    assert row["Lần hỏi cuối"] == "26/11/2026"


def test_a_long_page_is_one_message_that_telegram_takes() -> None:
    long = [
        Gap(gap.reading, gap.asked) for gap in grouped([vain(f"{'𝒜dài ' * 300}{n} khác{n} nữa{n}?") for n in range(6)])
    ]
    text = activity_replies.gap_page(long, 90, 1, 6)
    assert len(text.encode("utf-16-le")) // 2 <= 4096


def test_the_caption_of_many_topics_is_one_that_telegram_takes() -> None:
    days = [Day(date(2026, 11, 26), 999_999, 999_999, 999_999)]
    found = Statistics(days, 10**6, 10**6, 10**6, 10**6, 1.0, 2.0, [("𝒜" * 60, 10**6)] * 5)
    assert len(activity_replies.activity(found).encode("utf-16-le")) // 2 <= 1024


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (OWNER, ADMINISTRATOR, OFFICER, MEMBER, OTHER):
            server.open_chat(chat)
        yield server
        assert [call for call in server.rejected if call.method != "getUpdates"] == []


@pytest.fixture
async def roles(telegram: FakeTelegram, tmp_path: Path) -> AsyncIterator[Roles]:
    answers = FakeAnswers()
    answers.prepared |= dict.fromkeys(IN_VAIN, REFUSED)
    async with running(telegram, answers, data=tmp_path, owners=[OWNER]) as roles:
        for user, role in ((ADMINISTRATOR, Role.ADMINISTRATOR), (OFFICER, Role.OFFICER)):
            await roles.redeem(await roles.offer(role, Person(OWNER, "Chủ")), Person(user, "Chị"))
        yield roles


async def say(telegram: FakeTelegram, chat: int, text: str) -> Sent:
    before = len(telegram.messages(chat))
    telegram.write(chat, text)
    return (await telegram.replies(chat, before + 1))[before]


async def press(telegram: FakeTelegram, message: Sent, label: str) -> Sent:
    """The message that a button brings, or the same one, changed."""
    before, edits = len(telegram.messages(message.chat_id)), len(message.edits)
    telegram.press(next(each for each in message.buttons if each.label.startswith(label)))
    await telegram.wait_until(lambda: len(telegram.messages(message.chat_id)) > before or len(message.edits) > edits)
    return message if len(message.edits) > edits else telegram.messages(message.chat_id)[before]


async def test_an_administrator_sees_the_chart_and_chooses_the_days(telegram: FakeTelegram, roles: Roles) -> None:
    await say(telegram, MEMBER, "câu hỏi")
    await say(telegram, MEMBER, IN_VAIN[0])
    shown = await say(telegram, ADMINISTRATOR, "/thongke")
    assert "2 câu hỏi của 1 người\n• Trả lời được: 1 (50%)\n• Chưa có thông tin: 1 (50%)" in shown.text
    assert isinstance(shown.file, Upload) and shown.file.content.startswith(b"\x89PNG")
    assert [each.label for each in shown.buttons] == ["7 ngày ✓", "30 ngày", "90 ngày"]
    other = await press(telegram, shown, "90 ngày")
    assert other.text.startswith("Thống kê 90 ngày qua") and isinstance(other.file, Upload)


async def test_an_administrator_turns_the_gaps_and_fetches_them(telegram: FakeTelegram, roles: Roles) -> None:
    assert (await say(telegram, ADMINISTRATOR, "/khoangtrong")).text == activity_replies.NO_GAPS.format(days=30)
    for question in IN_VAIN:
        await say(telegram, MEMBER, question)
    await say(telegram, OTHER, IN_VAIN[5])
    listed = await say(telegram, ADMINISTRATOR, "/khoangtrong")
    assert f"1. {IN_VAIN[5]}\n2 người, 2 lần hỏi." in listed.text
    listed = await press(telegram, listed, activity_replies.NEXT)
    assert "7. " in listed.text and "1. " not in listed.text
    sheet = await press(telegram, listed, activity_replies.EXCEL)
    assert isinstance(sheet.file, Upload) and sheet.params["document"]
    assert load_workbook(BytesIO(sheet.file.content)).active.max_row == 10
    listed = await press(telegram, listed, "7 ngày")
    assert "trong 7 ngày qua" in listed.text


@pytest.mark.parametrize("who", [MEMBER, OFFICER])
@pytest.mark.parametrize("data", ["st:7", "gp:7:0", "gx:7"])
async def test_nobody_below_an_administrator_sees_them(
    telegram: FakeTelegram, roles: Roles, who: int, data: str
) -> None:
    for command in ("/thongke", "/khoangtrong"):
        assert (await say(telegram, who, command)).text == replies.not_allowed(Role.ADMINISTRATOR)
    telegram.press(Button("?", data, who, telegram.messages(who)[0].message_id))
    await telegram.wait_until(lambda: bool(telegram.called("answerCallbackQuery")))
    assert telegram.called("answerCallbackQuery")[-1]["text"] == replies.not_allowed(Role.ADMINISTRATOR)
    assert len(telegram.messages(who)) == 2


@pytest.mark.parametrize(
    "data", ["st", "st:x", "st:8", "gp", "gp:7", "gp:8:0", "gp:7:x", "gx", "gx:0", "gx:7", "gp:7:99"]
)
async def test_forged_buttons_of_an_administrator_do_no_harm(telegram: FakeTelegram, roles: Roles, data: str) -> None:
    message = await say(telegram, ADMINISTRATOR, "/khoangtrong")
    telegram.press(Button("?", data, ADMINISTRATOR, message.message_id))
    await say(telegram, ADMINISTRATOR, "/help")
    assert replies.FAILURE not in [sent.text for sent in telegram.sent]
