"""A question that several places answer equally well is asked back; a clear one is not."""

from __future__ import annotations

import pytest
from invented_reports import DAK_HA_2022, HOA_BINH_2022, KON_TUM_2022, REPORTS, ask, hits_of, lexicon_of, report, source

from bot.answering.ambiguity import meant_places
from bot.answering.ranking import rank
from index.documents import Document

SENTENCE = "Năm 2023, các cấp Hội trong tỉnh thành lập {} đội văn nghệ xung kích."
TWINS = tuple(
    report(source(f"{name}.txt", f"Hội LHPN tỉnh {name}", name, "năm 2023"), SENTENCE.format(number))
    for name, number in (("Lào Cai", 21), ("Gia Lai", 24), ("Cao Bằng", 27))
)
OTHER = report(source("son-la.txt", "Hội LHPN tỉnh Sơn La", "Sơn La", "năm 2023"), "Hội thành lập 9 tổ đan len.")


def meant(question: str, *documents: Document) -> list[str]:
    asked = ask(question)
    return meant_places(asked, rank(asked, hits_of(*documents), lexicon_of(documents)))


@pytest.mark.parametrize(
    "question",
    [
        "Thành lập bao nhiêu đội văn nghệ xung kích?",
        "nam 2023 thanh lap may doi van nghe",
        "đội văn nghệ xung kích 2023",
    ],
)
def test_reports_that_answer_alike_are_all_meant(question: str) -> None:
    assert sorted(meant(question, *TWINS, OTHER)) == ["tỉnh Cao Bằng", "tỉnh Gia Lai", "tỉnh Lào Cai"]


@pytest.mark.parametrize(
    "question",
    [
        "Lào Cai thành lập bao nhiêu đội văn nghệ?",  # names its place
        "Chị Lê Thị Lựu thành lập bao nhiêu đội văn nghệ?",  # names somebody
        "Vì sao thành lập đội văn nghệ?",  # no figure, no person
        "Thành lập bao nhiêu tổ đan len?",  # only one report has it
    ],
)
def test_a_clear_question_is_not_asked_back(question: str) -> None:
    assert len(meant(question, *TWINS, OTHER)) < 2


def test_which_unit_leads_may_mean_several_too() -> None:
    leading = "Đơn vị {} dẫn đầu phong trào thi đua."
    leads = [
        report(source(f"{name}.txt", f"Hội LHPN tỉnh {name}", name, "năm 2023"), leading.format(unit))
        for name, unit in (("Lào Cai", "Bát Xát"), ("Gia Lai", "Chư Sê"))
    ]
    assert len(meant("Đơn vị nào dẫn đầu phong trào thi đua?", *leads)) == 2


def test_two_reports_of_one_province_are_one_place() -> None:
    twins = [
        report(source(f"gia-lai-{n}.txt", f"Hội LHPN huyện {unit}", "Gia Lai", "năm 2023"), SENTENCE.format(n))
        for n, unit in ((21, "Chư Sê"), (24, "Chư Păh"))
    ]
    assert meant("Thành lập bao nhiêu đội văn nghệ?", *twins) == []


def test_districts_are_named_with_what_they_are() -> None:
    twins = [
        report(source(f"{n}.txt", f"Hội LHPN {unit}", province, "năm 2023"), SENTENCE.format(n))
        for n, unit, province in ((21, "huyện Đắk Hà", "Kon Tum"), (24, "tỉnh Gia Lai", "Gia Lai"))
    ]
    assert sorted(meant("Thành lập bao nhiêu đội văn nghệ?", *twins)) == ["huyện Đắk Hà", "tỉnh Gia Lai"]


def test_what_the_question_is_hardly_about_is_not_asked_back() -> None:
    question = "Bao nhiêu tàu vũ trụ được phóng lên quỹ đạo địa tĩnh?"
    assert meant(question, *REPORTS) == []


def test_who_chairs_is_asked_back_where_several_units_have_a_chair() -> None:
    chairs = [
        report(
            source(f"{name}.txt", f"Hội LHPN tỉnh {name}", name, None),
            f"Bà Lê Thị {given}, Chủ tịch Hội LHPN tỉnh, phát biểu khai mạc.",
        )
        for name, given in (("Lào Cai", "Mơ"), ("Gia Lai", "Mận"))
    ]
    assert sorted(meant("Ai là Chủ tịch Hội LHPN tỉnh?", *chairs)) == ["tỉnh Gia Lai", "tỉnh Lào Cai"]
    others = (HOA_BINH_2022, KON_TUM_2022, DAK_HA_2022)
    assert sorted(meant("Ai là Chủ tịch Hội LHPN tỉnh?", chairs[0], *others)) == ["tỉnh Hòa Bình", "tỉnh Lào Cai"]


@pytest.mark.parametrize("question", ["Năm 2023 thành lập những gì?", "Có bao nhiêu đội văn nghệ xung kích?"])
def test_hardly_anything_in_particular_is_asked_back(question: str) -> None:
    assert len(meant(question, *TWINS, OTHER)) > 1
