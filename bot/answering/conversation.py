"""Whether a text leans on the conversation, and the complete question that it then means. Pure.

A question that names its topic stands for itself. What is left out is taken from the question before: its topic where
only another place or period is named, its place and period where another thing is asked for. The complete question is
a text again, so that the reader can be told how a follow-up was understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from bot.answering.answers import Answer, Outcome
from bot.answering.clauses import tidy
from bot.answering.gaps import is_off_topic
from bot.answering.kinds import Kind
from bot.answering.questions import Question, analyse
from bot.answering.remarks import Remark, points_back, read_remark
from bot.answering.rewriting import (
    INTERROGATIVE,
    WHY,
    Asked,
    as_question,
    compared,
    exchanged,
    framed,
    read_asked,
    small,
    statement,
    without_aspect,
)
from index.indicators import find_indicators, unit_at, words_of
from index.lexicon import Lexicon
from index.vietnamese.places import find_places
from index.vietnamese.text import fold, nfc, squeeze

SHORT_SYLLABLES = 8  # so short a question without a place leans on the conversation

_ORDINALS = {
    "dau": 1,
    "dau tien": 1,
    "nhat": 1,
    "hai": 2,
    "nhi": 2,
    "ba": 3,
    "tu": 4,
    "bon": 4,
    "nam": 5,
    "cuoi": -1,
    "cuoi cung": -1,
}
_PICK = re.compile(
    r"(?:(?:chon|lay|y|cau|so|cai|muc|phuong an|lua chon|hoi)\s+)*(?:thu\s+)?"
    rf"(?P<which>\d|{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})(?:\s+(?:di|nhe|a|em|chi))*"
)
_EVENT_VERBS = re.compile(r"\b(?:chu tri|chu toa|dieu hanh|du|tham du|phat bieu|dan dau|to chuc|khai mac|be mac)\b")
_OFFICES = re.compile(r"(?:pho )?(?:chu tich|bi thu|giam doc|truong|to truong)\b|nguoi\b")
_HOW_MUCH = re.compile(r"\b(?:bao nhiêu|mấy)\b")
_COUNTED_BESIDE_MONEY = frozenset(["người", "hộ", "nhà"])
_GENERIC_MEASURES = frozenset(["người", "đại", "thành", "gian", "điểm", "lượt"])
_TOLD = re.compile(
    r"(?:nhung |cac )?(?:han che|kho khan|ton tai|vuong mac|yeu kem|nhiem vu|phuong huong|giai phap|nguyen nhan|"
    r"bai hoc|khau dot pha|chu de|noi dung|dinh huong|trong tam|hoat dong|(?:du an|de an|chi thi|nghi quyet) \d)"
)
_PLAN_WORDS = re.compile(r"\b(?:ke hoach|chi tieu|muc tieu)\b")
_REACHED = re.compile(r"\b(?:dat|vuot|hoan thanh)\b.*\b(?:khong|chua)\b")
_DEFINES = re.compile(r"the nao la\b")
_NUMBER_OF = re.compile(r"^(?:tổng )?số(?: lượng)? ")


Told = tuple[str, int, int]  # document, start, end


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of an article that an answer cited."""

    n: int
    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What is remembered of a question and its answer."""

    question: str  # complete
    place: str | None = None  # whose report answered
    choices: tuple[str, ...] = ()  # complete questions that were offered
    quotes: tuple[Quote, ...] = ()
    told: tuple[Told, ...] = ()  # what of them the reader has seen in the text, also before "nói rõ hơn"


class Wants(Enum):
    """What a text wants."""

    ANSWER = auto()
    MORE = auto()  # of the answer before
    SOURCES = auto()  # of the answer before
    TOPIC = auto()  # to be asked for one: it names none, and no conversation has one that it could lean on


@dataclass(frozen=True, slots=True)
class Meant:
    """How a text was understood."""

    wants: Wants
    question: str  # complete; as typed where nothing was taken from the conversation
    is_follow_up: bool = False

    @property
    def understood(self) -> str | None:
        """What a follow-up was taken to mean, in words."""
        shown = {Wants.MORE: f"Nói rõ hơn về câu “{self.question}”", Wants.SOURCES: f"Nguồn của câu “{self.question}”"}
        return shown.get(self.wants, self.question) if self.is_follow_up else None


def understand(text: str, turns: Sequence[Turn], lexicon: Lexicon, *, today: date) -> Meant:
    """Complete a text from the conversation where it leans on it.

    Args:
        text: as typed.
        turns: the conversation so far, oldest first.
        lexicon: the words of the corpus.
        today: gives "năm ngoái" its year.
    """
    typed = squeeze(nfc(text))
    asked = [read_asked(turn.question, lexicon, today) for turn in turns[-2:]]
    remark = read_remark(typed, asked[-1] if asked else None, lexicon, today)
    if remark.wants_sources or remark.wants_more:
        wants = Wants.SOURCES if remark.wants_sources else Wants.MORE
        return Meant(wants, turns[-1].question, True) if turns else Meant(Wants.TOPIC, typed)
    if not turns or remark.says_nothing:
        return Meant(Wants.TOPIC if remark.asks_nothing else Wants.ANSWER, typed)
    picked = _PICK.fullmatch(re.sub(r"[^\w ]", "", fold(typed)).strip())
    if picked:
        choice = _picked(picked["which"], turns[-1].choices)
        return Meant(Wants.ANSWER, choice or typed, choice is not None)
    if not _leans(typed, remark, lexicon, today):
        return Meant(Wants.ANSWER, typed)
    follow_up = _FollowUp(remark, turns[-1], asked[-1], asked[0], lexicon, today)
    return Meant(Wants.ANSWER, as_question(follow_up.completed()), True)


def remembered(meant: Meant, question: Question, answer: Answer, turns: Sequence[Turn]) -> Turn | None:
    """What to keep of a question and its answer; nothing where a follow-up could not build on it."""
    is_about_nothing = answer.outcome is Outcome.NOT_FOUND and not question.places and not question.periods
    if meant.wants in (Wants.SOURCES, Wants.TOPIC) or is_about_nothing:
        return None
    quotes = tuple(Quote(c.n, c.source.id, c.start, c.end, c.quote) for c in answer.citations)
    text = squeeze(answer.text)
    told = tuple((q.document, q.start, q.end) for q in quotes if tidy(squeeze(q.text)).lstrip("-–•+* ") in text)
    if meant.wants is Wants.MORE:
        return replace(turns[-1], quotes=quotes or turns[-1].quotes, told=(*turns[-1].told, *told))
    return Turn(meant.question, _reporting_place(answer), answer.choices, quotes, told)


def _reporting_place(answer: Answer) -> str | None:
    """The place whose reports an answer cites, if it is one."""
    provinces = {citation.source.province for citation in answer.citations}
    units = {citation.source.organisation for citation in answer.citations}
    unit = (units.pop() or "").removeprefix("Hội LHPN ") if len(units) == 1 else ""
    if unit and len(find_places(unit)) == 1:
        return unit
    return provinces.pop() if len(provinces) == 1 else None


def _picked(which: str, choices: Sequence[str]) -> str | None:
    """The offered question that "2" or "cái đầu tiên" means."""
    number = int(which) if which.isdigit() else _ORDINALS[which]
    if not choices or number == 0 or number > len(choices):
        return None
    return choices[number - 1 if number > 0 else -1]


def _leans(typed: str, remark: Remark, lexicon: Lexicon, today: date) -> bool:
    """Whether a text leaves out what the question before it named."""
    if remark.compares_sides:
        return True
    if _DEFINES.match(fold(typed)):
        return False
    if remark.is_empty:
        return bool(remark.place or remark.period or remark.compares)
    if is_off_topic(analyse(typed, lexicon, today=today)):
        return False
    if remark.asks_aspect:
        return remark.leans or not remark.place
    if remark.place and remark.period:
        return False
    if remark.leans or remark.place:
        return remark.leans
    asks = remark.asks or typed.endswith("?") or _is_of_reports(remark.rest)
    return asks and len(remark.text.split()) <= SHORT_SYLLABLES


def _is_of_reports(text: str) -> bool:
    """Whether a text names what the Union reports: "mái ấm tình thương", "hộ thoát nghèo"."""
    words = words_of(text)
    return bool(find_indicators(words) or unit_at(words, 0))


@dataclass(frozen=True)
class _FollowUp:
    """A remark on the last question, and the question before that."""

    remark: Remark
    turn: Turn
    asked: Asked
    earlier: Asked
    lexicon: Lexicon
    today: date

    def completed(self) -> str:
        if self.remark.compares_sides or (self.remark.compares and self.remark.is_empty):
            return self._compared()
        if self.remark.is_empty:
            return exchanged(self.asked, self._new_place, self.remark.period)
        if self.remark.asks_aspect and not points_back(self.remark.rest):
            return self._of_same_thing()
        return self._of_other_thing()

    @property
    def _new_place(self) -> str | None:
        """What takes the place's place; the report that answered tells it where no question did."""
        return self.remark.place or (None if self.asked.place else self.turn.place)

    def _compared(self) -> str:
        others = [named for named in (self.remark.place, self.remark.period) if named]
        if not others:
            before, now = self.earlier, self.asked
            pairs = ((before.place, now.place), (before.periods, now.periods))
            others = [then for then, here in pairs if then and here and fold(then) != fold(here)]
        if not others and self.asked.period:
            others = [self.asked.period.moved(-1).label]
        return compared(self.asked, others) if others else f"{self.asked.text}, {self.remark.rest}"

    def _of_same_thing(self) -> str:
        """Its cost, its day, its plan: what was spoken of, with the new question after it."""
        rest = self.remark.rest
        base = exchanged(self.asked, self._new_place, self.remark.period)
        if _PLAN_WORDS.search(fold(rest)) and (self.remark.compares or _REACHED.search(fold(rest))):
            return f"{without_aspect(base)}, thực hiện được bao nhiêu so với kế hoạch"
        if not self.remark.asks and not WHY.search(fold(rest)):
            return f"{rest}: {base}"
        both = self.asked.question.kind is Kind.FIGURE and _HOW_MUCH.search(rest.lower())  # one sentence tells both
        return f"{without_aspect(base) if both else statement(base)}, {small(rest)}"

    def _of_other_thing(self) -> str:
        """Another thing at the same place and time."""
        rest = self._resolved(self.remark.rest)
        question = self._of_meeting(rest) if self.remark.asks else self._asked_like_before(rest)
        place = self.remark.place or self.asked.place or self.turn.place
        return framed(question, place, self.remark.period or self.asked.periods)

    def _resolved(self, rest: str) -> str:
        """With what "cuộc họp đó" or "chị ấy" points back to."""
        back = points_back(rest)
        if back is None:
            return rest
        noun = rest[back.start() : back.start("back")].strip()
        is_person = fold(noun) in {"chi", "anh", "ba", "ong", "co", "dong chi", "nguoi"}
        meant = self.asked.person if is_person else self.asked.thing
        return squeeze(f"{rest[: back.start()]}{meant or noun}{rest[back.end() :]}")

    def _of_meeting(self, rest: str) -> str:
        """With the meeting or plan that was spoken of, unless something is counted that is no part of it."""
        thing = self.asked.thing
        asks = analyse(rest, self.lexicon, today=self.today).asks
        counts_other = any(ask.measure and ask.measure[0] not in _GENERIC_MEASURES for ask in asks)
        if thing is None or counts_other or fold(thing) in fold(rest):
            return rest
        if fold(rest).startswith("ai "):
            return f"{rest} {thing}" if _EVENT_VERBS.search(fold(rest)) else rest
        asked_first = INTERROGATIVE.search(" ".join(rest.lower().split()[:3]))
        return f"tại {thing}, {small(rest)}" if asked_first else f"{thing} {small(rest)}"

    def _asked_like_before(self, rest: str) -> str:
        """A mere name of a thing, asked for as the thing before was."""
        before = self.asked.question
        if _TOLD.match(fold(rest)):
            return f"{rest} thế nào"
        counted = _NUMBER_OF.sub("", rest)
        unit = unit_at(words_of(counted), 0)
        is_countable = unit is not None and (not before.wants_money or unit[0].measure in _COUNTED_BESIDE_MONEY)
        if before.kind is Kind.FIGURE or (before.kind is Kind.COMPARISON and before.asks):
            plan = "chỉ tiêu " if before.plan and not before.result else ""
            if is_countable:
                return f"chỉ tiêu là bao nhiêu {counted}" if plan else f"có bao nhiêu {counted}"
            return f"{plan}{rest} là bao nhiêu{' tiền' if before.wants_money else ''}"
        if before.kind is Kind.PERSON and _OFFICES.match(fold(rest)):
            return f"{rest} là ai"
        if before.kind is Kind.DATE:
            return f"{rest} vào ngày nào"
        return f"có những {rest} nào" if before.kind is Kind.LIST and is_countable else f"{rest} thế nào"
