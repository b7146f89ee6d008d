"""A question becomes an answer: analysed, searched for, extracted, held against its sources."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from bot.answering import wording
from bot.answering.aggregates import Aggregates
from bot.answering.ambiguity import meant_places
from bot.answering.answers import NO_QUESTION, Answer, Outcome, Retrieved
from bot.answering.composition import compose
from bot.answering.conjuncts import with_conjuncts
from bot.answering.conversation import Meant, Turn, Wants, remembered, understand
from bot.answering.elaboration import tell_of_last
from bot.answering.extraction import Draft, compare_parts, extract
from bot.answering.gaps import Gap, Missing, find_gap
from bot.answering.grounding import UnsupportedCitationError, check_answer, place_quotation
from bot.answering.kinds import Kind
from bot.answering.previews import Show
from bot.answering.questions import Question, analyse, parts
from bot.answering.ranking import PART_OF, rank
from bot.answering.refusals import ask_back, asked_at, place_name, refuse
from bot.answering.scoring import Scored
from bot.answering.search import search
from bot.answering.writing import Writer
from bot.language import _
from index.documents import Source
from index.library import Snapshot, Snapshots
from index.retrieval import Hit, Retriever
from index.vietnamese.places import Level, Place, provinces
from index.vietnamese.text import fold, squeeze

RETRIEVED = 10
SHOWN_TO_WRITER = 8
# A sentence about a result is taken before one about a target if it scores and covers these shares of it.
REACHED, REACHED_COVERAGE = 0.7, 0.5

logger = logging.getLogger(__name__)


class Memory(Protocol):
    """What remembers conversations."""

    async def recall(self, asker: str) -> Sequence[Turn]:
        """The last turns of a conversation, oldest first; none once it has expired."""

    async def remember(self, asker: str, turn: Turn) -> None:
        """Keep a turn for a while."""


@dataclass(frozen=True)
class Answerer:
    """Answers questions from the corpus alone, with the passages that support each answer."""

    library: Snapshots
    retriever: Retriever
    today: Callable[[], date] = field(default=date.today)
    memory: Memory | None = None
    writer: Writer | None = None
    aggregates: Aggregates = field(default_factory=Aggregates)

    async def answer(
        self, text: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        """Answer a question; an empty or overlong one is told so.

        Args:
            text: as typed.
            asker: who asks, opaque; without one no conversation is remembered.
            own: the asker's unit: it is meant where a question could mean several.
            show: is handed what is supported of an answer while a language model writes it.
        """
        started = time.perf_counter()
        refusal = _unreadable(text)
        if refusal:
            return Answer(Outcome.NOT_FOUND, refusal, reason=NO_QUESTION)
        snapshot = await self.library.snapshot()
        turns = await self.memory.recall(asker) if self.memory and asker else ()
        meant = understand(text, turns, snapshot.lexicon, today=self.today())
        reporting = {province for province in snapshot.by_province if province}
        question = self._read(meant.question, snapshot, reporting)
        if meant.wants is Wants.ANSWER:
            hits = await search(question, snapshot, self.retriever, RETRIEVED)
            searched = time.perf_counter()
            over_corpus = await self.aggregates.answer(question, snapshot)
            answer = over_corpus or await self._worded(
                _answer(question, hits, snapshot), meant.question, question, hits, show
            )
            if answer.outcome is Outcome.CLARIFY and own:
                settled = await self._settled(question, own, snapshot, show)
                meant, question, answer, hits = settled or (meant, question, answer, hits)
        else:
            hits, searched = [], time.perf_counter()
            answer = await tell_of_last(meant.wants, turns, snapshot)
        answer = replace(await _verified(answer, snapshot), understood=meant.understood)
        turn = remembered(meant, question, answer, turns)
        if self.memory and asker and turn:
            await self.memory.remember(asker, turn)
        ended = time.perf_counter()
        return replace(
            answer,
            generation=snapshot.generation.id,
            retrieved=tuple(Retrieved(hit.passage, hit.score) for hit in hits),
            elapsed_ms={
                "retrieve": 1000 * (searched - started),
                "answer": 1000 * (ended - searched),
                "total": 1000 * (ended - started),
            },
        )

    def _read(self, text: str, snapshot: Snapshot, reporting: Iterable[str] = ()) -> Question:
        question = analyse(text, snapshot.lexicon, today=self.today(), reporting=reporting)
        return with_conjuncts(question, snapshot.lexicon, today=self.today())

    async def _worded(
        self, answer: Answer, text: str, question: Question, hits: Sequence[Hit], show: Show | None
    ) -> Answer:
        if answer.outcome is not Outcome.ANSWERED:
            return answer
        if self.writer and question.kind is not Kind.COMPARISON:
            passages = [hit.passage for hit in hits[:SHOWN_TO_WRITER]]
            answer = await self.writer.write(text, passages, fallback=answer, show=show)
        return _with_merger(answer, question)

    async def _settled(
        self, question: Question, own: Place, snapshot: Snapshot, show: Show | None
    ) -> tuple[Meant, Question, Answer, list[Hit]] | None:
        """A question that could mean several places, asked of the asker's own, or else of its province."""
        for place in dict.fromkeys((own, *(place for place in provinces() if place.name == own.province))):
            text = asked_at(question, place_name(place))
            here = replace(self._read(text, snapshot), places=(place,))
            hits = await search(here, snapshot, self.retriever, RETRIEVED)
            answer = await self._worded(_answer(here, hits, snapshot), text, here, hits, show)
            if answer.outcome is Outcome.ANSWERED:
                return Meant(Wants.ANSWER, text, True), here, answer, hits
        return None

    async def sources(self) -> Sequence[Source]:
        """Every article that answers may rest on."""
        return (await self.library.snapshot()).sources


_GREETING = re.compile(
    r"(?:(?:xin|em|da|kinh)\s+)*(?:chao|hello|hi|alo|hey|cam on|thank you|thanks|ok|oke)"
    r"(?:\s+(?:em|chi|anh|ban|bot|cac|ca|nha|moi|nguoi|nhieu|a|nhe|buoi|sang|chieu|toi|you))*"
    r"|(?:ban|em|bot)\s+la\s+(?:ai|gi)(?:\s+(?:vay|the|a))*"
)


def _unreadable(text: str) -> str | None:
    if not text.strip():
        return _(wording.EMPTY)
    if len(text) > wording.MAX_QUESTION_CHARS:
        return _(wording.TOO_LONG)
    if _GREETING.fullmatch(fold(squeeze(text)).strip(" .!?,~)(")):
        return _(wording.GREETING)
    return None if any(map(str.isalnum, text)) else _(wording.NO_WORDS)


def _answer(question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Answer:
    """Extract, word and check an answer, or tell what is missing for one."""
    draft = _draft(question, hits, snapshot)
    if isinstance(draft, Answer):
        return draft
    text, citations, derived = compose(draft, snapshot.lexicon)
    try:
        check_answer(text, citations, derived)
    except UnsupportedCitationError as error:
        logger.error("an extracted answer is not supported: %s", error)
        return Answer(Outcome.NOT_FOUND, _(wording.NOTHING_FOUND), reason=str(error))
    return Answer(Outcome.ANSWERED, text, citations, derived=derived)


async def _verified(answer: Answer, snapshot: Snapshot) -> Answer:
    """The answer, if each of its quotations stands in its article; else an apology."""
    texts = {}
    for id in {citation.source.id for citation in answer.citations}:
        document = await snapshot.generation.document(id)
        texts[id] = document.text if document else ""
    try:
        placed = tuple(place_quotation(citation, texts[citation.source.id]) for citation in answer.citations)
    except UnsupportedCitationError as error:
        logger.error("an answer quotes what its article does not say: %s", error)
        return Answer(Outcome.NOT_FOUND, _(wording.NOTHING_FOUND), reason=str(error))
    return replace(answer, citations=placed)


def _with_merger(answer: Answer, question: Question) -> Answer:
    """Tell who asks about today's province that its report is of one that became part of it."""
    if len(question.places) != 1 or question.places[0].level is not Level.PROVINCE:
        return answer
    [place] = question.places
    old = {citation.source.province or "" for citation in answer.citations} - {"", place.province}
    note = _(wording.MERGED).format(old=", ".join(sorted(old)), new=place.name)
    return replace(answer, text=f"{answer.text}\n{note}") if old else answer


def _draft(question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Draft | Answer:
    sides = parts(question)
    if question.kind is Kind.COMPARISON and len(sides) > 1:
        return _draft_comparison(sides, hits, snapshot)
    ranked, gap = _answering(question, rank(question, hits, snapshot.lexicon), snapshot)
    if gap:
        return refuse(gap, snapshot.sources)
    places = meant_places(question, ranked)
    if len(places) > 1:
        return ask_back(question, places)
    return extract(question, ranked, hits, snapshot.lexicon)


def _answering(question: Question, ranked: Sequence[Scored], snapshot: Snapshot) -> tuple[Sequence[Scored], Gap | None]:
    """The sentences that may answer, or what is missing; a result goes before a target that says it a little better."""
    gap = find_gap(question, ranked, snapshot)
    if gap and gap.missing is Missing.RESULT:
        best = ranked[0]
        near = [each for each in ranked if each.score >= REACHED * best.score]
        near = [each for each in near if each.place >= min(best.place, PART_OF)]  # a district's result is another
        reached = [each for each in near if not each.planned and each.coverage >= REACHED_COVERAGE * best.coverage]
        if find_gap(question, reached, snapshot) is None:
            return reached, None
    return ranked, gap


def _draft_comparison(sides: Sequence[Question], hits: Sequence[Hit], snapshot: Snapshot) -> Draft | Answer:
    found: list[tuple[Question, Scored | None]] = []
    gaps = []
    for side in sides:
        ranked, gap = _answering(side, rank(side, hits, snapshot.lexicon), snapshot)
        gaps.append(gap)
        found.append((side, None if gap else ranked[0]))
    if all(gaps) and gaps[0]:
        return refuse(gaps[0], snapshot.sources)
    return compare_parts(found, snapshot.lexicon)
