"""Whether a passage speaks of the asked place and period, and whose reports can answer at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from invented_reports import DAK_HA_2022, HOA_BINH_2022, KON_TUM_2022, REPORTS, passage, source

from index.documents import Passage, Source
from index.evidence import (
    BEFORE_PLAN,
    NOT_YET,
    closeness,
    period_evidence,
    place_evidence,
    places_of,
    recency,
    reported_period,
    reports_of,
)
from index.vietnamese.periods import Period, parse_period
from index.vietnamese.places import Place, find_places, resolve

HOA_BINH, KON_TUM, DAK_HA = HOA_BINH_2022.source, KON_TUM_2022.source, DAK_HA_2022.source
PHU_THO_2026 = source("phu-tho-2026.txt", "Hội LHPN tỉnh Phú Thọ", "Phú Thọ", "6 tháng đầu năm 2026")


def place(name: str) -> Place:
    [found] = resolve(find_places(name))
    return found


def period(label: str) -> Period:
    found = parse_period(label)
    assert found, label
    return found


def of_place(asked: str, text: str, source: Source = HOA_BINH, heading: str = "", until: int | None = None) -> float:
    return place_evidence(place(asked), passage(source, text, heading), until=until)


def of_period(asked: str, text: str, source: Source = HOA_BINH, heading: str = "", plan: bool = False) -> float:
    return period_evidence(period(asked), passage(source, text, heading), plan=plan)


# Places


def test_a_report_of_the_asked_province_is_certain_another_one_is_excluded() -> None:
    assert of_place("tỉnh Hòa Bình", "Các cấp Hội xây 38 căn nhà.") == 1.0
    assert of_place("tỉnh Kon Tum", "Các cấp Hội xây 38 căn nhà.") == -1.0


def test_a_report_that_names_the_asked_place_in_passing_is_weak_evidence() -> None:
    assert 0 < of_place("tỉnh Kon Tum", "Đoàn của tỉnh Kon Tum đến học tập.") < 0.5


def test_a_districts_figure_is_not_its_provinces() -> None:
    assert of_place("tỉnh Hòa Bình", "Huyện Mai Châu trao 6 căn nhà.") < 1.0
    assert of_place("tỉnh Hòa Bình", "Toàn tỉnh xây 38 căn, riêng huyện Mai Châu 6 căn.") == 1.0
    assert of_place("tỉnh Kon Tum", "Hội nhận đỡ đầu 24 trẻ mồ côi.", DAK_HA) < 0.5


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("Huyện Mai Châu trao 6 căn nhà.", "", 1.0),
        ("Trao 6 căn nhà.", "Huyện Mai Châu", 0.9),
        ("Trao 6 căn nhà.", "", 0.0),  # of the province: nothing is known
        ("Toàn tỉnh trao 38 căn nhà.", "", -0.3),
        ("Thực hiện Dự án 8, tỉnh đã lập 38 tổ.", "", -0.3),
        ("Huyện Lạc Sơn trao 9 căn nhà.", "", -0.5),
        ("Trao 9 căn nhà.", "Huyện Lạc Sơn", -0.5),
        ("Trao 6 căn nhà cùng huyện Đắk Hà.", "", 0.0),  # of another province
    ],
)
def test_a_districts_figure_stands_where_the_district_is_named(text: str, heading: str, expected: float) -> None:
    assert of_place("huyện Mai Châu", text, heading=heading) == expected


def test_a_districts_own_report_needs_not_name_it_again() -> None:
    assert of_place("huyện Đắk Hà", "Hội nhận đỡ đầu 24 trẻ mồ côi.", DAK_HA) == 0.8
    assert places_of(DAK_HA) == {place("huyện Đắk Hà")}


def test_a_districts_row_tells_little_of_its_province_and_the_row_of_all_tells_it() -> None:
    row, sentence = "| Huyện Mai Châu | 6 | 120 |", "Huyện Mai Châu trao 6 căn nhà."
    assert 0 < of_place("tỉnh Hòa Bình", row) < of_place("tỉnh Hòa Bình", sentence)
    assert of_place("tỉnh Hòa Bình", "| Toàn tỉnh | 38 | 5.127 |") == 1.0


def test_a_district_may_compare_itself_with_its_province_in_its_own_report() -> None:
    compared = "Số hóa hồ sơ mới được 81%, thấp hơn mức bình quân toàn tỉnh."
    assert of_place("huyện Đắk Hà", compared, KON_TUM) < 0 < of_place("huyện Đắk Hà", compared, DAK_HA)


def test_an_article_of_no_known_province_is_judged_by_its_words() -> None:
    unknown = Source("a.txt", "Tin tức")
    assert of_place("huyện Mai Châu", "Huyện Mai Châu trao 6 căn nhà.", unknown) == 1.0
    assert of_place("tỉnh Hòa Bình", "Toàn tỉnh trao 38 căn nhà.", unknown) == 1.0


def test_after_the_merger_an_old_provinces_report_speaks_of_todays_province_and_not_the_other_way_round() -> None:
    text = "Toàn tỉnh xây 38 căn nhà."
    assert of_place("tỉnh Phú Thọ", text) == of_place("tỉnh Phú Thọ", text, until=2026) == 1.0
    assert of_place("tỉnh Phú Thọ", text, until=2022) == -1.0  # Phú Thọ of 2022 is the old one alone
    assert of_place("tỉnh Hòa Bình", text, PHU_THO_2026, until=2026) == -1.0


# Whose reports


def ids(asked: str, sources: list[Source], until: int | None = None) -> list[str]:
    return [each.id for each in reports_of(place(asked), sources, until=until)]


ALL = [document.source for document in REPORTS]


def test_only_reports_of_the_asked_province_can_answer_a_district_as_well() -> None:
    assert ids("tỉnh Kon Tum", ALL) == ids("huyện Đắk Hà", ALL) == ["kon-tum-2022.txt", "dak-ha-2022.txt"]
    assert ids("tỉnh Cà Mau", ALL) == []


def test_articles_of_no_known_province_may_answer_for_any() -> None:
    assert ids("tỉnh Cà Mau", [Source("tin.txt", "Tin tức"), *ALL]) == ["tin.txt"]


def test_a_name_that_has_no_reports_of_its_own_means_todays_province_with_all_it_was_made_of() -> None:
    assert (
        ids("tỉnh Phú Thọ", ALL) == ids("tỉnh Phú Thọ", ALL, until=2026) == ["hoa-binh-2021.txt", "hoa-binh-2022.txt"]
    )
    assert ids("tỉnh Quảng Ngãi", ALL) == ["kon-tum-2022.txt", "dak-ha-2022.txt"]


def test_before_the_merger_a_name_means_the_old_province() -> None:
    assert ids("tỉnh Phú Thọ", ALL, until=2022) == []


def test_a_province_with_reports_of_its_own_is_not_mixed_with_what_became_part_of_it() -> None:
    assert ids("tỉnh Phú Thọ", [*ALL, PHU_THO_2026]) == ["phu-tho-2026.txt"]


def test_an_old_province_has_no_reports_of_the_new_one() -> None:
    assert ids("tỉnh Hòa Bình", [PHU_THO_2026]) == []


# Periods


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("năm 2022", 1.0),
        ("năm 2021", -1.0),
        ("năm 2023", -0.5),  # may be planned in it
        ("6 tháng đầu năm 2022", -0.5),
        ("nhiệm kỳ 2021-2026", -0.5),
        ("giai đoạn 2021-2022", 0.4),  # told in the last report of it
        ("giai đoạn 2019-2021", -1.0),
    ],
)
def test_a_report_speaks_of_its_own_period(asked: str, expected: float) -> None:
    assert of_period(asked, "Các cấp Hội xây 38 căn nhà.") == expected


def test_the_report_of_half_a_year_is_weak_evidence_for_the_year() -> None:
    assert of_period("năm 2022", "Các cấp Hội xây 17 căn nhà.", KON_TUM) == 0.3
    assert of_period("năm 2022", "Năm 2022, các cấp Hội phấn đấu xây 30 căn nhà.", KON_TUM) == 0.85


def test_a_period_named_in_the_sentence_or_heading_counts() -> None:
    assert of_period("năm 2021", "Các cấp Hội xây 38 căn, năm 2021 xây 31 căn.") == 0.2  # not the report's period
    assert of_period("năm 2021", "Năm 2021, các cấp Hội xây 31 căn nhà.") == 0.75  # but the whole sentence is of it
    assert of_period("năm 2023", "Năm 2023 phấn đấu xây 40 căn nhà.", plan=True) == 1.0
    assert of_period("năm 2023", "Phấn đấu xây 40 căn nhà.", heading="Nhiệm vụ năm 2023", plan=True) == 1.0
    assert of_period("năm 2022", "Phấn đấu xây 40 căn nhà.", heading="Nhiệm vụ năm 2023") == -0.6


def test_the_period_that_a_result_is_compared_with_is_not_the_one_told() -> None:
    text = "Xây 38 căn nhà, tăng 7 căn so với năm 2021; kết nạp 20 hội viên, giảm 5 so với cùng kỳ năm 2021."
    assert of_period("năm 2021", text) == -1.0
    assert of_period("năm 2022", text) == 1.0


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Năm 2021, toàn tỉnh xây 31 căn.", False),
        ("Trong năm 2021, xây 31 căn.", False),
        ("Từ năm 2021, Hội xây 31 căn.", True),
        ("So với năm 2021, số căn tăng 7.", True),
        ("Toàn tỉnh xây 38 căn, nhiều hơn năm 2021.", True),
    ],
)
def test_a_sentence_that_begins_with_another_period_tells_of_that(text: str, is_told: bool) -> None:
    assert (of_period("năm 2022", text) > 0) is is_told


def test_what_a_plan_says_was_reached_is_of_the_year_before() -> None:
    plan = replace(HOA_BINH, title="Kế hoạch công tác Hội năm 2023", period="năm 2023")
    reviewed = passage(plan, "Đã xây 38 căn nhà.")
    assert period_evidence(period("năm 2022"), reviewed, done=True) == BEFORE_PLAN
    assert period_evidence(period("năm 2023"), reviewed, done=True) == NOT_YET
    assert period_evidence(period("năm 2023"), passage(plan, "Xây 40 căn nhà.")) == 1.0


def test_last_years_half_is_what_this_years_is_compared_with() -> None:
    text = "Xây 29 căn nhà, giảm 4 căn so với nửa đầu năm ngoái."
    half = replace(HOA_BINH, period="6 tháng đầu năm 2023")
    assert of_period("năm 2022", text, half) < 0 < of_period("6 tháng đầu năm 2023", text, half)


def test_a_half_year_named_without_its_year_is_of_the_reports_year() -> None:
    assert of_period("6 tháng đầu năm 2022", "Trong 6 tháng đầu năm, xây 17 căn nhà.") == 1.0


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        (date(2022, 10, 1), "Xây 3 căn nhà.", 0.3),
        (date(2023, 1, 10), "Xây 3 căn nhà.", 0.3),
        (date(2023, 10, 6), "Xây 3 căn nhà.", -0.7),
        (date(2020, 1, 10), "Xây 3 căn nhà.", -0.7),
        (None, "Xây 3 căn nhà.", 0.3),
        (None, "Năm 2022 xây 3 căn nhà.", 1.0),
        (None, "Tháng 5 năm 2022 xây 3 căn nhà.", 0.3),
        (None, "Năm 2020 xây 3 căn nhà.", 0.0),
    ],
)
def test_news_without_a_period_are_judged_by_their_words_and_day(
    published: date | None, text: str, expected: float
) -> None:
    assert of_period("năm 2022", text, replace(HOA_BINH, period=None, published=published)) == expected


def test_a_terms_report_says_little_of_one_year_unless_it_was_written_then() -> None:
    term = replace(HOA_BINH, period="nhiệm kỳ 2016-2021", published=date(2021, 9, 1))
    assert of_period("năm 2021", "Xây 300 căn nhà.", term) == 0.5
    assert of_period("năm 2018", "Xây 300 căn nhà.", term) == -0.3


def test_a_figure_of_several_years_is_of_none_of_them() -> None:
    news = replace(HOA_BINH, period=None, published=None)
    assert of_period("năm 2022", "Trong ba năm, 213 căn nhà được dựng mới.", news) < 0
    assert of_period("năm 2022", "Năm 2022, sau ba năm, dựng được 71 căn nhà.", news) == 1.0
    headed = Passage(news, 0, 16, "Xây 213 căn nhà.", "Nhìn lại năm năm 2018 - 2022")
    assert period_evidence(period("năm 2022"), headed) < 0
    assert period_evidence(period("năm 2022"), headed, told=True) > 0


def test_a_congress_reports_on_the_term_before_its_own() -> None:
    congress = source("dai-hoi.txt", "Hội LHPN tỉnh Hòa Bình", "Hòa Bình", "nhiệm kỳ 2021-2026")
    assert of_period("nhiệm kỳ 2016-2021", "Ba mô hình để lại dấu ấn.", congress) > 0.5
    assert of_period("nhiệm kỳ 2011-2016", "Ba mô hình để lại dấu ấn.", congress) < 0


def test_a_column_named_for_the_period_counts() -> None:
    row = Passage(KON_TUM, 0, 16, "| Nhà | 20 | 17 |", "", "| Nội dung | Năm 2021 | Năm 2022 |")
    assert period_evidence(period("năm 2022"), row) > 0.5


@pytest.mark.parametrize(("later", "expected"), [("năm 2023", -0.5), ("năm 2024", -1.0), ("năm 2021", -1.0)])
def test_what_follows_a_report_is_closer_than_what_went_before(later: str, expected: float) -> None:
    assert closeness(period(later), period("năm 2022")) == expected


def test_an_unknown_period_is_none() -> None:
    assert reported_period(HOA_BINH) == period("năm 2022")
    assert reported_period(replace(HOA_BINH, period=None)) is None
    assert reported_period(replace(HOA_BINH, period="dịp hè")) is None


# Recency


def test_the_newest_of_several_articles_is_one_and_the_oldest_nought() -> None:
    found = recency([document.source for document in REPORTS])
    assert (found["hoa-binh-2021.txt"], found["binh-phuoc-2023.txt"]) == (0.0, 1.0)
    assert 0 < found["kon-tum-2022.txt"] < found["hoa-binh-2022.txt"] < 1


def test_where_nothing_is_older_nothing_is_newer() -> None:
    assert recency([]) == recency([HOA_BINH]) == recency([HOA_BINH, HOA_BINH]) == {}
    assert recency([replace(HOA_BINH, published=None, period=None), HOA_BINH]) == {}
