"""Names get their capitals back, words that only begin sentences do not."""

from __future__ import annotations

import pytest

from index.capitals import as_question, usual_forms


@pytest.mark.parametrize(
    ("texts", "forms"),
    [
        (["Hội đến Huế, Huế mưa."], {"huế": "Huế"}),
        (["Phụ nữ làm vườn. Phụ nữ nuôi gà."], {}),  # a capital that begins a sentence names nothing
        (["Tối nay ở Hòa Bình; chị em họp"], {"hòa": "Hòa", "bình": "Bình"}),
        (["chị Hoa hái hoa, bán hoa"], {}),  # more often in lower case
        (["vốn TYM và quỹ TYM, quỹ Tym"], {"tym": "TYM"}),
        (["về Hoà Bình"], {"hòa": "Hòa", "bình": "Bình"}),  # tones as the rest of the index has them
        (["Năm 2022 Hội xây nhà"], {"hội": "Hội"}),  # after a number
        (["", "..."], {}),
    ],
)
def test_words_have_the_form_that_the_corpus_mostly_gives_them(texts: list[str], forms: dict[str, str]) -> None:
    assert usual_forms(texts) == forms


def test_where_two_forms_are_as_frequent_the_choice_is_the_same_every_time() -> None:
    assert usual_forms(["ở Lan, ở lan"]) == usual_forms(["ở lan, ở Lan"])


def test_words_become_a_question_in_their_usual_forms() -> None:
    assert as_question(["hội", "ở", "huế"], {"huế": "Huế"}) == "hội ở Huế?"
