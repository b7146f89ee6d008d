"""Errors say the same in whatever process they are told, and carry what another wording goes by."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from enum import StrEnum

import pytest

from bot.telegram.admin import faults
from index.errors import (
    ArticlesVanishError,
    CorpusError,
    Fault,
    FetchError,
    FetchFault,
    IndexBusyError,
    IndexingError,
    Reason,
    StatedValueError,
    UnreadableArticleError,
    WorseAnswersError,
)
from index.plans import Doubt
from index.reading.articles import read_paged

ERRORS = (
    UnreadableArticleError("a.pdf", "is damaged", Fault.DAMAGED),
    FetchError("https://hoi.example", "does not answer", FetchFault.SILENT),
    StatedValueError("no date", "published"),
    ArticlesVanishError(("a", "b"), 3),
    WorseAnswersError(("q1",), 1, 2, 3),
    IndexBusyError("wait"),
    CorpusError("look"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_arrives_in_another_process_as_it_is(error: IndexingError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), str(arrived), vars(arrived)) == (type(error), str(error), vars(error))


def test_a_reason_is_a_sentence_that_knows_its_fault() -> None:
    reason = UnreadableArticleError("a.pdf", "is damaged", Fault.DAMAGED).reason
    for same in (pickle.loads(pickle.dumps(reason)), copy.deepcopy(reason), UnreadableArticleError("b", reason).reason):
        assert (same, same.fault) == ("is damaged", Fault.DAMAGED)
    assert json.dumps([reason]) == '["is damaged"]'
    assert Reason("x", Fault.EMPTY).fault is Fault.EMPTY


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.txt", b"", Fault.EMPTY),
        ("a.txt", b"123456 7890", Fault.NO_TEXT),
        ("a.exe", b"MZ", Fault.TYPE),
        ("a.pdf", b"%PDF-1.4 broken", Fault.DAMAGED),  # told by the process that reads
        ("a.docx", b"PK\x03\x04", Fault.DAMAGED),
        ("a.txt", b"\x00\x01\x02" * 50, Fault.DAMAGED),
        ("a.html", b"<!DOCTYPE html [<!ENTITY a 'b'>]><p>" + b"x" * 99, Fault.HOSTILE),
    ],
)
def test_a_file_is_refused_for_its_fault(name: str, content: bytes, fault: Fault) -> None:
    with pytest.raises(UnreadableArticleError) as refused:
        read_paged(name, content)
    assert refused.value.reason.fault is fault


@pytest.mark.parametrize(
    ("kinds", "words"), [(Fault, faults.FAULTS), (FetchFault, faults.FETCH_FAULTS), (Doubt, faults.DOUBTS)]
)
def test_every_kind_of_fault_has_its_words(kinds: type[StrEnum], words: Mapping[StrEnum, str]) -> None:
    assert set(words) == set(kinds)
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize("error", ERRORS[:3] + ERRORS[5:], ids=lambda error: type(error).__name__)
def test_an_administrator_is_told_in_her_own_language(error: IndexingError) -> None:
    told = faults.worded(error)
    assert told.endswith(".") and told not in (faults.OTHER, str(error))
    assert not {"the", "is", "run", "hoidap"} & set(told.replace(".", " ").split())


def test_a_name_in_an_error_is_no_markup() -> None:
    assert "&lt;b&gt;.txt" in faults.worded(UnreadableArticleError("<b>.txt", "is empty", Fault.EMPTY))
