"""What is kept of answers, how it is found again, cut into pages, and erased."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.answering.answers import Answer, Citation, Outcome
from bot.answering.conversation import Turn
from bot.archive.answers import Archive
from bot.archive.offers import Offer, Offers
from bot.archive.paging import AROUND_CHARS, PAGE_CHARS, QUOTED_CHARS, pages_of
from bot.archive.quotations import find_quotation
from bot.archive.tally import totals
from bot.archive.votes import Vote, Votes
from bot.figures.saved import SavedLookup, SavedLookups
from bot.figures.views import Mode
from bot.people.audit import Person
from bot.people.errors import AnsweredAlreadyError, PeopleError, QuestionGoneError
from bot.people.open_questions import OpenQuestions
from bot.people.outbox import Kind, Outbox, State
from bot.people.pseudonyms import FILE, Pseudonyms
from bot.people.responses import Responses
from bot.people.units import Units, units_named
from bot.people.watches import Watches
from bot.personal_data import DAY_S, PersonalData
from bot.records import Records
from index.documents import Source

MAI, LAN = 7, 8
SOURCE = Source(
    "a.txt", "Tổng kết", "Hội LHPN tỉnh An Bình", None, date(2023, 1, 5), "năm 2022", "https://hoi.example/a"
)
ANSWER = Answer(
    Outcome.ANSWERED,
    "12 chị [1]",
    (Citation(1, SOURCE, "giúp 12 chị", 5, 16),),
    choices=("Câu khác?",),
    understood="Năm 2022 giúp mấy chị?",
    elapsed_ms={"total": 12.5},
    generation=3,
)


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def records(tmp_path: Path, clock: Clock) -> AsyncIterator[Records]:
    async with await Records.open(tmp_path, now=clock) as records:
        yield records


@pytest.fixture
def pseudonyms(tmp_path: Path) -> Pseudonyms:
    return Pseudonyms.open(tmp_path)


@pytest.fixture
def archive(records: Records, pseudonyms: Pseudonyms, clock: Clock) -> Archive:
    return Archive(records.database, pseudonyms, clock)


@pytest.fixture
def votes(records: Records, pseudonyms: Pseudonyms, clock: Clock) -> Votes:
    return Votes(records.database, pseudonyms, clock)


async def counted(records: Records, table: str) -> int:
    [row] = await records.database.fetch(f"SELECT count(*) AS rows FROM {table}")
    return int(row["rows"])


async def test_an_answer_comes_back_as_it_was_shown(archive: Archive) -> None:
    kept = await archive.keep("mấy chị?", ANSWER, MAI, [Offer("Khác", "Câu khác?")])
    found = await archive.find(kept.id)
    assert found
    assert (found.question, found.answer.text, found.answer.citations) == ("mấy chị?", ANSWER.text, ANSWER.citations)
    assert (found.answer.generation, found.answer.understood, found.answer.choices) == (
        3, ANSWER.understood, ANSWER.choices,
    )  # fmt: skip
    assert await Offers(archive.database).find(kept.id, 0) == "Câu khác?"
    assert await Offers(archive.database).find(kept.id, 1) is None
    assert await archive.find("không có") is None


async def test_no_user_id_is_kept_with_answers_and_votes(records: Records, archive: Archive, votes: Votes) -> None:
    user = 123_456_789
    kept = await archive.keep("mấy chị?", ANSWER, user, [])
    await votes.cast(kept.id, user, Vote.GOOD)
    for table in ("answers", "votes"):
        [row] = await records.database.fetch(f"SELECT * FROM {table}")
        assert str(user) not in " ".join(map(str, tuple(row)))
        assert row["person"] == archive.pseudonyms.of(user)


async def test_a_person_has_one_vote_which_she_can_change(records: Records, votes: Votes) -> None:
    for vote in (Vote.GOOD, Vote.BAD, Vote.FIGURE):
        await votes.cast("x", MAI, vote)
    await votes.cast("x", LAN, Vote.GOOD)
    assert (await votes.of("x", MAI), await votes.of("x", LAN)) == (Vote.FIGURE, Vote.GOOD)
    assert await votes.of("y", MAI) is None
    assert {what: count for what, count in (await totals(records.database)).items() if count} == {
        "good": 1,
        "figure": 1,
    }


async def test_an_open_question_is_asked_once_and_answered_by_one_officer(records: Records) -> None:
    questions = OpenQuestions(records.database)
    first, again = [await questions.ask(MAI, MAI, "Ai là chủ tịch?", "x") for _ in range(2)]
    other = await questions.ask(LAN, -5, "Ai là chủ tịch?", "x")
    assert first == again != other
    assert [waiting.id for waiting in await questions.waiting()] == [first, other]
    responses = Responses(records.database)
    given = [await responses.give(first, Person(1, "Lan"), "huyện Lục Ngạn", text) for text in ("Bà A.", "Từ 2021.")]
    with pytest.raises(AnsweredAlreadyError):
        await responses.give(first, Person(2, "Cúc"), "", "Bà B.")
    assert await questions.count_waiting() == 1
    assert [(waiting.id, waiting.chat_id) for waiting in await questions.waiting()] == [(other, -5)]
    answered = await questions.find(first)
    assert answered and (answered.answered_by, answered.question) == (1, "Ai là chủ tịch?")
    found = await responses.first(first)
    assert found and (found.id, found.officer, found.unit, found.text) == (
        given[0], Person(1, "Lan"), "huyện Lục Ngạn", "Bà A.",
    )  # fmt: skip
    with pytest.raises(QuestionGoneError):
        await responses.give(other + 1, Person(1, "Lan"), "", "Không.")


async def test_a_question_is_posted_to_each_officer_and_its_answer_to_who_asked_once(records: Records) -> None:
    questions, outbox = OpenQuestions(records.database), Outbox(records.database)
    for _ in range(2):
        id = await questions.ask(MAI, -5, "Ai là chủ tịch?", "x", officers=[1, 2])
    to_officers = await outbox.waiting()
    assert [(each.kind, each.subject, each.chat_id) for each in to_officers] == [
        (Kind.QUESTION, id, 1), (Kind.QUESTION, id, 2),
    ]  # fmt: skip
    for each in to_officers:
        await outbox.mark(each, State.LEAVING)
    given = await Responses(records.database).give(id, Person(1, "Lan"), "", "Bà A.")
    assert [(each.kind, each.subject, each.chat_id) for each in await outbox.waiting()] == [(Kind.RESPONSE, given, -5)]
    await outbox.recover()  # what was leaving when the bot was killed may have arrived: it is not sent again
    assert len(await outbox.waiting()) == 1


async def test_a_person_is_erased_with_all_that_is_hers(
    records: Records, archive: Archive, votes: Votes, pseudonyms: Pseudonyms
) -> None:
    database = records.database
    data, questions, units = (
        PersonalData(database, pseudonyms, 180),
        OpenQuestions(database),
        Units(database, pseudonyms),
    )
    saved = SavedLookups(database)
    kept, lookups = {}, {}
    for user in (MAI, LAN):
        kept[user] = (await archive.keep(f"bí mật của {user}", ANSWER, user, [Offer("Khác", f"nữa {user}")])).id
        await votes.cast(kept[user], user, Vote.GOOD)
        asked = await questions.ask(user, user, f"bí mật của {user}", kept[user], officers=[9])
        await Responses(database).give(asked, Person(9, "Lan"), "", f"trả lời bí mật của {user}")
        await units.state(user, units_named("huyện Lục Ngạn")[0])
        lookups[user] = await saved.save(str(user), SavedLookup(Mode.TABLE, f"bí mật của {user}", date(2024, 1, 1)))
        for chat in (user, -5):
            await records.remember(f"telegram:{chat}:{user}", Turn(f"bí mật của {user}"))
    await data.erase(MAI)
    mine, hers = await archive.find(kept[MAI]), await archive.find(kept[LAN])
    assert mine and hers
    assert mine.is_erased and not hers.is_erased
    assert (mine.answer.text, mine.answer.understood, mine.answer.choices) == ("", None, ())
    assert mine.answer.citations == ANSWER.citations  # her old buttons still open the article
    assert (hers.question, hers.answer.understood) == (f"bí mật của {LAN}", ANSWER.understood)
    assert (await votes.of(kept[MAI], MAI), await votes.of(kept[LAN], LAN)) == (None, Vote.GOOD)
    assert [row["user_id"] for row in await database.fetch("SELECT user_id FROM open_questions")] == [LAN]
    assert {each.chat_id for each in await Outbox(database).waiting()} == {LAN, 9}
    assert (await units.of(MAI), (await units.of(LAN)) is not None) == (None, True)
    assert [await records.recall(f"telegram:{chat}:{MAI}") for chat in (MAI, -5)] == [[], []]
    assert len(await records.recall(f"telegram:-5:{LAN}")) == 1
    assert (await saved.find(lookups[MAI]), await saved.find(lookups[LAN]) is not None) == (None, True)
    assert await totals(database) == {"answered": 2, "good": 2}
    dump = [tuple(row) for table in ("answers", "offers", "votes", "units", "turns", "open_questions", "responses",
            "figure_lookups") for row in await database.fetch(f"SELECT * FROM {table}")]  # fmt: skip
    assert f"bí mật của {MAI}" not in str(dump) and f"nữa {MAI}" not in str(dump)
    assert pseudonyms.of(MAI) not in str(dump)


async def test_what_is_too_old_is_purged_and_the_counts_stay(
    records: Records, archive: Archive, votes: Votes, pseudonyms: Pseudonyms, clock: Clock
) -> None:
    data = PersonalData(records.database, pseudonyms, 10, clock)
    questions = OpenQuestions(records.database, clock)
    old = await archive.keep("cũ", ANSWER, MAI, [Offer("Khác", "Câu khác?")])
    await votes.cast(old.id, MAI, Vote.GOOD)
    await questions.ask(MAI, MAI, "cũ", old.id)
    await records.remember(f"telegram:{MAI}:{MAI}", Turn("cũ"))
    await SavedLookups(records.database, clock).save(str(MAI), SavedLookup(Mode.TABLE, "cũ", date(2024, 1, 1)))
    clock.seconds += 9 * DAY_S
    new = await archive.keep("mới", ANSWER, MAI, [])
    await data.purge()
    assert await archive.find(old.id)
    assert await counted(records, "turns") == 0
    clock.seconds += DAY_S + 1
    await data.purge()
    assert (await archive.find(old.id), (await archive.find(new.id)) is not None) == (None, True)
    assert [await counted(records, table) for table in ("offers", "votes", "open_questions", "figure_lookups")] == [
        0
    ] * 4
    assert await totals(records.database) == {"answered": 2, "good": 1}


async def test_the_purge_is_done_at_once_and_goes_on(
    records: Records, archive: Archive, pseudonyms: Pseudonyms, clock: Clock
) -> None:
    await archive.keep("cũ", ANSWER, MAI, [])
    clock.seconds += 181 * DAY_S
    task = asyncio.create_task(PersonalData(records.database, pseudonyms, 180, clock).purge_daily())
    async with asyncio.timeout(5):
        while await counted(records, "answers"):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
    assert not task.done()
    task.cancel()


def test_a_pseudonym_stays_the_same_and_differs_by_person_and_salt(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    first, again, other = (Pseudonyms.open(tmp_path / folder) for folder in ("a", "a", "b"))
    assert first.of(MAI) == again.of(MAI) != first.of(LAN)
    assert first.of(MAI) != other.of(MAI)
    assert stat.S_IMODE((tmp_path / "a" / FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == [FILE]
    assert first.salt.hex() not in repr(first)


def test_a_damaged_salt_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"ng\xe1\xba\xafn")
    with pytest.raises(PeopleError, match="is damaged"):
        Pseudonyms.open(tmp_path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hội giúp 12 chị nghèo.", "giúp 12 chị"),
        ("Hội GIÚP   12\nchị nghèo.", "GIÚP   12\nchị"),
        ("Hội giup 12 chi, ngheo.", "giup 12 chi"),
        ("Hội giúp (12) chị", "giúp (12) chị"),
        ("Hội giúp 112 chị", None),
        ("Hội giúp 12 chịu", None),
        ("", None),
    ],
)
def test_a_quotation_is_found_in_a_text_that_writes_it_differently(text: str, found: str | None) -> None:
    stretch = find_quotation("giúp 12 chị", text)
    assert (text[slice(*stretch)] if stretch else None) == found


def test_a_quotation_without_words_is_found_where_it_stands_alone() -> None:
    assert find_quotation("…", "a … b") == (2, 3)
    assert find_quotation("…", "a b") is None


SENTENCES = [f"Câu số {n} kể một việc của Hội. " for n in range(400)]


@pytest.mark.parametrize("text", ["".join(SENTENCES), "\n " + "\n".join(SENTENCES), "x" * 20_000, "Ngắn.", "a " * 9000])
@pytest.mark.parametrize("share", [0, 0.5, 1])
@pytest.mark.parametrize("length", [3, 700, 5000])
def test_pages_hold_the_whole_article_and_one_the_quotation_with_its_surroundings(
    text: str, share: float, length: int
) -> None:
    start = int(share * max(len(text) - length, 0))
    quoted = (start, min(start + length, len(text)))
    pages = pages_of(text, quoted)
    assert "".join(text[slice(*stretch)] for stretch in pages.stretches) == text
    assert all(end - start <= max(PAGE_CHARS, QUOTED_CHARS) for start, end in pages.stretches)
    first, last = pages.stretches[pages.quoted]
    assert first <= quoted[0] < last
    if length == 3 and "Câu số" in text and share == 0.5:
        assert min(quoted[0] - first, last - quoted[1]) > AROUND_CHARS / 2
        assert text[first:].startswith("Câu số")


def test_a_text_without_sentences_is_one_page() -> None:
    assert pages_of("", (0, 0)).stretches == [(0, 0)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Hội LHPN huyện Lục Ngạn", ["huyện Lục Ngạn"]),
        ("huyen luc ngan", ["huyện Lục Ngạn"]),
        ("Hội LHPN tỉnh Bắc Giang", ["tỉnh Bắc Giang"]),
        ("Hội LHPN huyện Châu Thành, tỉnh Trà Vinh", ["huyện Châu Thành"]),
        ("chi hội của em", []),
    ],
)
def test_a_unit_is_told_from_its_name(text: str, meant: list[str]) -> None:
    assert [unit.full_name for unit in units_named(text)] == meant


def test_a_name_of_several_districts_is_not_guessed() -> None:
    assert len(units_named("huyện Châu Thành")) > 1


async def test_what_others_passed_on_is_erased_with_who_asked_it(
    records: Records, archive: Archive, pseudonyms: Pseudonyms
) -> None:
    questions, watches = OpenQuestions(records.database), Watches(records.database)
    kept = await archive.keep("bí mật", ANSWER, MAI)
    id = await questions.ask(LAN, -5, "bí mật", kept.id, officers=[9])
    await Responses(records.database).give(id, Person(9, "Cúc"), "", "trả lời bí mật")
    await watches.add(LAN, -5, "bí mật", kept.id, 1)
    await PersonalData(records.database, pseudonyms, 180).erase(MAI)
    assert [await counted(records, table) for table in ("open_questions", "responses", "watches")] == [0, 0, 0]
