"""The index as a question reads it: real SQLite and FAISS files in a folder."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_index import FakeEmbedder, build, make_document

from index.documents import Source
from index.errors import IndexingError, IndexMismatchError, IndexMissingError
from index.generation import Generation
from index.schema import SCHEMA_VERSION, WORD_COLUMNS
from index.store import Store

LOANS = make_document("an-binh/2023.txt", "Hội vay vốn vốn vốn\nTrồng rừng đạt 12.5 ha\n", province="An Bình")
WATER = make_document("nước/2022.md", "Hội giúp 36 hộ có nước sạch", title="Tổng kết", period="năm 2022")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(tmp_path / "data", create=True) as store:
        yield store


@pytest.fixture
async def generation(store: Store) -> Generation:
    await build(store, [LOANS, WATER])
    return await store.generation()


async def texts_found(generation: Generation, column: str, *tokens: str, limit: int = 10) -> list[str]:
    found = await generation.search_words(column, tokens, limit)
    passages = await generation.passages([id for id, _ in found])
    return [passage.text for passage in passages.values()]


async def test_the_passage_with_more_of_the_words_comes_first(generation: Generation) -> None:
    assert await texts_found(generation, "exact", "vốn", "hội") == [
        "Hội vay vốn vốn vốn",
        "Hội giúp 36 hộ có nước sạch",
    ]
    assert await texts_found(generation, "exact", "vốn", "hội", limit=1) == ["Hội vay vốn vốn vốn"]


async def test_scores_are_above_zero_and_fall(generation: Generation) -> None:
    scores = [score for _, score in await generation.search_words("exact", ["hội", "vốn"], 10)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


@pytest.mark.parametrize(
    ("column", "token", "count"),
    [
        ("exact", "vốn", 1),
        ("exact", "VỐN", 1),
        ("exact", "von", 0),  # accents count
        ("folded", "vn", 1),
        ("exact", "12.5", 1),
        ("exact", "12", 0),  # so is a number
        ("exact", "12 5", 0),
        ("context", "an", 2),  # of the province, on each of its passages
        ("context", "2022", 1),
        ("exact", "2022", 0),
    ],
)
async def test_each_column_is_searched_by_its_own_tokens(
    generation: Generation, column: str, token: str, count: int
) -> None:
    assert len(await generation.search_words(column, [token], 10)) == count


AWKWARD = [
    '"',
    '""',
    "a-b",
    "01/NQ-ĐCT",
    "hỏi?",
    "C++",
    "*",
    "vốn*",
    "^vốn",
    "-vốn",
    "exact:vốn",
    "NEAR(a b)",
    "AND",
    "OR",
    "NOT",
    "(",
    "{",
    "'; DROP TABLE documents",
    "\\",
    "%_",
    "",
    " ",
    "\0",
    "a\0b",
    "\u200b",
    "\x01",
    "\ud800",
    "😀",
    "e\u0301",
    "\u0301",
    "한국어",
    "x" * 100_000,
]


@pytest.mark.parametrize("column", WORD_COLUMNS)
async def test_no_character_of_a_question_breaks_the_search(generation: Generation, column: str) -> None:
    for token in AWKWARD:
        assert await generation.search_words(column, [token], 10) is not None
    assert await generation.search_words(column, AWKWARD, 10) is not None
    assert await generation.search_words(column, [], 10) == []


async def test_awkward_tokens_do_not_hide_the_others(generation: Generation) -> None:
    assert len(await generation.search_words("exact", [*AWKWARD, "vốn"], 10)) == 1


async def test_a_token_with_signs_is_found_as_it_stands(store: Store) -> None:
    await build(store, [make_document("a", 'Nghị quyết 01/NQ-ĐCT\nNghị quyết 01 NQ ĐCT\nC++ *sao* "ngoặc" 50%')])
    generation = await store.generation()
    assert await texts_found(generation, "exact", "01/nq-đct") == ["Nghị quyết 01/NQ-ĐCT"]
    for token in ("c++", "*sao*", '"ngoặc"', "50%"):
        assert len(await generation.search_words("exact", [token], 10)) == 1


async def test_thousands_of_words_can_be_searched(generation: Generation) -> None:
    assert len(await generation.search_words("exact", [*map(str, range(5_000)), "vốn"], 10)) == 2  # "36" too


async def test_words_can_be_searched_among_some_passages(generation: Generation) -> None:
    (first, _), (second, _) = await generation.search_words("exact", ["hội", "vốn"], 10)
    found = await generation.search_words("exact", ["hội", "vốn"], 10, allowed=[second, 999])
    assert [id for id, _ in found] == [second]
    assert await generation.search_words("exact", ["hội", "vốn"], 10, allowed=()) == []


async def test_the_passages_of_every_article_are_known(store: Store, generation: Generation) -> None:
    members = await generation.members()
    assert [(id, len(passages)) for id, passages in members.items()] == [("an-binh/2023.txt", 2), ("nước/2022.md", 1)]
    passages = await generation.passages(members["an-binh/2023.txt"])
    assert [passage.start for passage in passages.values()] == [0, 20]
    await build(store, [WATER])
    assert await (await store.generation()).members() == {"nước/2022.md": members["nước/2022.md"]}


async def test_an_unknown_column_is_refused(generation: Generation) -> None:
    with pytest.raises(ValueError, match="choose one of exact"):
        await generation.search_words("nothing", ["a"], 10)


async def test_vectors_find_what_brute_force_finds(generation: Generation) -> None:
    embedder = FakeEmbedder()
    query = embedder.embed_queries(["vốn vốn nước"])[0]
    found = await generation.search_vectors(query, 3)
    passages = await generation.passages([id for id, _ in found])
    cosines = embedder.embed_queries([passage.text for passage in passages.values()]) @ query
    assert [score for _, score in found] == pytest.approx(list(cosines))
    assert list(cosines) == sorted(cosines, reverse=True)
    assert len(found) == 3


async def test_vectors_can_be_searched_among_some_passages(generation: Generation) -> None:
    query = FakeEmbedder().embed_queries(["vốn"])[0]
    last, _ = (await generation.search_vectors(query, 3))[-1]
    assert [id for id, _ in await generation.search_vectors(query, 3, allowed=[last])] == [last]


@pytest.mark.parametrize(
    "text",
    [
        "a\n\U0001f600 vốn \U0001f469\u200d\U0001f467\nb",
        "e\u0301 vốn\nn\u0303\nx",
        "a\0b\nvốn \0 c\n",
        "\ufeffvốn\r\nhai",
    ],
)
async def test_a_passage_is_a_span_of_its_document(store: Store, text: str) -> None:
    await build(store, [make_document("a", text)])
    generation = await store.generation()
    document = await generation.document("a")
    assert document is not None
    assert document.text == text
    found = await generation.search_vectors(FakeEmbedder().embed_queries(["vốn"])[0], 10)
    for passage in (await generation.passages([id for id, _ in found])).values():
        assert passage.text == text[passage.start : passage.end] != ""


async def test_passages_come_in_the_order_asked_for_with_all_that_is_known(generation: Generation) -> None:
    ids = [id for id, _ in await generation.search_words("exact", ["rừng", "nước"], 10)]
    assert list(await generation.passages(ids[::-1])) == ids[::-1]
    assert await generation.passages([-1, 999]) == {}
    (passage,) = (each for each in (await generation.passages(ids)).values() if each.source.id == "an-binh/2023.txt")
    assert (passage.source, passage.heading) == (LOANS.source, "Kết quả")
    assert passage.id == "an-binh/2023.txt#20"


async def test_sources_are_listed_with_their_passages(generation: Generation) -> None:
    assert await generation.sources() == [(LOANS.source, 2), (WATER.source, 1)]
    assert WATER.source == Source("nước/2022.md", "Tổng kết", published=date(2023, 1, 5), period="năm 2022")


async def test_pages_are_kept_with_the_source(store: Store) -> None:
    unpaged = make_document("in.pdf", "Hội vay vốn\nHội trồng rừng")
    printed = replace(unpaged, source=replace(unpaged.source, page_starts=(0, 0, 12, 26)))
    await build(store, [printed, WATER])
    generation = await store.generation()
    sources = {source.id: source for source, _ in await generation.sources()}
    assert sources == {"in.pdf": printed.source, WATER.id: WATER.source}
    assert await generation.document("in.pdf") == printed
    [(id, _)] = await generation.search_words("exact", ["rừng"], 10)
    assert (await generation.passages([id]))[id].source.page_at(12) == 3


async def test_a_document_is_found_by_its_id(generation: Generation) -> None:
    assert await generation.document("nước/2022.md") == WATER
    assert await generation.document("nothing") is None


async def test_the_lexicon_holds_the_words_of_the_generation(generation: Generation) -> None:
    lexicon = await generation.lexicon()
    assert lexicon.passages == 3
    assert lexicon.words["rừng"] == 1
    assert not lexicon.knows("bien")
    assert lexicon.forms == {}


async def test_the_lexicon_knows_which_words_are_names(store: Store) -> None:
    await build(store, [make_document("a", "Chị em ở Huế vay vốn")])
    assert (await (await store.generation()).lexicon()).forms == {"huế": "Huế"}


async def test_searches_run_beside_each_other(generation: Generation) -> None:
    found = await asyncio.gather(*(generation.search_words("exact", ["vốn"], 5) for _ in range(20)))
    assert all(each == found[0] and len(each) == 1 for each in found)


async def test_a_question_keeps_the_generation_it_began_with(store: Store, generation: Generation) -> None:
    await build(store, [make_document("new", "Vay vốn mới")])
    later = await store.generation()
    assert await texts_found(generation, "exact", "vốn") == ["Hội vay vốn vốn vốn"]
    assert [source.id for source, _ in await generation.sources()] == ["an-binh/2023.txt", "nước/2022.md"]
    assert await texts_found(later, "exact", "vốn") == ["Vay vốn mới"]
    assert (await later.document("nước/2022.md"), await generation.document("new")) == (None, None)
    query = FakeEmbedder().embed_queries(["vốn"])[0]
    assert (len(await generation.search_vectors(query, 10)), len(await later.search_vectors(query, 10))) == (3, 1)


async def test_the_generation_is_loaded_once(store: Store, generation: Generation) -> None:
    assert await store.generation() is generation


async def test_another_process_sees_the_new_generation(store: Store, generation: Generation) -> None:
    async with await Store.open(store.folder) as reader:
        assert await reader.active_generation_id() == generation.id
        await build(store, [LOANS])
        assert await reader.active_generation_id() == (await reader.generation()).id == generation.id + 1


async def test_an_index_that_is_not_there_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="run hoidap index"):
        await Store.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


async def test_an_index_without_a_generation_names_the_command(store: Store) -> None:
    assert await store.active_generation_id() is None
    with pytest.raises(IndexMissingError, match="run hoidap index"):
        await store.generation()


async def test_another_embedder_is_refused_with_the_command(store: Store, generation: Generation) -> None:
    assert await store.generation("fake") is generation
    with pytest.raises(IndexMismatchError, match="built with fake.* ask for other: run hoidap index --rebuild"):
        await store.generation("other")


async def test_an_index_of_another_version_is_refused_and_built_anew(store: Store, generation: Generation) -> None:
    await store.close()
    with sqlite3.connect(store.database.path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(IndexMismatchError, match="run hoidap index"):
        await Store.open(store.folder)
    async with await Store.open(store.folder, create=True) as anew:
        assert (await build(anew, [LOANS])).new == 1
        assert len((await anew.generation()).vectors) == 2


async def test_a_damaged_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "corpus.sqlite").write_bytes(b"no database at all" * 1_000)
    with pytest.raises(IndexingError, match="is damaged: delete it and run hoidap index"):
        await Store.open(tmp_path)


async def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexingError, match="cannot create the data folder"):
        await Store.open(tmp_path / "file" / "data", create=True)


@pytest.mark.parametrize("damage", ["missing", "flipped", "cut"])
async def test_a_damaged_vector_file_is_made_again(store: Store, generation: Generation, damage: str) -> None:
    path = store.vectors.path(generation.id)
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes({"cut": whole[:-9], "flipped": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]}[damage])
    query = FakeEmbedder().embed_queries(["vốn nước"])[0]
    async with await Store.open(store.folder) as reader:
        restored = await reader.generation()
        assert await restored.search_vectors(query, 5) == await generation.search_vectors(query, 5)
    assert path.read_bytes() == whole


async def test_a_vector_file_that_cannot_be_written_is_no_reason_not_to_answer(
    store: Store, generation: Generation
) -> None:
    path = store.vectors.path(generation.id)
    path.unlink()
    path.mkdir()
    async with await Store.open(store.folder) as reader:
        assert len((await reader.generation()).vectors) == 3


async def test_lost_vectors_say_what_to_do(store: Store, generation: Generation) -> None:
    store.vectors.path(generation.id).unlink()
    async with store.database.transaction() as connection:
        await connection.execute("DELETE FROM vectors WHERE rowid = 1")
    async with await Store.open(store.folder) as reader:
        with pytest.raises(IndexingError, match="lacks vectors of generation 1: delete it and run hoidap index"):
            await reader.generation()
