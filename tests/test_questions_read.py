"""What is read from a question as members type it: its words, topic, places, periods, and the parts it is made of."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_reports import LEXICON, TODAY, ask

from bot.answering.questions import Question, analyse, parts
from index.lexicon import Lexicon
from index.vietnamese.places import provinces

KON_TUM = next(place for place in provinces() if place.name == "Kon Tum")


def words_of(text: str) -> str:
    return " ".join(ask(text).words)


def topic_of(text: str) -> str:
    return " ".join(term.word for term in ask(text).topic)


def places_of(question: Question) -> list[str]:
    return [place.label for place in question.places]


def periods_of(question: Question) -> list[str]:
    return [mention.period.label for mention in question.periods]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        # without accents
        (
            "nam 2022 hoa binh xay moi bao nhieu mai am tinh thuong",
            "năm 2022 hòa bình xây mới bao nhiêu mái ấm tình thương",
        ),
        ("ket nap bao nhieu hoi vien moi o tinh hoa binh", "kết nạp bao nhiêu hội viên mới ở tỉnh hòa bình"),
        ("du no uy thac kon tum la bao nhieu", "dư nợ ủy thác kon tum là bao nhiêu"),
        ("huyen dak ha do dau bao nhieu tre mo coi", "huyện đăk hà đỡ đầu bao nhiêu trẻ mồ côi"),
        ("bao nhieu ho thoat ngheo", "bao nhiêu hộ thoát nghèo"),
        ("ben tre trao bao nhieu may may", "bến tre trao bao nhiêu máy may"),
        # with wrong accents or some of them
        ("Hoà Bình kết nạp mấy hôi viên mới", "hòa bình kết nạp mấy hội viên mới"),
        ("bàn giao mây căn mái âm tình thuơng", "bàn giao mấy căn mái ấm tình thương"),
        ("dư nợ uỷ thác Kon Tum", "dư nợ ủy thác kon tum"),
        ("kêt nap hội viên", "kết nạp hội viên"),
        # with slips
        ("bao nhiu hội viênn mới", "bao nhiêu hội viên mới"),
        ("hội viêm mới của Hòa Bình", "hội viên mới của hòa bình"),
        ("thu gom bao nhiêu rác thải nhựa", "thu gom bao nhiêu rác thải nhựa"),
        ("tòan tỉnh kết nạp", "toàn tỉnh kết nạp"),
        # as in chats
        ("hòa bình xây đc bn nhà z", "hòa bình xây được bao nhiêu nhà vậy"),
        ("giup dc bn ho", "giúp được bao nhiêu hộ"),
        ("trồng bnhieu cây ntn", "trồng bao nhiêu cây như thế nào"),
        # abbreviations of reports
        ("Hội LHPN huyện Đắk Hà", "hội liên hiệp phụ nữ huyện đăk hà"),
        ("MATT Hòa Bình", "mái ấm tình thương hòa bình"),
        ("htx va tht o Binh Phuoc", "hợp tác xã và tổ hợp tác ở bình phước"),
        ("dư nợ của hv qua NHCSXH", "dư nợ của hội viên qua ngân hàng chính sách xã hội"),
        ("CLB dân vũ", "câu lạc bộ dân vũ"),
        ("6T đầu năm 2022", "6 tháng đầu năm 2022"),
        # numbers stay
        ("giúp 1.236 hộ, 86,40%", "giúp 1236 hộ 86.4 phần trăm"),
    ],
)
def test_words_are_read_as_the_corpus_writes_them(typed: str, read: str) -> None:
    assert words_of(typed) == read


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("Năm 2022, Hòa Bình xây mới bao nhiêu mái ấm tình thương?", "xây mới mái ấm tình thương"),
        ("chị ơi cho em hỏi Kon Tum trồng mấy cây xanh vậy ạ", "trồng cây xanh"),
        ("huyện Mai Châu, tỉnh Hòa Bình trao mấy căn nhà", "trao căn nhà"),
        ("thành phố Kon Tum có bao nhiêu hội viên", "hội viên"),
        ("toàn tỉnh Kon Tum có bao nhiêu hội viên", "hội viên"),
        ("Trong năm 2022, hết tháng 6, Kon Tum trồng bao nhiêu cây?", "trồng cây"),
        ("6 tháng đầu năm 2022 so với cùng kỳ năm 2021 Kon Tum trồng tăng bao nhiêu cây", "trồng cây"),
        ("năm 2022 Hòa Bình kết nạp bao nhiêu hội viên, tăng bao nhiêu so với năm trước", "kết nạp hội viên"),
        ("Hiện nay Kon Tum có bao nhiêu hội viên?", "hội viên"),
        ("Kon Tum 2022", ""),
    ],
)
def test_the_topic_is_what_is_left_without_question_words_places_and_periods(typed: str, topic: str) -> None:
    assert topic_of(typed) == topic


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("Hòa Bình xây bao nhiêu nhà", ["Hòa Bình"]),
        ("o tinh hoa binh co may to hop tac", ["Hòa Bình"]),
        ("Hoà Bình có mấy tổ hợp tác", ["Hòa Bình"]),
        ("kon tum trong may cay", ["Kon Tum"]),
        ("TP Kon Tum có bao nhiêu hội viên", ["thành phố Kon Tum, Kon Tum"]),
        ("tp. Hòa Bình có bn hv", ["thành phố Hòa Bình, Hòa Bình"]),
        ("huyện Mai Châu", ["huyện Mai Châu, Hòa Bình"]),
        ("huyện Mai Châu, Hòa Bình", ["huyện Mai Châu, Hòa Bình"]),
        ("huyen dak ha tinh kon tum", ["huyện Đăk Hà, Kon Tum"]),
        ("huyện Châu Thành, Bến Tre", ["huyện Châu Thành, Bến Tre"]),
        ("huyện Hòa Bình của Bạc Liêu", ["huyện Hòa Bình, Bạc Liêu"]),
        ("huyện Mai Châu và cả tỉnh Hòa Bình", ["huyện Mai Châu, Hòa Bình", "Hòa Bình"]),
        ("thành phố Kon Tum và tỉnh Kon Tum", ["thành phố Kon Tum, Kon Tum", "Kon Tum"]),
        ("huyện Mai Châu so với tỉnh Hòa Bình", ["huyện Mai Châu, Hòa Bình", "Hòa Bình"]),
        ("huyện Mai Châu, không tính cả tỉnh Hòa Bình", ["huyện Mai Châu, Hòa Bình"]),
        ("Hòa Bình và Kon Tum nơi nào nhiều hơn", ["Hòa Bình", "Kon Tum"]),
        ("huyện Mai Châu của Hòa Bình và Kon Tum", ["huyện Mai Châu, Hòa Bình", "Kon Tum"]),
        ("Hòa Bình, Hòa Bình và Hoà Bình", ["Hòa Bình"]),
        ("hội viên phụ nữ có bao nhiêu", []),
    ],
)
def test_places_are_read_in_every_spelling_and_a_district_goes_before_its_province(
    typed: str, places: list[str]
) -> None:
    assert places_of(ask(typed)) == places


@pytest.mark.parametrize(
    ("typed", "periods"),
    [
        ("năm 2022 Hòa Bình xây bao nhiêu nhà", ["năm 2022"]),
        ("nam 2022 hoa binh xay may nha", ["năm 2022"]),
        ("Hòa Bình 2022 bao nhiêu nhà", ["năm 2022"]),
        ("6 tháng đầu năm 2022", ["6 tháng đầu năm 2022"]),
        ("6T đầu năm 2022", ["6 tháng đầu năm 2022"]),
        ("nua dau nam 2022", ["6 tháng đầu năm 2022"]),
        ("giữa 2022", ["6 tháng đầu năm 2022"]),
        ("đến 30/6/2022", ["6 tháng đầu năm 2022"]),
        ("tính đến cuối năm 2022", ["năm 2022"]),
        ("9 thang dau nam 2023", ["9 tháng đầu năm 2023"]),
        ("6 tháng cuối năm 2022", ["6 tháng cuối năm 2022"]),
        ("Quý I/2023", ["quý I năm 2023"]),
        ("tháng 10/2023", ["tháng 10 năm 2023"]),
        ("nhiệm kỳ 2021-2026", ["nhiệm kỳ 2021-2026"]),
        ("giai đoạn 2021-2025", ["giai đoạn 2021-2025"]),
        ("năm ngoái", ["năm 2023"]),
        ("nam nay", ["năm 2024"]),
        ("năm ngoái so với năm kia", ["năm 2023", "năm 2022"]),
        ("2021 với 2022", ["năm 2021", "năm 2022"]),
        # a year that only frames a shorter period is not asked about
        ("năm 2022, trong 6 tháng đầu năm", ["6 tháng đầu năm 2022"]),
        ("Trong năm 2022, tính đến hết tháng 6", ["6 tháng đầu năm 2022"]),
        ("Cả năm 2022 phấn đấu xây mấy nhà, 6 tháng đầu năm đã xây được mấy nhà", ["năm 2022", "6 tháng đầu năm 2022"]),
        ("dư nợ giữa năm 2022 và lúc hết năm 2022 chênh nhau ra sao", ["6 tháng đầu năm 2022", "năm 2022"]),
        # what is named twice is asked about once
        ("năm 2022 định xây mấy nhà, hết năm 2022 xây được mấy nhà", ["năm 2022"]),
        # "cùng kỳ"
        ("6 tháng đầu năm 2022 so với cùng kỳ", ["6 tháng đầu năm 2022", "6 tháng đầu năm 2021"]),
        ("nửa đầu năm 2022 so cùng kỳ năm trước", ["6 tháng đầu năm 2022", "6 tháng đầu năm 2021"]),
        ("6 tháng đầu năm 2022 so với cùng kỳ năm 2020", ["6 tháng đầu năm 2022", "6 tháng đầu năm 2020"]),
        ("so voi cung ky nam 2021, 6 thang dau nam 2022", ["6 tháng đầu năm 2021", "6 tháng đầu năm 2022"]),
        ("quý I/2023 so với cùng kỳ năm ngoái", ["quý I năm 2023", "quý I năm 2022"]),
        ("năm 2022 so với cùng kỳ", ["năm 2022", "năm 2021"]),
        (
            "6 tháng đầu năm 2022 so với cùng kỳ 6 tháng đầu năm 2021",
            ["6 tháng đầu năm 2022", "6 tháng đầu năm 2021"],
        ),
        ("kết nạp tăng bao nhiêu so với cùng kỳ năm trước", []),
        ("Kon Tum có 2.022 hội viên", []),
    ],
)
def test_periods_are_read_in_every_form(typed: str, periods: list[str]) -> None:
    assert periods_of(ask(typed)) == periods


@pytest.mark.parametrize("typed", ["đến 30/6/2022", "tính đến cuối năm 2022"])
def test_a_day_asks_for_the_state_on_it(typed: str) -> None:
    assert [mention.moment for mention in ask(typed).periods] == [True]


@pytest.mark.parametrize(
    ("typed", "latest"),
    [
        ("Hiện nay Hòa Bình có bao nhiêu hội viên?", True),
        ("so lieu moi nhat ve hoi vien", True),
        ("Hòa Bình có bao nhiêu hội viên?", False),
    ],
)
def test_the_newest_state_is_asked_for_in_words(typed: str, latest: bool) -> None:
    assert ask(typed).latest is latest


@pytest.mark.parametrize(
    ("typed", "plan", "result"),
    [
        ("Năm 2022 Hòa Bình nhắm xây bao nhiêu nhà?", True, False),
        ("Năm 2022 Hòa Bình xây nhà nhằm giúp bao nhiêu hộ?", False, False),
        ("Năm 2022 Hòa Bình phấn đấu xây bao nhiêu mái ấm?", True, False),
        ("chi tieu hoi vien moi nam 2022 cua Hoa Binh", True, False),
        ("Hòa Bình sẽ xây bao nhiêu mái ấm?", True, False),
        ("Năm 2022 Hòa Bình xây bao nhiêu mái ấm?", False, False),
        ("Hòa Bình xây được bao nhiêu mái ấm?", False, True),
        ("phấn đấu xây bao nhiêu mái ấm, rốt cuộc xây được bao nhiêu?", True, True),
        ("Bến Tre chia sẻ khó khăn với bao nhiêu hộ?", False, False),
        ("ben tre chia se kho khan voi bao nhieu ho", False, False),
        ("thực hiện chương trình mục tiêu quốc gia, Kon Tum trồng bao nhiêu cây?", False, False),
        ("truyền thông dân số, kế hoạch hóa gia đình cho bao nhiêu chị?", False, False),
    ],
)
def test_a_plan_is_told_from_a_result(typed: str, plan: bool, result: bool) -> None:
    question = ask(typed)
    assert (question.plan, question.result) == (plan, result)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Hòa Bình xây bao nhiêu nhà", [("Hòa Bình", None)]),
        ("năm 2022 Hòa Bình xây bao nhiêu nhà", [("Hòa Bình", "năm 2022")]),
        ("Hòa Bình, Kon Tum năm 2022", [("Hòa Bình", "năm 2022"), ("Kon Tum", "năm 2022")]),
        ("Hòa Bình 2021 so với 2022", [("Hòa Bình", "năm 2021"), ("Hòa Bình", "năm 2022")]),
        ("Hòa Bình 2021, Kon Tum 2022 xây bao nhiêu nhà", [("Hòa Bình", "năm 2021"), ("Kon Tum", "năm 2022")]),
        (
            "Hòa Bình, Kon Tum, Bình Phước 2021 và 2022",
            [(name, f"năm {year}") for name in ("Hòa Bình", "Kon Tum", "Bình Phước") for year in (2021, 2022)],
        ),
        ("có bao nhiêu hội viên", [(None, None)]),
    ],
)
def test_a_question_falls_into_parts_of_one_place_and_one_period(
    typed: str, read: list[tuple[str | None, str | None]]
) -> None:
    found = parts(ask(typed))
    assert all(len(part.places) <= 1 and len(part.periods) <= 1 for part in found)
    assert [(next(iter(places_of(part)), None), next(iter(periods_of(part)), None)) for part in found] == read


def test_of_a_result_and_a_later_plan_each_part_asks_for_its_own() -> None:
    [result, plan] = parts(ask("Năm 2021 Hòa Bình xây được bao nhiêu mái ấm, năm 2022 phấn đấu bao nhiêu?"))
    assert (periods_of(result), result.plan) == (["năm 2021"], False)
    assert (periods_of(plan), plan.plan) == (["năm 2022"], True)


def test_the_askers_own_unit_is_meant_where_no_place_is_named() -> None:
    assert analyse("có bao nhiêu hội viên", LEXICON, today=TODAY, own=KON_TUM).places == (KON_TUM,)
    assert places_of(analyse("Hòa Bình có mấy tổ", LEXICON, today=TODAY, own=KON_TUM)) == ["Hòa Bình"]


def test_a_decomposed_question_reads_like_a_composed_one() -> None:
    text = "Năm 2022, Hòa Bình phấn đấu kết nạp bao nhiêu hội viên mới?"
    assert ask(unicodedata.normalize("NFD", text)) == ask(text)


def test_a_corpus_without_words_corrects_nothing() -> None:
    assert analyse("kon tum trong may cay", Lexicon(), today=TODAY).words == ("kon", "tum", "trong", "may", "cay")


TYPED = ["Hòa", "Bình", "huyện", "Đắk Hà", "năm", "2022", "cùng", "kỳ", "mấy", "nào", "gì", "6", "tháng", "đầu", "–"]


@given(st.text(max_size=200) | st.lists(st.sampled_from(TYPED)).map(" ".join))
def test_any_text_is_read_and_its_periods_are_spans_of_it(typed: str) -> None:
    question = ask(typed)
    assert all(0 <= mention.start < mention.end <= len(question.spelled) for mention in question.periods)
    assert all(question.words) and {term.word for term in question.topic} <= set(question.words)
    assert parts(question)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Hòa Bình xây mấy nhà?", "Hòa Bình xây mấy nhà?"),
        ("hòa bình kết nap mấy hội viên", "hòa bình kết nap mấy hội viên"),  # with accents: as it is
        ("hoa binh ket nap may hoi vien", "Hòa Bình kết nạp mấy hội viên?"),
        ("HOA BINH KET NAP MAY HOI VIEN?", "Hòa Bình kết nạp mấy hội viên?"),
    ],
)
def test_a_question_without_accents_is_searched_as_the_corpus_writes_it(typed: str, searched: str) -> None:
    lexicon = replace(LEXICON, forms={"hòa": "Hòa", "bình": "Bình"})
    assert analyse(typed, lexicon, today=TODAY).searched == searched
