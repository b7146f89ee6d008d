"""Files become clean documents: decoded, freed of the site's furniture, tables and sections kept."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from conftest import CORPUS

from index.documents import Document
from index.errors import CorpusError, UnreadableArticleError
from index.manifest import ManifestRow
from index.reading.articles import article_files, read_article, read_corpus
from index.reading.furniture import is_furniture

TITLE = "Hội LHPN tỉnh Hà Giang tổng kết công tác Hội năm 2022"
PROSE = "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 47 mái ấm tình thương cho hội viên nghèo."
MORE = "Toàn tỉnh kết nạp 5.127 hội viên mới, nâng tỷ lệ tập hợp lên 86,4% phụ nữ từ 18 tuổi trở lên."


def read(folder: Path, content: str | bytes, name: str = "bai.txt", stated: ManifestRow | None = None) -> Document:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_article(path, name, stated or ManifestRow())


def text_of(folder: Path, *lines: str) -> str:
    return read(folder, "\n".join([TITLE, "", *lines])).text


def sections_of(folder: Path, *lines: str) -> list[tuple[str, str]]:
    document = read(folder, "\n".join([TITLE, "", *lines]))
    return [(section.heading, document.text[section.start : section.end]) for section in document.sections]


# decoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_a_text_is_read_the_same_however_it_was_saved(tmp_path: Path, encoding: str, form: str, line_end: str) -> None:
    saved = unicodedata.normalize(form, line_end.join([TITLE, "", PROSE, MORE]))  # type: ignore[arg-type]
    document = read(tmp_path, saved.encode(encoding))
    assert (document.source.title, document.text) == (TITLE, f"{PROSE}\n{MORE}")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty: remove it"),
        ("a.txt", b" \n\t\r\n", "is empty: remove it"),
        ("a.txt", b"\xef\xbb\xbf", "is empty: remove it"),
        ("a.txt", b"%PDF-1.7\0\x01\x02", "is a binary file, not text: save the article as UTF-8 text"),
        ("a.txt", "Tổng kết năm".encode("cp1258", "replace") + b"\xff\xd8", "is not UTF-8 text: save it again"),
        ("a.txt", b"\xff\xfea", "is not UTF-8 text: save it again"),
        ("a.txt", b"123 456 | 7\n", "holds no article text: remove it"),
        ("a.txt", (TITLE + "\nTrang chủ » Tin tức\n").encode(), "holds only a title or a menu: fill it"),
        ("a.odt", b"PK", "files of type .odt are not read: save it as .txt"),
        ("a", TITLE.encode(), "files of type none are not read: save it as .txt"),
        ("a.txt", b"x " * 5_000_000, "larger than 5 MB: split it into single articles"),
    ],
)
def test_what_is_no_article_is_told_with_what_to_do(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableArticleError) as told:
        read(tmp_path, content, name)
    assert told.value.document == name
    assert told.value.reason.startswith(reason)


# the folder


def outcomes(corpus: Path) -> dict[str, str]:
    """Each file's title, or why it is none."""
    return {
        found.document if isinstance(found, UnreadableArticleError) else found.id: (
            found.reason if isinstance(found, UnreadableArticleError) else found.source.title
        )
        for found in read_corpus(corpus)
    }


def test_every_article_of_a_folder_is_read_in_folders_too(tmp_path: Path) -> None:
    for name in ("b.txt", "2022/a.md", "2022/quý I/c.TXT", ".git/d.txt", ".e.txt", "questions.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{TITLE}\n{PROSE}")
    (tmp_path / "manifest.csv").write_text("file,title\n2022/a.md,Tiêu đề đúng\n")
    assert outcomes(tmp_path) == {"2022/a.md": "Tiêu đề đúng", "2022/quý I/c.TXT": TITLE, "b.txt": TITLE}


def test_one_bad_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "tot.txt").write_text(f"{TITLE}\n{PROSE}")
    (tmp_path / "rong.txt").touch()
    (tmp_path / "mat.txt").symlink_to("khong-con")
    (tmp_path / "vong.txt").symlink_to("vong.txt")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text(f"{TITLE}\n{PROSE}")
    (tmp_path / "manifest.csv").write_text("file,title\nnham-ten.txt,Tiêu đề\n")
    read = outcomes(tmp_path)
    assert read.pop("tot.txt") == TITLE
    assert {name: reason.split(":")[0] for name, reason in read.items()} == {
        "mat.txt": "cannot be opened (No such file or directory)",
        "nham-ten.txt": "stands in manifest.csv but not in the folder",
        "rong.txt": "is empty",
        "vong.txt": "cannot be opened (Too many levels of symbolic links)",
        r"\udcff.txt": "the file's name is not UTF-8",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / "kin.txt").write_text(f"{TITLE}\n{PROSE}")
    (tmp_path / "kin.txt").chmod(0)
    assert outcomes(tmp_path)["kin.txt"].startswith("cannot be opened (Permission denied)")


def test_a_folder_without_articles_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no article: put .txt files into it"):
        article_files(tmp_path)
    with pytest.raises(CorpusError, match="does not exist: create it"):
        article_files(tmp_path / "missing")


def test_the_hash_follows_the_file_and_what_the_manifest_states(tmp_path: Path) -> None:
    first = read(tmp_path, f"{TITLE}\n{PROSE}")
    assert read(tmp_path, f"{TITLE}\n{PROSE}").content_hash == first.content_hash
    assert read(tmp_path, f"{TITLE}\n{PROSE} ").content_hash != first.content_hash
    assert read(tmp_path, f"{TITLE}\n{PROSE}", stated=ManifestRow(url="https://x.example")).content_hash != (
        first.content_hash
    )


# furniture


@pytest.mark.parametrize(
    "line",
    [
        "Trang chủ » Tin tức » Hoạt động Hội",
        "TRANG CHỦ > TIN TỨC",
        "In trang | Gửi email | Chia sẻ",
        "Facebook Zalo Copy link",
        "Lượt xem: 1.204",
        "356 lượt xem",
        "A- A A+",
        "Từ khóa: phụ nữ, khởi nghiệp",
        "Tin, ảnh: Mai Chi",
        "Tác giả: Nguyễn Thị Hoa",
        "Nguồn: Báo Phụ nữ",
        "Bình luận (0)",
        "TIN LIÊN QUAN",
        "Các tin cùng chuyên mục",
        "Đọc nhiều nhất",
        "-----------",
        "| --- | --- |",
        "https://hoi.example/tin/1",
        "Nơi nhận: như trên",
        "",
    ],
)
def test_lines_of_the_site_are_told(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        "1. Kết quả nổi bật",
        "- Hội LHPN huyện Càng Long: Ra mắt câu lạc bộ",
        "Chia sẻ tại hội nghị, chị Lan cho biết hội viên đã được vay vốn để mở rộng chuồng trại, tăng thu nhập.",
        "Tin học hóa công tác quản lý hội viên được 15 đơn vị thực hiện",
        "| Xã Nà Nghịu | 14 |",
        "Nguồn vốn vay đạt 21 tỷ đồng",
        "Video dự thi của 12 đơn vị",
    ],
)
def test_lines_of_the_article_are_left(line: str) -> None:
    assert not is_furniture(line)


def test_menus_share_bars_captions_and_lists_of_other_articles_are_left_out() -> None:
    [document] = [d for d in read_corpus(CORPUS) if isinstance(d, Document) and d.id.startswith("ha-giang")]
    lines = document.text.split("\n")
    assert lines[0].startswith("Sáng 12/01, Hội LHPN tỉnh Hà Giang")
    assert lines[-1].startswith("Năm 2023, Hội phấn đấu xây 60 mái ấm")
    for left_out in ("Trang chủ", "In trang", "Quang cảnh", "Mai Chi", "TIN LIÊN QUAN", "Áo dài"):
        assert left_out not in document.text


def test_a_caption_that_names_an_office_holder_is_kept(tmp_path: Path) -> None:
    holder = "Bà Lò Thị Ban Mai, Chủ tịch Hội LHPN tỉnh phát biểu tại hội nghị"
    assert text_of(tmp_path, PROSE, holder, "Quang cảnh buổi lễ", MORE) == f"{PROSE}\n{holder}\n{MORE}"


@pytest.mark.parametrize("after", ["", "Phụ nữ vùng cao giữ rừng", "Ngày hội Áo dài xuân\n12/03/2023\nXem thêm"])
def test_nothing_after_the_heading_of_other_articles_is_read(tmp_path: Path, after: str) -> None:
    assert text_of(tmp_path, PROSE, "Tin cùng chuyên mục", after) == PROSE


def test_prose_after_such_a_heading_is_still_the_article(tmp_path: Path) -> None:
    assert text_of(tmp_path, PROSE, "TIN LIÊN QUAN", "Phụ nữ vùng cao giữ rừng", MORE).endswith(MORE)


# sections


def test_numbered_sections_have_their_heading(tmp_path: Path) -> None:
    assert sections_of(tmp_path, "I. KẾT QUẢ", PROSE, "1. Về hội viên", MORE, "II. NHIỆM VỤ", PROSE) == [
        ("I. KẾT QUẢ", PROSE),
        ("I. KẾT QUẢ\n1. Về hội viên", MORE),
        ("II. NHIỆM VỤ", PROSE),
    ]


def test_the_usual_parts_of_a_report_are_sections_without_a_number(tmp_path: Path) -> None:
    parts = ("1. Về hội viên", PROSE, "Nhiệm vụ 6 tháng cuối năm", MORE)
    assert sections_of(tmp_path, *parts) == [parts[:2], parts[2:]]


def test_the_parts_of_a_plan_are_sections(tmp_path: Path) -> None:
    parts = ("Phần thứ nhất. Kết quả đã có", PROSE, "Phần thứ hai: Nhiệm vụ", MORE)
    assert sections_of(tmp_path, *parts) == [parts[:2], parts[2:]]


def test_an_interviewers_question_is_the_heading_of_its_answer(tmp_path: Path) -> None:
    talk = ["- Thưa bà, vì sao lập quỹ?", f"- {MORE}", "- Còn gì nữa?", PROSE]
    document = read(tmp_path, "\n\n".join([TITLE, PROSE, *talk]))
    assert [section.heading for section in document.sections] == ["", talk[0], talk[2]]


def test_items_of_a_digest_are_sections_of_their_own() -> None:
    [document] = [d for d in read_corpus(CORPUS) if isinstance(d, Document) and d.id.startswith("ban-tin")]
    assert [section.heading for section in document.sections] == [
        "- Hội LHPN huyện Càng Long: Ra mắt câu lạc bộ nữ chủ hộ",
        "- Hội LHPN thị xã Duyên Hải: Trao vốn cho phụ nữ khởi nghiệp",
    ]
    assert document.text.count("Ra mắt câu lạc bộ nữ chủ hộ\n") == 1  # not its table of contents too


@pytest.mark.parametrize(
    "rows",
    [
        ("| Xã | Tổ |", "|---|---|", "| Nà Nghịu | 14 |", "| Huổi Một | 17 |"),
        ("Xã | Tổ", "Nà Nghịu | 14", "Huổi Một | 17"),
        ("Xã\tTổ", "Nà Nghịu\t14", "Huổi Một\t17"),
    ],
)
def test_a_table_is_a_section_with_its_header_row(tmp_path: Path, rows: tuple[str, ...]) -> None:
    document = read(tmp_path, "\n".join([TITLE, "", PROSE, *rows, MORE]))
    before, table, after = document.sections
    header, *data = [row for row in rows if "---" not in row]
    assert table.header == header
    assert document.text[table.start : table.end] == "\n".join(data)
    assert document.text[before.start : before.end] == PROSE
    assert document.text[after.start : after.end] == MORE


def test_a_table_without_header_has_none(tmp_path: Path) -> None:
    document = read(tmp_path, "\n".join([TITLE, "", PROSE, "| Nà Nghịu | 14 |", "| Huổi Một | 17 |"]))
    assert document.sections[-1].header == ""
    assert document.text.endswith("| Nà Nghịu | 14 |\n| Huổi Một | 17 |")


def test_a_line_with_a_bar_is_no_table(tmp_path: Path) -> None:
    line = "Hội LHPN xã Nà Nghịu | Hội Nông dân xã cùng ký kết chương trình phối hợp cho 14 tổ vay vốn."
    assert sections_of(tmp_path, PROSE, line) == [("", f"{PROSE}\n{line}")]


def test_sections_lie_in_order_within_the_text() -> None:
    for document in read_corpus(CORPUS):
        assert isinstance(document, Document)
        bounds = [bound for section in document.sections for bound in (section.start, section.end)]
        assert bounds == sorted(bounds)
        assert bounds[0] >= 0 and bounds[-1] <= len(document.text)
