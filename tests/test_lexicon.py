"""What a typed word most likely means, judged by the words of the corpus."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from index import word_counts
from index.lexicon import Accents, Lexicon, accents_typed
from index.vietnamese.text import words

PASSAGES = [
    "các cấp hội xây mới 47 mái ấm tình thương cho hội viên nghèo",
    "toàn tỉnh kết nạp 5127 hội viên mới",
    "hội viên được vay vốn phát triển kinh tế",
    "mái ấm tình thương được trao cho hội viên khó khăn",
    "phụ nữ khởi nghiệp sáng tạo",
    "hội nghị tổng kết phong trào phụ nữ",
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Shared: a test that counts more must take it back."""
    return Lexicon.of(words(passage) for passage in PASSAGES)


def corrected(lexicon: Lexicon, typed: str) -> str:
    return " ".join(lexicon.correct(words(typed)).words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mai am tinh thuong", "mái ấm tình thương"),
        ("bao nhieu hoi vien moi", "bao nhiêu hội viên mới"),
        ("phu nu khoi nghiep", "phụ nữ khởi nghiệp"),
        ("mái âm tình thương", "mái ấm tình thương"),
        ("hôi viên", "hội viên"),
        ("mái ấm tình thươg", "mái ấm tình thương"),
        ("khoi nghiepj", "khởi nghiệp"),
        ("hội viên", "hội viên"),
    ],
)
def test_accents_tones_and_slips_are_mended(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert corrected(lexicon, typed) == meant


def test_in_a_question_with_accents_a_word_of_the_language_stays() -> None:
    small = Lexicon.of([words("công nhận đội thuyền"), words("nhiệm vụ trọng tâm")])
    assert corrected(small, "xã nào bơi thuyền nhanh nhất") == "xã nào bơi thuyền nhanh nhất"
    assert corrected(small, "hội viên được kết nạp trong kỳ") == "hội viên được kết nạp trong kỳ"
    assert corrected(small, "nếu nhận thuyền") == "nếu nhận thuyền"
    assert corrected(small, "được giao nhiêm vụ trong tâm") == "được giao nhiệm vụ trọng tâm"
    assert corrected(small, "cong nhan doi thuyen") == "công nhận đội thuyền"


def test_a_word_with_all_its_accents_is_no_slip_for_one_with_others() -> None:
    small = Lexicon.of([words("trồng cây xây nhà căn nhà")] * 5)
    assert small.correct(words("mấy cái nhà can thiệp"), Accents.FULL).words == tuple(words("mấy cái nhà can thiệp"))


def test_an_accented_word_of_the_corpus_is_meant_unless_it_only_sounds_like_another() -> None:
    small = Lexicon.of([words("vốn vay ngân hàng"), words("đơn vị nào"), *[words("hạn chế")] * 30, words("xếp hạng")])
    assert corrected(small, "bỏ ra bao nhiêu vốn") == "bỏ ra bao nhiêu vốn"  # though "bao nhiêu đơn vị" is often asked
    assert corrected(small, "hạng chế là gì") == "hạn chế là gì"
    sewn = Lexicon.of([words("may tặng khẩu trang vải"), words("chặng đường"), words("giảm xuống còn")])
    assert corrected(sewn, "tặng bao nhiêu khẩu chang") == "tặng bao nhiêu khẩu trang"
    assert corrected(Lexicon.of([words("chênh nhau"), words("trên bến")]), "chenh nhau") == "chênh nhau"
    assert corrected(sewn, "vào làm ở xưởng nào") == "vào làm ở xưởng nào"
    assert corrected(sewn, "giảm xuông còn bao nhiêu") == "giảm xuống còn bao nhiêu"


def test_a_part_of_a_question_is_read_as_the_whole_was_typed() -> None:
    small = Lexicon.of([*[words("ai may áo dài")] * 30, words("mấy chị")])
    part = words("do ai may")
    assert small.correct(part, Accents.FULL).words == ("do", "ai", "may")
    assert accents_typed(words("Áo dài tặng các chị ở Mai Châu do ai may")) is Accents.FULL
    assert accents_typed(part) is Accents.NONE


def test_words_of_which_the_corpus_knows_nothing_stay(lexicon: Lexicon) -> None:
    assert corrected(lexicon, "blockchain 2031 zzzz") == "blockchain 2031 zzzz"


def test_changed_letters_are_told_changed_accents_are_not(lexicon: Lexicon) -> None:
    assert lexicon.correct(["thươg"]).changed
    assert not lexicon.correct(["hoi", "vien"]).changed


def test_an_empty_corpus_or_question_corrects_nothing(lexicon: Lexicon) -> None:
    assert lexicon.correct([]).words == ()
    assert corrected(Lexicon(), "hoi vien") == "hoi vien"


def test_rare_words_weigh_more_than_frequent_ones(lexicon: Lexicon) -> None:
    assert lexicon.weight("khac_la") >= lexicon.weight("nghi") > lexicon.weight("vien") > 0
    assert lexicon.knows("hoi_vien") and lexicon.knows("khoi") and not lexicon.knows("vien_hoi")


def test_a_stored_lexicon_is_read_back_whole(lexicon: Lexicon) -> None:
    assert asdict(Lexicon.loads(lexicon.dumps())) == asdict(lexicon)
    named = Lexicon.of([["huế"]], {"huế": "Huế"})
    assert asdict(Lexicon.loads(named.dumps())) == asdict(named)


def test_what_is_taken_back_was_never_counted(lexicon: Lexicon) -> None:
    before = lexicon.dumps()
    lexicon.add(["chị", "em", "xyz", "chị", "em"])
    assert lexicon.knows("em_xyz")
    lexicon.remove(["chị", "em", "xyz", "chị", "em"])
    assert not lexicon.knows("em_xyz")
    assert lexicon.dumps() == before


def test_of_very_many_pairs_the_more_frequent_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_counts, "MAX_PAIRS", 400)
    passages = [["hội", "viên", f"{n}", "chị"] for n in range(1_000)]
    lexicon = Lexicon.of(passages)
    assert len(lexicon.pairs) <= 800
    assert lexicon.pairs["hội", "viên"] >= 1_000
    assert lexicon.frequency["hoi_vien"] == 1_000
    assert lexicon.knows("7")
    assert corrected(lexicon, "hoi vien") == "hội viên"
