"""Places in articles and in questions: every usual spelling, doubtful names, and sentences that name no place."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable
from importlib import resources

import pytest

from index.vietnamese.places import (
    Level,
    Place,
    districts_of,
    find_places,
    predecessors,
    province_named,
    provinces,
    resolve,
    successor,
)
from index.vietnamese.text import fold

TODAY = [
    *("An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai"),
    *("Đồng Tháp", "Gia Lai", "Hà Nội", "Hà Tĩnh", "Hải Phòng", "Hồ Chí Minh", "Huế", "Hưng Yên", "Khánh Hòa"),
    *("Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Nghệ An", "Ninh Bình", "Phú Thọ", "Quảng Ngãi", "Quảng Ninh"),
    *("Quảng Trị", "Sơn La", "Tây Ninh", "Thái Nguyên", "Thanh Hóa", "Tuyên Quang", "Vĩnh Long"),
]


def labels(text: str) -> list[str]:
    """The likeliest place of each mention."""
    return [mention.places[0].label for mention in find_places(text)]


def data_lines(name: str) -> list[str]:
    return resources.files("index.vietnamese").joinpath("data", name).read_text(encoding="utf-8").splitlines()


# The table


def test_the_table_has_63_provinces_and_the_districts_since_2015() -> None:
    rows = list(csv.DictReader(data_lines("places.csv")))
    levels = Counter(row["level"] for row in rows)
    assert levels["province"] == 63
    assert levels["district"] >= 690


def test_each_row_of_the_table_is_one_place_of_a_known_province() -> None:
    rows = list(csv.DictReader(data_lines("places.csv")))
    assert len({(row["level"], row["province"], row["name"], row["kind"]) for row in rows}) == len(rows)
    assert {row["province"] for row in rows} == {place.name for place in provinces()}
    assert {row["kind"] for row in rows} == {"tỉnh", "thành phố", "huyện", "thị xã", "quận"}
    assert all(unicodedata.is_normalized("NFC", row["name"]) for row in rows)


def test_every_province_has_districts_and_labels_are_unique() -> None:
    districts = [place for province in provinces() for place in districts_of(province.name)]
    assert all(districts_of(province.name) for province in provinces())
    assert len({place.label for place in districts}) == len(districts)


def test_every_lookalike_shares_a_syllable_with_a_name_or_a_kind() -> None:
    names = [place.name for province in provinces() for place in (province, *districts_of(province.name))]
    syllables = set(fold(" ".join(names)).split()) | {"tinh", "huyen", "quan", "xa", "pho"}
    phrases = [line for line in data_lines("place_lookalikes.txt") if line and not line.startswith("#")]
    assert [phrase for phrase in phrases if not {fold(phrase).split()[0], fold(phrase).split()[-1]} & syllables] == []
    assert len(set(phrases)) == len(phrases)


# Provinces and the merger of July 2025


def test_63_provinces_became_34() -> None:
    assert sorted({successor(place.name) for place in provinces()}) == sorted(TODAY)


def test_predecessors_undo_successors() -> None:
    joined = [old for new in TODAY for old in predecessors(new)]
    assert sorted(joined) == sorted(place.name for place in provinces())


@pytest.mark.parametrize(
    ("today", "olds"),
    [
        ("Cần Thơ", ("Cần Thơ", "Hậu Giang", "Sóc Trăng")),
        ("Hồ Chí Minh", ("Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu")),
        ("Phú Thọ", ("Phú Thọ", "Hòa Bình", "Vĩnh Phúc")),
        ("Ninh Bình", ("Ninh Bình", "Hà Nam", "Nam Định")),
        ("Vĩnh Long", ("Vĩnh Long", "Bến Tre", "Trà Vinh")),
        ("Lâm Đồng", ("Lâm Đồng", "Bình Thuận", "Đắk Nông")),
        ("Đắk Lắk", ("Đắk Lắk", "Phú Yên")),
        ("Gia Lai", ("Gia Lai", "Bình Định")),
        ("Huế", ("Thừa Thiên Huế",)),
        ("Lai Châu", ("Lai Châu",)),
        ("Sóc Trăng", ("Sóc Trăng",)),
    ],
)
def test_a_name_stands_today_for_these_provinces(today: str, olds: tuple[str, ...]) -> None:
    assert predecessors(today) == olds


def test_an_unknown_province_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="Hà Tây"):
        successor("Hà Tây")


@pytest.mark.parametrize(
    ("written", "province"),
    [
        ("Bắc Giang", "Bắc Giang"),
        ("tỉnh Bắc Giang", "Bắc Giang"),
        ("bac giang", "Bắc Giang"),
        ("Bắc Giag", "Bắc Giang"),
        ("Tuyên Qang", "Tuyên Quang"),
        ("Soc Trang", "Sóc Trăng"),
        ("Bắc Cạn", "Bắc Kạn"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("Khánh Hoà", "Khánh Hòa"),
        ("Quãng Ngãi", "Quảng Ngãi"),
        ("Thừa Thiên Huế", "Thừa Thiên Huế"),
        ("Thừa Thiên – Huế", "Thừa Thiên Huế"),
        ("TT-Huế", "Thừa Thiên Huế"),
        ("TT. Huế", "Thừa Thiên Huế"),
        ("Huế", "Thừa Thiên Huế"),
        ("ĐăkLăk", "Đắk Lắk"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Dak Lak", "Đắk Lắk"),
        ("Đak Nông", "Đắk Nông"),
        ("KonTum", "Kon Tum"),
        ("TPHCM", "Hồ Chí Minh"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("Tp. Hồ Chí Minh", "Hồ Chí Minh"),
        ("Sài Gòn", "Hồ Chí Minh"),
        ("TP. Hà Nội", "Hà Nội"),
        ("Hanoi", "Hà Nội"),
        ("BR-VT", "Bà Rịa - Vũng Tàu"),
        ("BRVT", "Bà Rịa - Vũng Tàu"),
        ("Bà Rịa Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        (unicodedata.normalize("NFD", "Đắk Nông"), "Đắk Nông"),
        ("Hội An", None),
        ("quản trị", None),
        ("", None),
    ],
)
def test_a_province_is_known_in_every_usual_spelling(written: str, province: str | None) -> None:
    assert province_named(written) == province


@pytest.mark.parametrize("place", provinces(), ids=lambda place: place.name)
def test_every_province_is_found_after_its_kind_and_without_diacritics(place: Place) -> None:
    for text in (place.full_name, f"Hội LHPN {place.full_name} năm 2023", f"o {place.full_name} co bao nhieu hoi vien"):
        assert place in find_places(text)[0].places
        assert place in find_places(fold(text))[0].places


@pytest.mark.parametrize("write", [str, str.lower, str.upper, fold], ids=["as is", "small", "capitals", "bare"])
def test_every_district_is_found_beside_its_province(write: Callable[[str], str]) -> None:
    districts = [place for province in provinces() for place in districts_of(province.name)]
    assert [place.label for place in districts if districts_meant(write(place.label)) != [place]] == []


def districts_meant(text: str) -> list[Place]:
    return [place for place in resolve(find_places(text)) if place.level is Level.DISTRICT]


# Mentions


def test_a_mention_is_the_name_without_its_kind() -> None:
    text = "Hội LHPN huyện Krông Bông, tỉnh Đắk Lắk"
    district, province = find_places(text)
    assert text[district.start : district.end] == "Krông Bông"
    assert (district.kind, province.kind) == ("huyện", "tỉnh")
    assert district.places[0].full_name == "huyện Krông Bông"
    assert district.places[0].label == "huyện Krông Bông, Đắk Lắk"
    assert province.places[0].label == "Đắk Lắk"


def test_positions_are_those_of_the_composed_text() -> None:
    text = "Phụ nữ Tuyên Hoá, Quảng Bình"
    mention = find_places(unicodedata.normalize("NFD", text))[0]
    assert text[mention.start : mention.end] == "Tuyên Hoá"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("TP. Thanh Hóa", "thành phố", ["thành phố Thanh Hóa, Thanh Hóa"]),
        ("thành phố Tuyên Quang", "thành phố", ["thành phố Tuyên Quang, Tuyên Quang"]),
        ("tỉnh Tuyên Quang", "tỉnh", ["Tuyên Quang"]),
        ("Tuyên Quang", None, ["Tuyên Quang", "thành phố Tuyên Quang, Tuyên Quang"]),
        ("TP Cao Lãnh", "thành phố", ["thành phố Cao Lãnh, Đồng Tháp"]),
        ("huyện Cao Lãnh", "huyện", ["huyện Cao Lãnh, Đồng Tháp"]),
        ("Tân Phú", None, ["quận Tân Phú, Hồ Chí Minh", "huyện Tân Phú, Đồng Nai"]),
        ("quận Tân Phú", "quận", ["quận Tân Phú, Hồ Chí Minh"]),
        ("TX.Kỳ Anh", "thị xã", ["thị xã Kỳ Anh, Hà Tĩnh"]),
        ("H.Krông Bông", "huyện", ["huyện Krông Bông, Đắk Lắk"]),
        ("huyện đảo Cô Tô", "huyện", ["huyện Cô Tô, Quảng Ninh"]),
        ("huyện Hòa Bình", "huyện", ["huyện Hòa Bình, Bạc Liêu"]),
        ("TP Huế", "thành phố", ["thành phố Huế, Thừa Thiên Huế", "Thừa Thiên Huế"]),
        ("Q.12", "quận", ["quận 12, Hồ Chí Minh"]),
        ("quan 9", "quận", ["quận 9, Hồ Chí Minh"]),
    ],
)
def test_the_kind_word_says_which_place_is_meant(text: str, kind: str | None, expected: list[str]) -> None:
    (mention,) = find_places(text)
    assert mention.kind == kind
    assert [place.label for place in mention.places] == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("huyện Hoành Bồ", "huyện Hoành Bồ, Quảng Ninh"),
        ("huyện Trà Lĩnh", "huyện Trà Lĩnh, Cao Bằng"),
        ("huyện Tĩnh Gia", "huyện Tĩnh Gia, Thanh Hóa"),
        ("huyện Long Điền", "huyện Long Điền, Bà Rịa - Vũng Tàu"),
        ("quận 2", "quận 2, Hồ Chí Minh"),
        ("quận Thủ Đức", "thành phố Thủ Đức, Hồ Chí Minh"),
        ("huyện Sa Pa", "thị xã Sa Pa, Lào Cai"),
        ("thị xã Phổ Yên", "thành phố Phổ Yên, Thái Nguyên"),
        ("thành phố Ninh Bình", "thành phố Ninh Bình, Ninh Bình"),
    ],
)
def test_districts_are_known_by_their_names_and_kinds_since_2015(text: str, place: str) -> None:
    assert labels(text) == [place]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # articles
        ("Hội LHPN tỉnh Bắc Giang tổ chức hội nghị", ["Bắc Giang"]),
        ("HỘI LIÊN HIỆP PHỤ NỮ TỈNH HÒA BÌNH", ["Hòa Bình"]),
        ("Hội LHPN TT-Huế phát động", ["Thừa Thiên Huế"]),
        ("xã Hoằng Hải, huyện Hoằng Hóa, tỉnh Thanh Hóa", ["huyện Hoằng Hóa, Thanh Hóa", "Thanh Hóa"]),
        ("Chi hội xã Ngọc Chiến (Mường La) ra mắt", ["huyện Mường La, Sơn La"]),
        ("Chị em Ea H’leo và Cư Mgar", ["huyện Ea H'leo, Đắk Lắk", "huyện Cư M'gar, Đắk Lắk"]),
        ("Tại Tp.Vinh, chị em", ["thành phố Vinh, Nghệ An"]),
        (
            "các quận Ba Đình, Hoàn Kiếm và Hai Bà Trưng",
            [f"quận {q}, Hà Nội" for q in ("Ba Đình", "Hoàn Kiếm", "Hai Bà Trưng")],
        ),
        (
            "3 huyện: Mường Lát, Quan Sơn, Lang Chánh",
            [f"huyện {h}, Thanh Hóa" for h in ("Mường Lát", "Quan Sơn", "Lang Chánh")],
        ),
        ("Hà Nội, TP.HCM và Đà Nẵng", ["Hà Nội", "Hồ Chí Minh", "Đà Nẵng"]),
        ("thành phố Sông Công, Thái Nguyên", ["thành phố Sông Công, Thái Nguyên", "Thái Nguyên"]),
        ("Bắc Giang - Bắc Ninh ký kết", ["Bắc Giang", "Bắc Ninh"]),
        # questions in small letters
        ("hội phụ nữ tuyên quang giúp được bao nhiêu hộ?", ["Tuyên Quang"]),
        ("ở hội an có bao nhiêu hội viên", ["thành phố Hội An, Quảng Nam"]),
        ("hòa bình năm 2022 có mấy mô hình", ["Hòa Bình"]),
        ("phụ nữ huế làm du lịch thế nào", ["Thừa Thiên Huế"]),
        ("còn đà nẵng thì sao", ["Đà Nẵng"]),
        # questions without diacritics
        ("hoi lhpn huyen krong bong dak lak", ["huyện Krông Bông, Đắk Lắk", "Đắk Lắk"]),
        ("krong bong co bao nhieu hoi vien", ["huyện Krông Bông, Đắk Lắk"]),
        ("so sanh bac giang va lang son", ["Bắc Giang", "Lạng Sơn"]),
        ("hoa binh nam 2022 giup bao nhieu ho", ["Hòa Bình"]),
        ("phu nu hai phong co may mo hinh", ["Hải Phòng"]),
        ("o da nang co bao nhieu hoi vien", ["Đà Nẵng"]),
        ("nam 2021 thai binh co may chi hoi", ["Thái Bình"]),
        ("o hoi an co bao nhieu chi hoi", ["thành phố Hội An, Quảng Nam"]),
        ("phụ nữ xứ Thanh", ["Thanh Hóa"]),
        ("hoi phu nu xu nghe nam 2022", ["Nghệ An"]),
        ("Ba huyện vùng cao Tuyên Quang lập câu lạc bộ", ["Tuyên Quang"]),
        ("chi nguyen thi lan o kim son lam nghe gi", ["huyện Kim Sơn, Ninh Bình"]),
        ("con cuong nghe an", ["huyện Con Cuông, Nghệ An", "Nghệ An"]),
        ("y yen, nam dinh", ["huyện Ý Yên, Nam Định", "Nam Định"]),
        ("huyen nam can ca mau", ["huyện Năm Căn, Cà Mau", "Cà Mau"]),
        ("huyen ba be", ["huyện Ba Bể, Bắc Kạn"]),
        ("phu nu hoa vang co may ho thoat ngheo", ["huyện Hòa Vang, Đà Nẵng"]),
        ("hoi phu nu tinh gia lai", ["Gia Lai"]),
        ("tp hcm", ["Hồ Chí Minh"]),
        ("tphcm nam 2023", ["Hồ Chí Minh"]),
        ("br-vt", ["Bà Rịa - Vũng Tàu"]),
        ("vinh", ["thành phố Vinh, Nghệ An"]),
        # mixed
        ("hoi lhpn tỉnh bac giang", ["Bắc Giang"]),
        ("Hội LHPN tỉnh Dak Lak giúp bao nhiêu hộ?", ["Đắk Lắk"]),
        ("Hội LHPN Soc Trang giúp bao nhiêu hộ?", ["Sóc Trăng"]),
        ("Hội LHPN Đà Nẳng giúp bao nhiêu hộ?", ["Đà Nẵng"]),
    ],
)
def test_places_are_found(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hội LHPN tỉnh Tuyên Qang", "Tuyên Quang"),
        ("Bắc Giag năm 2020", "Bắc Giang"),
        ("hoi phu nu soc trag", "Sóc Trăng"),
        ("hội phụ nữ tuyên qaung", "Tuyên Quang"),
        ("tinh bac gian", "Bắc Giang"),
        ("tỉnh Vĩnh Phức", "Vĩnh Phúc"),
        ("Hội LHPN tỉnh Bình Phướcc", "Bình Phước"),
        ("Thái Ngyên có bao nhiêu hội viên", "Thái Nguyên"),
        ("huyen krong bonh", "huyện Krông Bông, Đắk Lắk"),
    ],
)
def test_one_wrong_letter_in_a_long_name_is_forgiven(text: str, expected: str) -> None:
    assert labels(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        # ordinary sentences without diacritics
        "hoi phu nu giup bao nhieu ho thoat ngheo",
        "phong chong bao luc gia dinh",
        "chi em an tam",
        "xay dung nong thon moi",
        "hai phong trao thi dua",
        "hoat dong hoi va phong trao phu nu",
        "da nang cao nang luc cho bao nhieu can bo hoi",
        "hoi lhpn da nang cao chat luong sinh hoat",
        "bao nhieu chi em tham gia lai lop xoa mu chu",
        "danh gia lai ket qua",
        "so nam can bo nu la bao nhieu",
        "huyen co to chuc may lop tap huan",
        "gop phan thiet thuc",
        "viec lam dong bao dan toc",
        "dao tao nghe an toan cho chi em",
        "dien bien phuc tap",
        "mai am tinh thuong la gi",
        "o day co bao nhieu chi hoi phu nu",
        "co quan 10 nam qua",
        "hop tac xa tan tien",
        "cac giang vien va bai giang",
        "so tai nguyen va moi truong quan tri",
        "nguyen van binh gia",
        "nguyen thi thanh ha",
        "hoc tap va lam theo tu tuong dao duc phong cach ho chi minh",
        # with diacritics
        "vì hòa bình thế giới",
        "đại từ nhân xưng",
        "tỷ lệ hộ nghèo cao bằng năm trước",
        "mái ấm tình thương là gì",
        "vai trò quan trọng nhất của cơ quan 11 thành viên",
        "dạy nghề cho hai đông anh em",
        "Phát triển nông nghiệp bền vững, hòa bình và thống nhất, theo Nghị quyết của Trung ương",
        "Thống nhất nội dung, thành phố chủ trì thực hiện Đề án",
        # other things of that name
        "Chủ tịch Hồ Chí Minh",
        "học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "Đoàn TNCS Hồ Chí Minh",
        "khởi nghĩa Hai Bà Trưng",
        "chiến thắng Điện Biên Phủ",
        "khu vực Châu Á - Thái Bình Dương",
        "Vinh danh 20 tập thể",
        "Trường THPT Ngô Quyền",
        "sông Mã",
        "Sở Tài Nguyên và Môi Trường",
        # persons
        "đồng chí Nguyễn Văn Bình Gia phát biểu",
        "bà Trần Thị Thanh Hà, Chủ tịch Hội",
        "chị Lò Thị Yên Châu",
        "anh Lê Thái Bình",
        "chị Vinh làm chủ tịch",
        # communes
        "xã Tân Phú",
        "xã vùng cao Tân Sơn",
        "các xã Tân Tiến, Tân Phú và Hòa An",
        "các phường: Tân Phú, Bình Tân",
        "thôn Thái Bình",
        "",
        "123",
    ],
)
def test_no_place_is_found(text: str) -> None:
    assert labels(text) == []


# Settling doubtful names


@pytest.mark.parametrize(
    ("text", "hints", "expected"),
    [
        ("huyện Châu Thành, Tiền Giang", (), ["huyện Châu Thành, Tiền Giang", "Tiền Giang"]),
        (
            "Tiền Giang: huyện Cai Lậy và huyện Châu Thành",
            (),
            ["Tiền Giang", "huyện Cai Lậy, Tiền Giang", "huyện Châu Thành, Tiền Giang"],
        ),
        ("huyện Cái Bè và huyện Châu Thành", (), ["huyện Cái Bè, Tiền Giang", "huyện Châu Thành, Tiền Giang"]),
        ("huyện Châu Thành", ("Bến Tre",), ["huyện Châu Thành, Bến Tre"]),
        (
            "huyện Tam Nông (Đồng Tháp), huyện Tam Nông (Phú Thọ)",
            (),
            ["huyện Tam Nông, Đồng Tháp", "Đồng Tháp", "huyện Tam Nông, Phú Thọ", "Phú Thọ"],
        ),
        ("huyện Tam Nông", (), ["huyện Tam Nông, Phú Thọ", "huyện Tam Nông, Đồng Tháp"]),
        ("Quảng Ninh, Quảng Bình", (), ["Quảng Ninh", "Quảng Bình"]),
        ("huyện Quảng Ninh, Quảng Bình", (), ["huyện Quảng Ninh, Quảng Bình", "Quảng Bình"]),
        ("Thanh Hóa và Thanh Hoá", (), ["Thanh Hóa"]),
        ("huyện Châu Thành", ("không có tỉnh này", "Long An"), ["huyện Châu Thành, Long An"]),
    ],
)
def test_a_name_of_several_places_is_settled_by_the_provinces_around(
    text: str, hints: tuple[str, ...], expected: list[str]
) -> None:
    assert [place.label for place in resolve(find_places(text), hint_provinces=hints)] == expected


def test_an_open_name_keeps_every_place() -> None:
    (mention,) = find_places("huyện Châu Thành")
    assert {place.province for place in mention.places} >= {"Tây Ninh", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh"}
    assert resolve([mention]) == list(mention.places)
