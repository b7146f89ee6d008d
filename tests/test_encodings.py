"""Texts saved before UTF-8 was usual are read, and what is in no encoding of Vietnamese is refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

import pytest
from article_files import write_docx, write_html

from index.errors import UnreadableArticleError
from index.reading.articles import read_text
from index.reading.encodings import decode, mend

SENTENCES = (
    "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 47 mái ấm tình thương cho hội viên nghèo.",
    "Hội LHPN xã tổ chức lớp tập huấn kỹ năng chuyển đổi số; 86,4% chị em biết dùng điện thoại thông minh.",
    "Quỹ tình thương giúp đỡ những phụ nữ đơn thân, khuyết tật vay vốn chăn nuôi, trồng trọt, mở cửa hàng.",
    "Đại hội bầu 31 ủy viên Ban Chấp hành khóa mới; thưởng nóng cho ba tập thể, bảy cá nhân xuất sắc.",
    "Ở thôn vùng sâu, mẹ đỡ đầu nhận nuôi dưỡng trẻ mồ côi; nhiều gia đình đã thoát nghèo bền vững.",
)
# The codes of each font, spelled out for every letter that the sentences have.
TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ",
        strict=True,
    )
) | {"Đ": "§", "Ă": "¡", "Â": "¢", "Ê": "£", "Ô": "¤", "Ơ": "¥", "Ư": "¦", "Ở": "ë"}
VNI_CODES = """
    à=aø á=aù ả=aû ã=aõ ạ=aï ă=aê ằ=aè ắ=aé ẳ=aú ẵ=aü ặ=aë â=aâ ầ=aà ấ=aá ẩ=aå ẫ=aã ậ=aä đ=ñ è=eø é=eù ẻ=eû ẽ=eõ ẹ=eï
    ê=eâ ề=eà ế=eá ể=eå ễ=eã ệ=eä ì=ì í=í ỉ=æ ĩ=ó ị=ò ò=oø ó=où ỏ=oû õ=oõ ọ=oï ô=oâ ồ=oà ố=oá ổ=oå ỗ=oã ộ=oä ơ=ô ờ=ôø
    ớ=ôù ở=ôû ỡ=ôõ ợ=ôï ù=uø ú=uù ủ=uû ũ=uõ ụ=uï ư=ö ừ=öø ứ=öù ử=öû ữ=öõ ự=öï ỳ=yø ý=yù ỷ=yû ỹ=yõ ỵ=î Đ=Ñ Ở=ÔÛ Ă=AÊ
"""
VNI = dict(code.split("=") for code in VNI_CODES.split())
TONES = "\u0300\u0301\u0309\u0303\u0323"


def in_font(text: str, codes: dict[str, str]) -> str:
    return "".join(codes.get(letter, letter) for letter in text)


def in_windows_1258(text: str) -> bytes:
    saved = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = next((part for part in parts if part in TONES), "")
        saved += (unicodedata.normalize("NFC", parts.replace(tone, "")) + tone).encode("cp1258")
    return saved


ENCODED: Mapping[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16LE without mark": lambda text: text.encode("utf-16-le"),
    "UTF-16BE without mark": lambda text: text.encode("utf-16-be"),
    "Windows-1258": in_windows_1258,
    "TCVN3": lambda text: in_font(text, TCVN3).encode("latin-1"),
    "VNI": lambda text: in_font(text, VNI).encode("latin-1"),
}


def lowered(text: str, encoding: str) -> str:
    """What may be expected: TCVN3 has no codes for capitals with a tone."""
    return text.replace("Ở", "ở") if encoding == "TCVN3" else text


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("encoding", ENCODED)
def test_a_sentence_is_read_in_each_encoding(encoding: str, sentence: str) -> None:
    decoded = decode(ENCODED[encoding](sentence))
    assert decoded is not None
    assert unicodedata.normalize("NFC", decoded) == lowered(sentence, encoding)


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_an_article_is_read_in_each_encoding(encoding: str, suffix: str) -> None:
    text = "\n".join(SENTENCES)
    assert read_text(f"bai{suffix}", ENCODED[encoding](text)) == lowered(text, encoding)


@pytest.mark.parametrize("encoding", ["Windows-1258", "TCVN3", "VNI", "UTF-16"])
def test_a_web_page_is_read_in_its_encoding(encoding: str) -> None:
    page = write_html(SENTENCES[:3]).decode()
    assert read_text("bai.html", ENCODED[encoding](page)) == "\n".join(SENTENCES[:3])


def test_capital_lines_of_tcvn3_are_capital() -> None:
    typed = "".join(
        letter if letter.isascii() else TCVN3[letter.lower()] for letter in "HỘI LIÊN HIỆP PHỤ NỮ TỈNH HÀ GIANG"
    )
    assert decode(typed.encode("latin-1")) == "HỘI LIÊN HIỆP PHỤ NỮ TỈNH HÀ GIANG"


def test_capital_lines_of_vni_are_capital() -> None:
    typed = "HOÄI LIEÂN HIEÄP PHUÏ NÖÕ TÆNH HAØ GIANG"
    assert decode(typed.encode("latin-1")) == "HỘI LIÊN HIỆP PHỤ NỮ TỈNH HÀ GIANG"


@pytest.mark.parametrize("codes", [TCVN3, VNI])
def test_text_in_an_old_font_within_a_word_file_is_mended(codes: dict[str, str]) -> None:
    sentences = SENTENCES[:3]
    saved = write_docx([in_font(sentence, codes) for sentence in sentences])
    assert [line for line in read_text("bai.docx", saved).split("\n") if line] == list(sentences)


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "Nam 2022, cac cap Hoi trong tinh da xay 47 mai am tinh thuong.",
        "L'été dernier, la délégation française a été reçue à Hà Nội par une équipe très motivée.",
        "Krông Búk, Ea H’leo, Đắk R’lấp: 3 huyện",
        "",
    ],
)
def test_what_is_no_old_font_stays_as_it_is(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize(
    "content",
    [
        "Größe, Übung, Äpfel, schön, für".encode("latin-1"),
        "日本語の文章です".encode("shift-jis"),
        b"\xff\xd8\xff\xe0abc",
    ],
)
def test_what_is_not_vietnamese_in_any_encoding_is_refused(content: bytes) -> None:
    assert decode(content) is None
    with pytest.raises(UnreadableArticleError, match="is not UTF-8 text: save it again with the encoding UTF-8"):
        read_text("a.txt", content)
