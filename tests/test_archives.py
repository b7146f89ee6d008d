"""Archives of articles: each member is an article with a path of its own; what is hostile is refused by name."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from article_files import WRITERS, write_text

from index.documents import Document
from index.errors import UnreadableArticleError
from index.reading import archives
from index.reading.articles import article_files, read_corpus

TITLE = "Hội LHPN tỉnh Bắc Kạn tổng kết công tác Hội năm 2022"
PROSE = "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 38 mái ấm tình thương cho hội viên nghèo."
TEXT = write_text((TITLE, PROSE))


def packed(members: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def read(corpus: Path, content: bytes, name: str = "kho.zip") -> dict[str, Document | str]:
    """What became of each article: the document, or why it is refused."""
    (corpus / name).write_bytes(content)
    found: dict[str, Document | str] = {}
    for each in read_corpus(corpus):
        if isinstance(each, UnreadableArticleError):
            found[each.document] = each.reason
        else:
            found[each.id] = each
    return found


def test_members_of_every_format_are_articles(tmp_path: Path) -> None:
    members = {f"tháng 7/bai{suffix}": write((TITLE, PROSE)) for suffix, write in WRITERS.items()}
    found = read(tmp_path, packed(members))
    assert found.keys() == {f"kho.zip/{name}" for name in members}
    for document in found.values():
        assert isinstance(document, Document)
        assert (document.source.title, document.text) == (TITLE, PROSE)


def test_what_is_stated_of_a_member_holds(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,title\nkho.zip/a.txt,Tên đúng\n", encoding="utf-8")
    document = read(tmp_path, packed({"a.txt": TEXT}))["kho.zip/a.txt"]
    assert isinstance(document, Document)
    assert document.source.title == "Tên đúng"


def test_hidden_members_and_tables_of_the_folder_are_no_articles(tmp_path: Path) -> None:
    hidden = {"__MACOSX/._a.txt": b"x", ".ẩn/a.txt": TEXT, "manifest.csv": b"file\n", "questions.jsonl": b"{}"}
    assert read(tmp_path, packed({"a.txt": TEXT, **hidden})).keys() == {"kho.zip/a.txt"}


def test_names_in_utf_8_that_are_not_marked_so_are_read(tmp_path: Path) -> None:
    content = packed({"tổng-kết.txt": TEXT})
    unmarked = content.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")
    assert unmarked != content
    assert read(tmp_path, unmarked).keys() == {"kho.zip/tổng-kết.txt"}


def test_members_that_cannot_be_read_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        packed(
            {
                "tot.txt": TEXT,
                "anh.jpg": b"\xff\xd8",
                "rong.txt": b"",
                "trong.zip": packed({"a.txt": TEXT}),
                "to.txt": os.urandom(5_100_000),
            }
        ),
    )
    assert isinstance(found.pop("kho.zip/tot.txt"), Document)
    assert found == {
        "kho.zip/anh.jpg": "files of type .jpg are not read: save it as .txt",
        "kho.zip/rong.txt": "is empty: remove it, or fill it with the article's text",
        "kho.zip/trong.zip": "is an archive within an archive: unpack it",
        "kho.zip/to.txt": "larger than 5 MB: split it into single articles",
    }


def test_a_protected_member_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    content = packed({"kin.txt": TEXT, "tot.txt": TEXT})
    at = content.index(b"PK\x01\x02")
    found = read(tmp_path, content[: at + 8] + b"\x01" + content[at + 9 :])
    assert "is protected by a password" in str(found["kho.zip/kin.txt"])
    assert isinstance(found["kho.zip/tot.txt"], Document)


def test_a_damaged_member_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    content = packed({"hong.txt": TEXT, "tot.txt": TEXT})
    found = read(tmp_path, content[:60] + bytes(255 - byte for byte in content[60:80]) + content[80:])
    assert "is damaged" in str(found["kho.zip/hong.txt"])
    assert isinstance(found["kho.zip/tot.txt"], Document)


def test_a_member_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    content = packed({"a.txt": TEXT * 100})
    lying = content.replace(len(TEXT * 100).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    assert "is damaged" in str(read(tmp_path, lying)["kho.zip/a.txt"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no zip archive, or damaged"),
        (b"PK\x03\x04", "is no zip archive, or damaged"),
        (packed({}), "holds no article"),
        (packed({"__MACOSX/a": b""}), "holds no article"),
        (packed({"bom.txt": b"a" * 5_000_000}), "is packed more tightly than articles ever are"),
        (packed({"../ra-ngoai.txt": TEXT}), "names files outside itself"),
        (packed({"a/../../ra-ngoai.txt": TEXT}), "names files outside itself"),
        (packed({"/tmp/ra-ngoai.txt": TEXT}), "names files outside itself"),
        (packed({"C:\\ra-ngoai.txt": TEXT}), "names files outside itself"),
        (packed({"..\\ra-ngoai.txt": TEXT}), "names files outside itself"),
        (packed({f"{n}.txt": b"" for n in range(2_001)}), "is too large unpacked"),
    ],
)
def test_a_hostile_archive_is_refused_as_a_whole(tmp_path: Path, content: bytes, reason: str) -> None:
    found = read(tmp_path, content)
    assert found.keys() == {"kho.zip"}
    assert reason in str(found["kho.zip"])
    assert [path.name for path in tmp_path.iterdir()] == ["kho.zip"]


def test_an_archive_of_too_many_bytes_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 1_000_000)
    assert "larger than 1 MB" in str(read(tmp_path, bytes(1_000_001))["kho.zip"])
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 100)
    assert "is too large unpacked" in str(read(tmp_path, packed({"a.txt": TEXT}))["kho.zip"])


def test_a_folder_named_like_an_archive_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "kho.zip").mkdir()
    (tmp_path / "kho.zip" / "a.txt").write_bytes(TEXT)
    assert article_files(tmp_path) == [tmp_path / "kho.zip" / "a.txt"]
    assert [each.id for each in read_corpus(tmp_path) if isinstance(each, Document)] == ["kho.zip/a.txt"]
