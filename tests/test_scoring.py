"""How well a sentence answers: its words, the thing counted, plan or result, place and period."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_reports import DAK_HA_2022, HOA_BINH_2021, HOA_BINH_2022, KON_TUM_2022, LEXICON, ask, passage, sentence

from bot.answering.persons import has_name
from bot.answering.scoring import WEIGHTS, Scorer, counted_asks, scorer_of
from bot.answering.sentences import Sentence, split_passage
from bot.answering.signs import enumerates, has_day, is_planned
from index.documents import Source
from index.retrieval import Hit

HOUSES_2022 = "Năm 2022, Hòa Bình xây bao nhiêu mái ấm tình thương?"
Written = str | tuple[str, Source] | tuple[str, Source, str]


def hit(of: Sentence) -> Hit:
    return Hit(of.passage, 1.0, 1.0)


def as_sentence(written: Written) -> Sentence:
    return sentence(written) if isinstance(written, str) else sentence(*written)


def signals(question: str, written: Written) -> dict[str, float]:
    found = as_sentence(written)
    return Scorer(ask(question), LEXICON).measure(found, hit(found))


def worth(question: str, written: Written) -> float:
    found = as_sentence(written)
    return Scorer(ask(question), LEXICON).score(found, hit(found)).score


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        # the year's own report
        (
            HOUSES_2022,
            ("Các cấp Hội đã xây mới 38 mái ấm tình thương.", HOA_BINH_2022.source),
            ("Các cấp Hội đã xây mới 31 mái ấm tình thương.", HOA_BINH_2021.source),
        ),
        # the asked place
        (
            "Năm 2022, Hòa Bình xây bao nhiêu mái ấm tình thương?",
            ("Các cấp Hội xây 38 mái ấm tình thương.", HOA_BINH_2022.source),
            ("Năm 2022, các cấp Hội xây 17 mái ấm tình thương.", KON_TUM_2022.source),
        ),
        # the district, not its province
        (
            "huyện Mai Châu trao mấy mái ấm tình thương năm 2021",
            ("Huyện Mai Châu trao 6 mái ấm tình thương.", HOA_BINH_2021.source),
            ("Toàn tỉnh trao 31 mái ấm tình thương.", HOA_BINH_2021.source),
        ),
        # the province, not a district
        (
            "Hòa Bình trao mấy mái ấm tình thương năm 2021",
            ("Toàn tỉnh trao 31 mái ấm tình thương.", HOA_BINH_2021.source),
            ("Huyện Mai Châu trao 6 mái ấm tình thương.", HOA_BINH_2021.source),
        ),
        (
            "tỉnh Kon Tum có bao nhiêu hội viên",
            ("Toàn tỉnh có 90.215 hội viên.", KON_TUM_2022.source),
            ("Toàn huyện có 8.215 hội viên.", DAK_HA_2022.source),
        ),
        # a result, not a plan; a plan, not a result
        (
            HOUSES_2022,
            ("Các cấp Hội đã xây 38 mái ấm tình thương.", HOA_BINH_2022.source),
            ("Phấn đấu xây 40 mái ấm tình thương.", HOA_BINH_2022.source, "III. Phương hướng"),
        ),
        (
            "Năm 2022, Hòa Bình phấn đấu xây bao nhiêu mái ấm tình thương?",
            ("Năm 2022 phấn đấu xây 36 mái ấm tình thương.", HOA_BINH_2021.source),
            ("Các cấp Hội đã xây 38 mái ấm tình thương.", HOA_BINH_2022.source),
        ),
        # the thing counted
        (
            "Hòa Bình kết nạp bao nhiêu hội viên mới?",
            "Toàn tỉnh kết nạp 2.987 hội viên mới.",
            "Hội viên mới được tặng 120 suất quà trong lễ kết nạp.",
        ),
        ("mái ấm tình thương trị giá bao nhiêu tiền?", "Mái ấm tình thương trị giá 6 triệu.", "38 mái ấm tình thương."),
        # a figure at all
        (HOUSES_2022, "Các cấp Hội xây mới 38 mái ấm tình thương.", "Các cấp Hội quan tâm xây mới mái ấm tình thương."),
        # other words for it
        ("Hòa Bình giúp bao nhiêu hộ hết nghèo?", "Có 264 hộ thoát nghèo.", "Có 264 hộ trồng cây."),
        ("điểm yếu của cán bộ là gì?", "Hạn chế của cán bộ là ít học.", "Cán bộ trồng cây."),
        # a person, a day
        ("Ai chủ trì hội nghị?", "Bà Bùi Thị Hoài Thu chủ trì hội nghị.", "Hội nghị do Hội chủ trì."),
        ("Hội nghị tổng kết ngày nào?", "Hội nghị tổng kết ngày 12/01/2023.", "Hội nghị tổng kết tại tỉnh."),
        ("Vì sao cán bộ lúng túng?", "Nguyên nhân là cán bộ lúng túng do ít học.", "Cán bộ lúng túng khi dùng mạng."),
    ],
)  # fmt: skip
def test_the_sentence_that_answers_is_worth_more(question: str, right: Written, wrong: Written) -> None:
    assert worth(question, right) > worth(question, wrong)


def test_a_sentence_goes_on_about_the_district_named_before_it_on_its_line() -> None:
    text = "Huyện Mai Châu lập tổ đan len. Tổ có 12 chị. Huyện Lạc Sơn lập tổ may. Tổ có 15 chị.\nToàn đoàn có 9 chị."
    whole = passage(HOA_BINH_2021.source, text)
    sentences = list(split_passage(whole))
    of_district = Scorer(ask("huyện Mai Châu"), LEXICON)
    found = {s.text: of_district.measure(s, Hit(whole, 1.0))["place"] for s in sentences}
    assert found["Tổ có 12 chị."] > 0 > found["Tổ có 15 chị."]
    assert found["Toàn đoàn có 9 chị."] == 0.0
    scorer = Scorer(ask("huyện Mai Châu năm 2021 tổ có bao nhiêu chị?"), LEXICON)
    best = max(sentences, key=lambda s: scorer.score(s, Hit(whole, 1.0)).score)
    assert best.text == "Tổ có 12 chị."


@pytest.mark.parametrize(
    ("text", "heading", "planned"),
    [
        ("Phấn đấu xây 36 mái ấm.", "", True),
        ("Hội sẽ xây 36 mái ấm.", "", True),
        ("Mục tiêu kết nạp 3.500 hội viên mới.", "", True),
        ("Xây 36 mái ấm; kết nạp 3.500 hội viên.", "III. Phương hướng, nhiệm vụ năm 2023", True),
        ("Dự kiến trao 20 suất quà.", "", True),
        ("phan dau xay 36 mai am", "", True),
        ("Đã xây 38 mái ấm.", "", False),
        ("Đã xây 38 mái ấm.", "Kết quả thực hiện nhiệm vụ năm 2022", False),
        ("Hội chia sẻ khó khăn với 30 hộ.", "", False),
        ("Hội san sẻ yêu thương với 30 hộ.", "", False),
        ("Thực hiện Chương trình mục tiêu quốc gia, Hội trồng 5.400 cây.", "", False),
        ("Hội trồng 5.400 cây.", "Chương trình mục tiêu quốc gia xây dựng nông thôn mới", False),
    ],
)
def test_a_plan_is_told_from_a_result_by_its_words_or_heading(text: str, heading: str, planned: bool) -> None:
    assert is_planned(sentence(text, heading=heading)) is planned


@pytest.mark.parametrize(
    ("header", "planned"),
    [
        ("| Nội dung | Kế hoạch | Thực hiện |", False),  # tells of both
        ("| Nội dung | Kế hoạch | Đạt được |", False),
        ("| Nội dung | Thực hiện 2023 | Kế hoạch 2024 |", True),  # a result of another year
        ("| Nội dung | Chỉ tiêu |", True),
        ("", True),
    ],
)
def test_a_row_under_the_heading_of_a_plan_is_planned_unless_a_column_tells_the_result(
    header: str, planned: bool
) -> None:
    assert is_planned(sentence("| Trồng cây | 40 | 45 |", heading="Phụ lục: chỉ tiêu", header=header)) is planned


def test_shares_of_the_topic_lie_between_nought_and_one() -> None:
    whole = signals("xây mái ấm tình thương", "Hội xây mái ấm tình thương.")
    half = signals("xây mái ấm tình thương", "Hội xây cầu.")
    assert whole["words"] == whole["pairs"] == whole["concepts"] == 1.0
    assert 0 < half["words"] < 1 and 0 < half["concepts"] < 1 and half["pairs"] == 0
    assert signals("xây mái ấm", "Trồng rừng.")["words"] == 0.0


def test_words_of_the_heading_count_less_than_those_of_the_sentence() -> None:
    under = ("Trao 9 suất.", HOA_BINH_2022.source, "Mái ấm tình thương")
    assert 0 < signals("mái ấm tình thương", under)["around"] <= 0.5
    assert signals("mái ấm tình thương", "Mái ấm tình thương: 9 suất.")["around"] == 0.0


def test_a_figure_that_the_question_gives_is_no_answer() -> None:
    asked = "Hòa Bình xây 38 mái ấm hết bao nhiêu tiền?"
    assert signals(asked, "Hội xây 38 mái ấm.")["no_figure"] == 1.0
    assert signals(asked, "Hội xây 38 mái ấm, hết 2 tỷ đồng.")["no_figure"] == 0.0


def test_dates_and_names_are_no_figures() -> None:
    assert signals(HOUSES_2022, "Ngày 12/01/2023, theo Đề án 938, Hội trao mái ấm.")["no_figure"] == 1.0


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("Ai là Chủ tịch Hội?", "Bà Bùi Thị Hoài Thu, Chủ tịch Hội LHPN tỉnh, dự lễ.", True),
        ("Ai là Chủ tịch Hội?", "Bà Bùi Thị Hoài Thu, Phó Chủ tịch Hội LHPN tỉnh, dự lễ.", False),
        ("Ai là Phó Chủ tịch Hội?", "Bà Bùi Thị Hoài Thu, Phó Chủ tịch Hội LHPN tỉnh, dự lễ.", True),
        ("Ai là Phó Chủ tịch Hội LHPN huyện Mai Châu?", "Bà Bùi Thị Thu, Phó Chủ tịch Hội LHPN tỉnh, dự.", False),
        ("Ai là Phó Chủ tịch Hội LHPN huyện Mai Châu?", "Bà Bùi Thị Thu, Phó Chủ tịch Hội LHPN huyện, dự.", True),
        ("Ai là Chủ tịch Hội LHPN thành phố Hòa Bình?", "Bà Bùi Thị Thu, Chủ tịch Hội LHPN thành phố, dự.", True),
        ("Ai là Chủ tịch Hội?", "Ông Đinh Văn Tú, Chủ tịch UBND tỉnh, dự lễ.", False),
        ("Ai chủ trì lễ khai giảng?", "Chị Lê Thị Bé Sáu chủ trì lễ khai giảng.", True),
        ("Ai chủ trì lễ khai giảng?", "Lễ khai giảng lớp may.", False),
    ],
)
def test_a_person_is_named_with_the_office_asked_for(question: str, text: str, named: bool) -> None:
    assert signals(question, text)["person"] == (1.0 if named else -1.0)
    found = sentence(text)
    assert Scorer(ask(question), LEXICON).score(found, hit(found)).fits is named


def test_what_lists_several_things_is_seen() -> None:
    assert enumerates("Nội dung gồm: quản lý hội viên; viết tin; dựng clip.")
    assert enumerates("Sang năm, huyện chọn bốn việc: làm vườn mẫu; xin tem; lập nhóm; giúp hộ nghèo.")
    assert not enumerates("Tổng dự toán: 5,6 tỷ đồng; ngân sách bảo đảm phần lớn.")
    assert not enumerates("Hội nghị có 85 đại biểu, trong đó 40 người mới.")


@pytest.mark.parametrize(
    ("text", "day", "name"),
    [
        ("Ngày 05/10/2023 khai giảng.", True, False),
        ("ngày 5 tháng 10", True, False),
        ("Quý III khai giảng.", True, False),
        ("Bà Bùi Thị Thu phát biểu.", False, True),
        ("Hội khai giảng lớp may.", False, False),
        ("Tổ may ở phường Tân Châu ký hợp đồng với chủ xưởng.", False, False),  # places are no names
        ("Cô giáo về hưu Hoàng Thị Tâm lái chiếc xe ấy.", False, True),
        ("Chủ tịch Hội LHPN thành phố Vũ Thị Liên cho biết.", False, True),  # after the place that she chairs
        ("Có mặt Phó Bí thư Tỉnh ủy.", False, False),  # an office, nobody
        ("Cháu nhỏ nhất do chi hội giáo viên đỡ đầu.", False, True),
    ],
)
def test_days_and_names_are_seen(text: str, day: bool, name: bool) -> None:
    assert (has_day(text), has_name(text)) == (day, name)


@pytest.mark.parametrize(
    ("question", "text", "counted"),
    [
        ("xây bao nhiêu mái ấm?", "xây 38 mái ấm", True),
        ("xây bao nhiêu mái ấm?", "trồng 38 cây", False),
        ("xây hết bao nhiêu tiền?", "xây hết 2 tỷ đồng", True),
        ("xây hết bao nhiêu tiền?", "xây 38 mái ấm", False),
        ("đạt bao nhiêu phần trăm?", "đạt 80,1%", True),
        ("đạt bao nhiêu phần trăm?", "đạt 80 hội viên", False),
    ],
)
def test_whether_any_figure_is_of_the_kind_asked_for(question: str, text: str, counted: bool) -> None:
    assert bool(counted_asks(sentence(text), ask(question))) is counted


def test_words_that_the_corpus_does_not_know_lower_the_coverage() -> None:
    found = sentence("Hội trồng 5.400 cây xanh.", KON_TUM_2022.source)
    known = Scorer(ask("Kon Tum trồng bao nhiêu cây xanh?"), LEXICON).covered_share(found)
    unknown = Scorer(ask("Kon Tum trồng bao nhiêu cây blockchain lượng tử?"), LEXICON).covered_share(found)
    assert known == 1.0
    assert unknown < known / 2


def test_a_question_without_a_topic_is_covered_by_nothing() -> None:
    assert Scorer(ask("Kon Tum 2022?"), LEXICON).covered_share(sentence("Hội trồng 5.400 cây.")) == 0.0


def test_a_row_is_read_with_its_header() -> None:
    header = "| Huyện | Số tổ | Dư nợ |"
    row = sentence("| Bù Đăng | 61 | 158.300 |", header=header)
    assert Scorer(ask("dư nợ Bù Đăng"), LEXICON).covered_share(row) == 1.0
    assert Scorer(ask("dư nợ Bù Đăng"), LEXICON).covered_share(sentence("Bù Đăng 61 158.300", header=header)) == 0.0


@given(st.text(max_size=150), st.text(max_size=60))
def test_any_sentence_is_measured(text: str, typed: str) -> None:
    found = Sentence(passage(HOA_BINH_2022.source, text), 0, len(text), text)
    told = Scorer(ask(typed), LEXICON).measure(found, hit(found))
    assert told.keys() == WEIGHTS.keys()
    assert all(map(math.isfinite, told.values()))
    assert 0.0 <= Scorer(ask(typed), LEXICON).covered_share(found) <= 1.0 + 1e-9


def test_a_score_is_worked_out_once_for_search_and_answer() -> None:
    found, asked = sentence("Toàn tỉnh xây 38 mái ấm."), ask("Năm 2022 Hòa Bình xây bao nhiêu mái ấm?")
    scorer = scorer_of(asked, LEXICON)
    assert scorer_of(asked, LEXICON) is scorer
    again = scorer.score(replace(found, rank=3), hit(found))
    assert (again.score, again.sentence.rank) == (scorer.score(found, hit(found)).score, 3)


def test_from_how_much_to_how_much_is_told_by_both_figures() -> None:
    question = "Hòa Bình giảm hộ nghèo từ bao nhiêu xuống còn bao nhiêu?"
    assert signals(question, "Số hộ nghèo giảm từ 912 hộ xuống 640 hộ.")["change"] == 1.0
    assert signals(question, "Số hộ nghèo là 640 hộ.")["change"] == -1.0
    assert signals("Hòa Bình có bao nhiêu hộ nghèo?", "Số hộ nghèo giảm từ 912 hộ xuống 640 hộ.")["change"] == 0.0
