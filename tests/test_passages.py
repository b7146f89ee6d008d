"""A document is cut into passages: exact spans, of one section each, of a size that reads well."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import CORPUS, SEEDS
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document, Section, Source
from index.passages import MAX_CHARS, MAX_SYLLABLES, split_document
from index.reading.articles import read_corpus
from index.vietnamese.text import count_syllables

WORDS = ["Hội", "LHPN", "phụ", "nữ", "vốn", "1.236", "86,4%", "TP.", "xã;", "nhà,", "mới.", "Tổng…", "đạt!", "a" * 300]
SEPARATORS = [" ", " ", " ", " ", "  ", "\n", ""]
PIECES = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SEPARATORS)), max_size=400)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Text of any length and kind, with sections that do not overlap and leave gaps."""
    text = draw(st.one_of(PIECES.map(lambda pieces: "".join(map("".join, pieces))), st.text(max_size=2_000)))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    sections = tuple(Section(a, b, heading=f"mục {a}") for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    return Document(Source("a.txt", "Tổng kết"), text, sections, "")


@given(documents())
def test_passages_are_exact_spans_of_one_section_each_in_order_and_never_too_long(document: Document) -> None:
    passages = split_document(document)
    for passage in passages:
        [section] = [s for s in document.sections if s.start <= passage.start and passage.end <= s.end]
        assert passage.text == document.text[passage.start : passage.end] == passage.text.strip() != ""
        assert passage.heading == section.heading
        assert len(passage.text) <= MAX_CHARS == 900
        assert count_syllables(passage.text) <= MAX_SYLLABLES
    assert all(a.end <= b.start for a, b in zip(passages, passages[1:], strict=False))


@given(documents())
def test_no_letter_of_a_section_is_lost(document: Document) -> None:
    for section in document.sections:
        inside = [p.text for p in split_document(document) if section.start <= p.start and p.end <= section.end]
        assert "".join("".join(inside).split()) == "".join(document.text[section.start : section.end].split())


@pytest.mark.parametrize("corpus", [CORPUS, SEEDS], ids=["invented", "own"])
def test_passages_of_articles_are_exact_and_their_ids_unique(corpus: Path) -> None:
    passages = []
    for document in read_corpus(corpus):
        assert isinstance(document, Document)
        for passage in split_document(document):
            assert passage.text == document.text[passage.start : passage.end]
            passages.append(passage)
    assert len({passage.id for passage in passages}) == len(passages) > 5


def passages_of(text: str, *sections: Section) -> list[str]:
    document = Document(Source("a.txt", "Tổng kết"), text, sections or (Section(0, len(text)),), "")
    return [passage.text for passage in split_document(document)]


def test_short_sentences_stay_together() -> None:
    assert passages_of("Hội xây 2 nhà. Hội giúp 5 chị.\nHội tặng quà.") == [
        "Hội xây 2 nhà. Hội giúp 5 chị.\nHội tặng quà."
    ]


def test_sections_are_never_mixed() -> None:
    text = "Mục một nói về vốn.\nMục hai nói về nhà."
    assert passages_of(text, Section(0, 19), Section(20, len(text))) == text.split("\n")


def test_a_long_text_is_cut_between_sentences() -> None:
    sentence = "Các cấp Hội vận động hội viên góp vốn giúp nhau phát triển kinh tế gia đình bền vững."
    passages = passages_of(" ".join([sentence] * 30))
    assert len(passages) > 3
    assert all(passage.startswith("Các cấp") and passage.endswith("bền vững.") for passage in passages)


@pytest.mark.parametrize("mark", [";", ","])
def test_a_sentence_that_is_too_long_is_cut_after_a_mark(mark: str) -> None:
    clause = "vận động hội viên góp vốn 1,78 tỷ đồng giúp nhau phát triển kinh tế gia đình"
    passages = passages_of(f"{mark} ".join([clause] * 20))
    assert len(passages) > 1
    assert all(passage.startswith("vận động") for passage in passages)
    assert all(passage.endswith(mark) for passage in passages[:-1])


def test_a_word_without_end_is_cut_too() -> None:
    assert [len(passage) for passage in passages_of("a" * 2_000)] == [900, 900, 200]


def test_the_header_of_a_table_goes_with_its_rows() -> None:
    document = Document(Source("a.txt", "T"), "| Nà Nghịu | 14 |", (Section(0, 17, "Dư nợ", "| Xã | Tổ |"),), "")
    [passage] = split_document(document)
    assert (passage.text, passage.heading, passage.header) == ("| Nà Nghịu | 14 |", "Dư nợ", "| Xã | Tổ |")
    assert passage.context == "T\nDư nợ\n| Xã | Tổ |"
