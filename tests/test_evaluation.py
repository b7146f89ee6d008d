"""What answers are worth: every metric on answers made by hand, and the command that measures a corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import Command

from bot.answering.answers import Answer, Citation, Outcome, Retrieved
from bot.evaluation import (
    GoldQuestion,
    Verdict,
    carries,
    comparable,
    failures,
    grouped,
    is_exact,
    judge,
    rank_of,
    shares,
    stands_in,
)
from index.documents import Passage, Source

HOUSES = "Năm 2022, Hội LHPN tỉnh Kon Tum xây 31 nhà."
MEMBERS = "Hội kết nạp 4.205 hội viên mới."
KON = f"{HOUSES} {MEMBERS}"
LAI = "Hội LHPN tỉnh Lai Châu xây 17 nhà.\nHội trồng 2.000 cây xanh dọc đường thôn."
ARTICLES = {"kon.txt": comparable(KON), "lai.txt": comparable(LAI)}

QUESTION = GoldQuestion("1", "Kon Tum xây mấy nhà?", "plain", "figure", ("kon.txt",), (HOUSES,), (("31",),))
UNANSWERABLE = GoldQuestion("2", "Kon Tum trồng mấy cây?", "plain", "unanswerable")
AMBIGUOUS = GoldQuestion("3", "Xây mấy nhà?", "typo", "ambiguous")
COMPARISON = GoldQuestion(
    "4",
    "Kon Tum hay Lai Châu xây nhiều nhà hơn?",
    "plain",
    "comparison",
    ("kon.txt", "lai.txt"),
    (HOUSES, "Hội LHPN tỉnh Lai Châu xây 17 nhà."),
    (("31",), ("17",)),
)


def cited(document: str, quote: str) -> Citation:
    return Citation(1, Source(document, document), quote, 0, len(quote))


def found(document: str, *texts: str) -> tuple[Retrieved, ...]:
    return tuple(Retrieved(Passage(Source(document, document), 0, len(text), text), 1.0) for text in texts)


def answered(
    text: str, *citations: Citation, retrieved: Sequence[Retrieved] = (), outcome: Outcome = Outcome.ANSWERED
) -> Answer:
    return Answer(outcome, text, citations, tuple(retrieved))


RIGHT = answered("31 nhà [1].", cited("kon.txt", HOUSES), retrieved=found("kon.txt", HOUSES, MEMBERS))
REFUSED = answered("Chưa có.", retrieved=found("lai.txt", LAI), outcome=Outcome.NOT_FOUND)
ASKED_BACK = answered("Chị/anh hỏi tỉnh nào?", outcome=Outcome.CLARIFY)


# texts


@pytest.mark.parametrize(
    ("text", "alternatives", "stands"),
    [
        ("Có 4.205 hội viên.", ["4.205", "4205"], True),
        ("Có 4205 hội viên.", ["4.205", "4205"], True),
        ("Có 14.205 hội viên.", ["4.205"], False),
        ("Có 4.205 hội viên.", ["205"], False),
        ("Trị giá 1,45 tỷ", ["1,4"], False),
        ("Đạt 31.", ["31"], True),
        ("Đạt 31, vượt 2", ["31"], True),
        ("đề án SỐ 15", ["Đề án số 15"], True),
        ("Đề án số 155", ["Đề án số 15"], False),
        ("Xuân\nđoàn  kết", ["xuân đoàn kết"], True),
        ("Hoa\u0300 Bi\u0300nh", ["Hoà Bình"], True),
        ("giai đoạn 2022-2025", ["2025"], True),
        ("chị Hoa", ["Ho"], False),
        ("", ["31"], False),
        ("31", [], False),
    ],
)
def test_a_fact_stands_as_whole_words_and_figures(text: str, alternatives: list[str], stands: bool) -> None:
    assert stands_in(text, alternatives) is stands


@pytest.mark.parametrize(
    ("passage", "sentence", "carried"),
    [
        (KON, HOUSES, True),
        (KON.upper(), HOUSES, True),
        ("x " + KON.replace(" ", "\n"), HOUSES, True),
        (KON, "Hội kết nạp 4.205 hội viên mới vào dịp cuối năm nay rồi", False),
        ("một hai ba bốn năm sáu bảy tám chín", "một hai ba bốn năm sáu bảy tám chín mười", True),  # nine tenths
        ("một hai ba bốn năm sáu bảy tám", "một hai ba bốn năm sáu bảy tám chín mười", False),
        ("một hai ba bốn", "một hai ba bốn năm", False),  # too short to be nearly the same
    ],
)
def test_a_passage_carries_a_sentence_or_nearly_all_of_a_long_one(passage: str, sentence: str, carried: bool) -> None:
    assert carries(passage, sentence) is carried


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        (HOUSES, True),
        (f"{HOUSES}\n{MEMBERS}", True),
        (f"{MEMBERS}\n\n{HOUSES}", True),
        (f"  {HOUSES}  ", True),
        (HOUSES.replace("31", "32"), False),
        (f"{HOUSES}\nthêm một dòng", False),
        ("", False),
        ("\n", False),
    ],
)
def test_a_text_is_exact_if_each_of_its_lines_stands_in_the_article(text: str, exact: bool) -> None:
    assert is_exact(text, ARTICLES["kon.txt"]) is exact


# verdicts


@pytest.mark.parametrize(
    ("gold", "answer", "wanted"),
    [
        pytest.param(QUESTION, RIGHT, {"correct": True, "false_refusals": False, "answered_wrong": False}, id="right"),
        pytest.param(
            QUESTION, REFUSED, {"correct": False, "false_refusals": True, "answered_wrong": False}, id="refused"
        ),
        pytest.param(
            QUESTION, ASKED_BACK, {"correct": False, "false_refusals": True, "answered_wrong": False}, id="asked back"
        ),
        pytest.param(
            QUESTION, replace(RIGHT, text="32 nhà [1]."), {"correct": False, "answered_wrong": True}, id="wrong figure"
        ),
        pytest.param(
            QUESTION, answered("31 nhà [1].", cited("lai.txt", LAI)), {"correct": False}, id="from another article"
        ),
        pytest.param(QUESTION, answered("31 nhà."), {"correct": False, "quotes_exact": False}, id="without a source"),
        pytest.param(
            QUESTION, replace(RIGHT, text="a" * 240 + " 31 nhà"), {"correct": False, "too_long": False}, id="too late"
        ),
        pytest.param(
            replace(QUESTION, kind="descriptive"),
            replace(RIGHT, text="a" * 240 + " 31 nhà"),
            {"correct": True},
            id="late",
        ),
        pytest.param(
            QUESTION,
            replace(RIGHT, text="31 nhà" + " a" * 230),
            {"correct": False, "too_long": True, "answered_wrong": True},
            id="too long for a figure",
        ),
        pytest.param(
            replace(QUESTION, kind="plan_vs_result"),
            replace(RIGHT, text="31 nhà" + " a" * 230),
            {"correct": True},
            id="plan",
        ),
        pytest.param(
            replace(QUESTION, kind="list"),
            replace(RIGHT, text="31 nhà" + " a" * 800),
            {"too_long": True},
            id="long list",
        ),
        pytest.param(
            COMPARISON, replace(RIGHT, text="31 và 17"), {"correct": False}, id="one side of a comparison is cited"
        ),
        pytest.param(
            COMPARISON,
            answered("31 và 17", cited("kon.txt", HOUSES), cited("lai.txt", LAI)),
            {"correct": True, "quotes_exact": True},
            id="both sides are cited",
        ),
        pytest.param(UNANSWERABLE, RIGHT, {"refused_unanswerable": False, "answered_wrong": True}, id="should refuse"),
        pytest.param(
            UNANSWERABLE, REFUSED, {"refused_unanswerable": True, "answered_wrong": False}, id="refuses rightly"
        ),
        pytest.param(UNANSWERABLE, ASKED_BACK, {"refused_unanswerable": True}, id="asking back is no answer"),
        pytest.param(AMBIGUOUS, ASKED_BACK, {"clarified": True}, id="asks back"),
        pytest.param(AMBIGUOUS, RIGHT, {"clarified": False}, id="takes one of several"),
        pytest.param(AMBIGUOUS, REFUSED, {"clarified": False}, id="refuses instead of asking back"),
        pytest.param(
            AMBIGUOUS,
            answered("31 và 17", cited("kon.txt", HOUSES), cited("lai.txt", LAI)),
            {"clarified": True},
            id="answers for several",
        ),
        pytest.param(
            QUESTION,
            answered("31 nhà", cited("kon.txt", HOUSES), cited("kon.txt", "31 căn nhà")),
            {"correct": True, "quotes_exact": False},
            id="one quotation is not exact",
        ),
        pytest.param(
            QUESTION,
            answered("31 nhà", cited("kon.txt", f"{HOUSES}\n" * 20)),
            {"quotes_exact": False},
            id="long quotation",
        ),
    ],
)
def test_an_answer_is_judged_by_facts_source_and_length(
    gold: GoldQuestion, answer: Answer, wanted: dict[str, bool]
) -> None:
    checks = judge(gold, answer, ARTICLES).checks
    assert {metric: checks[metric] for metric in wanted} == wanted


@pytest.mark.parametrize(
    ("gold", "answer", "applying"),
    [
        (AMBIGUOUS, RIGHT, {"clarified", "quotes_exact"}),
        (AMBIGUOUS, ASKED_BACK, {"clarified"}),
        (UNANSWERABLE, REFUSED, {"refused_unanswerable", "answered_wrong"}),
        (UNANSWERABLE, RIGHT, {"refused_unanswerable", "answered_wrong", "quotes_exact"}),
        (
            QUESTION,
            REFUSED,
            {
                *("doc@1", "passage@1", "passage@5", "passage@10"),
                *("correct", "too_long", "false_refusals", "answered_wrong"),
            },
        ),
    ],
)
def test_only_the_metrics_that_apply_are_told(gold: GoldQuestion, answer: Answer, applying: set[str]) -> None:
    assert judge(gold, answer, ARTICLES).checks.keys() == applying


LONG = comparable(f"{HOUSES} {'Hội họp. ' * 120}")


@pytest.mark.parametrize(
    ("gold", "retrieved", "at"),
    [
        pytest.param(QUESTION, found("kon.txt", HOUSES), 1, id="first"),
        pytest.param(QUESTION, found("kon.txt", MEMBERS, HOUSES), 2, id="second"),
        pytest.param(QUESTION, found("lai.txt", LAI) + found("kon.txt", HOUSES), 2, id="after another article"),
        pytest.param(QUESTION, found("kon.txt", *[MEMBERS] * 9, HOUSES), 10, id="tenth"),
        pytest.param(QUESTION, found("kon.txt", *[MEMBERS] * 10, HOUSES), None, id="after the tenth"),
        pytest.param(QUESTION, found("lai.txt", HOUSES), None, id="in the wrong article"),
        pytest.param(QUESTION, found("kon.txt", f"Tin: {HOUSES}"), None, id="not a piece of the article"),
        pytest.param(QUESTION, found("long.txt", LONG), None, id="longer than a place in an article"),
        pytest.param(QUESTION, (), None, id="nothing"),
        pytest.param(
            replace(QUESTION, quotes=(HOUSES, MEMBERS)),
            found("kon.txt", HOUSES, MEMBERS),
            1,
            id="two sentences, two places",
        ),
        pytest.param(
            replace(QUESTION, quotes=(f"{HOUSES} {MEMBERS}",)),
            found("kon.txt", HOUSES, MEMBERS),
            1,
            id="a quote over two passages",
        ),
        pytest.param(replace(QUESTION, quotes=(HOUSES, MEMBERS)), found("kon.txt", HOUSES), None, id="half of it"),
    ],
)
def test_a_passage_is_found_by_its_rank(gold: GoldQuestion, retrieved: tuple[Retrieved, ...], at: int | None) -> None:
    gold = replace(gold, documents=("kon.txt", "long.txt"))
    articles = ARTICLES | {"long.txt": LONG}
    answer = answered("31 nhà", retrieved=retrieved)
    assert rank_of(gold, answer, articles) == at
    checks = judge(gold, answer, articles).checks
    assert [checks[f"passage@{k}"] for k in (1, 5, 10)] == [at is not None and at <= k for k in (1, 5, 10)]


def test_the_right_article_first_is_told_apart_from_the_right_passage() -> None:
    checks = judge(QUESTION, answered("", retrieved=found("kon.txt", MEMBERS)), ARTICLES).checks
    assert (checks["doc@1"], checks["passage@1"]) == (True, False)


# shares


def verdicts() -> list[Verdict]:
    return [
        judge(QUESTION, RIGHT, ARTICLES),
        judge(QUESTION, REFUSED, ARTICLES),
        judge(replace(QUESTION, form="typo"), replace(RIGHT, text="32 nhà"), ARTICLES),
        judge(UNANSWERABLE, REFUSED, ARTICLES),
        judge(AMBIGUOUS, RIGHT, ARTICLES),
    ]


@pytest.mark.parametrize(
    ("metric", "hits", "total"),
    [
        ("correct", 1, 3),
        ("false_refusals", 1, 3),
        ("refused_unanswerable", 1, 1),
        ("answered_wrong", 1, 4),  # of the answerable and the unanswerable
        ("clarified", 0, 1),
        ("quotes_exact", 3, 3),  # of what was answered
    ],
)
def test_a_metric_is_a_share_of_what_it_applies_to(metric: str, hits: int, total: int) -> None:
    share = shares(verdicts())[metric]
    assert (share.hits, share.total, share.value) == (hits, total, hits / total)


def test_a_metric_that_applies_to_nothing_is_left_out() -> None:
    assert "clarified" not in shares(verdicts()[:3])
    assert shares([]) == {}


def test_questions_are_grouped_with_the_largest_group_first() -> None:
    groups = grouped(reversed(verdicts()), lambda gold: gold.kind)
    assert {kind: len(group) for kind, group in groups.items()} == {"figure": 3, "ambiguous": 1, "unanswerable": 1}
    assert next(iter(groups)) == "figure"


def test_what_went_wrong_is_named() -> None:
    assert [verdict.is_right for verdict in verdicts()] == [True, False, False, True, False]
    assert failures(verdicts()[0]) == []
    assert failures(verdicts()[2]) == ["correct", "answered_wrong"]
    assert failures(verdicts()[4]) == ["clarified"]


# the command


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: str) -> Path:
    """Two articles, and settings that point at them and at a new data folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "kon.txt").write_text(f"Báo cáo tỉnh Kon Tum năm 2022\n{KON}\n", encoding="utf-8")
    (folder / "lai.txt").write_text(f"Báo cáo tỉnh Lai Châu năm 2021\n{LAI}\n", encoding="utf-8")
    monkeypatch.setenv("HOIDAP_EMBEDDING_MODEL", tiny_model)
    monkeypatch.setenv("HOIDAP_CORPUS", str(folder))
    monkeypatch.setenv("HOIDAP_DATA", str(tmp_path / "data"))
    return folder


def line(**changed: Any) -> str:
    entry: dict[str, Any] = {
        "id": "k1",
        "question": "Năm 2022 Hội LHPN tỉnh Kon Tum xây bao nhiêu nhà?",
        "form": "plain",
        "kind": "figure",
        "gold_docs": ["kon.txt"],
        "gold_quote": HOUSES,
        "must_include": [["31"]],
    }
    return json.dumps(entry | changed, ensure_ascii=False)


WRONG = line(id="k2", must_include=[["99"]])
NONE = line(
    id="k3",
    question="Năm 2022 Hội LHPN tỉnh Cà Mau xây bao nhiêu nhà?",
    kind="unanswerable",
    gold_docs=[],
    gold_quote=None,
    must_include=[],
)


def test_a_corpus_is_measured_by_the_questions_beside_it(hoidap: Command, corpus: Path) -> None:
    (corpus / "questions.jsonl").write_text("\n".join([line(), WRONG, NONE, ""]), encoding="utf-8")
    finished = hoidap("eval", "--json")
    assert finished.code == 0
    board = json.loads(finished.out)
    assert (board["questions"], board["correct"], board["refused_unanswerable"]) == (3, 0.5, 1.0)
    assert board["by_kind"]["figure"]["questions"] == 2
    assert board["by_form"]["plain"]["answered_wrong"] == 0.3333
    assert not (corpus.parent / "data" / "corpus.sqlite").exists()


def test_the_tables_show_shares_groups_and_what_was_found_instead(
    hoidap: Command, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    (corpus / "questions.jsonl").write_text("\n".join([line(), WRONG, NONE]), encoding="utf-8")
    shown = hoidap("eval").out
    assert "0.500" in shown and "1 of 2" in shown
    assert "k2" in shown and "k1" not in shown
    assert "2 of 3 questions right" in shown


def test_what_went_wrong_is_written_as_json_lines(hoidap: Command, corpus: Path, tmp_path: Path) -> None:
    file, wrong, data = tmp_path / "asked.jsonl", tmp_path / "wrong.jsonl", tmp_path / "kept"
    file.write_text("\n".join([line(), WRONG]), encoding="utf-8")
    assert hoidap("eval", "--questions", file, "--data", data, "--wrong", wrong, "--json").code == 0
    [row] = map(json.loads, wrong.read_text(encoding="utf-8").splitlines())
    assert (row["id"], row["failures"], row["gold_rank"]) == ("k2", ["correct", "answered_wrong"], 1)
    assert "31" in row["answer"]
    assert row["retrieved"][0]["document"] == "kon.txt"
    assert (data / "corpus.sqlite").exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "line 1: the line is wrong (Invalid JSON"),
        ("[]", "line 1: the line is wrong"),
        ("\n" + json.dumps({"id": "1"}), "line 2: question is wrong (Field required): see bench/README.md"),
        (line(must_include=["31"]), "line 1: must_include.0 is wrong"),
        (line(gold_docs=["khac.txt"]), "line 1 names khac.txt, which is no article of the corpus: correct it"),
        (line(gold_quote=None), "line 1 has no gold_quote: quote the passage that answers"),
        ("\n", "holds no question: write one object a line"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(hoidap: Command, corpus: Path, content: str, complaint: str) -> None:
    (corpus / "questions.jsonl").write_text(content, encoding="utf-8")
    finished = hoidap("eval")
    assert finished.code == 1
    assert complaint in finished.complaint


def test_a_file_that_cannot_be_read_or_written_is_told(hoidap: Command, corpus: Path, tmp_path: Path) -> None:
    assert "questions.jsonl cannot be read" in hoidap("eval").complaint
    (corpus / "questions.jsonl").write_text(line(), encoding="utf-8")
    finished = hoidap("eval", "--json", "--wrong", tmp_path / "no folder" / "wrong.jsonl")
    assert finished.code == 1
    assert "wrong.jsonl cannot be written" in finished.err
