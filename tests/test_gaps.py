"""What the corpus lacks is told: the place, the period, the result, the topic; and what has nothing to do with it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from invented_reports import (
    BEN_TRE_NEWS,
    HOA_BINH_2021,
    HOA_BINH_2022,
    KON_TUM_2022,
    LEXICON,
    REPORTS,
    ask,
    hits_of,
    open_library,
    report,
    source,
)

from bot.answering import wording
from bot.answering.answers import Answer, Outcome
from bot.answering.gaps import Gap, Missing, find_gap, is_off_topic
from bot.answering.identifiers import missing_identifiers
from bot.answering.ranking import rank
from bot.answering.refusals import MAX_CHOICES, about, ask_back, listed, refuse, sorted_labels
from index.documents import Document, Source
from index.library import Snapshot
from index.vietnamese.periods import Period, parse_period


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return asyncio.run(_snapshot(tmp_path_factory.mktemp("index")))


async def _snapshot(folder: Path) -> Snapshot:
    async with open_library(folder) as library:
        return await library.snapshot()


def missing(question: str, snapshot: Snapshot, *documents: Document) -> Missing | None:
    asked = ask(question)
    gap = find_gap(asked, rank(asked, hits_of(*(documents or REPORTS)), LEXICON), snapshot)
    return gap.missing if gap else None


def refused(question: str, snapshot: Snapshot, *documents: Document) -> Answer:
    asked = ask(question)
    gap = find_gap(asked, rank(asked, hits_of(*(documents or REPORTS)), LEXICON), snapshot)
    assert gap
    return refuse(gap, [document.source for document in documents or REPORTS])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Năm 2022 Hòa Bình xây bao nhiêu mái ấm tình thương?", None),
        ("nam 2022 hoa binh xay bn nha", None),
        ("Hạn chế của Hòa Bình năm 2021 là gì?", None),
        ("Ai chủ trì hội nghị tổng kết của Hòa Bình?", None),
        ("Năm 2022 Cà Mau xây bao nhiêu mái ấm tình thương?", Missing.PLACE),
        ("huyện Cam Lâm có bao nhiêu hội viên?", Missing.PLACE),
        ("Năm 2018 Hòa Bình xây bao nhiêu mái ấm tình thương?", Missing.PERIOD),
        ("Năm 2019 Hòa Bình có những hạn chế gì?", Missing.PERIOD),
        ("Hòa Bình nuôi bao nhiêu tàu vũ trụ năm 2022?", Missing.TOPIC),
        ("Kon Tum có bao nhiêu vận động viên bơi lội nghệ thuật?", Missing.TOPIC),
        ("Ai là nhạc sĩ của Kon Tum?", Missing.TOPIC),
        ("Hôm nay thời tiết Hòa Bình thế nào?", Missing.SCOPE),
        ("gia vang hom nay bao nhieu", Missing.SCOPE),
    ],
)
def test_what_is_missing_is_found_out(question: str, expected: Missing | None, snapshot: Snapshot) -> None:
    assert missing(question, snapshot) is expected


def test_without_any_sentence_the_topic_is_missing(snapshot: Snapshot) -> None:
    gap = find_gap(ask("Kon Tum trồng bao nhiêu cây?"), [], snapshot)
    assert gap and gap.missing is Missing.TOPIC


def test_who_joined_the_party_is_not_who_joined_the_union(snapshot: Snapshot) -> None:
    question = "Năm 2022 Hòa Bình có bao nhiêu hội viên được kết nạp Đảng?"
    joined = report(HOA_BINH_2022.source, ("", "Năm 2022, các cấp Hội kết nạp 3.412 hội viên."))
    assert missing(question, snapshot, joined) is Missing.TOPIC
    party = report(HOA_BINH_2022.source, ("", "Năm 2022, có 212 hội viên được kết nạp vào Đảng."))
    assert missing(question, snapshot, party) is None


def test_a_sentence_that_nothing_comes_near_answers_with_fewer_of_the_words(snapshot: Snapshot) -> None:
    asked = ask("Bến Tre tặng bao nhiêu suất quà cho người già neo đơn, bệnh tật?")
    best = replace(rank(asked, hits_of(BEN_TRE_NEWS), LEXICON)[0], coverage=0.13)
    elsewhere = replace(best.sentence, passage=hits_of(HOA_BINH_2022)[0].passage)
    assert find_gap(asked, [best], snapshot) is None
    assert find_gap(asked, [best, replace(best, sentence=elsewhere, score=best.score - 4)], snapshot) == Gap(
        Missing.TOPIC, asked
    )


def test_who_may_be_told_without_a_name_but_not_who_chairs(snapshot: Snapshot) -> None:
    told = report(HOA_BINH_2022.source, ("", "Người vay tiền góp của câu lạc bộ đầu tiên là hai hội viên nuôi gà."))
    assert missing("Ai vay tiền góp của câu lạc bộ đầu tiên?", snapshot, told) is None
    chaired = report(HOA_BINH_2022.source, ("", "Chủ tịch câu lạc bộ được vay tiền góp đầu tiên."))
    assert missing("Ai là chủ tịch câu lạc bộ được vay tiền góp đầu tiên?", snapshot, chaired) is Missing.TOPIC


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("6 tháng đầu năm 2022 Kon Tum xây bao nhiêu mái ấm tình thương?", None),
        ("Năm 2022 Kon Tum xây bao nhiêu mái ấm tình thương?", Missing.PERIOD),
        ("Năm 2022 ngày hội trồng cây của Kon Tum trồng bao nhiêu cây xanh?", None),  # it is held once a year
    ],
)
def test_half_a_year_does_not_tell_what_the_whole_came_to(
    question: str, expected: Missing | None, snapshot: Snapshot
) -> None:
    assert missing(question, snapshot) is expected


def test_what_a_year_had_come_to_by_its_middle_is_told_by_half_of_it(snapshot: Snapshot) -> None:
    assert missing("Của năm 2022, tới giữa năm Kon Tum xây được bao nhiêu mái ấm tình thương?", snapshot) is None


def test_a_district_s_figure_is_not_its_province_s(snapshot: Snapshot) -> None:
    of = source("dak-to.txt", "Hội LHPN huyện Đắk Tô", "Kon Tum", "năm 2022")
    told = report(of, ("", "Năm 2022, huyện kết nạp 512 hội viên mới."))
    assert missing("Năm 2022 tỉnh Kon Tum kết nạp bao nhiêu hội viên mới?", snapshot, told) is Missing.TOPIC
    assert missing("Năm 2022 huyện Đắk Tô kết nạp bao nhiêu hội viên mới?", snapshot, told) is None


def test_the_city_of_a_province_s_name_may_be_meant(snapshot: Snapshot) -> None:
    of = source("tp-kon-tum.txt", "Hội LHPN thành phố Kon Tum", "Kon Tum", "năm 2022")
    told = report(of, ("", "Năm 2022, các cấp Hội kết nạp 512 hội viên mới."))
    assert missing("Năm 2022 Kon Tum kết nạp bao nhiêu hội viên mới?", snapshot, told) is None
    assert missing("Năm 2022 tỉnh Kon Tum kết nạp bao nhiêu hội viên mới?", snapshot, told) is Missing.TOPIC


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Đội nào đoạt giải nhất hội thi?", "Hội thi sẽ có 9 đội Hòa Bình dự thi.", Missing.TOPIC),
        ("Đội nào đoạt giải nhì hội thi?", "Giải nhất hội thi thuộc về đội Mai Châu.", Missing.TOPIC),
        ("Đội nào đoạt giải nhất hội thi?", "Giải nhất hội thi thuộc về đội Mai Châu.", None),
        ("Doanh nghiệp nào tài trợ hội thi?", "Hội thi do doanh nghiệp tài trợ hết.", Missing.TOPIC),
        ("Doanh nghiệp nào tài trợ hội thi?", "Hội thi do Công ty Sông Đà tài trợ hết.", None),
    ],
)
def test_who_won_and_who_paid_is_told_by_name(
    question: str, text: str, expected: Missing | None, snapshot: Snapshot
) -> None:
    assert missing(question, snapshot, report(HOA_BINH_2022.source, ("", text))) is expected


def test_a_congress_named_by_its_number_is_not_answered_by_a_meeting(snapshot: Snapshot) -> None:
    question = "Đại hội phụ nữ tỉnh Hòa Bình lần thứ XVI có bao nhiêu đại biểu?"
    meeting = report(HOA_BINH_2022.source, ("", "Hội nghị tổng kết của tỉnh có 86 đại biểu."))
    assert missing(question, snapshot, meeting) is Missing.TOPIC
    congress = report(HOA_BINH_2022.source, ("", "Đại hội phụ nữ tỉnh lần thứ XVI có 86 đại biểu."))
    assert missing(question, snapshot, congress) is None


def test_the_right_place_and_period_alone_answer_nothing(snapshot: Snapshot) -> None:
    told = report(HOA_BINH_2022.source, ("", "Năm 2022, toàn tỉnh có 118 cán bộ dự tập huấn."))
    assert missing("Năm 2022 Hòa Bình giúp bao nhiêu phụ nữ khởi nghiệp?", snapshot, told) is Missing.TOPIC


def test_what_is_paid_a_month_is_told_by_a_figure_of_a_month(snapshot: Snapshot) -> None:
    assert missing("Năm 2022 Đắk Hà hỗ trợ trẻ mồ côi bao nhiêu một tháng?", snapshot) is None
    once = report(HOA_BINH_2022.source, ("", "Năm 2022, toàn tỉnh hỗ trợ mỗi trẻ mồ côi 5 triệu đồng."))
    question = "Năm 2022 Hòa Bình phụ cấp cho cán bộ nuôi trẻ mồ côi bao nhiêu một tháng?"
    assert missing(question, snapshot, once) is Missing.TOPIC


def test_a_target_is_no_result(snapshot: Snapshot) -> None:
    of = source("lao-cai.txt", "Hội LHPN tỉnh Lào Cai", "Lào Cai", "năm 2022")
    plan = report(of, "Phấn đấu trồng 7.000 cây xanh.")
    assert missing("Năm 2022 Lào Cai trồng bao nhiêu cây xanh?", snapshot, plan) is Missing.RESULT
    assert missing("Năm 2022 Lào Cai phấn đấu trồng bao nhiêu cây xanh?", snapshot, plan) is None


def test_a_target_beside_no_result_is_told_so_even_if_both_are_asked_for(snapshot: Snapshot) -> None:
    both = "Năm 2022 Hòa Bình phấn đấu trồng bao nhiêu cây xanh, rốt cuộc trồng được bao nhiêu cây xanh?"
    assert missing(both, snapshot, HOA_BINH_2021) is Missing.RESULT


def test_a_plan_cannot_tell_what_came_of_it(snapshot: Snapshot) -> None:
    plan = replace(HOA_BINH_2022.source, title="Kế hoạch công tác Hội năm 2023", period="năm 2023")
    rows = ("Phụ lục", "| Mái ấm tình thương | 38 | 40 |\n| Hội viên mới | 2.987 | 3.100 |")
    document = report(plan, (*rows, "| Nội dung | Thực hiện 2022 | Kế hoạch 2023 |"))
    both = "Năm 2023 Hòa Bình đã xây được bao nhiêu mái ấm tình thương so với kế hoạch?"
    assert missing(both, snapshot, document) is Missing.RESULT


def test_what_fell_short_is_told_of_a_place_without_a_period_too(snapshot: Snapshot) -> None:
    assert missing("Hội ở Hòa Bình còn yếu chỗ nào?", snapshot) is None
    assert missing("Hội ở Bến Tre còn yếu chỗ nào?", snapshot, BEN_TRE_NEWS) is Missing.TOPIC


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Ai là Chủ tịch Hội LHPN tỉnh Hòa Bình?", True),
        ("Ai là Phó Chủ tịch Hội LHPN tỉnh Hòa Bình?", False),
        ("Ai là Chủ tịch Hội LHPN huyện Mai Châu?", False),
        ("Bí thư Tỉnh ủy Hòa Bình tên là gì?", False),
    ],
)
def test_who_holds_an_office_is_told_of_that_office_alone(question: str, named: bool, snapshot: Snapshot) -> None:
    assert (missing(question, snapshot) is None) == named


def test_who_does_something_is_answered_from_an_article_of_that_year(snapshot: Snapshot) -> None:
    assert missing("Ai chủ trì lễ khai giảng lớp may ở Bến Tre năm 2023?", snapshot, BEN_TRE_NEWS) is None
    assert missing("Ai chủ trì lễ khai giảng lớp may ở Bến Tre năm 2019?", snapshot, BEN_TRE_NEWS) is Missing.PERIOD


# Words that are no part of the Union's work


@pytest.mark.parametrize(
    ("question", "off"),
    [
        ("Thời tiết hôm nay thế nào?", True),
        ("thoi tiet hom nay the nao", True),
        ("Giá vàng, giá xăng?", True),
        ("Cách nấu bún bò", True),
        ("Giảm cân thế nào?", True),
        ("Bao nhiêu hộ giảm cận nghèo?", False),
        ("Đào tạo chị em làm thợ may", False),
        ("Hòa Bình xây bao nhiêu mái ấm?", False),
        ("", False),
    ],
)
def test_what_no_report_tells_is_known_by_its_words(question: str, off: bool) -> None:
    assert is_off_topic(ask(question)) is off


def test_a_report_about_it_makes_it_the_unions_work(snapshot: Snapshot) -> None:
    of = source("kon-tum-bong-da.txt", "Hội LHPN tỉnh Kon Tum", "Kon Tum", "năm 2023")
    games = report(of, "Hội tổ chức giải bóng đá nữ với 12 đội tham gia.")
    assert missing("Giải bóng đá nữ có bao nhiêu đội tham gia?", snapshot, games) is None
    assert missing("Kết quả bóng đá hôm qua?", snapshot, KON_TUM_2022) is Missing.SCOPE


# Numbers that name


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Đại hội lần thứ XI", "Đại hội đại biểu phụ nữ lần thứ XII", True),
        ("Đại hội lần thứ 12", "Đại hội đại biểu phụ nữ lần thứ XII", False),
        ("dai hoi lan thu XII", "Đại hội lần thứ XII", False),
        ("Đại hội khóa XIII", "Đại hội lần thứ XII", True),
        ("Hội thi lần thứ hai", "Hội thi lần đầu tiên được tổ chức", True),
        ("hoi thi lan thu hai", "Hội thi lần thứ II", False),
        ("Đề án 939", "thực hiện Đề án 938", True),
        ("Đề án 939", "thực hiện Đề án 938 và Đề án 939", False),
        ("kế hoạch số 192", "Kế hoạch số 193/KH-HPN", True),
        ("Chỉ thị 21", "Chỉ thị 21-CT/TW", False),
        ("Đề án 939", "thực hiện kế hoạch", False),  # nothing of the kind is named
        ("khóa may 12 người", "khóa đào tạo", False),
        ("Đại hội lần thứ XIII", "Đại hội khóa XIV cử đoàn dự Đại hội Phụ nữ toàn quốc lần thứ XIII", True),
        ("Hội có 939 hội viên", "Hội có 938 hội viên", False),
    ],
)
def test_a_thing_named_by_another_number_is_another_thing(question: str, text: str, other: bool) -> None:
    assert missing_identifiers(question, text) is other


def test_the_other_congress_is_no_answer(snapshot: Snapshot) -> None:
    of = source("dai-hoi.txt", "Hội LHPN tỉnh Kon Tum", "Kon Tum", None)
    congress = report(of, "Đại hội đại biểu phụ nữ tỉnh Kon Tum lần thứ XII bầu 41 ủy viên Ban Chấp hành.")
    assert missing("Đại hội phụ nữ Kon Tum lần thứ XII bầu bao nhiêu ủy viên?", snapshot, congress) is None
    assert missing("Đại hội phụ nữ Kon Tum lần thứ XI bầu bao nhiêu ủy viên?", snapshot, congress) is Missing.TOPIC


# In words


def test_a_missing_province_is_told_with_those_that_there_are(snapshot: Snapshot) -> None:
    answer = refused("Năm 2022 Cà Mau xây bao nhiêu nhà?", snapshot)
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text.startswith("Chưa có báo cáo của tỉnh Cà Mau. Hiện có báo cáo của: Hòa Bình, Kon Tum")
    assert (answer.reason, answer.choices) == ("no report of that place", ())


def test_a_missing_district_of_a_known_province_is_told_so() -> None:
    gap = Gap(Missing.PLACE, ask("huyện Tu Mơ Rông, Kon Tum có bao nhiêu hội viên?"))
    text = refuse(gap, [KON_TUM_2022.source]).text
    assert text == "Các báo cáo của Kon Tum hiện có chưa nhắc đến huyện Tu Mơ Rông (Kon Tum)."


def test_a_missing_period_is_told_with_the_nearest_and_whole_questions_to_ask_instead(snapshot: Snapshot) -> None:
    answer = refused("Năm 2019, Hòa Bình xây bao nhiêu nhà?", snapshot)
    assert answer.text == "Chưa có báo cáo năm 2019 của tỉnh Hòa Bình. Hiện có báo cáo: năm 2021, năm 2022."
    assert answer.choices == ("năm 2021, Hòa Bình xây bao nhiêu nhà?", "năm 2022, Hòa Bình xây bao nhiêu nhà?")


def test_a_missing_period_where_no_report_has_one_is_told_too() -> None:
    gap = Gap(Missing.PERIOD, ask("Năm 2019 Kon Tum xây bao nhiêu nhà?"))
    text = refuse(gap, [Source("tin.txt", "Tin tức", province="Kon Tum")]).text
    assert text == "Chưa có báo cáo năm 2019 của tỉnh Kon Tum."


def test_a_plan_without_its_result_is_told_with_place_and_period(snapshot: Snapshot) -> None:
    plan = report(
        source("lao-cai.txt", "Hội LHPN tỉnh Lào Cai", "Lào Cai", "năm 2022"), "Phấn đấu trồng 7.000 cây xanh."
    )
    answer = refused("Năm 2022 Lào Cai trồng bao nhiêu cây xanh?", snapshot, plan)
    assert "chỉ tiêu, kế hoạch cho tỉnh Lào Cai, năm 2022; chưa có số liệu kết quả" in answer.text


def test_what_is_off_topic_is_declined_courteously(snapshot: Snapshot) -> None:
    assert refused("Giá vàng hôm nay bao nhiêu?", snapshot).text == wording.OFF_TOPIC
    assert refused("Hòa Bình có bao nhiêu tàu vũ trụ năm 2022?", snapshot).text == wording.NOTHING_FOUND


def test_after_the_merger_what_there_is_of_the_old_provinces_is_told(snapshot: Snapshot) -> None:
    answer = refused("Năm 2022 tỉnh Phú Thọ xây bao nhiêu nhà?", snapshot)
    assert "Chưa có báo cáo của tỉnh Phú Thọ" in answer.text
    assert "Có báo cáo của Hòa Bình, nay thuộc tỉnh Phú Thọ." in answer.text


def test_asking_back_offers_whole_questions() -> None:
    answer = ask_back(ask("Xây bao nhiêu nhà năm 2022?"), [f"tỉnh {name}" for name in "ABCDEFG"])
    assert answer.outcome is Outcome.CLARIFY
    assert answer.choices[0] == "Xây bao nhiêu nhà năm 2022 ở tỉnh A?"
    assert len(answer.choices) == MAX_CHOICES
    assert answer.text == "Nhiều nơi có số liệu này: " + ", ".join(f"tỉnh {n}" for n in "ABCDEFG") + (
        ". Chị/anh muốn hỏi nơi nào?"
    )


def test_many_names_are_cut_off() -> None:
    assert listed(["A", "B"]) == "A, B"
    assert listed(["A", "B", "C"], limit=2) == "A, B …"


def test_places_and_periods_are_named_as_they_are_spoken_of() -> None:
    assert about(ask("huyện Mai Châu năm 2021")) == "huyện Mai Châu (Hòa Bình), năm 2021"
    assert about(ask("nửa đầu năm 2022 Hòa Bình")) == "tỉnh Hòa Bình, 6 tháng đầu năm 2022"


def test_periods_are_listed_oldest_first() -> None:
    labels = ["năm 2022", "6 tháng đầu năm 2022", "năm 2020"]
    periods = [period for label in labels if (period := parse_period(label))]
    assert all(isinstance(period, Period) for period in periods)
    assert sorted_labels(periods) == ["năm 2020", "6 tháng đầu năm 2022", "năm 2022"]
