"""An answer in words: short, the figure first, each marker with its exact quotation."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_reports import (
    BINH_PHUOC_2023,
    DAK_HA_2022,
    HOA_BINH_2021,
    HOA_BINH_2022,
    LEXICON,
    REPORTS,
    ask,
    hits_of,
    report,
    source,
)

from bot.answering.answers import Citation, Derived
from bot.answering.composition import compose, headline
from bot.answering.extraction import Draft, compare_parts, extract
from bot.answering.facets import Facet, strength
from bot.answering.grounding import check_answer, place_quotation
from bot.answering.kinds import Kind
from bot.answering.questions import parts
from bot.answering.ranking import rank
from index.documents import Document, Source

SHORT, LEAD, LONG = 450, 240, 1_600
Composed = tuple[str, tuple[Citation, ...], tuple[Derived, ...]]


def draft_of(question: str, *documents: Document) -> Draft:
    asked, hits = ask(question), hits_of(*documents)
    sides = parts(asked)
    if asked.kind is Kind.COMPARISON and len(sides) > 1:
        return compare_parts([(side, next(iter(rank(side, hits, LEXICON)), None)) for side in sides], LEXICON)
    return extract(asked, rank(asked, hits, LEXICON), hits, LEXICON)


def composed(question: str, *documents: Document) -> Composed:
    return compose(draft_of(question, *documents or REPORTS), LEXICON)


def text_of(question: str, *documents: Document) -> str:
    return composed(question, *documents)[0]


def hold(answer: Composed, *documents: Document) -> None:
    """Hold an answer against its articles, as whoever shows it does."""
    text, citations, derived = answer
    texts = {document.id: document.text for document in documents}
    check_answer(text, citations, derived)
    for citation in citations:
        assert place_quotation(citation, texts[citation.source.id]).quote in texts[citation.source.id]
    assert set(map(int, re.findall(r"\[(\d+)\]", text))) == {citation.n for citation in citations}
    assert len({(citation.n, citation.source.id) for citation in citations}) == len({c.source.id for c in citations})


# Figures


def test_a_figure_comes_first_with_whose_it_is_and_of_when_then_the_words_that_say_it() -> None:
    text, [citation], _ = composed("Năm 2022 Hòa Bình xây bao nhiêu mái ấm tình thương?", HOA_BINH_2022)
    assert text == (
        "38 mái ấm tình thương (Hội LHPN tỉnh Hòa Bình, năm 2022) [1].\n“Năm 2022, các cấp Hội trong tỉnh đã xây mới "
        "38 mái ấm tình thương, tổng trị giá 2 tỷ 280 triệu đồng.” [1]"
    )
    assert citation.quote in HOA_BINH_2022.text
    assert HOA_BINH_2022.text[citation.start : citation.end] == citation.quote


def test_a_figure_in_doubt_is_only_quoted() -> None:
    two = report(HOA_BINH_2022.source, "Huyện Mai Châu trao 6 suất quà, huyện Lạc Sơn trao 9 suất quà.")
    text = text_of("Năm 2022 Hòa Bình trao bao nhiêu suất quà?", two)
    assert text.startswith("Hội LHPN tỉnh Hòa Bình, năm 2022: “Huyện Mai Châu trao 6 suất quà")


def test_a_cell_of_a_table_is_told_with_its_row_and_column_and_its_header_is_quoted() -> None:
    text, citations, _ = composed("Năm 2023 Bình Phước kết nạp bao nhiêu hội viên mới?", BINH_PHUOC_2023)
    assert text == "Hội viên mới – Thực hiện: 2.731 (Hội LHPN tỉnh Bình Phước, năm 2023) [1]"
    assert [c.quote for c in citations] == ["| Hội viên mới | 2.500 | 2.731 |", "| Nội dung | Kế hoạch | Thực hiện |"]


def test_a_reason_goes_before_what_it_explains() -> None:
    _, citations, _ = composed("Hạn chế và nguyên nhân của Hòa Bình năm 2021 là gì?", HOA_BINH_2021)
    assert strength(citations[0].quote, Facet.CAUSE) and not strength(citations[-1].quote, Facet.CAUSE)


def test_plan_and_result_of_a_row_stand_side_by_side() -> None:
    text = text_of("Bình Phước kế hoạch xây bao nhiêu mái ấm, xây được bao nhiêu?", BINH_PHUOC_2023)
    assert text.startswith("Mái ấm tình thương (căn) – Kế hoạch: 40; Mái ấm tình thương (căn) – Thực hiện: 45 (")


def test_plan_and_result_of_two_sentences_are_both_told() -> None:
    question = "Năm 2022 Hòa Bình phấn đấu xây bao nhiêu mái ấm tình thương, rốt cuộc xây được bao nhiêu?"
    text, citations, _ = composed(question, HOA_BINH_2021, HOA_BINH_2022)
    assert text.startswith("Chỉ tiêu: 36 mái ấm tình thương (Hội LHPN tỉnh Hòa Bình, báo cáo năm 2021) [1]")
    assert "\nĐạt được: 38 mái ấm tình thương (Hội LHPN tỉnh Hòa Bình, năm 2022) [2]" in text
    assert len(text) <= 600 and {citation.n for citation in citations} == {1, 2}


def test_without_a_period_each_report_gives_its_figure_newest_first() -> None:
    text = text_of("Hòa Bình xây bao nhiêu mái ấm tình thương?", HOA_BINH_2021, HOA_BINH_2022)
    assert text.index("38 mái ấm") < text.index("[1]") < text.index("31 mái ấm") < text.index("[2]")
    assert len(text) <= SHORT


def test_another_article_that_gives_another_figure_is_told_too_later_first() -> None:
    later = Source("dinh-chinh.txt", "Đính chính", "Hội LHPN tỉnh Hòa Bình", "Hòa Bình", None, "năm 2022")
    corrected = report(later, "Năm 2022, các cấp Hội trong tỉnh đã xây mới 39 mái ấm tình thương.")
    text = text_of("Năm 2022 Hòa Bình xây bao nhiêu mái ấm tình thương?", corrected, HOA_BINH_2022)
    assert text.startswith("38 mái ấm") and "39 mái ấm" in text  # the one with a date is later


@pytest.mark.parametrize("length", [1, 3, 6])
def test_a_long_sentence_is_shown_and_quoted_in_part_with_the_figure_first(length: int) -> None:
    filler = "đẩy mạnh tuyên truyền, vận động hội viên tham gia các phong trào thi đua của địa phương; " * length
    long = report(HOA_BINH_2022.source, f"Các cấp Hội đã {filler}xây mới 38 mái ấm tình thương; {filler}tặng quà.")
    answer = composed("Năm 2022 Hòa Bình xây bao nhiêu mái ấm tình thương?", long)
    assert len(answer[0]) <= SHORT
    assert "38 mái ấm" in answer[0][:LEAD]
    assert all(len(citation.quote) <= 700 for citation in answer[1])
    hold(answer, long)


# Names and days


def test_a_person_is_quoted_within_the_lead() -> None:
    text = text_of("Ai chủ trì hội nghị tổng kết năm 2022 của Hòa Bình?", HOA_BINH_2022)
    assert "Bà Bùi Thị Hoài Thu" in text[:LEAD] and len(text) <= SHORT


def test_a_day_is_quoted_within_the_lead() -> None:
    text = text_of("Hội nghị tổng kết năm 2022 của Hòa Bình vào ngày nào?", HOA_BINH_2022)
    assert "12/01/2023" in text[:LEAD] and len(text) <= SHORT


# Lists and descriptions


def test_a_description_lists_quotations_of_one_article_in_its_order() -> None:
    text, citations, _ = composed("Hạn chế của Hòa Bình năm 2021 là gì?", HOA_BINH_2021)
    lines = text.split("\n")
    assert lines[0] == "Hội LHPN tỉnh Hòa Bình, năm 2021:"
    assert all(line.startswith("• ") and line.endswith(" [1]") for line in lines[1:])
    assert [c.start for c in citations] == sorted(c.start for c in citations)
    assert "lúng túng" in text


def test_marks_of_a_list_in_the_article_are_not_shown_twice() -> None:
    listed = report(HOA_BINH_2022.source, "- Hạn chế: thiếu kinh phí hoạt động.\n+ Hạn chế: cán bộ kiêm nhiệm.")
    assert "• Hạn chế: thiếu" in text_of("Hạn chế của Hòa Bình năm 2022 là gì?", listed)


# Comparisons


def test_a_comparison_begins_with_the_difference_computed_from_both_figures() -> None:
    answer = composed("Hòa Bình năm 2021 và năm 2022 xây bao nhiêu mái ấm tình thương?", HOA_BINH_2021, HOA_BINH_2022)
    text, _, [derived] = answer
    assert text.startswith("Tăng 7 (tính từ 31 và 38).\n• Hội LHPN tỉnh Hòa Bình, năm 2021: 31 mái ấm tình thương [1]")
    assert derived == Derived("7", "difference", ("38", "31"))
    hold(answer, HOA_BINH_2021, HOA_BINH_2022)


def test_a_side_that_nothing_was_found_for_is_named() -> None:
    sides = parts(ask("Hòa Bình và Cà Mau năm 2022 xây bao nhiêu mái ấm tình thương?"))
    [best, *_] = rank(sides[0], hits_of(HOA_BINH_2022), LEXICON)
    text, citations, derived = compose(compare_parts([(sides[0], best), (sides[1], None)], LEXICON), LEXICON)
    assert text.endswith("Chưa tìm thấy số liệu của Cà Mau để so sánh.")
    assert derived == ()
    check_answer(text, citations, derived)


def test_a_side_named_by_a_number_is_not_shown_as_a_figure() -> None:
    sides = parts(ask("Quận 7 và quận 8, TP Hồ Chí Minh có bao nhiêu hội viên?"))
    district = report(source("quan-7.txt", "Hội LHPN Quận 7", "Hồ Chí Minh", "năm 2022"), "Toàn quận có 940 hội viên.")
    [best, *_] = rank(sides[0], hits_of(district), LEXICON)
    text, citations, derived = compose(compare_parts([(sides[0], best), (sides[1], None)], LEXICON), LEXICON)
    check_answer(text, citations, derived)
    assert "940 hội viên" in text and "Chưa tìm thấy số liệu" in text


def test_many_sides_stay_within_the_length_of_an_answer() -> None:
    names = ("Lào Cai", "Gia Lai", "Cao Bằng", "Sơn La", "Lai Châu", "Điện Biên", "Hà Tĩnh")
    filler = ", phối hợp với các ban ngành đoàn thể của địa phương vận động chị em tham gia sinh hoạt thường xuyên"
    many = [
        report(source(f"{n}.txt", f"Hội LHPN tỉnh {name}", name, "năm 2022"), f"Hội lập {n + 12} đội văn nghệ{filler}.")
        for n, name in enumerate(names)
    ]
    answer = composed(f"Năm 2022 {', '.join(names)} lập bao nhiêu đội văn nghệ?", *many)
    assert all(f"{n + 12} đội văn nghệ" in answer[0] for n in range(len(names)))
    assert len(answer[0]) <= LONG
    hold(answer, *many)


# Headlines


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (("Hội LHPN tỉnh Hòa Bình", "Hòa Bình", "năm 2022"), "Hội LHPN tỉnh Hòa Bình, năm 2022"),
        ((None, "Hòa Bình", None), "Hòa Bình"),
        ((None, None, "năm 2022"), "năm 2022"),
        ((None, None, None), "Tổng kết phong trào"),
        (("Hội LHPN Quận 7", "Hồ Chí Minh", "năm 2022"), "Hồ Chí Minh, năm 2022"),  # the title does not name it
    ],
)
def test_a_source_is_named_by_what_is_known_of_it(known: tuple[str | None, ...], expected: str) -> None:
    organisation, province, period = known
    assert headline(Source("a.txt", "Tổng kết phong trào", organisation, province, None, period=period)) == expected


def test_in_a_provinces_report_the_asked_district_is_named_instead() -> None:
    assert headline(HOA_BINH_2021.source, ask("huyện Mai Châu")) == "huyện Mai Châu, Hòa Bình, năm 2021"
    assert headline(DAK_HA_2022.source, ask("Kon Tum")) == "Hội LHPN huyện Đắk Hà, năm 2022"


# Whatever an article says

WORDS = [
    *("Hội", "Hòa Bình", "xây", "38", "1.236", "mái ấm", "tình thương,", "hội viên;", "trị giá", "2 tỷ 280 triệu đồng"),
    *("phấn đấu", "năm 2022.", "80,1%", "\n", "| 40 | 45 |", "- ", "“Ngôi nhà xanh”", "Bà Bùi Thị Thu", "12/01/2023"),
    *("hạn chế", "là do", "Mai Châu", "(căn)", "–", "\t", "trong đó", "huyện Lạc Sơn.", "x" * 90, "[3]", "50.000 đồng"),
    *("Quận 7", "Đề án 938", "từ 18 tuổi", "tháng 5/2022", "1 tỷ", "450 triệu", "…", "nhà", "Chủ tịch", "12.5"),
]  # fmt: skip
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=120).map(" ".join)
QUESTIONS = [
    "Năm 2022 Hòa Bình xây bao nhiêu mái ấm, hết bao nhiêu tiền?",
    "Hạn chế của Hòa Bình là gì?",
    "Ai là Chủ tịch Hội Hòa Bình?",
    "Hòa Bình năm 2021 và năm 2022 xây bao nhiêu mái ấm?",
    "Hòa Bình phấn đấu bao nhiêu hội viên, kết nạp được bao nhiêu?",
    "Hội nghị ngày nào?",
    "huyện Mai Châu có bao nhiêu hội viên so với cả tỉnh Hòa Bình?",
]
TITLES = st.sampled_from(["Tin tức", "Hội LHPN Quận 7 tổng kết", "Báo cáo kết quả phong trào thi đua yêu nước " * 9])
ORGANISATIONS = st.sampled_from([None, "Hội LHPN tỉnh Hòa Bình", "Hội LHPN Quận 12", "Hội LHPN thành phố Hòa Bình"])


@given(st.lists(SENTENCES, min_size=1, max_size=3), st.sampled_from(QUESTIONS), TITLES, ORGANISATIONS)
def test_every_quotation_is_exact_and_every_figure_supported(
    texts: list[str], question: str, title: str, organisation: str | None
) -> None:
    document = report(
        Source("a.txt", title, organisation, organisation and "Hòa Bình", None, organisation and "năm 2022"),
        *[("Kết quả", text, "| Nội dung | Kế hoạch | Thực hiện |") for text in texts],
    )
    stored = replace(document, text="| Nội dung | Kế hoạch | Thực hiện |\n" + document.text)
    asked = ask(question)
    if not rank(parts(asked)[0], hits_of(document), LEXICON):
        return
    answer = composed(question, document)
    text, citations, derived = answer
    check_answer(text, citations, derived)
    assert all(citation.quote in stored.text for citation in citations)
    assert set(map(int, re.findall(r"\[(\d+)\]", re.sub(r"“[^”]*”", "", text)))) <= {1, 3}
    short = asked.kind in (Kind.FIGURE, Kind.PERSON, Kind.DATE, Kind.NAME)
    limit = 600 if asked.plan and asked.result else SHORT if short else LONG
    assert len(text) <= limit, text


@pytest.mark.parametrize(
    ("told", "lead"),
    [
        ("giảm từ 912 hộ xuống 640 hộ", "Giảm từ 912 hộ xuống 640 hộ (Hội LHPN tỉnh Hòa Bình, năm 2022)"),
        ("tăng từ 640 hộ lên 912 hộ", "Tăng từ 640 hộ lên 912 hộ (Hội LHPN tỉnh Hòa Bình, năm 2022)"),
    ],
)
def test_a_change_is_told_by_both_figures(told: str, lead: str) -> None:
    document = report(HOA_BINH_2022.source, ("", f"Số hộ phụ nữ vay vốn {told}."))
    text, *_ = composed("Năm 2022 số hộ phụ nữ Hòa Bình vay vốn từ bao nhiêu hộ thành bao nhiêu hộ?", document)
    assert text.startswith(lead)


def test_what_falls_short_is_not_followed_by_what_went_well() -> None:
    document = report(
        HOA_BINH_2022.source,
        ("", "Hạn chế lớn là sinh hoạt chi hội còn đơn điệu. Toàn tỉnh trồng 5.400 cây. Hội mở 12 lớp nghề."),
    )
    text, *_ = composed("Hạn chế của Hòa Bình năm 2022 là gì?", document)
    assert "đơn điệu" in text and "5.400" not in text


def test_a_districts_figure_goes_after_its_provinces() -> None:
    district = report(
        source("mai-chau-2022.txt", "Hội LHPN huyện Mai Châu", "Hòa Bình", "năm 2022"),
        ("", "Nhờ Hội, 27 hộ phụ nữ thoát nghèo."),
    )
    province = report(HOA_BINH_2022.source, ("", "Một năm qua, chị em giúp 1.036 hộ phụ nữ thoát nghèo."))
    text, *_ = composed("Năm 2022 tỉnh Hòa Bình giúp bao nhiêu hộ phụ nữ thoát nghèo nhờ Hội?", district, province)
    assert text.startswith("1.036 hộ")


def test_the_sentence_after_the_best_one_may_tell_the_figure() -> None:
    document = report(
        HOA_BINH_2022.source,
        ("", "Phong trào Vườn mẹ: mỗi hộ trích 100 m2 đất trồng rau quanh nhà. Đến nay có 2.315 vườn."),
    )
    text, *_ = composed("Năm 2022 Hòa Bình làm được mấy vườn theo phong trào Vườn mẹ?", document)
    assert "2.315 vườn" in text
