"""Whether the words before a figure speak of a plan or of what was reached. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from index.figure_scope import OPENING, Kind, Scope
from index.vietnamese.text import fold, is_unaccented


def _cue(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A pattern over lower-case text: with diacritics, and for texts without any."""
    bounded = rf"(?<!\w)(?:{pattern})(?!\w)"
    return re.compile(bounded), re.compile(fold(bounded).replace("\\S", "\\s"))


_AIMS = _cue(
    "phấn đấu|dự kiến|đạt mục tiêu|hướng tới|đặt ra mục tiêu|đề ra mục tiêu|đề ra chỉ tiêu|chỉ tiêu phấn đấu|"
    "giao chỉ tiêu|mục tiêu đến|dự tính"
)
_WILL = _cue("sẽ")
_TO_COME = _cue("trong thời gian tới|thời gian tới|năm tới")
_TARGET = _cue("chỉ tiêu|kế hoạch|mục tiêu|được giao")
_REACHED = _cue("đã|kết quả|hoàn thành|thực hiện được|vượt|ước đạt|tính đến|đến nay")
_FULFILLED = _cue("đạt|vượt|hoàn thành|thực hiện")
_JUST_FULFILLED = _cue(r"(?:đạt|vượt|hoàn thành)(?:\s+(?:và\s+vượt|các|một số|toàn bộ|100\s*%))*\s*$")
_STATED = re.compile(r"(?::|(?<!\w)(?:là|la))\s*$")
_MAX_TARGET_CHARS = 30  # between "chỉ tiêu" and its number
_MAX_STATED_CHARS = 90  # if it says what the number is: "Chỉ tiêu phát triển hội viên năm 2023 là 4.500"


def aimed(scope: Scope, sentence: str, clause: tuple[int, int], at: int) -> Scope:
    """The scope of a figure by whether the words before it speak of a plan or of what was reached."""
    plain = is_unaccented(sentence)
    near = sentence[:at].lower()[clause[0] :]
    led = led_by(scope, sentence, clause, at)
    if led.kind is not scope.kind or _aims_last(sentence, clause, at):
        return led
    if _is_target(near, plain):
        return replace(scope, kind=Kind.PLAN)
    if scope.kind is Kind.PLAN and _ends(_FULFILLED, near, plain):
        return replace(scope, kind=Kind.RESULT)
    return scope


def led_by(scope: Scope, sentence: str, clause: tuple[int, int], at: int) -> Scope:
    """The scope of what follows a text that aims at something, or tells what was reached."""
    if _aims_last(sentence, clause, at):
        return replace(scope, kind=Kind.PLAN)
    reached = _ends(_REACHED, sentence[:at].lower(), is_unaccented(sentence))
    return replace(scope, kind=Kind.RESULT) if scope.kind is Kind.PLAN and reached else scope


def _aims_last(sentence: str, clause: tuple[int, int], at: int) -> bool:
    """Whether a text aims at something, and does not tell after that what was reached."""
    plain, before = is_unaccented(sentence), sentence[:at].lower()
    aims = [*_ends(_AIMS, before, plain), *(e for e in _ends(_WILL, before, plain) if e > clause[0])]
    aims += [end for end in _ends(_TO_COME, before, plain) if end < OPENING // 2]
    reached = _ends(_REACHED, before, plain)
    return bool(aims) and (not reached or max(reached) < max(aims))


def _ends(cue: tuple[re.Pattern[str], re.Pattern[str]], text: str, plain: bool) -> list[int]:
    return [match.end() for match in cue[plain].finditer(text)]


def _is_target(before: str, plain: bool) -> bool:
    """Whether a figure is the target that the words right before it introduce: "chỉ tiêu giao 200"."""
    targets = list(_TARGET[plain].finditer(before))
    reach = _MAX_STATED_CHARS if _STATED.search(before) else _MAX_TARGET_CHARS
    if not targets or len(before) - targets[-1].end() > reach:
        return False
    between, leading = before[targets[-1].end() :], before[: targets[-1].start()]
    if re.search(r"[,;]|(?<!\w)(?:như|nhu)(?!\w)|\d{1,3}\D*\d", between) or _ends(_FULFILLED, between, plain):
        return False
    return not _JUST_FULFILLED[plain].search(leading)
