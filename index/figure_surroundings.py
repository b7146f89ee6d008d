"""A figure among the words of its clause: the indicators that stand after, around and before it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.figure_counts import Clause, Count
from index.indicators import IndicatorMention, Unit, unit_at
from index.vietnamese.text import fold, squeeze

MAX_AFTER = 18  # words after a figure that may name its indicator
MAX_BEFORE = 30
AND = {"và", "va"}
# A comma before one of these begins something new.
_OPENERS = re.compile(
    r"[,.:–-]\s+(?:sau|qua|tu|da|dat|tri gia|gop phan|trong do|tong|voi|giup|kip thoi|nhat la|dac biet|nang|tang|giam|"
    r"dong thoi|ben canh|ngoai ra|thuc hien|to chuc|phoi hop|van dong|thanh lap|xay dung|hoan thanh|so voi|co)(?!\w)"
    r"|[.!?…:]\s+[A-ZĐÀ-Ỹ]"
)
_MEANS = re.compile(r"(?<!\w)(?:bằng|như|thông qua|bang|nhu|thong qua)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Surroundings:
    """A figure among the words of its clause."""

    clause: Clause
    position: int  # among the clause's counts
    mentions: Sequence[IndicatorMention]  # of the clause

    @property
    def count(self) -> Count:
        return self.clause.counts[self.position]

    @property
    def word(self) -> int:
        """The position of the amount among the words."""
        return self.clause.word_from(self.count.amount.start)

    @cached_property
    def head_unit(self) -> Unit | None:
        """What the noun after the number is; of a share too."""
        if not self.count.is_share:
            return self.count.unit
        found = unit_at(self.clause.words, self.count.head, plain=self.clause.plain)
        return found[0] if found else None

    @property
    def counts_people(self) -> bool:
        return self.head_unit is not None and self.head_unit.measure in ("người", "hộ", "lượt")

    @cached_property
    def begin(self) -> int:
        """The first word after the figure before it."""
        words_before = max(self.word - MAX_BEFORE, 0)
        if self.position == 0:
            return words_before
        return max(self.clause.word_from(self.clause.counts[self.position - 1].end), words_before)

    @cached_property
    def limit(self) -> int:
        """Where the words end that may belong to the figure."""
        ends = [self.count.head + MAX_AFTER, len(self.clause.words)]
        if self.position + 1 < len(self.clause.counts):
            following = self.clause.counts[self.position + 1].amount.start
            comma = self.clause.text.rfind(", ", self.count.end, following)  # "6.500 lượt khách, doanh thu 820 triệu"
            ends.append(self.clause.word_from(comma if comma >= 0 else following))
        opener = _OPENERS.search(_cased_fold(self.clause.text), self.count.end)
        if opener:
            ends.append(self.clause.word_from(opener.start()))
        return max(min(ends), self.count.head)

    @cached_property
    def _begun_by(self) -> int:
        """The last word at which a mention after the figure may begin; what stands behind "và" is another thing."""
        ends = [n for n, word in enumerate(self.clause.words) if n > self.count.head and word.text in AND]
        return (
            ends[0]
            if ends and (self.count.counted_after or self.count.is_money) and not self.counts_people
            else self.limit
        )

    def after(self) -> list[IndicatorMention]:
        """Special indicators after the figure, nearest first; those that only say who come last."""
        found = [m for m in self._fitting() if self.count.head <= m.first <= self._begun_by and m.last <= self.limit]
        return sorted(found, key=lambda m: (m.indicator.counts == "người", m.first, m.first - m.last))

    def told_how(self, mention: IndicatorMention) -> bool:
        """Whether a mention after the figure only says by what means: "giúp 30 hộ bằng nhiều cách như cho vay vốn"."""
        return _MEANS.search(self.clause.text, self.count.end, self.clause.words[mention.first].start) is not None

    def around(self) -> list[IndicatorMention]:
        """Special indicators whose phrase has the figure in its gap."""
        return [m for m in self._fitting() if m.first < self.word < m.last <= self.limit]

    def before(self, begin: int | None = None) -> list[IndicatorMention]:
        """Special indicators before the figure, nearest first."""
        start = self.begin if begin is None else begin
        found = [m for m in self._fitting() if start <= m.first and m.last <= self.word]
        return sorted(found, key=lambda m: (-m.last, m.first))

    def generic(self) -> list[IndicatorMention]:
        """Generic indicators: what the figure's own noun says; of a bare figure, what stands before it."""
        some = [m for m in self.mentions if m.indicator.generic and self._fits(m)]
        if self.count.counted_after and not self.count.is_money:
            return sorted((m for m in some if m.first == self.count.head), key=lambda m: m.first - m.last)
        return sorted((m for m in some if self.begin <= m.first and m.last <= self.word), key=lambda m: -m.last)

    def _fitting(self) -> Iterable[IndicatorMention]:
        return (m for m in self.mentions if not m.indicator.generic and self._fits(m))

    def _fits(self, mention: IndicatorMention) -> bool:
        counts, unit = mention.indicator.counts, self.count.unit
        return not counts or unit is None or self.count.is_share or unit.measure == counts

    def is_joined(self, mention: IndicatorMention) -> bool:
        """Whether no comma stands between the figure and a mention after it."""
        return "," not in self.clause.text[self.count.end : self.clause.words[mention.first].start]

    def text(self, first: int, last: int) -> str:
        """Words as written, in one line, without what is blanked."""
        words = self.clause.words
        written = self.clause.text[words[first].start : words[last - 1].end] if first < last else ""
        return squeeze(re.sub(r"[“”\"«»]", "", written))


def _cased_fold(text: str) -> str:
    """Without diacritics, capitals kept."""
    return "".join(f.upper() if c.isupper() else f for c, f in zip(text, fold(text), strict=True))
