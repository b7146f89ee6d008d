"""The corpus folder is the one truth: articles leave it whole, corrections stand in its manifest, the index follows."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS
from fake_index import FakeEmbedder

from index.builder import BuildOptions
from index.corpus_files import correct_article, remove_article, stated_when_removed
from index.errors import CorpusError
from index.manifest import FILE_NAME, read_manifest, state, take_row
from index.reports import BuildReport
from index.store import Store
from index.updating import plan_update, update_index

ARTICLE = "ha-giang-nam-2022.txt"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


async def update(corpus: Path, data: Path, **options: Any) -> BuildReport:
    embedder = FakeEmbedder()
    async with await Store.open(data, create=True) as store:
        return await update_index(
            store,
            corpus,
            lambda: embedder,
            embedder_name=embedder.name,
            options=BuildOptions(**{"may_vanish": True} | options),
        )


def content_of(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the active generation holds, without the numbers that count builds and rows."""
    connection = sqlite3.connect(data / "corpus.sqlite")
    member = "FROM documents JOIN generation_documents USING (version) JOIN active_generation USING (generation)"
    documents = "id, content_hash, text, title, organisation, province, published, period, url"
    queries = {
        "documents": f"SELECT {documents} {member} ORDER BY id",
        "passages": f"""SELECT documents.id, start, "end", heading, header, hex(vectors.vector), words_exact.tokens,
            words_context.tokens {member} JOIN passages USING (version) JOIN vectors ON hash = passages.vector
            JOIN words_exact ON words_exact.rowid = passages.id JOIN words_context ON words_context.rowid = passages.id
            ORDER BY 1, 2""",
        "figures": f"SELECT documents.id, figures.* {member} JOIN figures USING (version) ORDER BY 1, at",
    }
    try:
        found = {name: connection.execute(query).fetchall() for name, query in queries.items()}
    finally:
        connection.close()
    found["figures"] = [(id, *figure) for id, _version, *figure in found["figures"]]
    return found


async def test_indexing_the_folder_anew_from_nothing_gives_the_same_index(
    corpus: Path, data: Path, tmp_path: Path
) -> None:
    await update(corpus, data)
    text = (corpus / ARTICLE).read_text(encoding="utf-8")
    (corpus / "more.txt").write_text(text.replace("47", "53"), encoding="utf-8")
    await update(corpus, data)
    correct_article(corpus, ARTICLE, {"title": "Tên đúng", "published": "1/2/2023"})
    (corpus / "song-ma-6-thang-dau-nam-2021.md").rename(corpus / "moved.md")
    await update(corpus, data)
    remove_article(corpus, data, "more.txt")
    correct_article(corpus, ARTICLE, {"published": ""})
    await update(corpus, data)
    await update(corpus, tmp_path / "anew")
    assert content_of(data) == content_of(tmp_path / "anew")
    assert [row[3] for row in content_of(data)["documents"] if row[0] == ARTICLE] == ["Tên đúng"]


async def test_the_second_build_of_an_unchanged_folder_opens_nothing(
    corpus: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in sorted(CORPUS.iterdir()):
        os.utime(corpus / path.name, ns=(1, 1))
    monkeypatch.setattr("index.scanning.RACY_NS", -(10**12))
    await update(corpus, data)
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: pytest.fail(f"{path} is opened") if path.suffix != ".faiss" else b""
    )
    monkeypatch.setattr("index.vectors.VectorIndex.load", lambda path, sha256: [])
    report = await update(corpus, data)
    assert (report.activated, report.unchanged) == (False, 3)


# plans


async def test_a_plan_tells_what_a_build_would_do_and_changes_nothing(corpus: Path, data: Path) -> None:
    await update(corpus, data)
    text = (corpus / ARTICLE).read_text(encoding="utf-8")
    (corpus / "copy.txt").write_text(text, encoding="utf-8")
    (corpus / "near.txt").write_text(text.replace("47 mái", "48 mái"), encoding="utf-8")
    (corpus / "short.txt").write_text("Vài lời\n\nMột dòng không có ngày tháng, không có đơn vị nào.", encoding="utf-8")
    (corpus / "broken.docx").write_bytes(b"PK")
    (corpus / "ban-tin-tra-vinh.txt").unlink()
    before = content_of(data)
    async with await Store.open(data) as store:
        plan = await plan_update(store, corpus)
    assert content_of(data) == before
    assert plan.changes.new == ("copy.txt", "near.txt", "short.txt")
    assert (plan.changes.gone, plan.changes.unchanged) == (("ban-tin-tra-vinh.txt",), 2)
    assert [name for name, _ in plan.changes.broken] == ["broken.docx"]
    assert [(p.first, p.second) for p in plan.like if p.share == 1] == [("copy.txt", ARTICLE)]
    assert {(p.first, p.second) for p in plan.like if p.share < 1} == {("copy.txt", "near.txt"), (ARTICLE, "near.txt")}
    assert (plan.articles_before, plan.articles_after, plan.needs_consent) == (3, 5, True)
    copy, _, short = plan.previews
    assert (copy.organisation, copy.published) == ("Hội LHPN tỉnh Hà Giang", date(2023, 1, 12))
    assert copy.doubts == () and copy.figures > 0
    assert {"no date found", "no organisation found", "no figures found"} <= set(short.as_json()["doubts"])
    report = await update(corpus, data)
    assert (report.changes, report.articles) == (plan.changes, plan.articles_after)


async def test_without_an_index_all_is_new(corpus: Path) -> None:
    plan = await plan_update(None, corpus)
    assert (len(plan.changes.new), plan.articles_before, plan.needs_consent) == (3, 0, False)
    assert not plan.changes_nothing


# removing and correcting


def test_a_removed_article_takes_its_row_along(corpus: Path, data: Path) -> None:
    rows = {ARTICLE: "Tên đúng", "song-ma-6-thang-dau-nam-2021.md": "Sông Mã"}
    (corpus / FILE_NAME).write_text(
        "file,title,note\n" + "".join(f"{file},{title},ghi chú\n" for file, title in rows.items()), encoding="utf-8"
    )
    content = (corpus / ARTICLE).read_bytes()
    moved = remove_article(corpus, data, ARTICLE)
    assert moved == data / "removed" / ARTICLE
    assert moved.read_bytes() == content and not (corpus / ARTICLE).exists()
    assert read_manifest(data / "removed")[ARTICLE].title == "Tên đúng"
    assert list(read_manifest(corpus)) == ["song-ma-6-thang-dau-nam-2021.md"]
    assert "Sông Mã,ghi chú" in (corpus / FILE_NAME).read_text(encoding="utf-8-sig")


def test_what_was_stated_of_a_removed_article_is_found_by_its_content(corpus: Path, data: Path) -> None:
    content = (corpus / ARTICLE).read_bytes()
    assert stated_when_removed(data, content) == {}
    correct_article(corpus, ARTICLE, {"title": "Tên đúng", "published": "12/1/2023"})
    remove_article(corpus, data, ARTICLE)
    assert stated_when_removed(data, content) == {"title": "Tên đúng", "published": "12/1/2023"}
    assert stated_when_removed(data, content + b"\n") == {}


def test_an_article_may_be_removed_twice(corpus: Path, data: Path) -> None:
    remove_article(corpus, data, ARTICLE)
    shutil.copy(CORPUS / ARTICLE, corpus)
    moved = remove_article(corpus, data, ARTICLE)
    assert moved.parent == data / "removed" and moved.name != ARTICLE
    assert len(list((data / "removed").iterdir())) == 2


@pytest.mark.parametrize("name", ["none.txt", "../corpus/ha-giang-nam-2022.txt", "manifest.csv", "/etc/passwd", ""])
def test_only_articles_are_removed_or_corrected(corpus: Path, data: Path, name: str) -> None:
    (corpus / FILE_NAME).write_text("file\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="holds no article"):
        remove_article(corpus, data, name)
    with pytest.raises(CorpusError, match="holds no article"):
        correct_article(corpus, name, {"title": "x"})


def test_removed_articles_do_not_go_into_the_corpus(corpus: Path) -> None:
    with pytest.raises(CorpusError, match="lies in the corpus folder"):
        remove_article(corpus, corpus / "data", ARTICLE)


@pytest.mark.parametrize(
    ("before", "stated", "after"),
    [
        (None, {"title": "Mới"}, "file,title,organisation,province,published,period,url\na.txt,Mới,,,,,\n"),
        ("file,title\nb.txt,B\n", {"title": 'Có "ngoặc", phẩy'}, 'file,title\nb.txt,B\na.txt,"Có ""ngoặc"", phẩy"\n'),
        ("file;title;note\na.txt;Cũ;giữ\n", {"title": ""}, "file;title;note\na.txt;;giữ\n"),
        ("file\na.txt\n", {"period": "năm 2023"}, "file,period\na.txt,năm 2023\n"),
    ],
)
def test_a_row_is_written_and_the_rest_stays(
    tmp_path: Path, before: str | None, stated: Mapping[str, str], after: str
) -> None:
    if before is not None:
        (tmp_path / FILE_NAME).write_text(before, encoding="utf-8")
    state(tmp_path, "a.txt", stated)
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8-sig") == after
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("stated", [{"published": "hôm qua"}, {"period": "lâu rồi"}])
def test_what_cannot_be_understood_is_not_written(tmp_path: Path, stated: Mapping[str, str]) -> None:
    with pytest.raises(CorpusError, match="write it like"):
        state(tmp_path, "a.txt", stated)
    assert not (tmp_path / FILE_NAME).exists()


def test_taking_a_row_that_is_not_there_writes_nothing(tmp_path: Path) -> None:
    assert take_row(tmp_path, "a.txt") == {}
    assert not (tmp_path / FILE_NAME).exists()
