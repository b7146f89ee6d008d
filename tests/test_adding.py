"""New articles become files of the corpus folder, whole or not at all, and rows of its manifest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from article_files import write_html, write_text
from command_line import Command
from web_server import Page, WebServer, web_server

from index import adding
from index.adding import add_fetched, safe_name, save_article
from index.documents import Document
from index.errors import CorpusError, UnreadableArticleError
from index.manifest import read_manifest
from index.reading.articles import read_corpus
from index.reading.web import FetchedFile

TITLE = "Hội LHPN tỉnh Bắc Kạn tổng kết công tác Hội năm 2022"
PROSE = "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 38 mái ấm tình thương cho hội viên nghèo."
TEXT = write_text((TITLE, PROSE))
PAGE = write_html((TITLE, PROSE))
URL = "https://hoi.example/tong-ket"


def visible(corpus: Path) -> set[str]:
    return {path.name for path in corpus.iterdir() if path.name != ".adding.lock"}


def titles(read: Sequence[Document | UnreadableArticleError]) -> list[str]:
    return [each.source.title for each in read if isinstance(each, Document)]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo năm 2022.DOCX", "Báo cáo năm 2022.docx"),
        ("../../etc/cron.d/x.txt", "x.txt"),
        ("C:\\Users\\Hoa\\bao-cao.doc", "bao-cao.doc"),
        (".env", "env"),
        ("a\0b\n<c>.txt", "a-b-c.txt"),
        ("..", "bai-viet"),
        ("", "bai-viet"),
        (".txt", "txt"),
        ("manifest.csv", "bai-viet-manifest.csv"),
        ("questions.jsonl", "bai-viet-questions.jsonl"),
        ("ă" * 300 + ".txt", "ă" * 70 + ".txt"),
    ],
)
def test_a_name_becomes_that_of_a_plain_file(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_is_saved_as_the_next_build_reads_it(tmp_path: Path) -> None:
    name, read = save_article(tmp_path, "../tong ket.txt", TEXT)
    assert name == "tong ket.txt"
    assert list(read) == list(read_corpus(tmp_path))
    assert (tmp_path / name).read_bytes() == TEXT
    assert visible(tmp_path) == {name}


def test_no_file_is_written_over(tmp_path: Path) -> None:
    other = write_text((TITLE, PROSE.replace("38", "39")))
    names = [save_article(tmp_path, "a.txt", data)[0] for data in (TEXT, other, TEXT, other)]
    assert names == ["a.txt", "a-2.txt", "a.txt", "a-2.txt"]
    assert (tmp_path / "a.txt").read_bytes() == TEXT


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "ngoai.txt"
    corpus = tmp_path / "kho"
    corpus.mkdir()
    (corpus / "a.txt").symlink_to(outside)
    assert save_article(corpus, "a.txt", TEXT)[0] == "a-2.txt"
    assert not outside.exists()


@pytest.mark.parametrize(("name", "data"), [("a.txt", b""), ("a.exe", TEXT), ("a.pdf", TEXT), ("a.zip", b"PK")])
def test_what_cannot_be_read_is_not_saved(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(UnreadableArticleError):
        save_article(tmp_path, name, data)
    assert visible(tmp_path) == set()


def test_an_archive_is_saved_if_it_holds_an_article(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("tin/a.txt", TEXT)
        archive.writestr("b.jpg", b"\xff\xd8")
    name, read = save_article(tmp_path, "thang-7.zip", packed.getvalue())
    assert titles(read) == [TITLE]
    assert [str(each).partition(":")[0] for each in read if not isinstance(each, Document)] == ["thang-7.zip/b.jpg"]
    assert [each.id for each in read_corpus(tmp_path) if isinstance(each, Document)] == ["thang-7.zip/tin/a.txt"]
    assert visible(tmp_path) == {name}


def test_a_page_is_cited_by_its_address_and_replaced_by_its_next_state(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file;ghi chú;title\ncũ.txt;giữ lại;Tên cũ\n", encoding="utf-8")
    name, [document] = add_fetched(tmp_path, FetchedFile(URL, "hoi.example-tong-ket.html", PAGE))
    assert isinstance(document, Document)
    assert (document.source.url, document.source.title) == (URL, TITLE)
    changed = write_html((TITLE, PROSE.replace("38", "39")))
    assert add_fetched(tmp_path, FetchedFile(URL, "hoi.example-tong-ket.html", changed))[0] == name
    other = add_fetched(tmp_path, FetchedFile(f"{URL}?trang=2", "hoi.example-tong-ket.html", PAGE))
    assert other[0] == "hoi.example-tong-ket-2.html"
    assert (tmp_path / name).read_bytes() == changed
    assert {file: row.url for file, row in read_manifest(tmp_path).items()} == {
        "cũ.txt": None,
        name: URL,
        other[0]: f"{URL}?trang=2",
    }
    assert "cũ.txt;giữ lại;Tên cũ" in (tmp_path / "manifest.csv").read_text(encoding="utf-8-sig")


def test_a_broken_manifest_keeps_everything_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("title\nTên\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="needs a column named file"):
        add_fetched(tmp_path, FetchedFile(URL, "a.html", PAGE))
    assert visible(tmp_path) == {"manifest.csv"}


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_fetched(tmp_path, FetchedFile(URL, "a.html", PAGE))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def break_off(path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adding, "write_durably", break_off)
    with pytest.raises(CorpusError, match="cannot write in .*No space left"):
        add_fetched(tmp_path, FetchedFile(URL, "a.html", write_html((TITLE, PROSE, PROSE))))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


def test_hoidap_add_saves_a_page(
    web: WebServer, hoidap: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages["/tong-ket"] = Page(PAGE)
    refused = hoidap("add", web.url("/tong-ket"), "--corpus", tmp_path)
    assert refused.code == 1
    assert "is an address of this machine or its network" in refused.complaint
    assert web.asked == []
    monkeypatch.setenv("HOIDAP_ALLOW_PRIVATE_URLS", "1")
    added = hoidap("add", web.url("/tong-ket"), "--corpus", tmp_path)
    assert added.code == 0
    assert added.out.splitlines() == [
        "saved as 127.0.0.1-tong-ket.html",
        f"  127.0.0.1-tong-ket.html: {TITLE} – Hội LHPN tỉnh Bắc Kạn – năm 2022",
        "run hoidap index to make it answerable",
    ]
    assert read_manifest(tmp_path)["127.0.0.1-tong-ket.html"].url == web.url("/tong-ket")
